//! What cargo is told: collected, checked, and printed once at the end.

use std::collections::HashSet;
use std::fmt;
use std::io::Write;

use crate::base::error::Error;

/// Lines for cargo. Only this module prints.
#[derive(Debug, Default)]
pub(crate) struct Directives {
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
        for message in error.messages() {
            self.each_line("error", &message);
        }
    }

    /// Returns the lines, without the `cargo::` that each begins with.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
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

/// Makes a line. A control character in it could make two of it, or a
/// directive that nobody meant, and is replaced.
fn one_line(key: &str, value: impl fmt::Display) -> String {
    format!("{key}={value}").replace(|c: char| c.is_control() && c != '\t', "\u{FFFD}")
}

#[cfg(test)]
mod tests;
