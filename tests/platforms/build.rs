//! Makes one set for each way into the program, with a component of 400 kB.
// It is a build script.
#![allow(clippy::disallowed_methods)]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use include_components_build::{Build, Embed};

fn main() -> Result<(), Box<dyn Error>> {
    let made = Path::new(&env::var("OUT_DIR")?).join("made");
    fs::create_dir_all(&made)?;
    let long: String = (0..40_000).map(|line| format!("{line:9}\n")).collect();
    fs::write(made.join("long.txt"), long)?;
    let mut build = Build::new();
    build.root("components").root(&made);
    build.name("included").embed(Embed::Include).run()?;
    // Elsewhere the file formats of libraries are not known.
    if env::var("CARGO_CFG_TARGET_FAMILY")? != "wasm" {
        build.name("linked").embed(Embed::Link).run()?;
    }
    Ok(())
}
