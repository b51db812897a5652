//! static-serve, on axum.

mod listen;

// From where rustc runs: the workspace.
static_serve::embed_assets!("static-serve/components", compress = true, allow_unknown_extensions = true);

fn main() -> std::io::Result<()> {
    listen::run(static_router())
}
