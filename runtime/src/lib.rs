#![cfg_attr(not(doctest), doc = include_str!("lib.md"))]
#![no_std]
#![forbid(unsafe_code)]

mod component;
mod components;
mod csp;
mod dir;
mod entry_point;
mod etag;
#[cfg(feature = "live")]
mod live;
mod macros;
mod representation;
mod source;

pub use component::Component;
pub use components::{Components, Found, Iter};
pub use csp::{CspHash, CspHashes};
pub use dir::{Dir, Entries, Entry};
pub use entry_point::{EntryFiles, EntryPoint};
pub use etag::ETag;
pub use include_components_pack::{Digest, Encoding};
#[cfg(feature = "live")]
pub use live::{Change, Live, Status};
pub use representation::{Representation, Representations};

/// The names that the macros' expansions use. Not a stable interface.
#[doc(hidden)]
pub mod __private;

// The fixture of the tests and of the examples in the documentation names the
// crate as a user does.
#[cfg(test)]
extern crate self as include_components;
#[cfg(any(test, feature = "std"))]
extern crate std;
#[cfg(test)]
mod fixture;
