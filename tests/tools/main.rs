//! Front ends as people have them, built by their own tools, which npm installs: what is
//! embedded, and how many times node is started for it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    reason = "the environment of the tests is not that of the build helper"
)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../compilers/headless.rs"]
mod headless;
mod package;
mod react;
mod served;
mod templates;
mod trunk;
