//! Globs: which paths are components, and which compiler each has.

use std::fmt;

use crate::base::error::{ErrorKind, Problem};

/// One glob, checked.
#[derive(Clone, Debug)]
pub(crate) struct Glob {
    text: String,
    /// Whether it is matched against the whole path, not the file name.
    whole: bool,
}

/// What is taken under the roots.
#[derive(Debug)]
pub(crate) struct Select {
    include: Vec<Glob>,
    exclude: Vec<Glob>,
}

/// Whether a path is taken, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Take,
    /// Hidden, and no glob names it.
    Hidden,
    /// Left out by the globs.
    Leave,
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
        } else if text.contains('\\') {
            Some("paths have `/`, not `\\`, on every platform")
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

    pub(crate) fn matches(&self, path: &str) -> bool {
        let subject = if self.whole { path } else { file_name(path) };
        fast_glob::glob_match(&self.text, subject)
    }

    /// Whether the glob is this path itself, without a wildcard.
    fn is_exactly(&self, path: &str) -> bool {
        self.text == path && !self.text.contains(['*', '?', '[', '{', '!'])
    }

    /// Whether the glob spells a leading dot in one of its segments.
    fn spells_dot(&self) -> bool {
        self.text.split('/').any(|segment| segment.starts_with('.'))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Select {
    pub(crate) fn new(include: Vec<Glob>, exclude: Vec<Glob>) -> Self {
        Select { include, exclude }
    }

    /// Decides whether a file is a component.
    pub(crate) fn file(&self, path: &str) -> Verdict {
        if self.excludes(path) {
            return Verdict::Leave;
        }
        if path.split('/').any(is_hidden) {
            let named = self.include.iter().any(|glob| glob.spells_dot() && glob.matches(path));
            return if named { Verdict::Take } else { Verdict::Hidden };
        }
        match self.include.is_empty() || self.include.iter().any(|glob| glob.matches(path)) {
            true => Verdict::Take,
            false => Verdict::Leave,
        }
    }

    /// Decides whether a directory is entered.
    pub(crate) fn dir(&self, path: &str) -> Verdict {
        if self.excludes(path) {
            return Verdict::Leave;
        }
        if is_hidden(file_name(path)) && !self.include.iter().any(Glob::spells_dot) {
            return Verdict::Hidden;
        }
        Verdict::Take
    }

    /// Whether an `include` names exactly this path.
    pub(crate) fn names(&self, path: &str) -> bool {
        self.include.iter().any(|glob| glob.is_exactly(path))
    }

    /// Whether an `include` names any path exactly.
    pub(crate) fn has_names(&self) -> bool {
        self.include.iter().any(|glob| glob.is_exactly(&glob.text))
    }

    fn excludes(&self, path: &str) -> bool {
        self.exclude.iter().any(|glob| glob.matches(path))
    }
}

/// Whether a name is hidden: it begins with a dot, except `.well-known`
/// (RFC 8615).
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

/// Returns the last segment of a logical path.
pub(crate) fn file_name(path: &str) -> &str {
    match path.rfind('/') {
        Some(slash) => &path[slash + 1..],
        None => path,
    }
}

/// Whether a file looks like a secret by its name.
pub(crate) fn secret_name(name: &str) -> bool {
    // Unlike `to_ascii_lowercase`, it is compiled in std, so optimised.
    let name = name.to_lowercase();
    let key = [".pem", ".key", ".p12", ".pfx", ".jks", ".keystore"];
    let known = matches!(
        name.as_str(),
        ".npmrc"
            | ".netrc"
            | ".pgpass"
            | ".htpasswd"
            | "credentials"
            | "id_rsa"
            | "id_dsa"
            | "id_ecdsa"
            | "id_ed25519"
    );
    let begins = name.starts_with(".env") || name.starts_with("credentials.");
    known || begins || key.iter().any(|extension| name.ends_with(extension))
}

/// Returns whether a file in PEM form (RFC 7468) has a private key in it.
///
/// Only a file that begins with a PEM block is searched, so that it costs
/// nothing for the others.
pub(crate) fn secret_content(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    let is_key = |line: &[u8]| {
        line.starts_with(b"-----BEGIN ") && line.trim_ascii_end().ends_with(b"PRIVATE KEY-----")
    };
    bytes.starts_with(b"-----BEGIN ") && bytes.split(|byte| *byte == b'\n').any(is_key)
}

/// Whether every bracket of a glob is closed.
fn balanced(glob: &str) -> bool {
    let mut braces = 0u32;
    let mut in_class = false;
    for c in glob.chars() {
        match (c, in_class) {
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
