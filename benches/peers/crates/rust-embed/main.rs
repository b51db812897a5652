//! rust-embed, with `debug-embed`: without it debug builds embed nothing.

mod round;
mod tally;
mod usage;

#[derive(rust_embed::Embed)]
#[folder = "components"]
struct Components;

fn main() {
    if usage::answered(Components::get) {
        return;
    }
    let files = Components::iter().filter_map(|path| {
        let data = Components::get(&path)?.data;
        Some((path, data))
    });
    println!("{}: {}", round::ROUND, tally::of(files));
}
