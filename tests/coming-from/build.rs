//! Makes the sets that the pages use, and what the other crates make of the same files.

use std::error::Error;

use include_components_build::{Build, Encoder};

fn main() -> Result<(), Box<dyn Error>> {
    Build::new()
        .root("assets")
        .root_at("man/man1", "man")
        .encode("*.{html,css,js}", [Encoder::br(), Encoder::gzip()])
        .run()?;
    Build::new().name("migrations").root("migrations").run()?;
    Build::new().name("i18n").root("i18n").run()?;
    compile_others()
}

/// What the pages show as it was before.
fn compile_others() -> Result<(), Box<dyn Error>> {
    static_files::resource_dir("assets").build()?;
    memory_serve::load_directory("assets");
    tower_serve_embedded_build::Builder::new("assets").emit()?;
    Ok(())
}
