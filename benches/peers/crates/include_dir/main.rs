//! include_dir, with its default features.

use include_dir::{Dir, File, include_dir};

mod round;
mod tally;
mod usage;

static COMPONENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/components");

fn main() {
    if usage::answered(|path| COMPONENTS.get_file(path)) {
        return;
    }
    let mut files = Vec::new();
    list(&COMPONENTS, &mut files);
    let files = files.iter().map(|file| (file.path().to_string_lossy(), file.contents()));
    println!("{}: {}", round::ROUND, tally::of(files));
}

fn list(dir: &'static Dir<'_>, files: &mut Vec<&'static File<'_>>) {
    files.extend(dir.files());
    for dir in dir.dirs() {
        list(dir, files);
    }
}
