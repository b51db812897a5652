//! static-files, as its documentation says.

mod round;
mod tally;
mod usage;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

fn main() {
    let files = generate();
    if usage::answered(|path| files.get(path)) {
        return;
    }
    let files = files.iter().map(|(path, resource)| (path, resource.data));
    println!("{}: {}", round::ROUND, tally::of(files));
}
