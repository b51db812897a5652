//! What a build must embed, by a simpler program: no cache, no last run, no pack.
//!
//! A clean build could be as wrong as the one that is compared with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use include_components_build::Compiler;

use crate::compilers::{Fake, Surroundings, listing};
use crate::harness::{By, Tree};
use crate::setup::Setup;

/// Returns the path of each component with its bytes.
///
/// `None` where the options, or links, make that a matter of rules that are not
/// written here a second time.
pub(crate) fn expected(tree: &Tree, setup: &Setup, by: &By) -> Option<BTreeMap<String, Vec<u8>>> {
    let is_plain = setup.include.is_empty() && setup.exclude.is_empty() && setup.roots.len() == 1;
    if !is_plain || setup.references.is_some() {
        return None;
    }
    let mut files = BTreeMap::new();
    read_all(&tree.path("ui"), "", setup.hidden, &mut files)?;
    let around = |path: &str| {
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        Around { dir: tree.path("ui").join(dir), by }
    };
    let mut all = BTreeMap::new();
    for (path, bytes) in &files {
        let bundles = setup.bundles.iter();
        let is_left_out = bundles.clone().any(|(glob, it)| it.only && matches(glob, path));
        let rule = setup.rules.iter().rev().find(|(glob, _)| matches(glob, path));
        match rule {
            _ if is_left_out => {}
            Some((_, fake)) if fake.is_partial(path) => {}
            Some((_, fake)) => {
                let output = fake.output(bytes, &mut around(path)).unwrap();
                all.insert(fake.artifact_path(path), output);
            }
            None => drop(all.insert(path.clone(), bytes.clone())),
        }
    }
    for (glob, bundle) in &setup.bundles {
        let sources = files.iter().filter(|(path, _)| matches(glob, path));
        let input = listing(sources.map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        let output = Fake::output(&bundle.fake, &input, &mut around(&bundle.path)).unwrap();
        all.insert(bundle.path.clone(), output);
    }
    Some(all)
}

/// Reads all files below a directory; `None` if there is anything else.
fn read_all(
    dir: &Path,
    prefix: &str,
    hidden: bool,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Option<()> {
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let (path, kind) = (format!("{prefix}{name}"), entry.file_type().unwrap());
        if kind.is_dir() {
            read_all(&entry.path(), &format!("{path}/"), hidden, files)?;
        } else if !kind.is_file() {
            return None;
        } else if hidden || !name.starts_with('.') {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    Some(())
}

/// Whether one of the few globs that the tests have matches a path.
fn matches(glob: &str, path: &str) -> bool {
    match (glob.strip_suffix("/*"), glob.strip_prefix('*')) {
        (Some(dir), _) => path.rsplit_once('/').is_some_and(|(of, _)| of == dir),
        (None, Some(end)) => path.ends_with(end),
        (None, None) => path == glob,
    }
}

/// The directory of a component, and the variables of its build.
struct Around<'a> {
    dir: PathBuf,
    by: &'a By,
}

impl Surroundings for Around<'_> {
    fn read(&mut self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.dir.join(path)).ok()
    }

    fn env(&mut self, name: &str) -> Option<String> {
        let set = match self.by {
            By::Call => None,
            By::Process(variables) => variables.iter().find(|(other, _)| other == name),
        };
        set.map_or_else(|| std::env::var(name).ok(), |(_, value)| Some(value.clone()))
    }
}
