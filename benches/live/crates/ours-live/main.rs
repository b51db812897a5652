//! Ours, in live mode.

use axum::Router;
use include_components::{Components, include_components};
use include_components_serve::Serve;

mod listen;

static UI: &Components = include_components!();

fn main() -> std::io::Result<()> {
    listen::run(Router::new().fallback_service(Serve::new(UI).live()))
}
