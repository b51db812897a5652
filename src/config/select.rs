//! Which paths are components.

use crate::base::glob::{Glob, file_name};

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
        self.include.iter().any(Glob::is_path)
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

#[cfg(test)]
mod tests;
