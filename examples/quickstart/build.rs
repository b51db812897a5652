//! Compiles the components, and passes on what came of it.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let report = include_components_build::compile("components")?;

    // An app ends here. This one shows where the time went, so it embeds that
    // as well, and is therefore not the same in every build.
    let mut text = format!("{report}\n\n");
    for (stage, time) in report.stages() {
        text += &format!("{stage:10}  {:8.3} ms\n", time.as_secs_f64() * 1e3);
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("report.txt"), text)?;
    Ok(())
}
