//! The inputs of a run: what is to be made, sorted and checked.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use include_components_pack::Digest;

use crate::base::error::{ErrorKind, Problem};
use crate::base::roots::{Root, is_logical};
use crate::base::stat::{Fingerprint, Stat};
use crate::cache::last_pack::LastPack;
use crate::config::checked::Config;
use crate::config::rules::{BundleRule, Rule};
use crate::scan::collisions::collisions;
use crate::scan::last_run::LastRun;
use crate::scan::listing::{Change, Dir, File, FileId, Listing, join};
use crate::source::secret::{self, is_secret_name};

/// What a run has to make.
#[derive(Debug)]
pub(crate) struct Inputs<'a> {
    /// In the byte order of their paths: all, or those that were edited.
    pub(crate) list: Vec<Input<'a>>,
    /// The components that are only read by others, in the byte order of their
    /// paths.
    pub(crate) partials: Vec<Source<'a>>,
    /// How many inputs there are in all.
    pub(crate) total: usize,
    /// Whether all have the paths that those of the last run had, and no other:
    /// then their positions are the same too.
    pub(crate) same_paths: bool,
    /// What is wrong with names, of files that are no inputs for that.
    pub(crate) problems: Vec<Problem>,
}

/// What one artifact is to be made of.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    /// Its position among all inputs, counted from 0.
    pub(crate) position: usize,
    pub(crate) origin: Origin<'a>,
}

/// A component, or many.
#[derive(Debug)]
pub(crate) enum Origin<'a> {
    File(Source<'a>),
    Bundle(Bundle<'a>),
}

/// A component's file.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// The component's logical path.
    pub(crate) path: String,
    /// The path that its artifact is looked up by, if that is another.
    pub(crate) artifact: Option<String>,
    pub(crate) root: &'a Root,
    pub(crate) rule: Option<&'a Rule<'a>>,
    pub(crate) id: FileId,
    pub(crate) stat: Stat,
    /// The digest of its bytes in the last run.
    pub(crate) last: Option<Digest>,
    /// What it is now, if that is known by its stat.
    pub(crate) known: Option<Fingerprint>,
    /// Whether a bundle is made of it.
    pub(crate) bundled: bool,
}

/// What a bundle is to be made of.
#[derive(Debug)]
pub(crate) struct Bundle<'a> {
    pub(crate) rule: &'a BundleRule<'a>,
    /// The logical path and the file of each component, sorted.
    pub(crate) sources: Vec<(String, PathBuf)>,
}

/// With more edited files than this all inputs are collected.
pub(crate) const MAX_EDITED: usize = 16;

impl<'a> Inputs<'a> {
    /// Returns the position of the input that has a path.
    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.list.binary_search_by(|input| input.path().cmp(path)).ok()
    }

    /// Collects what the run has to make: what was edited, if that is all that
    /// changed and the last pack has the rest, or else everything.
    pub(crate) fn collect(
        config: &'a Config<'_>,
        listing: &mut Listing,
        last: &LastRun,
        pack: Option<&LastPack>,
    ) -> Self {
        match pack.and_then(|pack| Inputs::edited(config, listing, pack)) {
            Some(edited) => edited,
            None => Inputs::all(config, listing, last, pack),
        }
    }

    /// Collects the files that were edited, if they are few, the last pack has the
    /// paths that there are now, and each component is its file's bytes.
    fn edited(config: &'a Config<'_>, listing: &Listing, pack: &LastPack) -> Option<Self> {
        let same_paths = listing.change < Change::Names && pack.len() == listing.len();
        let links = !config.naming.links_nothing();
        let copies = config.copies_only() && !links;
        if !same_paths || !listing.problems.is_empty() || !copies || !pack.intact {
            return None;
        }
        let mut list = Vec::new();
        for (at, dir) in listing.dirs.iter().enumerate() {
            for (nth, file) in dir.files.iter().enumerate().filter(|(_, file)| file.now.is_none()) {
                if list.len() == MAX_EDITED {
                    return None;
                }
                let source = Source::new(config, dir, file, FileId { dir: at, nth });
                let position = pack.position(&source.path)?;
                list.push(Input { position, origin: Origin::File(source) });
            }
        }
        list.sort_by_key(|input| input.position);
        let (partials, problems) = (Vec::new(), Vec::new());
        Some(Inputs { list, partials, total: pack.len(), same_paths, problems })
    }

    /// Collects everything that can be made.
    pub(crate) fn all(
        config: &'a Config<'_>,
        listing: &mut Listing,
        last: &LastRun,
        pack: Option<&LastPack>,
    ) -> Self {
        listing.complete(config, &last.index);
        let mut problems = std::mem::take(&mut listing.problems);
        let mut list = Vec::with_capacity(listing.len());
        let mut partials = Vec::new();
        let mut bundles = Bundles::new(config);
        for id in listing.in_path_order() {
            let dir = &listing.dirs[id.dir];
            let mut source = Source::new(config, dir, &dir.files[id.nth], id);
            let is_embedded = bundles.add(&mut source);
            let compiler = source.rule.map(|rule| rule.compiler);
            if !is_embedded || compiler.is_some_and(|it| it.is_partial(&source.path)) {
                partials.push(source);
                continue;
            }
            source.artifact = compiler.map(|compiler| compiler.artifact_path(&source.path));
            list.push(Input { position: 0, origin: Origin::File(source) });
        }
        let bundles = bundles.checked(&mut problems);
        list.extend(bundles.map(|it| Input { position: 0, origin: Origin::Bundle(it) }));
        // Those of one root that keep their paths are sorted already, or nearly.
        list.sort_by(|a, b| a.path().cmp(b.path()));
        partials.sort_by(|a, b| a.path.cmp(&b.path));
        list.iter_mut().enumerate().for_each(|(position, input)| input.position = position);
        if listing.change == Change::Names {
            problems.extend(check(config, &list, &partials));
        }
        leave_out_bad(&mut list, &mut partials, &problems);
        let total = list.len();
        let has_all = pack.is_some_and(|pack| pack.len() == total);
        let same_paths = listing.change < Change::Names && has_all;
        Inputs { list, partials, total, same_paths, problems }
    }

    /// Whether the list has all inputs.
    pub(crate) fn is_complete(&self) -> bool {
        self.list.len() == self.total
    }

    /// Returns all components that are to be read or known, partials too.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &Source<'a>> {
        self.list.iter().filter_map(Input::source).chain(&self.partials)
    }
}

impl<'a> Input<'a> {
    /// Returns the path that its artifact is looked up by.
    pub(crate) fn path(&self) -> &str {
        match &self.origin {
            Origin::File(source) => source.artifact_path(),
            Origin::Bundle(bundle) => bundle.rule.path,
        }
    }

    /// Returns the component that it is, unless it is a bundle.
    pub(crate) fn source(&self) -> Option<&Source<'a>> {
        match &self.origin {
            Origin::File(source) => Some(source),
            Origin::Bundle(_) => None,
        }
    }
}

impl<'a> Source<'a> {
    fn new(config: &'a Config<'_>, dir: &Dir, file: &File, id: FileId) -> Self {
        let root = &config.roots[dir.root as usize];
        let mut path = join(&dir.prefix, &file.name);
        if !root.prefix.is_empty() {
            path.insert_str(0, &root.prefix);
        }
        Source {
            rule: config.rule(&path),
            path,
            artifact: None,
            root,
            id,
            stat: file.stat,
            last: file.last.map(|last| last.digest),
            known: file.now,
            bundled: false,
        }
    }

    /// Returns where the file is on disk.
    pub(crate) fn file(&self) -> PathBuf {
        self.root.file(self.root.within(&self.path))
    }

    /// Returns the path that the artifact is looked up by.
    pub(crate) fn artifact_path(&self) -> &str {
        self.artifact.as_deref().unwrap_or(&self.path)
    }
}

/// Collects what each bundle is made of.
struct Bundles<'a>(Vec<Bundle<'a>>);

impl<'a> Bundles<'a> {
    fn new(config: &'a Config<'_>) -> Self {
        let bundle = |rule| Bundle { rule, sources: Vec::new() };
        Bundles(config.bundles.iter().map(bundle).collect())
    }

    /// Adds a component where it matches; returns whether it is embedded too.
    fn add(&mut self, component: &mut Source<'_>) -> bool {
        let mut is_embedded = true;
        for Bundle { rule, sources } in &mut self.0 {
            if rule.glob.matches(&component.path) {
                sources.push((component.path.clone(), component.file()));
                component.bundled = true;
                is_embedded &= rule.keep;
            }
        }
        is_embedded
    }

    /// Returns all bundles; one of nothing is a problem.
    fn checked(mut self, problems: &mut Vec<Problem>) -> impl Iterator<Item = Bundle<'a>> {
        for Bundle { rule, sources } in &mut self.0 {
            sources.sort();
            if sources.is_empty() {
                let what =
                    format!("no component matches {:?} for the bundle", rule.glob.to_string());
                let remedy =
                    "the glob is relative to the root; correct it, or leave out the bundle";
                let path = Path::new(rule.path);
                problems.push(Problem::with_path(ErrorKind::Config, &what, path, remedy));
            }
        }
        self.0.into_iter()
    }
}

/// Takes what there are problems with out of what is to be made: what is secret, say,
/// is not to be in the persistent cache.
fn leave_out_bad(list: &mut Vec<Input<'_>>, partials: &mut Vec<Source<'_>>, bad: &[Problem]) {
    let bad: HashSet<&Path> = bad.iter().filter_map(Problem::path).collect();
    if bad.is_empty() {
        return;
    }
    list.retain(|input| match &input.origin {
        Origin::File(source) => !bad.contains(&*source.file()),
        Origin::Bundle(Bundle { rule, sources }) => {
            let is_good = |(_, file): &(String, PathBuf)| !bad.contains(&**file);
            !bad.contains(Path::new(rule.path)) && sources.iter().all(is_good)
        }
    });
    partials.retain(|source| !bad.contains(&*source.file()));
}

/// Refuses names that were not there in the last run, or not with its options.
fn check(config: &Config<'_>, list: &[Input<'_>], partials: &[Source<'_>]) -> Vec<Problem> {
    let claims: Vec<_> = list.iter().map(|it| (it.path(), it.source())).collect();
    let mut problems = collisions(&claims);
    let claims: Vec<_> = partials.iter().map(|it| (it.path.as_str(), Some(it))).collect();
    problems.extend(collisions(&claims));
    problems.extend(list.iter().filter_map(check_path));
    for source in list.iter().filter_map(Input::source).chain(partials) {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        if is_secret_name(name) && !config.select.allows_secret(&source.path) {
            let what = "the name looks like that of a secret:";
            problems.push(secret::problem(what, &source.file(), &source.path));
        }
    }
    problems
}

/// Refuses a path that a compiler or a caller gave, if nothing could be looked up
/// by it.
fn check_path(input: &Input<'_>) -> Option<Problem> {
    let remedy = "it must be relative, `/`-separated, and without `.` and `..`";
    match &input.origin {
        Origin::File(source) => {
            let artifact = source.artifact.as_ref().filter(|it| **it != source.path)?;
            let what = format!("the compiler gives the path {artifact:?} to the artifact of");
            let problem = || Problem::with_path(ErrorKind::Name, &what, &source.file(), remedy);
            (!is_logical(artifact)).then(problem)
        }
        Origin::Bundle(Bundle { rule, .. }) => {
            let (what, path) = ("cannot name a bundle", Path::new(rule.path));
            let problem = || Problem::with_path(ErrorKind::Config, what, path, remedy);
            (!is_logical(rule.path)).then(problem)
        }
    }
}

#[cfg(test)]
mod tests;
