//! Which paths are components: what the build helper decides, decided again.

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
    pub(crate) fn file(&self, path: &str) -> bool {
        let mut include = self.globs.iter().filter(|(_, include)| *include).peekable();
        let takes_all = include.peek().is_none();
        let names = |only_dots: bool| {
            let globs = include.clone().filter(|(glob, _)| !only_dots || spells_dot(glob));
            globs.into_iter().any(|(glob, _)| matches(glob, path))
        };
        let is_hidden = !self.hidden && path.split('/').any(is_hidden);
        let is_taken = if is_hidden { names(true) } else { takes_all || names(false) };
        is_taken && !self.excludes(path)
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

fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

fn spells_dot(glob: &str) -> bool {
    glob.split('/').any(|segment| segment.starts_with('.'))
}

/// Whether a glob matches a logical path: the file name, if it has no `/`.
fn matches(glob: &str, path: &str) -> bool {
    let subject = if glob.contains('/') { path } else { file_name(path) };
    fast_glob::glob_match(glob, subject)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests;
