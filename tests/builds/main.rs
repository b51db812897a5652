//! Drives real `cargo build`s, as `tests/it` does, where that takes long.
//!
//! It has what builds in release, what runs for a while, and what is large; all else is
//! in `tests/it`, which `cargo test` runs. The packages and the target directory are the
//! same.
#![allow(
    clippy::disallowed_methods,
    reason = "the environment of the tests is not that of the build helper"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../it/harness.rs"]
mod harness;
#[path = "../it/listing.rs"]
mod listing;
#[path = "../it/projects.rs"]
mod projects;

mod cache;
mod large;
#[cfg(target_os = "linux")]
mod live;
mod parts;
mod release;
#[cfg(target_os = "linux")]
mod root_from;
#[cfg(unix)]
mod sccache;
mod workspace;
