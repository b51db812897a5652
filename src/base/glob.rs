//! Globs, matched against logical paths.

use std::fmt;

use include_components_pack::path::spells_dot;
pub(crate) use include_components_pack::path::{file_name, literal_dir};

use crate::base::error::{ErrorKind, Problem};

/// One glob, checked.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    text: String,
    /// Whether it is matched against the whole path, not the file name.
    whole: bool,
}

impl Glob {
    /// Checks a glob.
    pub(crate) fn new(text: &str) -> Result<Self, Problem> {
        let fault = if text.is_empty() {
            Some("it is empty")
        } else if text.starts_with('/') || text.starts_with("./") {
            Some("globs are relative to the root: leave out the beginning `/` or `./`")
        } else if text.ends_with('/') {
            Some("globs are of files: `dir/**` is all below a directory, `dir` excludes it")
        } else if text.starts_with('!') {
            Some("there is no negation: give what it would leave out to `exclude`")
        } else if escapes_nothing(text) {
            Some("`\\` escapes one of `*?[]{}!,-\\`; paths have `/`, on every platform")
        } else if !balanced(text) {
            Some("a bracket is not closed, or not opened")
        } else {
            None
        };
        match fault {
            Some(fault) => {
                let message = format!("cannot use the glob {text:?}: {fault}");
                Err(Problem::new(ErrorKind::Config, message))
            }
            None => Ok(Glob { text: text.to_owned(), whole: text.contains('/') }),
        }
    }

    /// Does the same, and adds what is wrong with it to the problems.
    pub(crate) fn checked(text: &str, problems: &mut Vec<Problem>) -> Option<Self> {
        Glob::new(text).map_err(|problem| problems.push(problem)).ok()
    }

    pub(crate) fn matches(&self, path: &str) -> bool {
        let subject = if self.whole { path } else { file_name(path) };
        fast_glob::glob_match(&self.text, subject)
    }

    /// Returns the directory that all matches are in, if the glob names one: what comes
    /// before the first wildcard.
    pub(crate) fn literal_dir(&self) -> Option<&str> {
        Some(literal_dir(&self.text)).filter(|dir| !dir.is_empty())
    }

    /// Whether the glob spells a leading dot in one of its segments.
    pub(crate) fn spells_dot(&self) -> bool {
        spells_dot(&self.text)
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a `\` stands before something that needs none, or at the end.
fn escapes_nothing(glob: &str) -> bool {
    let mut chars = glob.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && !chars.next().is_some_and(|next| "*?[]{}!,-\\".contains(next)) {
            return true;
        }
    }
    false
}

/// Whether every bracket of a glob is closed.
fn balanced(glob: &str) -> bool {
    let mut braces = 0u32;
    let mut in_class = false;
    let mut chars = glob.chars();
    while let Some(c) = chars.next() {
        match (c, in_class) {
            ('\\', _) => drop(chars.next()),
            (']', true) => in_class = false,
            (_, true) => {}
            ('[', false) => in_class = true,
            ('{', false) => braces += 1,
            ('}', false) if braces == 0 => return false,
            ('}', false) => braces -= 1,
            (_, false) => {}
        }
    }
    braces == 0 && !in_class
}

#[cfg(test)]
mod tests;
