//! A user's build script, which also says how long `compile` took.

use std::time::Instant;
use std::{env, error};

mod record;

fn main() -> Result<(), Box<dyn error::Error>> {
    let tree = env::var("TREE")?;
    let start = Instant::now();
    let report = include_components_build::compile(tree)?;
    let took = start.elapsed().as_nanos();
    println!("took {took} opened {} written {}", report.opened(), report.bytes_written());
    for (stage, time) in report.stages() {
        println!("stage {stage} {}", time.as_nanos());
    }
    println!("cargo::rerun-if-env-changed=ROUND");
    record::environment()
}
