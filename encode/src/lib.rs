//! Encoders for build scripts: the official C, optimised whatever the profile.
//!
//! Cargo compiles build scripts and their dependencies without optimisation,
//! in release builds too, and the crates that wrap these libraries pass that
//! on to the C compiler: it then takes two to five times as long to encode.
//! Brotli in Rust takes about three times as long again.
//!
//! Each module has one function, which encodes bytes that are in memory, and
//! is there with the feature of its name. Equal bytes and levels give equal
//! output; that of brotli's levels 10 and 11 may be another, as short, with
//! another C compiler. Nothing here is a stable interface.

mod ffi;

#[cfg(feature = "br")]
pub use ffi::br;
#[cfg(feature = "gzip")]
pub use ffi::gzip;
#[cfg(feature = "zstd")]
pub use ffi::zstd;

#[cfg(test)]
mod tests;
