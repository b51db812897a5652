//! Ours, on actix-web.

use include_components::{Components, include_components};
use include_components_serve::Serve;

mod listen;

static UI: &Components = include_components!();

fn main() -> std::io::Result<()> {
    listen::run(|config| {
        config.service(Serve::new(UI).at("/"));
    })
}
