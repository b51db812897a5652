//! The pack format of `include-components`: components and a look-up table.
//!
//! This crate is shared by the build helper, which writes packs, and by the
//! macro and the run-time crate, which read them. It also has what else the
//! build helper leaves for the macro: the set file and the record of the roots. It has no dependency and
//! needs no `std` without the feature `write`. Applications use the crate
//! `include-components` instead; nothing here is a stable interface.
#![cfg_attr(not(feature = "write"), no_std)]
#![forbid(unsafe_code)]

pub mod bytes;
mod blob;
mod checksum;
mod content;
mod digest;
mod encoding;
mod extension;
mod hash;
mod layout;
pub mod live;
#[cfg(feature = "write")]
pub mod nearest;
pub mod path;
mod read;
pub mod roots;
mod same;
mod set;
#[cfg(feature = "write")]
pub mod write;

pub use blob::StoredBlob;
pub use checksum::checksum;
pub use content::Content;
pub use digest::Digest;
pub use encoding::Encoding;
pub use layout::{ALIGN, FormatError, HEADER, INDEX_DIGEST, Layout, MAGIC, split_address};
pub use read::{Entry, Found, NoteSort, Notes, OtherParts, Pack};
pub use same::Same;
pub use set::{LinkedAs, Part, SetError, SetFile};

/// How many bytes a hashed path has more than the path: `-` and 8 digits.
const HASHED_SUFFIX: usize = 9;

// For the file that the tests share with the fuzz targets.
#[cfg(all(test, feature = "write"))]
extern crate self as include_components_pack;
// Two attributes: Clippy knows tests by the first.
#[cfg(test)]
#[cfg(feature = "write")]
mod tests;
