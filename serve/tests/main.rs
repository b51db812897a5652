//! Real servers on loopback, asked over real sockets.

#[cfg(unix)]
mod browser;
mod choices;
mod client;
mod conformance;
mod corners;
#[cfg(unix)]
mod crates;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(unix)]
mod live;
#[cfg(unix)]
mod newcomer;
mod rows;
mod servers;
#[cfg(unix)]
mod storefront;
mod templates;
#[cfg(unix)]
mod tools;

use include_components::{Components, include_components};

/// The site that `build.rs` writes.
static SITE: &Components = include_components!();
