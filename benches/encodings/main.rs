//! What it costs to embed a web UI with encodings, beside rust-embed-for-web.
//!
//! Each is one small crate, built by the cargo that runs the bench. See the
//! README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

mod consumer;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use include_components_benches::measure::Cost;
use include_components_benches::options::Options;
use include_components_benches::table::{Table, number, thousands};
use include_components_benches::{machine, tree};

use consumer::{Consumer, Sizes};

/// One way to build one of the crates.
struct Way {
    krate: &'static str,
    profile: &'static str,
    /// Whether `[profile.*.build-override] opt-level = 3` is set.
    optimised: bool,
}

const OURS: &str = "include-components";
const PEER: &str = "rust-embed-for-web";

const WAYS: [Way; 5] = [
    Way { krate: OURS, profile: "release", optimised: false },
    Way { krate: OURS, profile: "release", optimised: true },
    Way { krate: OURS, profile: "dev", optimised: false },
    Way { krate: PEER, profile: "release", optimised: true },
    // Last: it takes minutes.
    Way { krate: PEER, profile: "release", optimised: false },
];

/// What was measured of one way.
struct Row {
    /// Nothing cached; then after an edit of a source file of the program, and
    /// of one component too.
    costs: [Cost; 3],
    sizes: Sizes,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(env::args().skip(1), "--mb", &[25])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("encodings");
    fs::create_dir_all(&place)?;
    let head = machine::describe(&place);
    println!("{head}; {}.\n", machine::versions(&["rustc", "cargo", "cc"]));
    for root in trees(&place, &options)? {
        let (files, bytes) = (tree::list(&root)?.len(), tree::bytes(&root)?);
        println!("{files} files, {} kB:\n", thousands(bytes / 1000));
        // Whoever asks for a quick run does not wait for the slow one.
        let ways = &WAYS[..if options.quick { WAYS.len() - 1 } else { WAYS.len() }];
        let rows = ways.iter().map(|way| measure(&place, &root, way));
        let rows = rows.collect::<io::Result<Vec<Row>>>()?;
        println!("{}", table(ways, &rows));
    }
    println!("load {} at the end", machine::load().unwrap_or_default());
    Ok(())
}

fn trees(place: &Path, options: &Options) -> io::Result<Vec<PathBuf>> {
    let anew = |name: &str, make: &dyn Fn(&Path) -> io::Result<()>| {
        let root = place.join(name);
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        make(&root)?;
        Ok(root)
    };
    match &options.tree {
        Some(dir) => Ok(vec![anew("given", &|root| tree::copy(dir, root))?]),
        None => {
            let sizes = options.counts.iter();
            sizes.map(|mb| anew("made", &|root| tree::generate_ui(root, *mb))).collect()
        }
    }
}

fn measure(place: &Path, root: &Path, way: &Way) -> io::Result<Row> {
    let consumer = Consumer::write(place, way.krate)?;
    // What all dependencies cost is not measured, nor what they download.
    consumer.put_components(None)?;
    consumer.build(way.profile, way.optimised)?;
    consumer.put_components(Some(root))?;
    consumer.forget()?;
    let cold = consumer.build(way.profile, way.optimised)?;
    let sizes = consumer.sizes(way.profile)?;
    consumer.edit_source("edited")?;
    let edited = consumer.build(way.profile, way.optimised)?;
    consumer.edit_component()?;
    consumer.edit_source("edited again")?;
    let changed = consumer.build(way.profile, way.optimised)?;
    Ok(Row { costs: [cold, edited, changed], sizes })
}

fn table(ways: &[Way], rows: &[Row]) -> Table {
    let mut table = Table::new([
        "crate, profile",
        "cold, s",
        "CPU s",
        "program edited, s",
        "1 changed, s",
        "peak, MB",
        "br, kB",
        "gzip, kB",
    ]);
    for (way, row) in ways.iter().zip(rows) {
        let optimised = if way.optimised { ", build-override 3" } else { "" };
        let [cold, edited, changed] = row.costs.map(|cost| number(cost.wall.as_secs_f64()));
        let kilobytes = |bytes: u64| thousands(bytes / 1000);
        table.row([
            format!("{}, {}{optimised}", way.krate, way.profile),
            cold,
            number(row.costs[0].cpu.as_secs_f64()),
            edited,
            changed,
            thousands(row.costs[0].peak >> 20),
            kilobytes(row.sizes.br),
            kilobytes(row.sizes.gzip),
        ]);
    }
    table
}
