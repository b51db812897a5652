//! Which paths are components.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use include_components_pack::path::is_hidden;

use crate::base::glob::{Glob, file_name};
use crate::base::key::KeyHasher;

/// What is taken under the roots.
#[derive(Debug)]
pub(crate) struct Select {
    include: Vec<Glob>,
    exclude: Vec<Glob>,
    /// Which of those have matched something in this run.
    excluded: Vec<AtomicBool>,
    /// Whether hidden files are taken as others are, if that was said.
    hidden: Option<bool>,
    /// The paths of files that may look like secrets.
    secrets: BTreeSet<String>,
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
    pub(crate) fn new(
        include: Vec<Glob>,
        exclude: Vec<Glob>,
        hidden: Option<bool>,
        secrets: BTreeSet<String>,
    ) -> Self {
        let excluded = exclude.iter().map(|_| AtomicBool::new(false)).collect();
        Select { include, exclude, excluded, hidden, secrets }
    }

    /// Leaves out what matches one more glob.
    pub(crate) fn exclude(&mut self, glob: Glob) {
        self.exclude.push(glob);
        self.excluded.push(AtomicBool::new(false));
    }

    /// Decides whether a file is a component.
    ///
    /// `in_root` is the end of its logical path that is below the root: a root's prefix
    /// was given, so it hides nothing.
    pub(crate) fn file(&self, path: &str, in_root: &str) -> Verdict {
        if self.excludes(path) {
            return Verdict::Leave;
        }
        if !self.takes_hidden() && in_root.split('/').any(is_hidden) {
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
        let is_hidden = !self.takes_hidden() && is_hidden(file_name(path));
        if is_hidden && !self.include.iter().any(Glob::spells_dot) {
            return Verdict::Hidden;
        }
        Verdict::Take
    }

    /// Whether a root with this prefix is in a directory that is not entered.
    pub(crate) fn excludes_dirs(&self, prefix: &str) -> bool {
        prefix.match_indices('/').any(|(slash, _)| self.excludes(&prefix[..slash]))
    }

    /// Returns the directories that all components are in, if every glob of `include`
    /// names one; else they may be anywhere below a root.
    pub(crate) fn literal_dirs(&self) -> Option<Vec<&str>> {
        let dirs: Option<Vec<&str>> = self.include.iter().map(Glob::literal_dir).collect();
        dirs.filter(|dirs| !dirs.is_empty())
    }

    /// Whether the file at this path may look like a secret.
    pub(crate) fn allows_secret(&self, path: &str) -> bool {
        self.secrets.contains(path)
    }

    /// Whether any file may look like a secret.
    pub(crate) fn allows_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Whether hidden files are taken as others are.
    pub(crate) fn takes_hidden(&self) -> bool {
        self.hidden == Some(true)
    }

    /// Whether it was said what becomes of hidden files.
    pub(crate) fn decides_hidden(&self) -> bool {
        self.hidden.is_some()
    }

    /// Whether a hidden file, or something in a hidden directory, with a `/` behind its
    /// path, would be taken if it was not hidden.
    pub(crate) fn would_take(&self, path: &str) -> bool {
        let may_match = |glob: &Glob| match path.strip_suffix('/') {
            // What is in it was not looked at.
            Some(_) => glob.literal_dir().is_none_or(|dir| {
                let dir = format!("{dir}/");
                dir.starts_with(path) || path.starts_with(&dir)
            }),
            None => glob.matches(path),
        };
        self.include.is_empty() || self.include.iter().any(may_match)
    }

    /// Returns all globs, with `true` beside those of `include`.
    pub(crate) fn globs(&self) -> Vec<(String, bool)> {
        let include = self.include.iter().map(|glob| (glob.to_string(), true));
        include.chain(self.exclude.iter().map(|glob| (glob.to_string(), false))).collect()
    }

    /// Writes all that decides what is taken.
    pub(crate) fn describe(&self, key: &mut KeyHasher) {
        for globs in [&self.include, &self.exclude] {
            key.write(globs.len().to_le_bytes());
            for glob in globs {
                key.write(glob.to_string());
            }
        }
        key.write([self.hidden.map_or(2, |yes| yes as u8)]).write(self.secrets.len().to_le_bytes());
        for path in &self.secrets {
            key.write(path);
        }
    }

    pub(crate) fn includes(&self) -> &[Glob] {
        &self.include
    }

    /// Returns the globs of `exclude` that have matched nothing in this run so far.
    pub(crate) fn unmatched_excludes(&self) -> impl Iterator<Item = &Glob> {
        let pairs = self.exclude.iter().zip(&self.excluded);
        pairs.filter(|(_, matched)| !matched.load(Ordering::Relaxed)).map(|(glob, _)| glob)
    }

    /// Returns the paths of files that may look like secrets.
    pub(crate) fn secrets(&self) -> &BTreeSet<String> {
        &self.secrets
    }

    /// Whether a file or a directory matches a glob of `exclude`.
    pub(crate) fn excludes(&self, path: &str) -> bool {
        let mut excludes = false;
        for (glob, matched) in self.exclude.iter().zip(&self.excluded) {
            if glob.matches(path) {
                matched.store(true, Ordering::Relaxed);
                excludes = true;
            }
        }
        excludes
    }
}

#[cfg(test)]
mod tests;
