//! Build scripts: compiled by cargo, run as cargo ran them.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use include_components_benches::measure::{self, Cost};
use include_components_benches::{cargo, tree};

/// The source of a consumer crate.
struct Source {
    name: &'static str,
    manifest: &'static str,
    build_rs: &'static str,
}

const OURS: Source = Source {
    name: "ours",
    manifest: include_str!("crates/ours/Cargo.toml"),
    build_rs: include_str!("crates/ours/build.rs"),
};

const NAIVE: Source = Source {
    name: "naive",
    manifest: include_str!("crates/naive/Cargo.toml"),
    build_rs: include_str!("crates/naive/build.rs"),
};

/// A build script that cargo compiled, in its dev profile.
#[derive(Debug)]
pub(crate) struct Script {
    executable: PathBuf,
    /// The environment that cargo ran it in.
    environment: Vec<(String, String)>,
    /// The package's directory, in which cargo ran it.
    package: PathBuf,
    target: PathBuf,
    /// The directory that cargo made for its OUT_DIR.
    place: PathBuf,
}

/// What a build script said of its run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ran {
    /// The wall time of the call in it, in seconds.
    pub(crate) took: f64,
    pub(crate) opened: u64,
    pub(crate) written: u64,
    /// The stages of the call, in order, with the wall time of each.
    pub(crate) stages: Vec<(String, f64)>,
}

impl Script {
    /// Has cargo build and run the script of the consumer of our crates.
    pub(crate) fn ours(place: &Path, tree: &Path) -> io::Result<Script> {
        Script::build(place, &OURS, tree)
    }

    /// Has cargo build and run a script that is written without thought.
    pub(crate) fn naive(place: &Path, tree: &Path) -> io::Result<Script> {
        Script::build(place, &NAIVE, tree)
    }

    fn build(place: &Path, source: &Source, tree: &Path) -> io::Result<Script> {
        let package = place.join(source.name);
        let checkout = cargo::checkout().to_string_lossy();
        fs::create_dir_all(package.join("src"))?;
        fs::write(package.join("Cargo.toml"), source.manifest.replace("CHECKOUT", &checkout))?;
        fs::write(package.join("build.rs"), source.build_rs)?;
        fs::write(package.join("record.rs"), include_str!("crates/record.rs"))?;
        fs::write(package.join("src/main.rs"), "fn main() {}\n")?;
        let target = place.join("target");
        let record = place.join(format!("{}.record", source.name));
        cargo::run(
            cargo::command(&package, &target)
                .arg("build")
                .env("TREE", from(&package, tree))
                .env("RECORD", &record),
        )?;
        let record = fs::read_to_string(record)?;
        let mut fields = record.split('\0');
        let executable = PathBuf::from(fields.next().unwrap_or_default());
        let environment: Vec<(String, String)> = fields
            .filter_map(|field| field.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let out_dir = environment.iter().find(|(key, _)| key == "OUT_DIR");
        let place = out_dir.and_then(|(_, dir)| Path::new(dir).parent());
        let place = place.ok_or_else(|| io::Error::other("cargo gave no OUT_DIR"))?.to_owned();
        Ok(Script { executable, environment, package, target, place })
    }

    /// Has cargo run the script again though nothing changed; returns what the
    /// script says.
    pub(crate) fn run_in_cargo(&self, tree: &Path, round: usize) -> io::Result<(Cost, Ran)> {
        let mut command = cargo::command(&self.package, &self.target);
        let cost = cargo::run(
            command
                .args(["build", "--offline"])
                .env("TREE", from(&self.package, tree))
                .env("ROUND", round.to_string()),
        )?;
        Ok((cost, Ran::parse(&fs::read_to_string(self.place.join("output"))?)?))
    }

    /// Makes a run for a tree, with an OUT_DIR of that name beside cargo's.
    pub(crate) fn on(&self, tree: &Path, name: &str) -> Run<'_> {
        Run {
            script: self,
            tree: from(&self.package, tree),
            out_dir: self.place.join(format!("out-{name}")),
            said: RefCell::default(),
        }
    }
}

impl Ran {
    /// Parses `took 1234567 opened 1 written 0`, times in nanoseconds, and lines
    /// such as `stage walk 1234` behind it.
    fn parse(output: &str) -> io::Result<Ran> {
        let mut lines = output.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let ran = lines.find_map(|words| match words[..] {
            ["took", took, "opened", opened, "written", written] => Some(Ran {
                took: seconds(took)?,
                opened: opened.parse().ok()?,
                written: written.parse().ok()?,
                stages: Vec::new(),
            }),
            _ => None,
        });
        let mut ran =
            ran.ok_or_else(|| io::Error::other(format!("the build script said {output:?}")))?;
        ran.stages.extend(lines.filter_map(|words| match words[..] {
            ["stage", name, time] => Some((name.to_owned(), seconds(time)?)),
            _ => None,
        }));
        Ok(ran)
    }
}

/// Returns the path of a tree from a package beside the trees: users name their
/// folders from the package too.
fn from(package: &Path, tree: &Path) -> PathBuf {
    let beside = package.parent().and_then(|place| tree.strip_prefix(place).ok());
    beside.map_or(tree.to_owned(), |rest| Path::new("..").join(rest))
}

fn seconds(nanoseconds: &str) -> Option<f64> {
    Some(nanoseconds.parse::<u64>().ok()? as f64 / 1e9)
}

/// A build script with a tree and an OUT_DIR.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    script: &'a Script,
    tree: PathBuf,
    out_dir: PathBuf,
    /// What the timed runs said.
    said: RefCell<Vec<Ran>>,
}

impl Run<'_> {
    /// Runs the executable that cargo compiled, in the environment of cargo.
    pub(crate) fn run(&self) -> io::Result<(Cost, Ran)> {
        fs::create_dir_all(&self.out_dir)?;
        let output = self.out_dir.with_extension("output");
        let mut command = Command::new(&self.script.executable);
        command
            .env_clear()
            .envs(self.script.environment.iter().map(|(key, value)| (key, value)))
            .env("TREE", &self.tree)
            .env("OUT_DIR", &self.out_dir)
            .current_dir(&self.script.package)
            .stdout(File::create(&output)?);
        let cost = measure::run(&mut command)?;
        Ok((cost, Ran::parse(&fs::read_to_string(output)?)?))
    }

    /// Runs it, and makes sure that it opened so many files.
    ///
    /// A run that does not do what is to be measured would be a wrong number.
    pub(crate) fn run_opening(&self, opened: u64) -> io::Result<Cost> {
        let (cost, ran) = self.run()?;
        if ran.opened != opened || (opened == 0 && ran.written != 0) {
            let message = format!("{} files were to be opened, but {ran:?}", opened);
            return Err(io::Error::other(message));
        }
        self.said.borrow_mut().push(ran);
        Ok(cost)
    }

    /// Removes what the last runs left.
    pub(crate) fn forget(&self) -> io::Result<()> {
        tree::remove(&self.out_dir)
    }

    /// Runs until nothing is opened: all stamps are old enough to be believed.
    pub(crate) fn settle(&self) -> io::Result<()> {
        for _ in 0..20 {
            if self.run()?.1.opened == 0 {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(250));
        }
        Err(io::Error::other("the build script opens files however often it is run"))
    }

    /// Takes what the timed runs said.
    pub(crate) fn take_said(&self) -> Vec<Ran> {
        self.said.take()
    }
}

/// Whether a program can be started.
pub(crate) fn is_installed(program: impl AsRef<OsStr>) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}
