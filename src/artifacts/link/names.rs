//! The names in an import map, found as browsers find them.

use std::collections::{HashMap, HashSet};

/// Names that lead to modules; there may be as many as there are modules.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In their order, each once.
    list: Vec<(String, Option<String>)>,
    by_name: HashMap<String, usize>,
    /// How long the longest name of a directory is.
    longest_dir: usize,
}

impl Names {
    /// Of two with one name the last counts.
    pub(super) fn new(names: impl Iterator<Item = (String, Option<String>)>) -> Self {
        let mut list: Vec<_> = names.collect();
        let mut seen = HashSet::new();
        list.reverse();
        list.retain(|(name, _)| seen.insert(name.clone()));
        list.reverse();
        let by_name = list.iter().enumerate().map(|(nth, (name, _))| (name.clone(), nth)).collect();
        let dirs = list.iter().filter(|(name, _)| name.ends_with('/'));
        let longest_dir = dirs.map(|(name, _)| name.len()).max().unwrap_or(0);
        Names { list, by_name, longest_dir }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, (String, Option<String>)> {
        self.list.iter()
    }

    /// Whether it has a name itself.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Finds what a name leads to as browsers do (HTML, 8.1.6.3): the name itself, or else
    /// the longest directory that it is in. Returns that, and the URL, if it may be loaded.
    pub(super) fn lookup(&self, name: &str) -> Option<(&String, Option<String>)> {
        let nth = and_dirs(name, self.longest_dir).find_map(|it| self.by_name.get(it))?;
        let (key, url) = &self.list[*nth];
        let rest = &name[key.len()..];
        Some((key, url.as_ref().map(|url| format!("{url}{rest}"))))
    }
}

/// Returns a name and the directories that it is in, the longest first, of those that are no
/// longer than this: a name can be a whole script (`data:`).
pub(super) fn and_dirs(name: &str, longest: usize) -> impl Iterator<Item = &str> {
    let end = (0..=longest.min(name.len())).rev().find(|at| name.is_char_boundary(*at));
    let slashes = name[..end.unwrap_or(0)].rmatch_indices('/');
    [name].into_iter().chain(slashes.map(|(at, _)| &name[..=at]))
}

#[cfg(test)]
mod tests;
