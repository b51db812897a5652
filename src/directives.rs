//! What cargo is told: collected, checked, and printed once at the end.

mod programs;
mod watched;

use std::collections::HashSet;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use include_components_pack::{SetFile, live};

use crate::base::cargo_env::EXPLAIN;
use crate::base::error::{Error, shown, slashed, some};
use crate::base::glob::literal_dir;
use crate::base::roots::{Root, is_spelled_below};
use crate::base::stat::AHEAD;
use crate::config::checked::Config;
use crate::scan::hidden;
use crate::scan::listing::Listing;
use crate::scan::stat_index::State;
use crate::tools::make::Made;
use watched::watched;

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
    pub(crate) fn rerun_if_changed(&mut self, path: impl AsRef<Path>) {
        self.push("rerun-if-changed", slashed(path.as_ref()).display());
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
        let (shown, more) = error.shown();
        for problem in shown {
            self.each_line("error", &problem.to_string());
        }
        more.iter().for_each(|more| self.each_line("error", more));
    }

    /// Returns the lines in order, without the leading `cargo::`.
    ///
    /// `rerun-if-changed=components` is one.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Returns the lines of warnings and errors.
    pub(crate) fn said(&self) -> impl Iterator<Item = &str> {
        self.lines().filter(|line| line.starts_with("warning=") || line.starts_with("error="))
    }

    /// Prints everything to standard output, where cargo reads it.
    ///
    /// `rust_version` is the oldest Rust that the package wants.
    pub(crate) fn print(&self, rust_version: Option<(u32, u32)>) {
        let (out, err) = self.render(rust_version);
        // Nobody is left to be told if cargo does not listen any more.
        drop(std::io::stdout().lock().write_all(out.as_bytes()));
        drop(std::io::stderr().lock().write_all(err.as_bytes()));
    }

    /// Returns what goes to standard output and what goes to standard error.
    fn render(&self, rust_version: Option<(u32, u32)>) -> (String, String) {
        let is_old = rust_version.is_some_and(|version| version < TWO_COLONS);
        let (mut out, mut err) = (String::new(), String::new());
        for line in self.lines() {
            match line.strip_prefix("error=").filter(|_| is_old) {
                // Cargo takes `cargo:error` for metadata; it shows standard
                // error when the script fails, as it does if `main` returns the error.
                Some(error) => err.extend(["error: ", error, "\n"]),
                None => {
                    // The build script may have left its own line unfinished,
                    // and cargo finds a directive at the start of a line only.
                    let colons = if is_old { ":" } else { "::" };
                    let start = if out.is_empty() { "\n" } else { "" };
                    out.extend([start, "cargo", colons, line, "\n"]);
                }
            }
        }
        (out, err)
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

/// Answers the program that started this script in live mode: a verdict, and before it
/// the lines of a text.
pub(crate) fn answer(text: &str, verdict: &str) {
    // The build script may have left its own line unfinished.
    let mut out = String::from("\n");
    for line in text.lines() {
        out.extend([live::ANSWER, live::TEXT, line, "\n"]);
    }
    out.extend([live::ANSWER, verdict, "\n"]);
    let mut stdout = std::io::stdout().lock();
    // Nobody is left to be told if the program has ended.
    drop(stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush()));
}

/// The first Rust whose cargo knows `cargo::`; cargo refuses it in a package that
/// wants an older one (the Cargo Book, "Build Scripts").
const TWO_COLONS: (u32, u32) = (1, 77);

/// How many files from the future are named.
const NAMED: usize = 3;

/// Tells cargo what the set depends on, besides the roots that it is told of
/// whatever happens.
///
/// `written` are the roots that the script writes itself, as they were given.
pub(crate) fn tell_cargo(
    config: &Config<'_>,
    directives: &mut Directives,
    listing: &Listing,
    state: &State,
    written: &[String],
) {
    if config.is_live {
        return;
    }
    if config.is_unwatched {
        directives.warning(&format!(
            "cargo does not watch the components of `{}` in this profile (`Dev::Live`): what is \
             embedded may be old until live mode brings it up to date",
            config.name
        ));
    } else {
        watch_all(config, directives, listing, state, written);
    }
    for warning in state.notes.warnings().chain(hidden::warning(config, listing)) {
        directives.warning(&warning);
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
}

/// Tells cargo which files and directories the set depends on.
fn watch_all(
    config: &Config<'_>,
    directives: &mut Directives,
    listing: &Listing,
    state: &State,
    written: &[String],
) {
    let by_others = config.roots.iter().filter(|root| !written.contains(&root.given));
    watch(config, directives, by_others);
    warn_of_late(directives, late(config, listing, state));
    let watched = watched(config, config.roots.iter());
    let mut discovered: Vec<&String> = state.discovered.keys().collect();
    discovered.sort();
    let globs = state.globs().into_iter();
    let dirs = globs.map(|read| config.places.package.join(literal_dir(&read.name)));
    for path in discovered.into_iter().map(PathBuf::from).chain(dirs) {
        let path = path.as_path();
        if watched.iter().any(|dir| is_spelled_below(dir, path)) || config.is_own(path) {
            continue;
        }
        // A file that is not there makes cargo come back each time; the
        // directory that it would appear in does so only when it appears.
        programs::watch_installed(directives, path);
        match path.parent().filter(|dir| !path.exists() && dir.exists()) {
            Some(dir) => directives.rerun_if_changed(dir),
            None => directives.rerun_if_changed(path),
        }
    }
    for program in state.programs() {
        programs::watch(config, directives, &program.name);
    }
    if state.racy {
        come_back(config, directives);
    }
}

/// Lets cargo watch roots, but for those below OUT_DIR: the script writes them
/// itself, so they are newer than its start each time.
pub(crate) fn watch<'a>(
    config: &Config<'_>,
    directives: &mut Directives,
    roots: impl Iterator<Item = &'a Root>,
) {
    if config.is_unwatched {
        // With no directive at all cargo watches the whole package.
        directives.rerun_if_env_changed(EXPLAIN);
        return;
    }
    for dir in watched(config, roots.filter(|root| !root.is_own)) {
        directives.rerun_if_changed(dir);
    }
}

/// Lets cargo watch what tools make their folders of.
pub(crate) fn watch_tools(config: &Config<'_>, directives: &mut Directives, made: &Made) {
    for warning in &made.warnings {
        directives.warning(warning);
    }
    warn_of_rewritten(config, directives, &made.rewritten);
    for name in &made.env {
        directives.rerun_if_env_changed(name);
    }
    if config.is_unwatched {
        return;
    }
    for path in &made.watched {
        directives.rerun_if_changed(path);
    }
    for program in &made.programs {
        programs::watch(config, directives, program);
    }
    if !config.is_live {
        warn_of_late(directives, made.late.clone());
    }
    if made.is_racy {
        come_back(config, directives);
    }
}

/// Warns of files that are watched and that the script seems to write each time.
pub(crate) fn warn_of_rewritten(
    config: &Config<'_>,
    directives: &mut Directives,
    files: &[PathBuf],
) {
    // In live mode the script goes on, and it is a user who saves them.
    for file in files.iter().filter(|_| !config.is_live && !config.is_unwatched) {
        directives.warning(&format!(
            "{} was written while the build script ran, with the bytes that it had: if it is the \
             script that writes it, cargo runs the script in each build; write it only if its \
             bytes differ, or below OUT_DIR, as a root of its own",
            shown(file)
        ));
    }
}

/// Makes cargo run the script again next time, when stamps have become old enough to be
/// believed: there is no such file.
fn come_back(config: &Config<'_>, directives: &mut Directives) {
    directives.rerun_if_changed(config.out_file("racy"));
}

/// Returns all that was modified in the future.
fn late(config: &Config<'_>, listing: &Listing, state: &State) -> Vec<PathBuf> {
    let soon = SystemTime::now() + AHEAD;
    let mut late = Vec::new();
    for dir in &listing.dirs {
        let path = |name: &str| config.roots[dir.root as usize].file(&dir.prefix).join(name);
        if dir.stat.is_modified_after(soon) {
            late.push(path(""));
        }
        let files = dir.files.iter().filter(|file| file.stat.is_modified_after(soon));
        late.extend(files.map(|file| path(&file.name)));
    }
    for (path, found) in &state.discovered {
        if found.is_some_and(|found| found.stat.is_modified_after(soon)) {
            late.push(PathBuf::from(path));
        }
    }
    late
}

/// Warns of all that was modified in the future: cargo compares times with that of the
/// script's last run, and runs the script again in each build.
fn warn_of_late(directives: &mut Directives, mut late: Vec<PathBuf>) {
    late.sort();
    late.dedup();
    if late.is_empty() {
        return;
    }
    let names: Vec<String> = late.iter().map(|it| shown(it)).collect();
    directives.warning(&format!(
        "modified in the future, so that cargo runs this build script in each build: {}; `touch` \
         what is named here, or set the clock of this machine",
        some(&names, NAMED)
    ));
}

/// Makes a line. A control character in it could make two of it, or a
/// directive that nobody meant, and is replaced.
fn one_line(key: &str, value: impl fmt::Display) -> String {
    format!("{key}={value}").replace(|c: char| c.is_control() && c != '\t', "\u{FFFD}")
}

#[cfg(test)]
mod tests;
