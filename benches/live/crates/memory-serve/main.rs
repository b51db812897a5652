//! memory-serve, which reads the files in debug builds, on axum.

mod listen;

fn main() -> std::io::Result<()> {
    listen::run(memory_serve::load!().into_router())
}
