use include_components_build::{Build, Error, Tool};

fn main() -> Result<(), Error> {
    Build::new().root_from(Tool::vite("web")).run()?;
    Ok(())
}
