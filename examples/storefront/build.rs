//! Compiles the styles, and compresses whatever gets smaller.

use include_components_build::compilers::Sass;
use include_components_build::{Build, Encoder, Error};

fn main() -> Result<(), Error> {
    Build::new()
        .root("web")
        .compile("*.scss", Sass::new())
        .encode("*", [Encoder::br(), Encoder::gzip(), Encoder::zstd()])
        .run()?;
    Ok(())
}
