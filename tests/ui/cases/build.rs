//! Makes the sets that the cases use.

use include_components_build::{Build, Embed, Error};

fn main() -> Result<(), Error> {
    for name in ["clash", "empty", "strange", "taken"] {
        Build::new().name(name).root(name).run()?;
    }
    Build::new().root("../components").run()?;
    Build::new().name("mail").root("../mail").run()?;
    Build::new().name("linked").root("../components").embed(Embed::Link).run()?;
    Ok(())
}
