use include_components_build::{Build, Encoder, Error};

fn main() -> Result<(), Error> {
    Build::new().root("components").encode("*", [Encoder::br(), Encoder::gzip()]).run()?;
    Ok(())
}
