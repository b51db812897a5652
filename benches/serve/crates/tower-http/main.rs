//! tower-http's ServeDir, on axum: files on disk, in the directory that the first
//! argument names, with coded ones beside them.

use std::{env, io};

use axum::Router;
use tower_http::services::ServeDir;

mod listen;

fn main() -> io::Result<()> {
    let dir = env::args().nth(1).ok_or(io::Error::other("which directory?"))?;
    listen::run(Router::new().fallback_service(ServeDir::new(dir).precompressed_br()))
}
