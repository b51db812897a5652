//! Proves that a build is right whatever happened before it.
//!
//! Each test does harm, or changes something, and then compares a build with a
//! clean one: byte for byte. Some build in this process, most in a process of
//! `driver`, which can be killed and traced.
//!
//! * `INCLUDE_COMPONENTS_LONG=1` does ten times as much.
//! * `INCLUDE_COMPONENTS_SEED=N` repeats what a failed test has shown.
//!
//! Some tests need root, for file systems of their own, or `strace`. Where
//! that is missing they say so on standard error.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, in its helpers too, and reads its environment"
)]

#[path = "driver/compilers.rs"]
mod compilers;
#[path = "driver/setup.rs"]
#[expect(dead_code, reason = "the driver reads the arguments that are written here")]
mod setup;

mod counts;
mod damage;
mod edits;
mod expected;
mod harness;
mod kill;
mod live;
mod mounts;
mod outcome;
mod panics;
mod processes;
mod property;
mod racing;
mod random;
mod surroundings;
mod syscalls;
mod traced;
