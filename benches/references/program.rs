//! Calls the build helper: root, directory of the output, way, glob.

use include_components_build::{Build, Cache, Error, Imports, Missing, References};

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().collect();
    let mut build = Build::new();
    build.root(&args[1]).include(&args[4]).cache(Cache::off());
    let hashed = References::hashed().missing("**", Missing::Allow);
    let references = match args[3].as_str() {
        "none" => None,
        "keep" => Some(hashed),
        "map" => Some(hashed.imports(Imports::Map)),
        "rewrite" => Some(hashed.imports(Imports::Rewrite)),
        _ => Some(hashed.imports(Imports::Rewrite).integrity()),
    };
    if let Some(references) = references {
        build.references("**", references);
    }
    let (report, _) = build.run_in(&args[2])?;
    std::fs::write(format!("{}/linked", args[2]), report.linked().to_string()).ok();
    Ok(())
}
