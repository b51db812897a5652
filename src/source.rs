//! The only opener of components, and where new bytes wait to be written.
//!
//! It uses `base`.

pub(crate) mod lfs;
pub(crate) mod reader;
pub(crate) mod secret;
pub(crate) mod spool;
