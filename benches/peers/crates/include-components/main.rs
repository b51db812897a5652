//! include-components: the expression, which makes no constants.

mod round;
mod tally;

fn main() {
    let components = include_components::include_components!();
    let files = components.iter().map(|component| (component.path(), component.bytes()));
    println!("{}: {}", round::ROUND, tally::of(files));
}
