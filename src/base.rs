//! What all other rooms stand on: errors with paths, files, stats, hashes,
//! keys, threads, and the one reader of cargo's environment.
//!
//! It uses no other room.

pub(crate) mod cargo_env;
pub(crate) mod browser_digest;
pub(crate) mod error;
pub(crate) mod fs;
pub(crate) mod glob;
pub(crate) mod hasher;
pub(crate) mod jobserver;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod links;
pub(crate) mod roots;
pub(crate) mod source_error;
pub(crate) mod stat;
pub(crate) mod sync;
pub(crate) mod sys;
pub(crate) mod temp;
pub(crate) mod threads;
