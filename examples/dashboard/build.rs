//! Builds the front end with Vite when its sources changed; who has no node takes
//! `web/dist`, which `INCLUDE_COMPONENTS_TOOLS=save cargo build -p dashboard` writes.

use include_components_build::{Build, Error, Tool};

fn main() -> Result<(), Error> {
    Build::new().root_from(Tool::vite("web").prebuilt("web/dist")).run()?;
    Ok(())
}
