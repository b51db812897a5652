//! memory-serve, on axum.

mod listen;

fn main() -> std::io::Result<()> {
    listen::run(memory_serve::load!().into_router())
}
