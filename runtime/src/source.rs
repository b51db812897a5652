//! Where the components of a set come from: the pack that the program has embedded or,
//! in live mode, the newest one that the build script has made.

#[cfg(not(all(feature = "live", debug_assertions)))]
mod embedded;
#[cfg(all(feature = "live", debug_assertions))]
mod live;

#[cfg(not(all(feature = "live", debug_assertions)))]
pub use embedded::Source;
#[cfg(not(all(feature = "live", debug_assertions)))]
pub(crate) use embedded::{Generation, Snapshot};
#[cfg(all(feature = "live", debug_assertions))]
pub use live::Source;
#[cfg(all(feature = "live", debug_assertions))]
pub(crate) use live::{Generation, Snapshot};
