//! rust-embed-for-web, without the encodings that no other crate here makes.
//! It cannot list what it has, so it is asked for the paths on stdin.

use std::io;

use rust_embed_for_web::{EmbedableFile, RustEmbed};

mod round;
mod tally;
mod usage;

#[derive(RustEmbed)]
#[folder = "components"]
#[gzip = false]
#[br = false]
struct Components;

fn main() {
    if usage::answered(Components::get) {
        return;
    }
    let files = io::stdin().lines().map_while(Result::ok).filter_map(|path| {
        let data = Components::get(&path)?.data();
        Some((path, data))
    });
    println!("{}: {}", round::ROUND, tally::of(files));
}
