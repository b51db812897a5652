//! tower-serve-embedded, on axum.

use axum::Router;

mod listen;

tower_serve_embedded::embed!();

fn main() -> std::io::Result<()> {
    listen::run(Router::new().fallback_service(ASSETS.service()))
}
