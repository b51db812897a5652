//! What earlier runs made: the results of actions, the last pack, and the
//! persistent cache.
//!
//! It uses `base`.

pub(crate) mod action;
pub(crate) mod last_pack;
pub(crate) mod links;
pub(crate) mod store;
