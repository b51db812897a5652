//! No components: what any crate costs.

mod round;

fn main() {
    println!("{}", round::ROUND);
}
