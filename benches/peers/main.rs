//! What embedding a folder of components costs, beside the crates that users
//! would take otherwise.
//!
//! Each peer is one small crate, built by the cargo that runs the bench. See
//! the README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod analyzed;
mod changes;
mod chart;
mod consumer;
mod program;
mod report;
#[path = "crates/tally.rs"]
mod tally;
mod targets;
mod wrapper;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use include_components_benches::measure::Cost;
use include_components_benches::options::Options;
use include_components_benches::samples::{Samples, Subject, interleave};
use include_components_benches::table::number;
use include_components_benches::{analyzer, cargo, machine, tree};

use changes::{Change, Plan, Row};
use consumer::{Consumer, PEERS, Profile};
use report::Results;

/// How long one clean build may take, in seconds, for a consumer to be built
/// again and again.
const SLOW: f64 = 15.0;

/// How long it may be expected to take to be built at all, in seconds.
const TOO_SLOW: f64 = 40.0;

/// The trees of large files: name, number of files, megabytes of each.
const LARGE: [(&str, u64, u64); 2] = [("10x20", 10, 20), ("1x500", 1, 500)];

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(log) = env::var_os(wrapper::LOG) {
        return wrapper::run(Path::new(&log));
    }
    let options = Options::parse(env::args().skip(1), "--files", &[100, 1_000, 10_000])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    fs::create_dir_all(&place)?;
    let mut results = Results::new(format!(
        "{}; {}.",
        machine::describe(&place),
        machine::versions(&["rustc", "cargo", "rust-analyzer"])
    ));
    println!("{}\n", results.head);

    let analyzer = analyzer::find();
    let mut slow: Vec<(&'static str, Profile, f64)> = Vec::new();
    for (nth, (name, root)) in trees(&place, &options)?.into_iter().enumerate() {
        let paths = tree::list(&root)?;
        let consumers: io::Result<Vec<Consumer>> =
            PEERS.iter().map(|peer| Consumer::write(&place, peer, &name, &root)).collect();
        let consumers = consumers?;
        if nth == 0 {
            // The first build fetches: none of it is measured.
            for consumer in &consumers {
                consumer.prebuild(Profile::Debug)?;
            }
            if !options.quick {
                results.from_nothing = from_nothing(&consumers, options.rounds.min(3))?;
                println!("{}", results.first_build_table());
            }
        }
        let rounds = match (options.quick, paths.len()) {
            (true, _) => 1,
            (false, ..2_000) => 5,
            (false, _) => 3,
        };
        let rounds = rounds.min(options.rounds);
        let bytes = tree::bytes(&root)?;
        results.trees.push((paths.len(), bytes));
        let plan = Plan { tree: root, paths, rounds };
        for (profile, changes) in
            [(Profile::Debug, &Change::ALL[..]), (Profile::Release, &Change::RELEASE)]
        {
            results.rows.extend(one_tree(&plan, &consumers, profile, changes, &mut slow)?);
            let measured = |change| -> Vec<&Consumer> {
                let has = |it: &&Consumer| results.has(it.peer, plan.paths.len(), profile, change);
                consumers.iter().filter(has).collect()
            };
            match (profile, &analyzer) {
                (Profile::Release, _) => {
                    let built = measured(Change::Cleaned);
                    results.programs.extend(program::measure(&plan, &built)?);
                }
                (Profile::Debug, Some(analyzer)) => {
                    let checked = measured(Change::Checked);
                    results.analyzed.extend(analyzed::measure(analyzer, &plan, &checked)?);
                }
                (Profile::Debug, None) => println!("(rust-analyzer is not installed)"),
            }
            println!("{}", results.tables(plan.paths.len(), profile));
        }
        // Tree by tree, as the next one takes ten times as long.
        write(&results, &place, options.quick)?;
    }
    println!("{}", results.summary());
    Ok(())
}

/// Writes what has been measured so far.
fn write(results: &Results, place: &Path, quick: bool) -> io::Result<()> {
    // A quick run proves little: it does not replace what is published.
    let directory = match quick {
        true => place.join("results"),
        false => cargo::checkout().join("benches/results"),
    };
    fs::create_dir_all(&directory)?;
    fs::write(directory.join("peers.md"), results.text())?;
    fs::write(directory.join("peers.svg"), chart::draw(results))?;
    println!("written to {}", directory.display());
    Ok(())
}

/// Returns the names and the places of the trees, smallest first.
fn trees(place: &Path, options: &Options) -> io::Result<Vec<(String, PathBuf)>> {
    let trees = place.join("trees");
    fs::create_dir_all(&trees)?;
    if let Some(dir) = &options.tree {
        // A copy, so that it does not change while it is measured on.
        let copy = trees.join("given");
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        tree::copy(dir, &copy)?;
        return Ok(vec![("given".to_owned(), copy)]);
    }
    let generate = |count: &usize| {
        let root = trees.join(count.to_string());
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        tree::generate(&root, *count)?;
        Ok((count.to_string(), root))
    };
    let mut all: Vec<_> = options.counts.iter().map(generate).collect::<io::Result<_>>()?;
    if options.large {
        for (name, count, megabytes) in LARGE {
            let root = trees.join(name);
            if !root.exists() {
                fs::create_dir(&root)?;
                for nth in 0..count {
                    tree::generate_large(&root.join(format!("{nth}.bin")), megabytes, nth)?;
                }
            }
            all.push((name.to_owned(), root));
        }
    }
    Ok(all)
}

/// What was measured of each peer, in one profile.
type OfPeers = (Profile, Vec<(String, Samples)>);

/// Measures the first build of all, dependencies included.
fn from_nothing(consumers: &[Consumer], rounds: usize) -> io::Result<Vec<OfPeers>> {
    let of = |profile: &Profile| {
        let subject = |consumer| {
            let consumer: &Consumer = consumer;
            let build = || consumer.build_from_nothing(*profile);
            // Those with axum take a minute, and are far from all others.
            let rounds = if consumer.peer.ends_with("-serve") { 1 } else { rounds };
            Subject::new(consumer.peer, build).at_most(rounds)
        };
        let subjects = consumers.iter().map(subject).collect();
        Ok((*profile, interleave(rounds, |_| Ok(()), subjects)?))
    };
    [Profile::Debug, Profile::Release].iter().map(of).collect()
}

/// Measures all consumers on one tree, but for those that take too long.
fn one_tree(
    plan: &Plan,
    consumers: &[Consumer],
    profile: Profile,
    changes: &[Change],
    slow: &mut Vec<(&'static str, Profile, f64)>,
) -> io::Result<Vec<Row>> {
    let mut once = Vec::new();
    let mut fit = Vec::new();
    let bytes = tree::bytes(&plan.tree)? as f64;
    for consumer in consumers {
        let known = slow.iter().find(|(peer, of, _)| (*peer, *of) == (consumer.peer, profile));
        let expected = known.map_or(0.0, |(.., a_byte)| a_byte * bytes);
        if expected > TOO_SLOW {
            eprintln!("{}: left out, would take some {} s", consumer.peer, number(expected));
            continue;
        }
        // The first may compile dependencies.
        consumer.prebuild(profile)?;
        consumer.clean(profile)?;
        let built = consumer.build("build", profile)?;
        let Cost { wall, .. } = built.whole;
        eprintln!("{}, {}: {} s", consumer.peer, profile.name(), number(wall.as_secs_f64()));
        slow.retain(|(peer, of, _)| (*peer, *of) != (consumer.peer, profile));
        // Of a small tree it is mostly what any crate costs.
        if plan.paths.len() >= 1_000 {
            slow.push((consumer.peer, profile, wall.as_secs_f64() / bytes));
        }
        if wall.as_secs_f64() > SLOW {
            once.push(Row::once(consumer.peer, plan.paths.len(), profile, built));
        } else {
            fit.push(consumer);
        }
    }
    if fit.is_empty() {
        return Ok(once);
    }
    let mut rows = changes::measure(plan, &fit, profile, changes)?;
    rows.extend(once);
    Ok(rows)
}
