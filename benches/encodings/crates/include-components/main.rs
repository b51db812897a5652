//! Prints the length of all artifacts and of their encodings.

use include_components::Encoding;

mod round;

fn main() {
    let components = include_components::include_components!();
    let total = |encoding| -> usize {
        let found = components.iter().filter_map(|component| component.representation(encoding));
        found.map(|representation| representation.bytes().len()).sum()
    };
    let (identity, br) = (total(Encoding::Identity), total(Encoding::Br));
    println!("{} {identity} {br} {} 0", round::ROUND, total(Encoding::Gzip));
}
