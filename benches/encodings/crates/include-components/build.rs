use include_components_build::{Build, Encoding, Error};

fn main() -> Result<(), Error> {
    Build::new().root("components").encode("*", [Encoding::BR, Encoding::GZIP]).run()?;
    Ok(())
}
