//! What the import maps of a page say of modules, and what they must say more so that they
//! say the same of hashed paths.

use std::collections::{HashMap, HashSet};

use super::bases::Bases;
use super::hashed::HashedModules;
use super::names::{Names, and_dirs};
use crate::config::checked::Config;
use crate::config::references::Imports;
use crate::references::modules::{Gap, Modules, Table, is_url, module_url, push_encoded};
use crate::references::url::Target;
use crate::scan::collect::Inputs;

/// A name of a module in an entry that is put in, or its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Written(String),
    /// The hashed path of an input, with what is behind it: `?` or `#`.
    Hashed(usize, String),
}

/// Entries that a page is to have more: names, and what those lead to.
pub(super) type Entries = Vec<(Term, Option<Term>)>;

/// The import maps of a page.
pub(super) struct Maps<'c> {
    config: &'c Config<'c>,
    inputs: &'c Inputs<'c>,
    bases: &'c Bases<'c>,
    /// Where the first of them is: its URLs are relative to what the page has said there.
    at: u32,
    imports: Names,
    /// Each with the module or the directory that it is of, and its place.
    scopes: Vec<(String, Gap, Names)>,
    /// Which of those are of a module or a directory: first the one that counts.
    scopes_of: HashMap<String, Vec<usize>>,
    longest_scope: usize,
    /// Whether a path of the set is one where they are.
    has_paths: bool,
    /// The inputs whose digests they say.
    pub(super) digests: HashSet<usize>,
}

impl<'c> Maps<'c> {
    pub(super) fn new(
        config: &'c Config<'c>,
        inputs: &'c Inputs<'c>,
        bases: &'c Bases<'c>,
        modules: &Modules,
    ) -> Self {
        // Without one, those of modules are, which come later.
        let at = modules.map_at().unwrap_or(u32::MAX);
        let (imports, scopes_of) = (Names::default(), HashMap::new());
        let (scopes, longest_scope, digests) = (Vec::new(), 0, HashSet::new());
        let has_paths = bases.is_here_at(at) || config.naming.served_at.has_host();
        let mut maps = Maps {
            config,
            inputs,
            bases,
            at,
            imports,
            scopes,
            scopes_of,
            longest_scope,
            has_paths,
            digests,
        };
        // Of two maps the first counts, and of two names in one the last.
        let tables = modules.maps.iter().rev().filter_map(|map| map.imports.as_ref());
        maps.imports = Names::new(tables.flat_map(|table| maps.names(table)));
        for map in modules.maps.iter().rev() {
            for (of, table) in &map.scopes {
                let names = Names::new(maps.names(table));
                maps.scopes.push((maps.url(of), table.gap, names));
            }
            let digests = map.integrity.iter().flat_map(|table| &table.entries);
            let named: Vec<usize> = digests.filter_map(|(key, _)| maps.named(key)).collect();
            maps.digests.extend(named);
        }
        for (nth, (of, ..)) in maps.scopes.iter().enumerate().rev() {
            maps.scopes_of.entry(of.clone()).or_default().push(nth);
            maps.longest_scope = maps.longest_scope.max(of.len());
        }
        maps
    }

    /// Returns what a table says, as browsers compare it.
    fn names<'t>(&'t self, table: &'t Table) -> impl Iterator<Item = (String, Option<String>)> {
        table.entries.iter().map(|(key, value)| {
            let key = if is_url(key) { self.url(key) } else { key.clone() };
            // A bare name is none that a name can lead to, and a directory leads to one.
            let is_value = |it: &&String| is_url(it) && (it.ends_with('/') || !key.ends_with('/'));
            let value = value.as_ref().filter(is_value).cloned();
            (key, value)
        })
    }

    /// Returns a URL as browsers compare it, if it is one of the set: of a directory if it
    /// ends in a `/`.
    fn url(&self, url: &str) -> String {
        let (path, rest) = split(url);
        let found = if path.ends_with('/') { self.dir(path) } else { self.path(path) };
        let Some(found) = found else { return url.to_owned() };
        let mut whole = self.config.naming.served_at.as_str().to_owned();
        push_encoded(&mut whole, &found);
        whole + rest
    }

    /// Returns the URL of an input, by which modules ask for it if they are as written.
    pub(super) fn url_of(&self, at: usize) -> String {
        let served_at = self.config.naming.served_at.as_str();
        module_url(served_at, self.inputs.list[at].path(), None)
    }

    /// Returns the input that a URL is of that the page has at a place.
    pub(super) fn target(&self, at: u32, url: &str) -> Option<usize> {
        match self.bases.target_at_once(at, url) {
            Target::Path(path) => self.inputs.find(&path),
            Target::Elsewhere => None,
        }
    }

    /// Returns the input that a URL in an import map is of.
    fn named(&self, url: &str) -> Option<usize> {
        self.target(self.at, url)
    }

    /// Returns those of these modules of which the map of the page says what they are.
    pub(super) fn own(&self, modules: &[usize]) -> HashSet<usize> {
        if self.imports.is_empty() {
            return HashSet::new();
        }
        let is_own = |at: &&usize| self.imports.lookup(&self.url_of(**at)).is_some();
        modules.iter().filter(is_own).copied().collect()
    }

    /// Returns the input that a module gets by a name: a bare one, or a URL as browsers have
    /// it, which is that of `to`. The module is said by its URL.
    pub(super) fn imported(&self, name: &str, by: &str, to: Option<usize>) -> Option<usize> {
        let scopes = and_dirs(by, self.longest_scope).filter_map(|of| self.scopes_of.get(of));
        let names = scopes.flatten().map(|nth| &self.scopes[*nth].2).chain([&self.imports]);
        match names.filter_map(|names| names.lookup(name)).next() {
            Some((_, url)) => self.named(&url?),
            None => to.filter(|_| self.has_paths),
        }
    }

    /// Returns what the map of the page must have more, and what its scopes must.
    pub(super) fn missing(
        &self,
        imports: Imports,
        modules: &HashedModules,
    ) -> (Entries, Vec<(Gap, Entries)>) {
        let are_hashed = imports == Imports::Rewrite || modules.rewrite;
        let entries = |names: &Names| {
            let mut entries = self.of_dirs(names, &modules.all);
            if are_hashed {
                entries.extend(self.of_urls(names, modules));
            }
            entries
        };
        let scopes = self.scopes.iter().map(|(_, gap, names)| (*gap, entries(names)));
        (entries(&self.imports), scopes.filter(|(_, entries)| !entries.is_empty()).collect())
    }

    /// Returns the modules in the directories of a map, by the names that those give them: by
    /// way of the directory they would be asked for as they are, and a module that is asked
    /// for by two names runs twice.
    fn of_dirs(&self, names: &Names, modules: &[usize]) -> Entries {
        let mut entries = Entries::new();
        let mut seen = HashSet::new();
        for (name, url) in names.iter().filter(|(name, _)| name.ends_with('/')) {
            let Some(dir) = url.as_ref().and_then(|url| self.dir(url)) else { continue };
            for at in self.below(&dir, modules) {
                let rest = &self.inputs.list[*at].path()[dir.len()..];
                let mut name = name.clone();
                match is_url(&name) {
                    true => push_encoded(&mut name, rest),
                    false => name += rest,
                }
                // What the map says of it in another way, counts.
                let found = names.lookup(&name).and_then(|(_, url)| self.named(&url?));
                if found == Some(*at) && !names.has(&name) && seen.insert(name.clone()) {
                    entries.push((Term::Written(name), Some(Term::Hashed(*at, String::new()))));
                }
            }
        }
        entries
    }

    /// Returns what the map says of URLs of the set, for the hashed paths by which modules
    /// that are written anew ask for them.
    fn of_urls(&self, names: &Names, modules: &HashedModules) -> Entries {
        let mut entries = Entries::new();
        let urls = names.iter().filter(|(name, _)| is_url(name));
        let (dirs, urls): (Vec<_>, Vec<_>) = urls.partition(|(name, _)| name.ends_with('/'));
        for (name, url) in urls {
            let Some(at) = self.named(name) else { continue };
            if modules.are_renamed(self.config, Imports::Rewrite, self.inputs.list[at].path()) {
                let key = Term::Hashed(at, split(name).1.to_owned());
                entries.push((key, url.as_ref().map(|url| self.term(url, modules))));
            }
        }
        for (dir, _) in dirs {
            let below = match self.dir(dir) {
                Some(dir) => self.below(&dir, &modules.all),
                // One that all of the set is in.
                None if self.config.naming.served_at.as_str().starts_with(dir.as_str()) => {
                    &modules.all
                }
                None => &[],
            };
            for at in below {
                // A longer name counts more.
                let name = self.url_of(*at);
                let found = names.lookup(&name).filter(|(key, _)| *key == dir);
                let Some((_, url)) = found else { continue };
                let key = Term::Hashed(*at, String::new());
                entries.push((key, url.map(|url| self.term(&url, modules))));
            }
        }
        entries
    }

    /// Returns the directory that a URL in an import map is of, with a `/` behind it.
    fn dir(&self, url: &str) -> Option<String> {
        // Any name in it.
        let path = self.path(&format!("{url}-"))?;
        Some(path.strip_suffix('-').unwrap_or(&path).to_owned())
    }

    /// Returns the path in the set that a URL in an import map names, whatever is there.
    fn path(&self, url: &str) -> Option<String> {
        match self.bases.target_at_once(self.at, url) {
            Target::Path(path) => Some(path),
            Target::Elsewhere => None,
        }
    }

    /// Returns those of these modules that are in a directory.
    fn below<'m>(&self, dir: &str, modules: &'m [usize]) -> &'m [usize] {
        let path = |at: &usize| self.inputs.list[*at].path();
        let from = modules.partition_point(|at| path(at) < dir);
        let len = modules[from..].partition_point(|at| path(at).starts_with(dir));
        &modules[from..from + len]
    }

    fn term(&self, url: &str, modules: &HashedModules) -> Term {
        let path = |at: &usize| self.inputs.list[*at].path();
        let is_renamed = |at: &usize| modules.are_renamed(self.config, Imports::Rewrite, path(at));
        match self.named(url).filter(is_renamed) {
            Some(at) => Term::Hashed(at, split(url).1.to_owned()),
            None => Term::Written(url.to_owned()),
        }
    }
}

impl Term {
    /// Writes it, if what it names has a name.
    pub(super) fn text(&self, url: impl Fn(usize) -> Option<String>) -> Option<String> {
        match self {
            Term::Written(text) => Some(text.clone()),
            Term::Hashed(at, rest) => Some(url(*at)? + rest),
        }
    }

    pub(super) fn input(&self) -> Option<usize> {
        match self {
            Term::Written(_) => None,
            Term::Hashed(at, _) => Some(*at),
        }
    }
}

/// Splits what is behind the path from a URL.
pub(super) fn split(url: &str) -> (&str, &str) {
    url.split_at(url.find(['?', '#']).unwrap_or(url.len()))
}
