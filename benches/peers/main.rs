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
mod trees;
mod wrapper;

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

use include_components_benches::estimate::Estimate;
use include_components_benches::measure::Cost;
use include_components_benches::options::Options;
use include_components_benches::samples::{Samples, Subject, interleave};
use include_components_benches::table::number;
use include_components_benches::{analyzer, cargo, machine, tree};

use changes::{Change, Plan, Row};
use consumer::{Built, Consumer, EMPTY, OURS, PEERS, Peer, Profile};
use report::{LeftOut, PUBLISHED, Results};
use trees::Tree;

/// What the peers may take, by what they took of a smaller tree.
type Estimates = HashMap<(&'static str, Profile), Estimate>;

/// How long one clean build may take, in seconds, for a consumer to be built
/// again and again.
const SLOW: f64 = 15.0;

/// How long it may be expected to take to be built at all, in seconds.
const TOO_SLOW: f64 = 40.0;

/// How large a tree may be, in bytes, for all consumers to be on disk at once.
pub(crate) const HEAVY: u64 = 300_000_000;

/// How large a tree has to be to tell what a larger one may take, in bytes: of
/// a smaller one it is mostly what any crate costs.
const TELLING: u64 = 2_000_000;

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
    if analyzer.is_none() {
        println!("rust-analyzer is not installed, and left out\n");
    }
    let is_asked = |peer: &&Peer| match peer.name {
        // All others are seen beside these.
        EMPTY | OURS => true,
        name => options.peers.is_empty() || options.peers.iter().any(|it| it == name),
    };
    let peers: Vec<&Peer> = PEERS.iter().filter(is_asked).collect();
    let mut estimates = Estimates::new();
    let trees = trees::make(&place, &options)?;
    for (nth, tree) in trees.iter().enumerate() {
        if tree.is_first {
            estimates.clear();
        }
        let paths = tree::list(&tree.root)?;
        if !tree.is_probe {
            results.trees.push((paths.len(), tree::bytes(&tree.root)?));
        }
        let consumers: io::Result<Vec<Consumer>> =
            peers.iter().map(|peer| Consumer::write(&place, peer, &tree.name)).collect();
        let consumers = consumers?;
        if nth == 0 {
            // The first build fetches: none of it is measured.
            for consumer in &consumers {
                consumer.fill(&tree.root)?;
                consumer.prebuild(Profile::Debug)?;
                consumer.prebuild(Profile::Release)?;
            }
            if !options.quick && !tree.is_probe {
                results.from_nothing = from_nothing(&consumers, options.rounds.min(3))?;
                println!("{}", results.first_build_table());
            }
        }
        let rounds = match (options.quick, paths.len()) {
            _ if tree.is_probe => 0,
            (true, _) => 1,
            (false, ..2_000) => 5,
            (false, _) => 3,
        };
        let rounds = rounds.min(options.rounds);
        let plan = Plan { tree: tree.root.clone(), paths, rounds };
        let at_once = if tree::bytes(&plan.tree)? > HEAVY { 1 } else { consumers.len() };
        for consumers in consumers.chunks(at_once) {
            for profile in [Profile::Debug, Profile::Release] {
                let (rows, left_out) = one_tree(&plan, consumers, profile, &mut estimates)?;
                if !tree.is_probe {
                    results.rows.extend(rows);
                    results.left_out.extend(left_out);
                    look_closer(&mut results, &plan, consumers, profile, analyzer.as_deref())?;
                }
                // Else the disk would have to hold the programs of all trees.
                consumers.iter().try_for_each(|consumer| consumer.clean(profile))?;
            }
            consumers.iter().try_for_each(Consumer::remove)?;
        }
        if !tree.is_probe {
            for profile in [Profile::Debug, Profile::Release] {
                println!("{}", results.tables(plan.paths.len(), profile));
            }
            // Tree by tree, as the next one takes ten times as long.
            write(&results, &place, &options, &trees)?;
        }
    }
    println!("{}", results.summary());
    Ok(())
}

/// Measures what is not a build: rust-analyzer, and the programs.
fn look_closer(
    results: &mut Results,
    plan: &Plan,
    consumers: &[Consumer],
    profile: Profile,
    analyzer: Option<&Path>,
) -> io::Result<()> {
    let measured = |change| -> Vec<&Consumer> {
        let has = |it: &&Consumer| results.has(it.peer, plan.paths.len(), profile, change);
        consumers.iter().filter(has).collect()
    };
    match (profile, analyzer) {
        (Profile::Release, _) => {
            let built = measured(Change::Cleaned);
            results.programs.extend(program::measure(plan, &built)?);
        }
        (Profile::Debug, Some(analyzer)) => {
            let checked = measured(Change::Checked);
            results.analyzed.extend(analyzed::measure(analyzer, plan, &checked)?);
        }
        (Profile::Debug, None) => {}
    }
    Ok(())
}

/// Writes what has been measured so far.
fn write(results: &Results, place: &Path, options: &Options, trees: &[Tree]) -> io::Result<()> {
    let directory = options.results(place)?;
    // A run without the tree of the targets does not replace one that has it.
    let is_published = options.tree.is_none() && options.counts.contains(&PUBLISHED);
    let name = match trees.last() {
        Some(tree) if !is_published && !options.quick => format!("peers-{}", tree.name),
        _ => "peers".to_owned(),
    };
    fs::write(directory.join(&name).with_extension("md"), results.text(&name))?;
    fs::write(directory.join(&name).with_extension("svg"), chart::draw(results))?;
    println!("written to {}", directory.display());
    Ok(())
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

/// Measures all consumers on one tree, but for those that take too much; a
/// plan without rounds is to know what that is.
fn one_tree(
    plan: &Plan,
    consumers: &[Consumer],
    profile: Profile,
    estimates: &mut Estimates,
) -> io::Result<(Vec<Row>, Vec<LeftOut>)> {
    let (mut once, mut fit, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    let mut alone = HashMap::new();
    let files = plan.paths.len();
    let bytes = tree::bytes(&plan.tree)?;
    let mut base = Cost::default();
    for consumer in consumers {
        let peer = consumer.peer;
        let known = estimates.get(&(peer, profile)).and_then(|it| it.too_much(bytes, TOO_SLOW));
        let reason = match known.filter(|_| ![EMPTY, OURS].contains(&peer)) {
            Some(reason) => reason,
            None => match first_build(consumer, plan, profile) {
                Ok((built, rustc)) => {
                    alone.insert(peer, rustc);
                    if peer == EMPTY {
                        base = built.whole;
                    }
                    if bytes >= TELLING {
                        let estimate = Estimate::new(base, built.whole, bytes);
                        estimates.insert((peer, profile), estimate);
                    }
                    let wall = built.whole.wall.as_secs_f64();
                    eprintln!("{peer}, {}, {files} files: {} s", profile.name(), number(wall));
                    match wall > SLOW {
                        true => once.push(Row::once(peer, files, profile, built)),
                        false => fit.push(consumer),
                    }
                    continue;
                }
                Err(error) if [EMPTY, OURS].contains(&peer) => return Err(error),
                // That a peer cannot embed a tree is a result.
                Err(error) => format!("failed: {}", cargo::reason(&error)),
            },
        };
        eprintln!("{peer}, {}, {files} files: left out, it {reason}", profile.name());
        left_out.push(LeftOut { peer, files, profile, reason });
    }
    let mut rows = match plan.rounds {
        0 => Vec::new(),
        _ if fit.is_empty() => Vec::new(),
        _ => changes::measure(plan, &fit, profile)?,
    };
    rows.extend(once);
    for row in rows.iter_mut().filter(|row| row.change == Change::Cleaned) {
        row.rustc = alone.get(row.peer).copied().flatten().unwrap_or(f64::NAN);
    }
    Ok((rows, left_out))
}

/// Builds a consumer that has not been built, dependencies being there; also
/// returns the peak of rustc without a linker, in bytes.
fn first_build(
    consumer: &Consumer,
    plan: &Plan,
    profile: Profile,
) -> io::Result<(Built, Option<f64>)> {
    consumer.fill(&plan.tree)?;
    let rustc = match plan.rounds {
        0 => None,
        _ => consumer.compile(profile)?.own.map(|own| own.peak as f64),
    };
    consumer.clean(profile)?;
    Ok((consumer.build("build", profile)?, rustc))
}
