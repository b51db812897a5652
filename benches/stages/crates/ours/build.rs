//! A user's build script, which also says how long `run` took.

use std::time::Instant;
use std::{env, error};

mod record;

fn main() -> Result<(), Box<dyn error::Error>> {
    let tree = env::var("TREE")?;
    let start = Instant::now();
    let mut build = include_components_build::Build::new();
    // To measure what the option is worth: `MAP_ABOVE=0 cargo bench …`.
    if let Ok(bytes) = env::var("MAP_ABOVE") {
        build.map_above(bytes.parse()?);
    }
    let report = build.root(tree).run()?;
    let took = start.elapsed().as_nanos();
    println!("took {took} opened {} written {}", report.opened(), report.bytes_written());
    for (stage, time) in report.stages() {
        println!("stage {stage} {}", time.as_nanos());
    }
    println!("cargo::rerun-if-env-changed=ROUND");
    record::environment()
}
