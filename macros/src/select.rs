//! Which paths are components: what the build helper decides, decided again.

use include_components_pack::path::{file_name, is_hidden, literal_dir, spells_dot};
use include_components_pack::roots::RootsFile;

/// What was taken under the roots.
#[derive(Debug)]
pub(crate) struct Select<'a> {
    hidden: bool,
    /// The globs, with `true` beside those of `include`.
    globs: Vec<(&'a str, bool)>,
}

impl<'a> Select<'a> {
    pub(crate) fn of(record: &RootsFile<'a>) -> Option<Self> {
        let (hidden, globs) = record.selection()?;
        Some(Select { hidden, globs: globs.collect() })
    }

    /// Whether a file is a component.
    ///
    /// `in_root` is the end of its logical path that is below the root.
    pub(crate) fn file(&self, path: &str, in_root: &str) -> bool {
        let mut include = self.globs.iter().filter(|(_, include)| *include).peekable();
        let takes_all = include.peek().is_none();
        let names = |only_dots: bool| {
            let globs = include.clone().filter(|(glob, _)| !only_dots || spells_dot(glob));
            globs.into_iter().any(|(glob, _)| matches(glob, path))
        };
        let is_hidden = !self.hidden && in_root.split('/').any(is_hidden);
        let is_taken = if is_hidden { names(true) } else { takes_all || names(false) };
        is_taken && !self.excludes(path)
    }

    /// Says why a file is no component, or nothing if it is one.
    pub(crate) fn refusal(&self, path: &str, in_root: &str) -> Option<String> {
        // A directory that is left out takes all below it along.
        let slashes = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        let on_the_way: Vec<&str> = slashes.chain([path]).collect();
        let excludes = |glob: &&str| on_the_way.iter().any(|path| matches(glob, path));
        let mut globs = self.globs.iter().filter(|(_, include)| !include).map(|(glob, _)| *glob);
        if let Some(glob) = globs.find(excludes) {
            return Some(format!("`exclude({glob:?})` leaves it out"));
        }
        if self.file(path, in_root) {
            return None;
        }
        match !self.hidden && in_root.split('/').any(is_hidden) {
            true => Some("it is hidden, and `hidden(true)` takes it".to_owned()),
            false => Some("no `include` matches it".to_owned()),
        }
    }

    /// Whether cargo watches a path: it does so below the directories that every glob
    /// of `include` begins with, or below the root.
    pub(crate) fn is_watched(&self, path: &str) -> bool {
        let includes = self.globs.iter().filter(|(_, include)| *include);
        let mut dirs = includes.map(|(glob, _)| literal_dir(glob)).peekable();
        let is_in = |dir: &str| {
            let rest = path.strip_prefix(dir);
            dir.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        dirs.peek().is_none() || self.is_anywhere() || dirs.any(is_in)
    }

    /// Whether a glob of `include` names no directory.
    fn is_anywhere(&self) -> bool {
        self.globs.iter().any(|(glob, include)| *include && literal_dir(glob).is_empty())
    }

    /// Whether a directory is entered.
    pub(crate) fn dir(&self, path: &str) -> bool {
        let name = file_name(path);
        let spells_dot = || self.globs.iter().any(|(glob, include)| *include && spells_dot(glob));
        !self.excludes(path) && (self.hidden || !is_hidden(name) || spells_dot())
    }

    fn excludes(&self, path: &str) -> bool {
        self.globs.iter().any(|(glob, include)| !include && matches(glob, path))
    }
}

/// Whether a glob matches a logical path: the file name, if it has no `/`.
fn matches(glob: &str, path: &str) -> bool {
    let subject = if glob.contains('/') { path } else { file_name(path) };
    fast_glob::glob_match(glob, subject)
}

#[cfg(test)]
mod tests;
