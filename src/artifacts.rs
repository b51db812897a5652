//! What each component becomes: copied, compiled, bundled, and then encoded.
//!
//! It uses `scan`, `output` and the rooms below them.

pub(crate) mod encode;
pub(crate) mod make;
