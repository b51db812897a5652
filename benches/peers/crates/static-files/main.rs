//! static-files, as its documentation says.

mod round;
mod tally;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

fn main() {
    let files = generate();
    let files = files.iter().map(|(path, resource)| (path, resource.data));
    println!("{}: {}", round::ROUND, tally::of(files));
}
