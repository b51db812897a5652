//! Puts OUT_DIR down: the parts of the pack, the files around them, the set file.
//!
//! It uses `config` and the rooms below it.

pub(crate) mod blob;
pub(crate) mod media_type;
pub(crate) mod pack;
