//! Makes the sets that the tests, and the examples in the documentation, use.

use include_components_build::{Build, Embed, Error, compile};

fn main() -> Result<(), Error> {
    compile("components")?;
    Build::new().name("mail").root("mail").run()?;
    Build::new().name("linked").root("components").embed(Embed::Link).run()?;
    Ok(())
}
