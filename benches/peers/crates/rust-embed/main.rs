//! rust-embed, with `debug-embed`: without it debug builds embed nothing.

mod round;
mod tally;

#[derive(rust_embed::Embed)]
#[folder = "components"]
struct Components;

fn main() {
    let files = Components::iter().filter_map(|path| {
        let data = Components::get(&path)?.data;
        Some((path, data))
    });
    println!("{}: {}", round::ROUND, tally::of(files));
}
