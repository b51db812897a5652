//! The packages of a tool: which manager has its lock file, and whether `node_modules` is
//! of that.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::gitignore::repository;
use crate::base::json;

/// A package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manager {
    Npm,
    Pnpm,
    /// Yarn 1, and what came after it: they have other options.
    Yarn,
    Berry,
    Bun,
}

/// A lock file, and what reads it.
#[derive(Clone, Debug)]
pub(super) struct Lock {
    pub(super) file: PathBuf,
    pub(super) manager: Manager,
}

/// The names of lock files: the first that is there counts.
const LOCKS: [(&str, Manager); 6] = [
    ("npm-shrinkwrap.json", Manager::Npm),
    ("package-lock.json", Manager::Npm),
    ("pnpm-lock.yaml", Manager::Pnpm),
    ("yarn.lock", Manager::Yarn),
    ("bun.lock", Manager::Bun),
    ("bun.lockb", Manager::Bun),
];

/// Returns the directory of the package that a tool in `dir` is of: that, or if the tool is
/// one of npm's packages, the nearest above that has a `package.json`.
pub(super) fn package_of<'d>(dir: &'d Path, program: &str) -> Option<&'d Path> {
    let is_npms = Path::new(program).starts_with("node_modules");
    let top = repository(dir);
    let up = dir.ancestors().take(if is_npms { usize::MAX } else { 1 });
    let mut up = up.take_while(|it| top.is_none_or(|top| it.starts_with(top)));
    up.find(|dir| dir.join("package.json").is_file())
}

impl Lock {
    /// Finds the lock file of a package: in its directory, or above as far as the directory
    /// that has `.git`.
    pub(super) fn find(package: &Path) -> Option<Self> {
        for dir in package.ancestors() {
            let found = LOCKS.iter().find(|(name, _)| dir.join(name).is_file());
            if let Some((name, manager)) = found {
                let file = dir.join(name);
                let is_berry =
                    || fs::read_to_string(&file).is_ok_and(|it| it.contains("__metadata:"));
                let manager = match manager {
                    Manager::Yarn if is_berry() => Manager::Berry,
                    manager => *manager,
                };
                return Some(Lock { file, manager });
            }
            if dir.join(".git").exists() {
                break;
            }
        }
        None
    }

    /// Returns the directory of the lock file, where packages are installed.
    pub(super) fn dir(&self) -> &Path {
        self.file.parent().unwrap_or(&self.file)
    }

    /// Whether `node_modules` beside the lock file is of it.
    ///
    /// npm, pnpm and Yarn 1 leave there what they have installed; of the others' only the time
    /// is known.
    pub(super) fn is_installed(&self) -> bool {
        let modules = self.dir().join("node_modules");
        let read = |path: &Path| fs::read(path).ok();
        let has = |left: &str, is_of_lock: fn(&[u8], &[u8]) -> bool| {
            let both = read(&modules.join(left)).zip(read(&self.file));
            both.is_some_and(|(installed, lock)| is_of_lock(&installed, &lock))
        };
        match self.manager {
            Manager::Npm => has(".package-lock.json", is_of_npms),
            Manager::Yarn => has(".yarn-integrity", is_of_yarns),
            Manager::Pnpm => has(".pnpm/lock.yaml", is_same_text),
            Manager::Berry => is_newer(&modules.join(".yarn-state.yml"), &self.file),
            Manager::Bun => is_newer(&modules, &self.file),
        }
    }
}

impl Manager {
    pub(super) fn program(self) -> &'static str {
        match self {
            Manager::Npm => "npm",
            Manager::Pnpm => "pnpm",
            Manager::Yarn | Manager::Berry => "yarn",
            Manager::Bun => "bun",
        }
    }

    /// Returns what runs the tools that it installs.
    pub(super) fn runs(self) -> &'static str {
        match self {
            Manager::Bun => "bun",
            _ => "node",
        }
    }

    /// Returns the arguments that install just what the lock file says.
    pub(super) fn args(self, scripts: bool) -> Vec<&'static str> {
        let (args, without): (&[&str], &[&str]) = match self {
            Manager::Npm => (
                &["ci", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund"],
                &["--ignore-scripts"],
            ),
            Manager::Pnpm => {
                (&["install", "--frozen-lockfile", "--prod=false"], &["--ignore-scripts"])
            }
            Manager::Yarn => (
                &["install", "--frozen-lockfile", "--production=false", "--non-interactive"],
                &["--ignore-scripts"],
            ),
            Manager::Berry => (&["install", "--immutable"], &[]),
            Manager::Bun => (&["install", "--frozen-lockfile"], &["--ignore-scripts"]),
        };
        [args, if scripts { &[] } else { without }].concat()
    }

    /// Returns the variables by which Yarn is told what the others are by options.
    pub(super) fn env(self, scripts: bool) -> Option<(&'static str, &'static str)> {
        (self == Manager::Berry && !scripts).then_some(("YARN_ENABLE_SCRIPTS", "false"))
    }
}

/// The packages of a lock file of npm: by path, the version and the hash, and whether they
/// may be missing.
type Packages = BTreeMap<String, (Vec<String>, bool)>;

/// Whether npm installed what a lock file says, but for packages that it may leave out: those
/// of other systems, and what only they need, which says of itself no more than that it is
/// optional.
fn is_of_npms(installed: &[u8], lock: &[u8]) -> bool {
    let (installed, lock) = (packages(installed), packages(lock));
    let is_locked = |(path, (is, _)): (&String, &(Vec<String>, bool))| {
        lock.get(path).is_some_and(|(locked, _)| locked == is)
    };
    let is_there = |(path, (_, may_miss)): (&String, &(Vec<String>, bool))| {
        *may_miss || installed.contains_key(path)
    };
    installed.iter().all(is_locked) && lock.iter().all(is_there)
}

fn packages(bytes: &[u8]) -> Packages {
    let file = json::parse(bytes).ok();
    let all = file.as_ref().and_then(|file| file.get("packages"));
    let all = all.into_iter().flat_map(json::Value::members);
    // The package of the directory itself has the path "".
    let all = all.filter(|(path, _)| path.contains("node_modules/"));
    let package = |(path, package): &(String, json::Value)| {
        let text = |key| package.get(key).and_then(json::Value::as_str).map(str::to_owned);
        let is = ["version", "integrity"].into_iter().filter_map(text).collect();
        let may_miss =
            ["optional", "os", "cpu", "libc"].iter().any(|key| package.get(key).is_some());
        (path.clone(), (is, may_miss))
    };
    all.map(package).collect()
}

/// Whether two files are the same but for the ends of lines, which git may have changed.
fn is_same_text(a: &[u8], b: &[u8]) -> bool {
    let is_text = |byte: &&u8| **byte != b'\r';
    a.iter().filter(is_text).eq(b.iter().filter(is_text))
}

/// Whether Yarn 1 installed what a lock file says: for each pattern there, as `vite@^8`, a
/// package, by the address that it is resolved to.
fn is_of_yarns(installed: &[u8], lock: &[u8]) -> bool {
    let Ok(installed) = json::parse(installed) else { return false };
    let mut flags = installed.get("flags").into_iter().flat_map(json::Value::strings);
    let is_without_tools = flags.any(|flag| flag == "production");
    let entries = installed.get("lockfileEntries").map(json::Value::members);
    let entries = entries.map(|entries| {
        let entries = entries.iter().map(|(pattern, at)| (pattern.as_str(), at.as_str()));
        entries.map(|(pattern, at)| (pattern, at.unwrap_or_default())).collect()
    });
    !is_without_tools && std::str::from_utf8(lock).is_ok_and(|lock| entries == Some(resolved(lock)))
}

/// Returns what the patterns of a lock file of Yarn 1 are resolved to; nothing for a package
/// that is a directory.
fn resolved(lock: &str) -> BTreeMap<&str, &str> {
    let (mut resolved, mut patterns) = (BTreeMap::new(), Vec::new());
    for line in lock.lines() {
        let bare = |text| str::trim_matches(text, '"');
        if let Some(at) = line.strip_prefix("  resolved ") {
            resolved.extend(patterns.iter().map(|pattern| (*pattern, bare(at))));
        } else if let Some(line) = line.strip_suffix(':').filter(|it| !it.starts_with([' ', '#'])) {
            patterns = line.split(", ").map(bare).collect();
            resolved.extend(patterns.iter().map(|pattern| (*pattern, "")));
        }
    }
    resolved
}

/// How long after what it installed a manager writes the lock file of that, at most: Yarn and
/// Bun take some milliseconds.
const WRITING: Duration = Duration::from_secs(2);

/// Whether what a manager has installed is not older than its lock file.
fn is_newer(installed: &Path, lock: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    matches!((time(installed), time(lock)), (Some(it), Some(lock)) if it + WRITING >= lock)
}

#[cfg(test)]
mod tests;
