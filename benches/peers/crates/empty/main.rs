//! No components: what any crate costs.

mod round;
mod tally;

fn main() {
    println!("{}: {}", round::ROUND, tally::of([("", ""); 0]));
}
