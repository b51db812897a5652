//! What is there, and what was there: the walk, the stat index, and the sorted
//! and checked list of what is to be made.
//!
//! It uses `config` and the rooms below it.

pub(crate) mod collect;
pub(crate) mod collisions;
pub(crate) mod hidden;
pub(crate) mod last_run;
pub(crate) mod listing;
pub(crate) mod notes;
pub(crate) mod roots_file;
pub(crate) mod stat_index;
pub(crate) mod walk;
pub(crate) mod written;
