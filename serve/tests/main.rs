//! Real servers on loopback, asked over real sockets.

mod choices;
mod client;
mod conformance;
mod corners;
#[cfg(target_os = "linux")]
mod hostile;
mod rows;
mod servers;
#[cfg(unix)]
mod tools;

use include_components::{Components, include_components};

/// The site that `build.rs` writes.
static SITE: &Components = include_components!();
