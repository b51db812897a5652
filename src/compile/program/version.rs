//! Which version of a program there is, as far as it tells.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use super::run;
use crate::base::cargo_env;
use crate::base::stat::Stat;
use crate::base::sync::lock;

/// How long a program may think about its version.
const TIME_OUT: Duration = Duration::from_secs(30);

/// A program as it is now, and how it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    program: PathBuf,
    stat: Stat,
    args: Vec<String>,
}

/// What a program says, once it was asked.
type Answer = Arc<OnceLock<Vec<u8>>>;

/// Returns what tells this version of a program from others.
///
/// That is what it prints when it is asked with `args`. A program that fails
/// then, or prints nothing, is known by its file instead: another machine does
/// not share its results, which is better than to miss that it changed. It is
/// asked once in a process, however many compilers and sets use it.
pub(super) fn version(program: &str, args: &[String]) -> Vec<u8> {
    static KNOWN: OnceLock<Mutex<HashMap<Question, Answer>>> = OnceLock::new();
    let Some(file) = find_program(program) else { return Vec::new() };
    let stat = std::fs::metadata(&file).map_or(Stat::NOWHERE, |metadata| Stat::of(&metadata));
    let question = Question { program: file, stat, args: args.to_vec() };
    let slot = {
        let known = KNOWN.get_or_init(Mutex::default);
        let mut known = lock(known);
        Arc::clone(known.entry(question.clone()).or_default())
    };
    let answer = || match ask(&question.program, args) {
        Some(version) => version,
        None => [question.program.as_os_str().as_encoded_bytes(), stat.as_bytes()].concat(),
    };
    slot.get_or_init(answer).clone()
}

/// Asks a program for its version; `None` if it has no answer.
fn ask(program: &Path, args: &[String]) -> Option<Vec<u8>> {
    if args.is_empty() {
        return None;
    }
    let mut command = Command::new(program);
    command.args(args).current_dir(cargo_env::package_dir());
    let done = run::run(&mut command, None, false, TIME_OUT).ok()?;
    // Beside an answer there may be news, of a later version say.
    let printed = [done.stdout.text(), done.stderr.text()];
    let answer = printed.into_iter().find(|text| !text.is_empty());
    answer.filter(|_| done.status.is_some_and(|it| it.success())).map(String::into_bytes)
}

/// Returns the file of a program: below the package's directory, or in `PATH`.
pub(crate) fn find_program(program: &str) -> Option<PathBuf> {
    if is_path(program) {
        let file = cargo_env::package_dir().join(program);
        return file.is_file().then_some(file);
    }
    let path = cargo_env::var("PATH")?;
    let in_dir = |dir: PathBuf| {
        let names = [program.to_owned(), format!("{program}{}", std::env::consts::EXE_SUFFIX)];
        names.iter().map(|name| dir.join(OsStr::new(name))).find(|file| file.is_file())
    };
    std::env::split_paths(&path).find_map(in_dir)
}

/// Whether a program is given by its path, not by its name alone.
pub(super) fn is_path(program: &str) -> bool {
    program.contains(std::path::is_separator)
}

#[cfg(test)]
mod tests;
