//! What the import maps of a page say of modules, and what they must say more so that they
//! say the same of hashed paths.

use super::bases::Bases;
use super::hashed::HashedModules;
use super::resolve::is_renamed;
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
    /// The inputs whose digests they say.
    pub(super) digests: Vec<usize>,
}

/// Names that lead to other modules: modules of the set by their URLs, as browsers have them.
/// Each name is there once.
type Names = Vec<(String, Option<String>)>;

impl<'c> Maps<'c> {
    pub(super) fn new(
        config: &'c Config<'c>,
        inputs: &'c Inputs<'c>,
        bases: &'c Bases<'c>,
        modules: &Modules,
    ) -> Self {
        let (imports, scopes, digests) = (Names::new(), Vec::new(), Vec::new());
        // Without one, those of modules are, which come later.
        let at = modules.map_at().unwrap_or(u32::MAX);
        let mut maps = Maps { config, inputs, bases, at, imports, scopes, digests };
        let mut imports = Names::new();
        // Of two maps the first counts, and of two names in one the last.
        for map in modules.maps.iter().rev() {
            maps.add(&mut imports, map.imports.as_ref());
            for (of, table) in &map.scopes {
                let mut names = Names::new();
                maps.add(&mut names, Some(table));
                maps.scopes.push((maps.url(of), table.gap, names));
            }
            let digests = map.integrity.iter().flat_map(|table| &table.entries);
            let named: Vec<usize> = digests.filter_map(|(key, _)| maps.named(key)).collect();
            maps.digests.extend(named);
        }
        maps.imports = imports;
        maps
    }

    fn add(&self, names: &mut Names, table: Option<&Table>) {
        for (key, value) in table.iter().flat_map(|table| &table.entries) {
            let key = if is_url(key) { self.url(key) } else { key.clone() };
            // A bare name is none that a name can lead to, and a directory leads to one.
            let is_value = |it: &&String| is_url(it) && (it.ends_with('/') || !key.ends_with('/'));
            let value = value.as_ref().filter(is_value).cloned();
            names.retain(|(it, _)| *it != key);
            names.push((key, value));
        }
    }

    /// Returns a URL as browsers compare it, if it is one of the set: of a directory if it
    /// ends in a `/`.
    fn url(&self, url: &str) -> String {
        let (path, rest) = split(url);
        let served_at = &self.config.naming.served_at;
        let (name, dir) = if path.ends_with('/') { ("-", true) } else { ("", false) };
        match self.bases.target_at_once(self.at, &format!("{path}{name}")) {
            Target::Path(path) => {
                let path = if dir { path.strip_suffix('-').unwrap_or(&path) } else { &path };
                let mut whole = served_at.as_str().to_owned();
                push_encoded(&mut whole, path);
                whole + rest
            }
            Target::Elsewhere => url.to_owned(),
        }
    }

    /// Returns the URL of an input, by which modules ask for it if they are as written.
    pub(super) fn url_of(&self, at: usize) -> String {
        let served_at = self.config.naming.served_at.as_str();
        module_url(served_at, self.inputs.list[at].path(), None)
    }

    /// Returns the input that a URL is of that the page has at a place.
    pub(super) fn target(&self, at: u32, url: &str) -> Option<usize> {
        match self.bases.target_at_once(at, url) {
            Target::Path(path) => {
                self.inputs.list.binary_search_by(|input| input.path().cmp(&path)).ok()
            }
            Target::Elsewhere => None,
        }
    }

    /// Returns the input that a URL in an import map is of.
    fn named(&self, url: &str) -> Option<usize> {
        self.target(self.at, url)
    }

    /// Returns those of these modules of which the map of the page says what they are.
    pub(super) fn own(&self, modules: &[usize]) -> Vec<usize> {
        if self.imports.is_empty() {
            return Vec::new();
        }
        let is_own = |at: &&usize| lookup(&self.imports, &self.url_of(**at)).is_some();
        modules.iter().filter(is_own).copied().collect()
    }

    /// Returns the input that a module gets by a name: a bare one, or a URL as browsers have
    /// it. The module is said by its URL.
    pub(super) fn imported(&self, name: &str, by: &str) -> Option<usize> {
        let mut scopes: Vec<_> = self.scopes.iter().collect();
        scopes.retain(|(of, ..)| of == by || of.ends_with('/') && by.starts_with(of.as_str()));
        scopes.sort_by_key(|(of, ..)| std::cmp::Reverse(of.len()));
        let names = scopes.iter().map(|(.., names)| names).chain([&self.imports]);
        match names.filter_map(|names| lookup(names, name)).next() {
            Some((_, url)) => self.named(&url?),
            None if is_url(name) => self.named(name),
            None => None,
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
                entries.extend(self.of_urls(names, &modules.all));
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
        let dirs = names.iter().filter(|(name, _)| name.ends_with('/'));
        for (name, url) in dirs {
            // Any name in it.
            let Some(url) = url else { continue };
            let named = self.bases.target_at_once(self.at, &format!("{url}-"));
            let Target::Path(path) = named else { continue };
            let dir = path.strip_suffix('-').unwrap_or(&path);
            for at in modules {
                let Some(rest) = self.inputs.list[*at].path().strip_prefix(dir) else { continue };
                let mut name = name.clone();
                match is_url(&name) {
                    true => push_encoded(&mut name, rest),
                    false => name += rest,
                }
                // What the map says of it in another way, counts.
                let found = lookup(names, &name).and_then(|(_, url)| self.named(&url?));
                let is_there = names.iter().any(|(it, _)| *it == name);
                let is_new = entries.iter().all(|(it, _)| *it != Term::Written(name.clone()));
                if found == Some(*at) && !is_there && is_new {
                    entries.push((Term::Written(name), Some(Term::Hashed(*at, String::new()))));
                }
            }
        }
        entries
    }

    /// Returns what the map says of URLs of the set, for the hashed paths by which modules
    /// that are written anew ask for them.
    fn of_urls(&self, names: &Names, modules: &[usize]) -> Entries {
        let mut entries = Entries::new();
        for (name, url) in names.iter().filter(|(name, _)| is_url(name) && !name.ends_with('/')) {
            let Some(at) = self.named(name) else { continue };
            if is_renamed(self.config, Imports::Rewrite, self.inputs.list[at].path()) {
                let key = Term::Hashed(at, split(name).1.to_owned());
                entries.push((key, url.as_ref().map(|url| self.term(url))));
            }
        }
        if names.iter().any(|(name, _)| is_url(name) && name.ends_with('/')) {
            for at in modules {
                let name = self.url_of(*at);
                let Some((key, url)) = lookup(names, &name) else { continue };
                if *key != name {
                    let key = Term::Hashed(*at, String::new());
                    entries.push((key, url.map(|url| self.term(&url))));
                }
            }
        }
        entries
    }

    fn term(&self, url: &str) -> Term {
        let is_renamed =
            |at: &usize| is_renamed(self.config, Imports::Rewrite, self.inputs.list[*at].path());
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

/// Finds what a name leads to as browsers do (HTML, 8.1.6.3): the name itself, or else the
/// longest directory that it is in. Returns that, and the URL, if it may be loaded.
fn lookup<'n>(names: &'n Names, name: &str) -> Option<(&'n String, Option<String>)> {
    if let Some((key, url)) = names.iter().find(|(key, _)| key == name) {
        return Some((key, url.clone()));
    }
    let dirs = names.iter().filter(|(key, _)| key.ends_with('/') && name.starts_with(key.as_str()));
    let (key, url) = dirs.max_by_key(|(key, _)| key.len())?;
    let rest = &name[key.len()..];
    Some((key, url.as_ref().map(|url| format!("{url}{rest}"))))
}

/// Splits what is behind the path from a URL.
pub(super) fn split(url: &str) -> (&str, &str) {
    url.split_at(url.find(['?', '#']).unwrap_or(url.len()))
}
