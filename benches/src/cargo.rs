//! Cargo, as a user of the crates runs it.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, io};

use crate::measure::{self, Cost};
use crate::samples::{Samples, Subject, interleave};
use crate::tree;

/// Returns a `cargo` that knows nothing of the one that runs the bench.
///
/// It runs in `dir`, and builds into `target`, without colours or words.
pub fn command(dir: &Path, target: &Path) -> Command {
    around(env::var_os("CARGO").unwrap_or("cargo".into()), dir, target)
}

/// Returns a program that runs such a `cargo` itself.
pub fn around(program: impl AsRef<OsStr>, dir: &Path, target: &Path) -> Command {
    let mut command = Command::new(program);
    for (key, _) in env::vars_os().filter(|(key, _)| is_ours(key)) {
        command.env_remove(key);
    }
    command.current_dir(dir).env("CARGO_TARGET_DIR", target).env("CARGO_TERM_QUIET", "true");
    command
}

/// Measures a command of cargo after a change, side by side in the packages of these names,
/// which are below `place` and have one target directory.
///
/// `change` gets the directory of a package and the number of the round, from 1.
///
/// # Errors
///
/// The first that a build or a change returns.
pub fn after_changes(
    place: &Path,
    names: &[&'static str],
    rounds: usize,
    command: &str,
    change: impl Fn(&Path, usize) -> io::Result<()>,
) -> io::Result<Vec<(String, Samples)>> {
    let build = |dir: &Path| run(self::command(dir, &place.join("target")).arg(command));
    for name in names {
        // Twice: the stamps of the first are too young to be believed.
        for _ in 0..2 {
            tree::settle();
            build(&place.join(name))?;
        }
    }
    let subject = |name: &&'static str| {
        let (dir, build, change) = (place.join(name), &build, &change);
        let mut nth = 0;
        Subject::new(name, move || {
            nth += 1;
            change(&dir, nth)?;
            tree::settle();
            build(&dir)
        })
    };
    interleave(rounds, |_| Ok(()), names.iter().map(subject).collect())
}

/// Runs it without a word, and returns what it cost.
///
/// # Errors
///
/// If it cannot be started, or fails: the message is all that it said.
pub fn run(command: &mut Command) -> io::Result<Cost> {
    let said = env::temp_dir().join(format!("include-components-bench-{}", std::process::id()));
    command.stdout(Stdio::null()).stderr(File::create(&said)?);
    let cost = measure::run(command).map_err(|error| {
        let said = fs::read_to_string(&said).unwrap_or_default();
        io::Error::new(error.kind(), format!("{error}:\n{said}"))
    });
    fs::remove_file(said)?;
    cost
}

/// Returns the last line of what a program said that failed.
pub fn reason(error: &io::Error) -> String {
    let said = error.to_string();
    said.lines().rfind(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

/// Returns the directory of the workspace that is measured.
pub fn checkout() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Whether a variable says how the bench, or this project, is built.
fn is_ours(key: &OsStr) -> bool {
    let key = key.as_encoded_bytes();
    let begins = |start: &str| key.starts_with(start.as_bytes());
    (begins("CARGO") && key != b"CARGO_HOME")
        || begins("INCLUDE_COMPONENTS_")
        || [&b"OUT_DIR"[..], b"RUSTC", b"RUSTC_WRAPPER", b"RUSTFLAGS", b"RUSTDOC"].contains(&key)
}
