//! The components of a run: the files that were found, sorted and checked.

use std::collections::HashMap;
use std::path::PathBuf;

use include_components_pack::Digest;

use crate::config::{Config, Root, Rule};
use crate::error::{Error, ErrorKind, Problem, shown};
use crate::select::secret_name;
use crate::source::secret;
use crate::stat::Stat;
use crate::walk::Listing;

/// One component, before it is made.
#[derive(Debug)]
pub(crate) struct Component<'a> {
    /// Its logical path.
    pub(crate) path: String,
    /// The path that its artifact is looked up by.
    pub(crate) artifact_path: String,
    pub(crate) root: &'a Root,
    pub(crate) rule: Option<&'a Rule<'a>>,
    pub(crate) stat: Stat,
    /// The digest of the source, where its stat is trusted.
    pub(crate) known: Option<Digest>,
    /// The digest that the source had in the last run.
    pub(crate) before: Option<Digest>,
    /// Its position in the listing.
    pub(crate) listed: usize,
}

impl Component<'_> {
    /// Returns where the source is on disk.
    pub(crate) fn file(&self) -> PathBuf {
        self.root.file(&self.path)
    }
}

/// Returns all components in the byte order of their artifacts' paths.
///
pub(crate) fn gather<'a>(
    config: &'a Config<'_>,
    listing: &Listing,
) -> Result<Vec<Component<'a>>, Error> {
    let mut components = Vec::with_capacity(listing.len());
    for dir in &listing.dirs {
        for file in &dir.files {
            let path = [dir.prefix.as_str(), file.name.as_str()].concat();
            let rule = config.rule(&path);
            let artifact_path = match rule {
                Some(rule) => rule.compiler.artifact_path(&path),
                None => path.clone(),
            };
            let listed = components.len();
            components.push(Component {
                path,
                artifact_path,
                root: &config.roots[dir.root as usize],
                rule,
                stat: file.stat,
                known: file.known,
                before: file.before,
                listed,
            });
        }
    }
    components.sort_by(|a, b| a.artifact_path.cmp(&b.artifact_path));
    let mut problems = collisions(&components);
    for component in &components {
        if secret_name(&component.path) && !config.select.names(&component.path) {
            problems.push(secret("the name looks like that of a secret:", &component.file()));
        }
    }
    match Error::of(problems) {
        Some(error) => Err(error),
        None => Ok(components),
    }
}

/// Finds paths that are equal, or that some file systems take for equal.
fn collisions(components: &[Component<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: HashMap<String, &Component<'_>> = HashMap::with_capacity(components.len());
    for component in components {
        let Some(first) = seen.insert(folded(&component.artifact_path), component) else {
            continue;
        };
        let (what, remedy) = if first.artifact_path != component.artifact_path {
            (
                "these names differ only in case, Unicode form or kind of slash:",
                "on some systems they are one file; rename or `exclude` one of them",
            )
        } else if first.path == component.path {
            ("two roots have one logical path:", "rename or `exclude` one of them")
        } else {
            ("two components compile to one path:", "rename or `exclude` one of them")
        };
        let what = format!("{what} {} and", shown(&first.file()));
        let file = component.file();
        problems.push(Problem::with_path(ErrorKind::Collision, &what, &file, remedy));
    }
    problems
}

/// Returns a path as the least discerning file system would compare it.
fn folded(path: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let slashed = path.replace('\\', "/");
    match slashed.is_ascii() {
        true => slashed.to_ascii_lowercase(),
        false => slashed.nfd().collect::<String>().to_lowercase().nfc().collect(),
    }
}

#[cfg(test)]
mod tests;
