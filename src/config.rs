//! What is asked: the public builder, and the same with cargo's environment,
//! checked.
//!
//! It uses `compile` and the rooms below it.

mod allow;
pub(crate) mod builder;
pub(crate) mod cache;
pub(crate) mod checked;
mod linked;
pub(crate) mod manifest;
pub(crate) mod media_types;
pub(crate) mod options;
pub(crate) mod references;
mod roots;
pub(crate) mod rules;
pub(crate) mod select;
pub(crate) mod tools;
pub(crate) mod workspace;
