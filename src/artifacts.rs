//! What each component becomes: copied, compiled, bundled, and then encoded.
//!
//! It uses `scan`, `output` and the rooms below them.

mod bundle;
mod compile;
mod copy;
pub(crate) mod encode;
pub(crate) mod make;
pub(crate) mod stores;
