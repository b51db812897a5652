//! Prints the length of all files and of their encodings: gzip and zstd, as
//! this crate has no brotli.

use std::io;

mod round;
mod served;

static_serve::embed_assets!("components", compress = true, allow_unknown_extensions = true);

fn main() -> io::Result<()> {
    let router = static_router();
    let [identity, gzip, zstd] = served::lengths(&router, ["identity", "gzip", "zstd"])?;
    println!("{} {identity} 0 {gzip} {zstd}", round::ROUND);
    Ok(())
}
