//! Makes one set of each route.

use include_components_build::{Build, Embed, Error};

fn main() -> Result<(), Error> {
    Build::new().name("included").root("../components").run()?;
    Build::new().name("linked").root("../components").embed(Embed::Link).run()?;
    Ok(())
}
