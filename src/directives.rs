//! What cargo is told: collected, checked, and printed once at the end.

use std::collections::HashSet;
use std::fmt;
use std::io::Write;
use std::path::PathBuf;

use include_components_pack::SetFile;

use crate::base::cargo_env::EXPLAIN;
use crate::base::error::Error;
use crate::base::roots::Root;
use crate::compile::program::find_program;
use crate::compile::reads;
use crate::config::checked::Config;
use crate::scan::stat_index::State;

/// Lists the directives that a build script would print for cargo.
///
/// [`Build::run_in`](crate::Build::run_in) returns them.
#[derive(Clone, Debug, Default)]
pub struct Directives {
    lines: Vec<String>,
    seen: HashSet<String>,
}

impl Directives {
    /// Runs the build script again when a file, or anything below a
    /// directory, changes.
    pub(crate) fn rerun_if_changed(&mut self, path: impl fmt::Display) {
        self.push("rerun-if-changed", path);
    }

    /// Runs the build script again when a variable changes.
    pub(crate) fn rerun_if_env_changed(&mut self, name: &str) {
        self.push("rerun-if-env-changed", name);
    }

    /// Lets the linker look for libraries in a directory.
    pub(crate) fn link_search(&mut self, dir: impl fmt::Display) {
        self.push("rustc-link-search", format_args!("native={dir}"));
    }

    pub(crate) fn warning(&mut self, text: &str) {
        self.each_line("warning", text);
    }

    pub(crate) fn errors(&mut self, error: &Error) {
        for problem in error.problems() {
            self.each_line("error", &problem.to_string());
        }
    }

    /// Returns the lines in order, without the leading `cargo::`.
    ///
    /// `rerun-if-changed=components` is one.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Prints everything to standard output, where cargo reads it.
    pub(crate) fn print(&self) {
        let mut out = std::io::stdout().lock();
        for line in self.lines() {
            // Nobody is left to be told if cargo does not listen any more.
            drop(writeln!(out, "cargo::{line}"));
        }
    }

    /// Adds a text, once; two of them may have a line in common.
    fn each_line(&mut self, key: &str, text: &str) {
        if self.seen.insert(format!("{key}={text}")) {
            self.lines.extend(text.lines().map(|line| one_line(key, line)));
        }
    }

    /// Adds a line, once.
    fn push(&mut self, key: &str, value: impl fmt::Display) {
        let line = one_line(key, value);
        if self.seen.insert(line.clone()) {
            self.lines.push(line);
        }
    }
}

/// Tells cargo what the set depends on, besides its roots.
pub(crate) fn tell_cargo(config: &Config<'_>, directives: &mut Directives, state: &State) {
    let mut discovered: Vec<&String> = state.discovered.keys().collect();
    discovered.sort();
    let globs = state.globs().into_iter();
    let dirs = globs.map(|read| config.places.package.join(reads::listed_dir(&read.name)));
    for path in discovered.into_iter().map(PathBuf::from).chain(dirs) {
        let path = path.as_path();
        // A path that leaves a root begins with it all the same.
        let is_below =
            |root: &Root| path.strip_prefix(&root.path).is_ok_and(|rest| !rest.starts_with(".."));
        if config.roots.iter().any(is_below) {
            continue;
        }
        // A file that is not there makes cargo come back each time; the
        // directory that it would appear in does so only when it appears.
        match path.parent().filter(|dir| !path.exists() && dir.exists()) {
            Some(dir) => directives.rerun_if_changed(dir.display()),
            None => directives.rerun_if_changed(path.display()),
        }
    }
    for file in state.programs().into_iter().filter_map(find_program) {
        directives.rerun_if_changed(file.display());
    }
    for warning in state.warnings() {
        directives.warning(warning);
    }
    for read in state.env_reads() {
        directives.rerun_if_env_changed(&read.name);
    }
    if config.explain {
        // Cargo shows the reasons in each build until the script runs again.
        directives.rerun_if_env_changed(EXPLAIN);
    }
    if SetFile::parse(&state.set).is_ok_and(|set| set.is_linked()) {
        directives.link_search(config.out_dir.display());
    }
    if state.racy {
        // There is no such file, so that cargo runs the script again next
        // time, when the stamps have become old enough to be believed.
        directives.rerun_if_changed(config.out_file("racy").display());
    }
}

/// Makes a line. A control character in it could make two of it, or a
/// directive that nobody meant, and is replaced.
fn one_line(key: &str, value: impl fmt::Display) -> String {
    format!("{key}={value}").replace(|c: char| c.is_control() && c != '\t', "\u{FFFD}")
}

#[cfg(test)]
mod tests;
