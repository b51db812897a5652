use include_components_build::{Build, Encoder, Error};

fn main() -> Result<(), Error> {
    let encoders = [Encoder::br(), Encoder::gzip(), Encoder::zstd()];
    Build::new().root("components").encode("**", encoders).run()?;
    Ok(())
}
