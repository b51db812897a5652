//! Prints the length of all files and of their encodings. The crate cannot
//! list what it has, so it is asked for the paths on stdin.

use std::io;

use rust_embed_for_web::{EmbedableFile, RustEmbed};

mod round;

#[derive(RustEmbed)]
#[folder = "components"]
struct Components;

fn main() {
    let (mut identity, mut br, mut gzip) = (0, 0, 0);
    for path in io::stdin().lines().map_while(Result::ok) {
        let Some(file) = Components::get(&path) else { continue };
        identity += file.data().len();
        br += file.data_br().map_or(0, |data| data.len());
        gzip += file.data_gzip().map_or(0, |data| data.len());
    }
    println!("{} {identity} {br} {gzip} 0", round::ROUND);
}
