//! What the benches that measure processes share: trees to measure on, the cost
//! of a process, servers and a client, medians, tables.
//!
//! They are plain programs, since what they measure is whole processes, which
//! take from milliseconds to minutes: see the README.
// Benches read their environment.
#![allow(clippy::disallowed_methods)]

pub mod analyzer;
pub mod cargo;
pub mod client;
pub mod estimate;
pub mod machine;
pub mod measure;
pub mod options;
pub mod process;
pub mod samples;
pub mod table;
pub mod tree;
