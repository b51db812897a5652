//! The build script that one writes first: walks, reads every file to hash
//! it, and reads it again to copy it.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use std::{env, error, fs};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

mod record;

fn main() -> Result<(), Box<dyn error::Error>> {
    let start = Instant::now();
    let tree = env::var("TREE")?;
    let out = env::var("OUT_DIR")?;
    let (mut data, mut table, mut opened) = (Vec::new(), String::from("&["), 0);
    for entry in WalkDir::new(&tree).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let hash = Sha256::digest(fs::read(entry.path())?);
        let range = data.len();
        data.extend(fs::read(entry.path())?);
        let path = entry.path().strip_prefix(&tree)?;
        writeln!(table, "({path:?}, {range}..{}, {:?}),", data.len(), hash.as_slice())?;
        opened += 2;
    }
    table.push(']');
    fs::write(Path::new(&out).join("data.bin"), &data)?;
    fs::write(Path::new(&out).join("table.rs"), &table)?;
    println!("cargo::rerun-if-changed={tree}");
    let took = start.elapsed().as_nanos();
    println!("took {took} opened {opened} written {}", data.len() + table.len());
    record::environment()
}
