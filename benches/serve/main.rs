//! What a request costs a server of components, beside the crates that serve too.
//!
//! Each is one small crate, built by the cargo that runs the bench. See the README.
// It is a bench.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod case;
mod client;
mod report;
mod server;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, io};

use include_components_benches::client::Response;
use include_components_benches::measure::{self, Cost};
use include_components_benches::options::Options;
use include_components_benches::process::Process;
use include_components_benches::samples::Samples;
use include_components_benches::{cargo, machine, tree};

use case::{CASES, Case, LARGE};
use client::Load;
use report::Results;
use server::{FLOOR, SERVERS, Server};

/// How many clients ask at the same time.
const CONNECTIONS: usize = 32;

/// How many turns of all clients are not measured: caches and buffers get their size.
const WARM_UP: usize = 20;

/// How many slices of each round are measured, one server after another in each: so
/// short that a machine which is slow for a while is slow for all servers of a slice.
const SLICES: usize = 10;

/// How many turns of all clients a slice has.
const TURNS: usize = 100;

/// A server that is slow is asked no longer than this, but so many turns at least.
const SLICE: Duration = Duration::from_millis(100);
const LEAST_TURNS: usize = 5;

/// What was measured of one server in one case.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// CPU time a request.
    pub(crate) cost: Samples,
    /// What it answered first.
    pub(crate) response: Option<Response>,
    /// Why there are no numbers.
    pub(crate) failed: Option<String>,
}

impl Measured {
    /// Notes what a server answered. That it does not answer is a result, too.
    fn note(&mut self, answer: Result<Response, &io::Error>) {
        match answer {
            Ok(response) => self.response = Some(response),
            Err(error) => self.failed = Some(error.to_string()),
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (options, []) = Options::parse_lists(env::args().skip(1), [])?;
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serve");
    fs::create_dir_all(&place)?;
    let head =
        format!("{}; {}.", machine::describe(&place), machine::versions(&["rustc", "cargo"]));
    println!("{head}\n");
    let components = tree::anew(&place, "components", write_components)?;
    server::build(&place, &components)?;
    eprintln!("all servers are built");
    // The servers have the first core. The compilers had both.
    let id = std::process::id().to_string();
    cargo::run(Command::new("taskset").args(["-pc", "1", &id]))?;
    write_coded(&place, &components)?;
    let wanted = |server: &&Server| {
        server.is_ours()
            || options.peers.is_empty()
            || options.peers.iter().any(|it| it == server.krate)
    };
    let servers: Vec<&'static Server> = SERVERS.iter().filter(wanted).collect();
    let mut results = Results::new(head, servers.clone());
    let rounds = options.rounds.min(if options.quick { 5 } else { 40 });
    for round in 0..rounds {
        one_round(&place, round, &servers, &mut results)?;
    }
    println!("{}", results.text());
    let directory = options.results(&place)?;
    fs::write(directory.join("serve.md"), results.text())?;
    println!("written to {}", directory.display());
    Ok(())
}

/// Writes a file of 1 KiB, some of 100 KiB, and a hundred others.
fn write_components(root: &Path) -> io::Result<()> {
    let root = root.join("static");
    fs::create_dir_all(&root)?;
    tree::generate_of(&root.join("small"), 1, 1024..=1024)?;
    tree::generate_of(&root.join("large"), 4, 102_400..=102_400)?;
    tree::generate_of(&root.join("others"), 100, 300..=2_000)
}

/// Puts what ours answers beside the file, for those that read the disk, and into a file
/// a case, for the floor.
fn write_coded(place: &Path, components: &Path) -> io::Result<()> {
    let ours = server::start(place, &SERVERS[0], components)?;
    for case in &CASES {
        let (_, response) = case.ask(ours.address)?;
        if !case.is_answered_by(&response) {
            return Err(io::Error::other(format!("ours fails: {}", case.name)));
        }
        fs::write(answer(place, case), &response.raw)?;
        if response.field("content-encoding").is_some() {
            fs::write(components.join(format!("{}.br", &LARGE[1..])), response.body())?;
        }
    }
    Ok(())
}

fn answer(place: &Path, case: &Case) -> PathBuf {
    place.join(format!("answer to {}", case.name))
}

/// Starts all servers, and asks each in each case.
fn one_round(
    place: &Path,
    round: usize,
    servers: &[&Server],
    results: &mut Results,
) -> io::Result<()> {
    let components = place.join("components");
    let start = |server: &&Server| server::start(place, server, &components);
    let processes: io::Result<Vec<Process>> = servers.iter().map(start).collect();
    let processes = processes?;
    for (nth, case) in CASES.iter().enumerate() {
        let floor = server::start(place, &FLOOR, &answer(place, case))?;
        let all: Vec<&Process> = [&floor].into_iter().chain(&processes).collect();
        let measured = &mut results.cases[nth];
        let mut loads: Vec<Option<Load>> = Vec::new();
        for (process, measured) in all.iter().zip(measured.iter_mut()) {
            let load = start_load(process, case);
            measured.note(load.as_ref().map(|load| load.response.clone()));
            loads.push(load.ok());
        }
        for slice in 0..SLICES {
            for turn in 0..all.len() {
                let at = (round + slice + turn) % all.len();
                if let Some(load) = loads[at].as_mut() {
                    match one_slice(all[at], load) {
                        Ok(cost) => measured[at].cost.push(cost),
                        Err(error) => {
                            measured[at].note(Err(&error));
                            loads[at] = None;
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

/// Asks once, and then so often that the server's caches and buffers have their size.
fn start_load(process: &Process, case: &Case) -> io::Result<Load> {
    let mut load = Load::start(process.address, CONNECTIONS, case.ask(process.address)?)?;
    (0..WARM_UP).try_for_each(|_| load.turn())?;
    Ok(load)
}

/// Returns what a request costs the server.
fn one_slice(process: &Process, load: &mut Load) -> io::Result<Cost> {
    let (start, before) = (Instant::now(), measure::cpu_of(process.id())?);
    let mut turns = 0;
    while turns < LEAST_TURNS || (turns < TURNS && start.elapsed() < SLICE) {
        load.turn()?;
        turns += 1;
    }
    let cpu = measure::cpu_of(process.id())? - before;
    let one = |all: Duration| all / (turns * CONNECTIONS) as u32;
    Ok(Cost { wall: one(start.elapsed()), cpu: one(cpu), peak: 0 })
}
