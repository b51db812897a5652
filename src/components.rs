//! The components of a run: the files that were found, sorted and checked.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::config::{Config, Root, Rule};
use crate::error::{Error, ErrorKind, Problem, shown};
use crate::select::secret_name;
use crate::source::secret;
use crate::walk::{Dir, File, Listing};

/// What a run has to do.
#[derive(Debug)]
pub(crate) struct Gathered<'a> {
    /// In the byte order of their artifacts' paths.
    pub(crate) components: Vec<Component<'a>>,
    /// Those that are not embedded, in the byte order of their paths.
    pub(crate) aside: Vec<Component<'a>>,
}

/// One component, before it is made.
#[derive(Debug)]
pub(crate) struct Component<'a> {
    /// Its logical path.
    pub(crate) path: String,
    /// The path that its artifact is looked up by, if that is another.
    artifact: Option<String>,
    pub(crate) root: &'a Root,
    pub(crate) rule: Option<&'a Rule<'a>>,
    pub(crate) found: &'a File,
    /// Its position in the listing.
    pub(crate) listed: usize,
}

impl Component<'_> {
    /// Returns where the source is on disk.
    pub(crate) fn file(&self) -> PathBuf {
        self.root.file(&self.path)
    }

    /// Returns the path that the artifact is looked up by.
    pub(crate) fn artifact_path(&self) -> &str {
        self.artifact.as_deref().unwrap_or(&self.path)
    }
}

/// Returns all components, sorted.
///
/// `problems` are those that were found before: with one, there are none.
pub(crate) fn gather<'a>(
    config: &'a Config<'_>,
    listing: &'a Listing,
    mut problems: Vec<Problem>,
) -> Result<Gathered<'a>, Error> {
    // In order of the prefixes the paths are nearly sorted, which makes the
    // sort below nearly free.
    let mut next = 0;
    let numbered = listing.dirs.iter().map(|dir| {
        next += dir.files.len();
        (dir, next - dir.files.len())
    });
    let mut dirs: Vec<(&Dir, usize)> = numbered.collect();
    dirs.sort_by(|(a, _), (b, _)| a.prefix.cmp(&b.prefix));
    let mut components = Vec::with_capacity(listing.len());
    let mut aside = Vec::new();
    for (dir, first) in dirs {
        for (nth, found) in dir.files.iter().enumerate() {
            let path = [dir.prefix.as_str(), found.name.as_str()].concat();
            let rule = config.rule(&path);
            let root = &config.roots[dir.root as usize];
            let listed = first + nth;
            if rule.is_some_and(|rule| rule.compiler.is_partial(&path)) {
                aside.push(Component { path, artifact: None, root, rule, found, listed });
                continue;
            }
            let artifact = rule.map(|rule| rule.compiler.artifact_path(&path));
            components.push(Component { path, artifact, root, rule, found, listed });
        }
    }
    aside.sort_by(|a, b| a.path.cmp(&b.path));
    components.sort_by(|a, b| a.artifact_path().cmp(b.artifact_path()));
    if listing.has_new_names {
        problems.extend(check(config, &components));
        problems.extend(check(config, &aside));
    }
    match Error::of(problems) {
        Some(error) => Err(error),
        None => Ok(Gathered { components, aside }),
    }
}

/// Refuses names that were not there in the last run, or not with its options.
fn check(config: &Config<'_>, components: &[Component<'_>]) -> Vec<Problem> {
    let mut problems = collisions(components);
    for component in components {
        if let Some(artifact) = &component.artifact
            && *artifact != component.path
            && !is_logical(artifact)
        {
            let what = format!("the compiler gives the path {artifact:?} to the artifact of");
            let remedy = "it must be relative, `/`-separated, and without `.` and `..`";
            problems.push(Problem::with_path(ErrorKind::Name, &what, &component.file(), remedy));
        }
        if secret_name(&component.path) && !config.select.names(&component.path) {
            problems.push(secret("the name looks like that of a secret:", &component.file()));
        }
    }
    problems
}

/// Finds paths that are equal, or that some file systems take for equal.
fn collisions(components: &[Component<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for pair in components.windows(2) {
        if pair[0].artifact_path() == pair[1].artifact_path() {
            let what = match pair[0].path == pair[1].path {
                true => "two roots have one logical path:",
                false => "two components compile to one path:",
            };
            problems.push(collision(what, &pair[0], &pair[1], "rename or `exclude` one of them"));
        }
    }
    // Of two paths that are taken for equal, one at least is not as it is
    // compared; those are few.
    let mut folded: HashMap<String, &Component<'_>> = HashMap::new();
    for component in components {
        let path = component.artifact_path();
        let Some(compared) = fold(path) else { continue };
        let plain = components.binary_search_by(|it| it.artifact_path().cmp(&compared));
        let plain = plain.ok().map(|at| &components[at]);
        let first = plain.or_else(|| folded.get(&compared).copied());
        if let Some(first) = first.filter(|first| first.artifact_path() != path) {
            let what = "these names differ only in case, Unicode form or kind of slash:";
            let remedy = "on some systems they are one file; rename or `exclude` one of them";
            problems.push(collision(what, first, component, remedy));
        }
        folded.insert(compared, component);
    }
    problems
}

fn collision(what: &str, a: &Component<'_>, b: &Component<'_>, remedy: &str) -> Problem {
    let what = format!("{what} {} and", shown(&a.file()));
    Problem::with_path(ErrorKind::Collision, &what, &b.file(), remedy)
}

/// Returns a path as the least discerning file system would compare it, unless
/// that is the path itself.
fn fold(path: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let folded = match path.is_ascii() {
        true => path.to_ascii_lowercase(),
        false => path.nfd().collect::<String>().to_lowercase().nfc().collect(),
    };
    let folded = if folded.contains('\\') { folded.replace('\\', "/") } else { folded };
    (folded != path).then_some(folded)
}

/// Whether a path that a compiler gave can be a logical path.
fn is_logical(path: &str) -> bool {
    !path.contains(|c: char| c.is_control() || c == '\\')
        && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests;
