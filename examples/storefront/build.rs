//! Compiles the styles, writes references with hashed paths, and compresses whatever gets
//! smaller.

use include_components_build::compilers::Sass;
use include_components_build::{Build, Encoder, Error, Imports, References};

fn main() -> Result<(), Error> {
    Build::new()
        .root("web")
        .compile("*.scss", Sass::new())
        // Modules stay as they are; each page has a map from their names to hashed paths.
        .references("*", References::hashed().imports(Imports::Map).integrity())
        .encode("*", [Encoder::br(), Encoder::gzip(), Encoder::zstd()])
        .run()?;
    Ok(())
}
