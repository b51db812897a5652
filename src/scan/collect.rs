//! The components of a run: the files that were found, sorted and checked.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::base::error::{Error, ErrorKind, Problem, shown};
use crate::base::roots::Root;
use crate::cache::last_pack::OldPack;
use crate::config::checked::{BundleRule, Config, Rule};
use crate::scan::listing::Listing;
use crate::scan::listing::{Dir, File, join};
use crate::source::secret::{self, is_secret_name};

/// What a run has to do.
#[derive(Debug)]
pub(crate) struct Gathered<'a> {
    /// In the byte order of their artifacts' paths.
    pub(crate) components: Vec<Component<'a>>,
    /// Those that are not embedded, in the byte order of their paths.
    pub(crate) aside: Vec<Component<'a>>,
    /// In the byte order of their paths.
    pub(crate) bundles: Vec<Bundle<'a>>,
}

/// One artifact of many components, before it is made.
#[derive(Debug)]
pub(crate) struct Bundle<'a> {
    pub(crate) rule: &'a BundleRule<'a>,
    /// The logical path and the file of each component, sorted.
    pub(crate) sources: Vec<(String, PathBuf)>,
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
    /// Its position among all artifacts, in the order of their paths.
    pub(crate) position: usize,
    /// Whether a bundle is made of it.
    pub(crate) bundled: bool,
}

impl Component<'_> {
    /// Returns where the source is on disk.
    pub(crate) fn file(&self) -> PathBuf {
        self.root.file(&self.path)
    }

    /// Returns the path that the artifact is looked up by.
    pub(crate) fn artifact_path(&self) -> &str {
        match &self.artifact {
            Some(artifact) => artifact,
            None => &self.path,
        }
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
    let mut components = Vec::with_capacity(listing.len());
    let mut aside = Vec::new();
    let mut bundles = Bundles::new(config);
    for (dir, found, listed) in in_path_order(&listing.dirs) {
        let path = join(&dir.prefix, &found.name);
        let rule = config.rule(&path);
        let root = &config.roots[dir.root as usize];
        let mut component = Component {
            path,
            artifact: None,
            root,
            rule,
            found,
            listed,
            position: 0,
            bundled: false,
        };
        let is_embedded = bundles.add(&mut component);
        let Component { path, .. } = &component;
        if !is_embedded || rule.is_some_and(|rule| rule.compiler.is_partial(path)) {
            aside.push(component);
            continue;
        }
        component.artifact = rule.map(|rule| rule.compiler.artifact_path(path));
        components.push(component);
    }
    // Those of one root that keep their paths are sorted already, or nearly.
    aside.sort_by(|a, b| a.path.cmp(&b.path));
    components.sort_by(|a, b| a.artifact_path().cmp(b.artifact_path()));
    let bundles = bundles.sorted(&mut problems);
    let mut before = bundles.iter().peekable();
    let mut passed = 0;
    for (nth, component) in components.iter_mut().enumerate() {
        while before.next_if(|bundle| bundle.rule.path < component.artifact_path()).is_some() {
            passed += 1;
        }
        component.position = nth + passed;
    }
    if listing.has_new_names {
        problems.extend(bundles.iter().filter_map(check_bundle));
        problems.extend(check(config, &components, &bundles));
        problems.extend(check(config, &aside, &[]));
    }
    match Error::of(problems) {
        Some(error) => Err(error),
        None => Ok(Gathered { components, aside, bundles }),
    }
}

/// Returns all files with their directories and their positions in the listing,
/// those of each root nearly in the byte order of their paths.
///
/// `a.b/` comes before `a/`, but not here.
fn in_path_order(dirs: &[Dir]) -> Vec<(&Dir, &File, usize)> {
    let roots = dirs.iter().filter(|dir| dir.prefix.is_empty()).count();
    let (mut first_file, mut first_subdir) = (0, roots);
    // Of each: its first file in the listing, and its first directory.
    let mut firsts = Vec::with_capacity(dirs.len());
    for dir in dirs {
        firsts.push((first_file, first_subdir));
        first_file += dir.files.len();
        first_subdir += dir.subdirs.len();
    }
    let mut sorted = Vec::with_capacity(first_file);
    // Of each directory that is entered: how many of its entries were passed.
    let mut entered: Vec<(usize, usize, usize)> = Vec::new();
    entered.extend((0..roots).rev().map(|root| (root, 0, 0)));
    while let Some((at, files, subdirs)) = entered.last_mut() {
        let (dir, (first_file, first_subdir)) = (&dirs[*at], firsts[*at]);
        match (dir.files.get(*files), dir.subdirs.get(*subdirs)) {
            (Some(file), subdir) if subdir.is_none_or(|subdir| file.name < *subdir) => {
                sorted.push((dir, file, first_file + *files));
                *files += 1;
            }
            (_, Some(_)) => {
                let next = first_subdir + *subdirs;
                *subdirs += 1;
                entered.push((next, 0, 0));
            }
            (_, None) => {
                entered.pop();
            }
        }
    }
    sorted
}

/// More components than this are not few.
pub(crate) const FEW: usize = 16;

/// Returns the components that changed, if they are few and that is all that did:
/// the last pack has the same paths.
///
/// Files that are as they were need not be in the listing.
pub(crate) fn changed<'a>(
    config: &'a Config<'_>,
    listing: &'a Listing,
    old: &OldPack,
) -> Option<Gathered<'a>> {
    let is_plain = config.rules.is_empty() && config.bundles.is_empty();
    if !is_plain || !old.intact || listing.has_new_names || old.len() != listing.len() {
        return None;
    }
    let (mut components, mut first) = (Vec::new(), 0);
    for dir in &listing.dirs {
        for (nth, found) in dir.files.iter().enumerate().filter(|(_, file)| !file.trusted) {
            if components.len() == FEW {
                return None;
            }
            let path = join(&dir.prefix, &found.name);
            components.push(Component {
                position: old.position(&path)?,
                path,
                artifact: None,
                root: &config.roots[dir.root as usize],
                rule: None,
                found,
                listed: first + nth,
                bundled: false,
            });
        }
        first += dir.files.len();
    }
    components.sort_by_key(|component| component.position);
    Some(Gathered { components, aside: Vec::new(), bundles: Vec::new() })
}

/// Collects what each bundle is made of.
struct Bundles<'a>(Vec<Bundle<'a>>);

impl<'a> Bundles<'a> {
    fn new(config: &'a Config<'_>) -> Self {
        let bundle = |rule| Bundle { rule, sources: Vec::new() };
        Bundles(config.bundles.iter().map(bundle).collect())
    }

    /// Adds a component where it matches; returns whether it is embedded too.
    fn add(&mut self, component: &mut Component<'_>) -> bool {
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

    /// Returns all bundles, sorted; one of nothing is a problem.
    fn sorted(mut self, problems: &mut Vec<Problem>) -> Vec<Bundle<'a>> {
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
        self.0.sort_by_key(|bundle| bundle.rule.path);
        self.0
    }
}

/// Refuses a bundle that could not be looked up.
fn check_bundle(bundle: &Bundle<'_>) -> Option<Problem> {
    let remedy = "it must be relative, `/`-separated, and without `.` and `..`";
    let path = Path::new(bundle.rule.path);
    let problem = || Problem::with_path(ErrorKind::Config, "cannot name a bundle", path, remedy);
    (!is_logical(bundle.rule.path)).then(problem)
}

/// Refuses names that were not there in the last run, or not with its options.
fn check(
    config: &Config<'_>,
    components: &[Component<'_>],
    bundles: &[Bundle<'_>],
) -> Vec<Problem> {
    let mut problems = collisions(&claims(components, bundles));
    for component in components {
        let artifact = component.artifact.as_ref().filter(|it| **it != component.path);
        if let Some(artifact) = artifact.filter(|it| !is_logical(it)) {
            let what = format!("the compiler gives the path {artifact:?} to the artifact of");
            let remedy = "it must be relative, `/`-separated, and without `.` and `..`";
            problems.push(Problem::with_path(ErrorKind::Name, &what, &component.file(), remedy));
        }
        if is_secret_name(&component.found.name) && !config.select.allows_secret(&component.path) {
            problems.push(secret::problem(
                "the name looks like that of a secret:",
                &component.file(),
                &component.path,
            ));
        }
    }
    problems
}

/// A path, and what is looked up by it.
struct Claim<'a> {
    path: &'a str,
    /// `None` of a bundle.
    component: Option<&'a Component<'a>>,
}

/// Returns what there will be, in the byte order of the paths.
fn claims<'a>(components: &'a [Component<'a>], bundles: &'a [Bundle<'a>]) -> Vec<Claim<'a>> {
    let of_component =
        |it: &'a Component<'a>| Claim { path: it.artifact_path(), component: Some(it) };
    let mut claims: Vec<Claim<'a>> = components.iter().map(of_component).collect();
    if !bundles.is_empty() {
        claims.extend(bundles.iter().map(|it| Claim { path: it.rule.path, component: None }));
        claims.sort_by_key(|claim| claim.path);
    }
    claims
}

/// Finds paths that are equal, or that some file systems take for equal.
fn collisions(claims: &[Claim<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for pair in claims.windows(2) {
        if pair[0].path == pair[1].path {
            let what = match (pair[0].component, pair[1].component) {
                (Some(a), Some(b)) if a.path == b.path => "two roots have one logical path:",
                (Some(_), Some(_)) => "two components compile to one path:",
                (None, None) => "two bundles have one path:",
                _ => "a component and a bundle have one path:",
            };
            problems.push(collision(what, &pair[0], &pair[1], "rename or `exclude` one of them"));
        }
    }
    // Of two paths that are taken for equal, one at least is not as it is
    // compared; those are few.
    let mut folded: HashMap<String, &Claim<'_>> = HashMap::new();
    for claim in claims {
        let Some(compared) = fold(claim.path) else { continue };
        let plain = claims.binary_search_by(|it| it.path.cmp(&compared));
        let plain = plain.ok().map(|at| &claims[at]);
        let first = plain.or_else(|| folded.get(&compared).copied());
        if let Some(first) = first.filter(|first| first.path != claim.path) {
            let what = "these names differ only in case, Unicode form or kind of slash:";
            let remedy = "on some systems they are one file; rename or `exclude` one of them";
            problems.push(collision(what, first, claim, remedy));
        }
        folded.insert(compared, claim);
    }
    problems
}

fn collision(what: &str, a: &Claim<'_>, b: &Claim<'_>, remedy: &str) -> Problem {
    let file = |claim: &Claim<'_>| match claim.component {
        Some(component) => component.file(),
        None => PathBuf::from(claim.path),
    };
    let sort = |claim: &Claim<'_>| if claim.component.is_none() { "the bundle " } else { "" };
    let what = format!("{what} {}{} and {}", sort(a), shown(&file(a)), sort(b));
    Problem::with_path(ErrorKind::Collision, what.trim_end(), &file(b), remedy)
}

/// Returns a path as the least discerning file system would compare it, unless
/// that is the path itself.
fn fold(path: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let folded = match path.is_ascii() {
        // Unlike `to_ascii_lowercase`, it is compiled in std, so optimised.
        true => path.to_lowercase(),
        false => path.nfd().collect::<String>().to_lowercase().nfc().collect(),
    };
    let folded =
        if folded.as_bytes().contains(&b'\\') { folded.replace('\\', "/") } else { folded };
    (folded != path).then_some(folded)
}

/// Whether a path that a compiler gave can be a logical path.
fn is_logical(path: &str) -> bool {
    !path.contains(|c: char| c.is_control() || c == '\\')
        && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests;
