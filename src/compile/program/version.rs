//! Which version of a program there is, as far as it tells.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use include_components_pack::Digest;

use super::run;
use crate::base::cargo_env;
use crate::base::hasher::digest;
use crate::base::links::{self, Link};
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
    let Some(file) = find_program(program, &cargo_env::package_dir()) else { return Vec::new() };
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
pub(crate) fn ask(program: &Path, args: &[String]) -> Option<Vec<u8>> {
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

/// Returns the file of a program: by its path from the package's directory, or in
/// `PATH`.
pub(crate) fn find_program(program: &str, package: &Path) -> Option<PathBuf> {
    if is_path(program) {
        return startable(package.join(program));
    }
    let path = cargo_env::var("PATH")?;
    std::env::split_paths(&path).find_map(|dir| startable(dir.join(program)))
}

/// Returns the file that starts the program at a path: on Windows npm and the like write
/// scripts of its shell, beside files of the same name for others.
pub(crate) fn startable(program: PathBuf) -> Option<PathBuf> {
    let extensions: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat", ""] } else { &[""] };
    let with = |extension: &&str| {
        let mut file = program.clone().into_os_string();
        file.push(extension);
        PathBuf::from(file)
    };
    extensions.iter().map(with).find(|file| file.is_file())
}

/// Returns the links that lead to a program's file.
///
/// Those that lead to the package are not among them: where it lies is not asked.
pub(crate) fn links_to(program: &str, package: &Path) -> Vec<Link> {
    match is_path(program) {
        true => {
            let real = package.canonicalize().unwrap_or_else(|_| package.to_owned());
            links::on_the_way(&real, Path::new(program))
        }
        false => find_program(program, package)
            .map(|file| links::on_the_way(package, &file))
            .unwrap_or_default(),
    }
}

/// Returns the digest of the texts of the links that lead to a program; `None` if
/// there are none.
///
/// Another program behind a link may say that it is of the same version.
pub(crate) fn target(program: &str, package: &Path) -> Option<Digest> {
    let links = links_to(program, package);
    let texts: Vec<_> = links.iter().map(|it| it.text.as_os_str().as_encoded_bytes()).collect();
    (!texts.is_empty()).then(|| digest(&texts.join(&0)))
}

/// Whether a program is given by its path, not by its name alone.
pub(super) fn is_path(program: &str) -> bool {
    program.contains(std::path::is_separator)
}

#[cfg(test)]
mod tests;
