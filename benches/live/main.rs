//! What it takes until a file that was saved is served, beside what else there is.
//!
//! Each is one small program, built by the cargo that runs the bench. See the README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod app;
mod report;
mod saved;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use include_components_benches::options::Options;
use include_components_benches::process::Process;
use include_components_benches::samples::Samples;
use include_components_benches::{cargo, machine, tree};

use app::{App, Way};
use report::Results;
use saved::{Session, open_stream};

/// After how many edits the memory is looked at.
const LEAKING: u32 = 50;

/// How long a server gets until it has seen that nobody asks it any more: it sends
/// something every ten seconds.
const CALM: Duration = Duration::from_secs(12);

/// What was measured on one tree.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// By way; why there is nothing, where that is so.
    pub(crate) saved: Vec<(Way, Result<Samples, String>)>,
    pub(crate) idle: Idle,
    /// How much memory a program in live mode has more after an edit, in bytes.
    pub(crate) leaked: f64,
}

/// The CPU time of program and build script while nothing changes, in percent of a core.
#[derive(Debug)]
pub(crate) struct Idle {
    /// After requests, but no page.
    pub(crate) before: f64,
    /// While a page is open.
    pub(crate) page: f64,
    /// After it was closed.
    pub(crate) after: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(env::args().skip(1), "--files", &[100, 10_000])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("live");
    fs::create_dir_all(&place)?;
    let vite = place.join("vite/node_modules/.bin/vite");
    let vite = vite.to_string_lossy();
    let machine = machine::describe(&place);
    println!("{machine}\n");
    let mut all = Vec::new();
    for root in trees(&place, &options)? {
        let measured = one_tree(&place, &root, &options)?;
        println!("{}", report::tables(&measured));
        all.push(measured);
    }
    let versions = machine::versions(&["rustc", "cargo", "node", &vite]);
    let results = Results { head: format!("{machine}; {versions}."), trees: all };
    println!("{}", results.targets());
    let directory = options.results(&place)?;
    fs::write(directory.join("live.md"), results.text())?;
    println!("written to {}", directory.display());
    Ok(())
}

fn trees(place: &Path, options: &Options) -> io::Result<Vec<PathBuf>> {
    if let Some(dir) = &options.tree {
        return Ok(vec![tree::anew(place, "given", |root| tree::copy(dir, root))?]);
    }
    let make =
        |count: &usize| tree::anew(place, &count.to_string(), |root| tree::generate(root, *count));
    options.counts.iter().map(make).collect()
}

/// Measures all ways on one tree.
fn one_tree(place: &Path, root: &Path, options: &Options) -> io::Result<Measured> {
    let paths = tree::list(root)?;
    let sheet = paths.iter().find(|path| path.ends_with(".css"));
    let sheet = sheet.ok_or(io::Error::other("the tree has no style sheet"))?;
    let asked = |way: &Way| {
        way.is_ours()
            || options.peers.is_empty()
            || options.peers.iter().any(|it| it == way.krate())
    };
    let mut sessions = Vec::new();
    for way in Way::ALL.into_iter().filter(asked) {
        sessions.push((way, peer(way, session(place, way, root, sheet))?, Samples::default()));
        eprintln!("{} files: {} is ready", paths.len(), way.name());
    }
    for round in 0..options.rounds.min(if options.quick { 3 } else { 30 }) {
        for turn in 0..sessions.len() {
            let at = (round + turn) % sessions.len();
            let (way, session, samples) = &mut sessions[at];
            let Ok(running) = session else { continue };
            match peer(*way, running.save())? {
                Ok(cost) => samples.push(cost),
                Err(reason) => *session = Err(reason),
            }
        }
    }
    let mut live = None;
    let mut saved = Vec::new();
    for (way, session, samples) in sessions {
        saved.push((way, session.as_ref().map(|_| samples).map_err(Clone::clone)));
        // All others end here, so that nobody else has work.
        live = live.or(session.ok().filter(|_| way == Way::Live));
    }
    let mut live = live.ok_or(io::Error::other("live mode does not run"))?;
    let idle = idle(&live.process, Duration::from_secs(if options.quick { 5 } else { 20 }))?;
    let before = live.process.anonymous()?;
    for _ in 0..LEAKING {
        live.save()?;
    }
    let more = live.process.anonymous()? as f64 - before as f64;
    let leaked = more / f64::from(LEAKING);
    Ok(Measured { files: paths.len(), bytes: tree::bytes(root)?, saved, idle, leaked })
}

/// Builds a program, and starts it.
fn session(place: &Path, way: Way, root: &Path, sheet: &str) -> io::Result<Session> {
    let app = App::write(place, way, root)?;
    app.prepare()?;
    Session::start(app, sheet)
}

/// Returns why a peer has no number, which is a result; one of ours has to have it.
fn peer<T>(way: Way, result: io::Result<T>) -> io::Result<Result<T, String>> {
    match result {
        Err(error) if way.is_ours() => {
            Err(io::Error::new(error.kind(), format!("{}: {error}", way.name())))
        }
        result => Ok(result.map_err(|error| cargo::reason(&error))),
    }
}

/// Measures what a program in live mode takes while nothing changes.
fn idle(process: &Process, window: Duration) -> io::Result<Idle> {
    let cpu = || match process.children()? {
        1 => process.cpu(),
        _ => Err(io::Error::other("live mode has no build script that runs")),
    };
    let percent = || {
        let (start, before) = (Instant::now(), cpu()?);
        thread::sleep(window);
        // Another script may have taken the place of the first.
        let spent = cpu()?.saturating_sub(before);
        Ok::<_, io::Error>(100.0 * spent.as_secs_f64() / start.elapsed().as_secs_f64())
    };
    thread::sleep(CALM);
    let before = percent()?;
    let stream = open_stream(process.address)?;
    tree::settle();
    let page = percent()?;
    drop(stream);
    thread::sleep(CALM);
    Ok(Idle { before, page, after: percent()? })
}
