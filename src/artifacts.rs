//! What each component becomes: copied, compiled, bundled, then linked
//! and encoded.
//!
//! It uses `scan`, `output` and the rooms below them.

mod bundle;
mod compile;
mod copy;
pub(crate) mod encode;
mod link;
pub(crate) mod make;
pub(crate) mod stores;
