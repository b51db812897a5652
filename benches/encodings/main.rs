//! What it costs to embed components with encodings, beside the crates that
//! compress too.
//!
//! Each is one small crate, built by the cargo that runs the bench. See the
//! README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod consumer;
mod report;
mod way;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use include_components_benches::estimate::Estimate;
use include_components_benches::options::Options;
use include_components_benches::samples::Samples;
use include_components_benches::table::number;
use include_components_benches::{cargo, machine, tree};

use consumer::{OURS, Sizes};
use report::Results;
use way::{Step, WAYS, Way};

/// How long a build with nothing cached may take, in seconds, to be measured
/// in more than one round.
const SLOW: f64 = 5.0;

/// How long it may be expected to take to be measured at all, in seconds; and
/// in a quick run.
const TOO_SLOW: [f64; 2] = [60.0, 15.0];

/// The small files, in bytes: more would take the slowest peer minutes.
const LENGTHS: std::ops::RangeInclusive<u64> = 300..=2_000;

/// The UI that tells what a larger one will take, in kilobytes.
const PROBE: usize = 100;

/// What was measured of one way on one tree.
#[derive(Debug)]
struct Measured {
    /// By step.
    costs: [Samples; Step::ALL.len()],
    sizes: Option<Sizes>,
    /// Why there are no numbers.
    left_out: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let (options, [files, megabytes]) =
        Options::parse_lists(env::args().skip(1), [("--files", &[1_000]), ("--mb", &[1])])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("encodings");
    fs::create_dir_all(&place)?;
    let mut results = Results::new(format!(
        "{}; {}.",
        machine::describe(&place),
        machine::versions(&["rustc", "cargo", "cc"])
    ));
    println!("{}\n", results.head);
    let probe = tree::anew(&place, "probe", |root| tree::generate_ui(root, PROBE))?;
    let mut estimates = Vec::new();
    for way in &WAYS {
        estimates.push(way.probe(&place, &probe)?);
        eprintln!("{}: dependencies are built", way.name());
    }
    for root in trees(&place, &options, &files, &megabytes)? {
        let (files, bytes) = (tree::list(&root)?.len(), tree::bytes(&root)?);
        let measured = one_tree(&place, &root, &options, &estimates)?;
        results.add(files, bytes, measured);
        println!("{}", results.last());
    }
    println!("{}", results.targets());
    let directory = options.results(&place)?;
    let name = if options.tree.is_some() { "encodings-tree.md" } else { "encodings.md" };
    fs::write(directory.join(name), results.text())?;
    println!("written to {}", directory.display());
    Ok(())
}

fn trees(
    place: &Path,
    options: &Options,
    files: &[usize],
    megabytes: &[usize],
) -> io::Result<Vec<PathBuf>> {
    if let Some(dir) = &options.tree {
        return Ok(vec![tree::anew(place, "given", |root| tree::copy(dir, root))?]);
    }
    let small = files.iter().map(|count| {
        tree::anew(place, &format!("files-{count}"), |root| {
            tree::generate_of(root, *count, LENGTHS)
        })
    });
    let ui = megabytes.iter().map(|size| {
        tree::anew(place, &format!("ui-{size}"), |root| tree::generate_ui(root, *size * 1000))
    });
    small.chain(ui).collect()
}

/// Measures all ways on one tree, but those that would take too long.
fn one_tree(
    place: &Path,
    root: &Path,
    options: &Options,
    estimates: &[Estimate],
) -> io::Result<Vec<Measured>> {
    let bytes = tree::bytes(root)?;
    let bound = TOO_SLOW[usize::from(options.quick)];
    let start = |(way, estimate): (&Way, &Estimate)| {
        let reason = estimate.too_much(bytes, bound).filter(|_| way.krate != OURS);
        Measured { costs: Default::default(), sizes: None, left_out: reason }
    };
    let mut all: Vec<Measured> = WAYS.iter().zip(estimates).map(start).collect();
    for round in 0..options.rounds.min(if options.quick { 1 } else { 3 }) {
        for turn in 0..WAYS.len() {
            let at = (round + turn) % WAYS.len();
            let (way, measured) = (&WAYS[at], &mut all[at]);
            let cold = measured.costs[0].wall();
            if measured.left_out.is_some() || cold > SLOW {
                continue;
            }
            match way.round(place, root) {
                Ok((costs, sizes)) => {
                    for (samples, cost) in measured.costs.iter_mut().zip(costs) {
                        samples.push(cost);
                    }
                    measured.sizes = sizes;
                    let cold = number(measured.costs[0].wall());
                    eprintln!("{}: {cold} s with nothing cached", way.name());
                }
                Err(error) if way.krate == OURS => return Err(error),
                // That a peer cannot embed a tree is a result.
                Err(error) => {
                    measured.left_out = Some(format!("failed: {}", cargo::reason(&error)));
                }
            }
        }
    }
    Ok(all)
}
