//! A table with one `include_bytes!` for each file, written by build.rs.

mod round;
mod tally;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

fn main() {
    println!("{}: {}", round::ROUND, tally::of(FILES.iter().copied()));
}
