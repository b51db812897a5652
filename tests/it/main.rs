//! Drives real `cargo build`s of real packages in temporary directories.
//!
//! The packages depend on this checkout by path, as an application would, and
//! share one target directory, so that the libraries are compiled once for
//! all of them (see [`harness`]). What takes long, or builds in release, is in
//! `tests/builds`.
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

mod bytes;
mod directives;
#[cfg(all(feature = "br", feature = "gzip"))]
mod encodings;
mod harness;
mod hello;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod linking;
mod listing;
#[cfg(unix)]
mod missing;
mod newcomer;
mod ports;
#[cfg(unix)]
mod prefixes;
mod projects;
mod references;
#[cfg(unix)]
mod stale;
mod tidy;
#[cfg(target_os = "linux")]
mod tools;
#[cfg(unix)]
mod unwatched;
#[cfg(unix)]
mod watched;
