//! The manifest of a bundler: which names have a hash already, and what its entries need.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use include_components_pack::path::file_name;
use include_components_pack::write::{Note, NoteSort};

use crate::base::error::{ErrorKind, Problem};
use crate::base::json::{self, Value};
use crate::base::key::KeyHasher;
use crate::base::roots::{Root, is_logical};
use crate::base::source_error::SourceError;
use crate::references::url::{ServedAt, Target};

/// What a manifest says, by logical paths.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    /// The paths with a hash in their names.
    pub(crate) hashed: BTreeSet<String>,
    pub(crate) entries: Vec<Entry>,
    /// What is left out of the set: the manifest, or the directory that is there for it.
    pub(crate) left_out: String,
    /// The files that it names and that are not there.
    pub(crate) missing: Vec<String>,
}

/// What a page needs for one entry, by logical paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) file: String,
    /// In the order in which a page should have them.
    pub(crate) styles: Vec<String>,
    pub(crate) preloads: Vec<String>,
}

impl Entry {
    /// Returns what the pack has of it, beside the file.
    pub(crate) fn notes(&self) -> impl Iterator<Item = Note> {
        let note = |sort, text: &String| Note { sort, text: text.clone() };
        let styles = self.styles.iter().map(move |path| note(NoteSort::EntryStyle, path));
        let preloads = self.preloads.iter().map(move |path| note(NoteSort::EntryPreload, path));
        std::iter::once(note(NoteSort::Entry, &self.name)).chain(styles).chain(preloads)
    }
}

/// What to do about a manifest that is none.
const REMEDY: &str = "build the front end again, and give the manifest that Vite, \
                      webpack-manifest-plugin or webpack-assets-manifest writes, or say which \
                      names are hashed by `hashed_names` instead";

/// Where the directory of Vite's own files is, in what it makes.
const VITE: &str = ".vite";

impl Manifest {
    /// Reads a manifest, which is below one of the roots.
    ///
    /// What it lists is relative to the directory that it is in, or `.vite` is in, and
    /// begins with a `/` or with where the set is served.
    pub(crate) fn read(
        path: &Path,
        roots: &[Root],
        served_at: &ServedAt,
    ) -> Result<Manifest, Problem> {
        let problem =
            |what: &str, remedy: &str| Problem::with_path(ErrorKind::Config, what, path, remedy);
        let bytes = std::fs::read(path).map_err(|error| {
            let remedy = "build the front end first, and have it write a manifest: \
                          `build.manifest` of Vite, webpack-manifest-plugin of webpack";
            problem("cannot read the manifest", remedy).caused_by(error.into())
        })?;
        let Some((dir, prefix)) = place(path, roots) else {
            let remedy = "what it lists is not in the set; call `root` with the directory";
            return Err(problem("the manifest is below no root:", remedy));
        };
        let json = json::parse_at(&bytes).map_err(|(at, what)| {
            let message = format!("this is not JSON: {what}; {REMEDY}");
            let error = SourceError::new(&bytes, at, message);
            Problem::in_source(ErrorKind::Config, path, &error)
        })?;
        check(&json)
            .map_err(|fault| problem("cannot read the manifest", &format!("{fault}; {REMEDY}")))?;
        let members = json.members();
        let listed = Listed::new(members);
        let mut missing = Vec::new();
        let mut logical: BTreeMap<&str, String> = BTreeMap::new();
        for file in &listed.files {
            match within(file, served_at).filter(|within| dir.join(within).is_file()) {
                Some(within) => drop(logical.insert(file, format!("{prefix}{within}"))),
                None => missing.push((*file).to_owned()),
            }
        }
        let path_of = |file: &str| logical.get(file).cloned();
        let is_hashed = |file: &&&str| listed.is_hashed(file);
        let hashed = logical.keys().filter(is_hashed).filter_map(|file| path_of(file)).collect();
        let entries = members.iter().filter_map(|(key, chunk)| entry(key, chunk, &json, &path_of));
        let entries = entries.collect();
        let is_vites = path.parent().and_then(Path::file_name).is_some_and(|dir| dir == VITE);
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let left_out = format!("{prefix}{}", if is_vites { VITE } else { name });
        Ok(Manifest { hashed, entries, left_out, missing })
    }

    pub(crate) fn describe(&self, key: &mut KeyHasher) {
        key.write(&self.left_out).write(self.hashed.len().to_le_bytes());
        self.hashed.iter().for_each(|path| _ = key.write(path));
        key.write(self.entries.len().to_le_bytes());
        for Entry { name, file, styles, preloads } in &self.entries {
            key.write(name).write(file);
            for paths in [styles, preloads] {
                key.write(paths.len().to_le_bytes());
                paths.iter().for_each(|path| _ = key.write(path));
            }
        }
    }
}

/// Finds what a manifest's files are relative to: the directory, and its logical path
/// with a `/` behind it.
fn place(path: &Path, roots: &[Root]) -> Option<(PathBuf, String)> {
    let dir = path.parent()?;
    let dir = if dir.file_name().is_some_and(|name| name == VITE) { dir.parent()? } else { dir };
    let real = dir.canonicalize().ok()?;
    roots.iter().find_map(|root| {
        let below = real.strip_prefix(root.path.canonicalize().ok()?).ok()?.to_str()?;
        let below = below.replace('\\', "/");
        let slash = if below.is_empty() { "" } else { "/" };
        Some((real.clone(), format!("{}{below}{slash}", root.prefix)))
    })
}

/// Returns what a manifest lists, as a path below its directory.
fn within(file: &str, served_at: &ServedAt) -> Option<String> {
    let path = match served_at.resolve(file, &served_at.base("")) {
        Target::Path(path) => path,
        // Of webpack `publicPath` may be another.
        Target::Elsewhere => file.trim_start_matches('/').to_owned(),
    };
    is_logical(&path).then_some(path)
}

/// Says what is wrong with a manifest: what is read of it has one shape.
fn check(json: &Value) -> Result<(), String> {
    let Value::Object(members) = json else { return Err("it is no object".to_owned()) };
    let names = names(members)?;
    for (name, value) in members {
        let fault = |what: &str| Err(format!("{what} in {name:?}"));
        if let Err(what) = self::names(value.members()) {
            return fault(&what);
        }
        match value {
            Value::String(_) => {}
            // Lists of what each page loads, whose files the others are.
            _ if name == "entrypoints" => {}
            Value::Object(files) if name == "files" => {
                if files.iter().any(|(_, file)| file.as_str().is_none()) {
                    return fault("a file is no string");
                }
            }
            Value::Object(_) => {
                let is = |name: &str, is_it: fn(&Value) -> bool| value.get(name).is_none_or(is_it);
                if value.get("file").or(value.get("src")).is_none() {
                    return fault("there is no `file`");
                }
                for name in ["file", "src", "name"] {
                    if !is(name, |it| it.as_str().is_some()) {
                        return fault(&format!("`{name}` is no string"));
                    }
                }
                if !is("isEntry", |it| matches!(it, Value::Bool(_))) {
                    return fault("`isEntry` is neither `true` nor `false`");
                }
                for name in ["css", "assets", "imports"] {
                    if !is(name, is_list) {
                        return fault(&format!("`{name}` is no list of strings"));
                    }
                }
                let imports = value.get("imports").into_iter().flat_map(Value::strings);
                if let Some(lost) = imports.into_iter().find(|it| !names.contains(it)) {
                    return fault(&format!("`imports` has {lost:?}, which is not there,"));
                }
            }
            _ => return Err(format!("{name:?} is neither a file nor an object")),
        }
    }
    Ok(())
}

/// Returns the names of members, each of which may be there once.
fn names(members: &[(String, Value)]) -> Result<HashSet<&str>, String> {
    let mut names = HashSet::new();
    match members.iter().find(|(name, _)| !names.insert(name.as_str())) {
        Some((name, _)) => Err(format!("{name:?} is there twice")),
        None => Ok(names),
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value, Value::Array(items) if items.iter().all(|it| it.as_str().is_some()))
}

/// The files that a manifest lists, and the names that they had.
struct Listed<'m> {
    files: BTreeSet<&'m str>,
    /// The stem of each before it got a hash, where that is said.
    stems: BTreeMap<&'m str, &'m str>,
}

impl<'m> Listed<'m> {
    fn new(members: &'m [(String, Value)]) -> Self {
        let mut listed = Listed { files: BTreeSet::new(), stems: BTreeMap::new() };
        for (key, value) in members {
            match value {
                // Of webpack: from names to files, also one level below.
                Value::String(file) => listed.add(file, Some(key)),
                Value::Object(inner) => {
                    let file = ["file", "src"].into_iter().find_map(|it| value.get(it)?.as_str());
                    match (value.get("file"), file) {
                        (Some(_), Some(file)) => {
                            let name = value.get("name").or(value.get("src"));
                            listed.add(file, name.and_then(Value::as_str).or(Some(key)));
                        }
                        (None, Some(file)) => listed.add(file, Some(key)),
                        _ if key == "files" => inner.iter().for_each(|(key, file)| {
                            file.as_str().into_iter().for_each(|file| listed.add(file, Some(key)));
                        }),
                        _ => {}
                    }
                    for list in ["css", "assets"].into_iter().filter_map(|it| value.get(it)) {
                        list.strings().for_each(|file| listed.add(file, None));
                    }
                }
                _ => {}
            }
        }
        listed
    }

    fn add(&mut self, file: &'m str, name: Option<&'m str>) {
        self.files.insert(file);
        if let Some(name) = name {
            self.stems.insert(file, stem(name));
        }
    }

    /// Whether a name has a hash, by which the bundler would change it with the bytes.
    fn is_hashed(&self, file: &str) -> bool {
        let stem = stem(file);
        let named = self.stems.get(file).and_then(|name| stem.strip_prefix(name));
        match named.map(|rest| rest.strip_prefix(['-', '.', '_']).unwrap_or(rest)) {
            // As `bundle` in `main.bundle.js`, a word may follow.
            Some(rest) => rest.len() >= 5 && is_mixed(rest),
            None => looks_hashed(stem),
        }
    }
}

/// Returns the name of a file without its extension, and without `.map`.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    let name = name.strip_suffix(".map").unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a stem ends in what looks like a hash: 8 characters or more, which no word has.
fn looks_hashed(stem: &str) -> bool {
    let is_hash = |text: &str| {
        let is_digit = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        text.len() >= 8 && text.chars().all(is_digit) && is_mixed(text)
    };
    let last = stem.rsplit(['.', '-']).next().unwrap_or_default();
    // One of Vite's has 8 characters, of which any may be a `-`.
    let vites = stem.len().checked_sub(9).and_then(|at| stem.get(at..));
    is_hash(last) || vites.and_then(|it| it.strip_prefix(['-', '.'])).is_some_and(is_hash)
}

/// Whether a text has a digit or a capital letter.
fn is_mixed(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// Returns an entry of Vite, with what it imports.
fn entry(
    key: &str,
    chunk: &Value,
    all: &Value,
    path_of: &impl Fn(&str) -> Option<String>,
) -> Option<Entry> {
    if chunk.get("isEntry") != Some(&Value::Bool(true)) {
        return None;
    }
    let file = path_of(chunk.get("file")?.as_str()?)?;
    let mut needs =
        Needs { all, seen: HashSet::from([key]), styles: Vec::new(), chunks: Vec::new() };
    needs.add(chunk);
    let paths =
        |files: &[&str]| -> Vec<String> { files.iter().filter_map(|it| path_of(it)).collect() };
    let (styles, preloads) = (paths(&needs.styles), paths(&needs.chunks));
    Some(Entry { name: key.to_owned(), file, styles, preloads })
}

/// What an entry needs, as it is found.
struct Needs<'m> {
    all: &'m Value,
    seen: HashSet<&'m str>,
    styles: Vec<&'m str>,
    chunks: Vec<&'m str>,
}

impl<'m> Needs<'m> {
    /// Adds what a chunk needs: first the styles of what it imports, as Vite has them in
    /// its own pages.
    fn add(&mut self, chunk: &'m Value) {
        // A list of what is to be done, as the imports may be deep.
        let mut open = vec![(chunk, imports(chunk))];
        while let Some((chunk, imports)) = open.last_mut() {
            let Some(key) = imports.pop() else {
                let styles = chunk.get("css").into_iter().flat_map(Value::strings);
                for style in styles {
                    if !self.styles.contains(&style) {
                        self.styles.push(style);
                    }
                }
                open.pop();
                continue;
            };
            let Some(next) = self.all.get(key).filter(|_| self.seen.insert(key)) else { continue };
            self.chunks.extend(next.get("file").and_then(Value::as_str));
            open.push((next, self::imports(next)));
        }
    }
}

/// Returns the keys of what a chunk imports, the first one last.
fn imports(chunk: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = chunk.get("imports").into_iter().flat_map(Value::strings).collect();
    keys.reverse();
    keys
}

/// Returns a glob that matches one path, as it is.
pub(crate) fn literal_glob(path: &str) -> String {
    let mut glob = String::new();
    for c in path.chars() {
        if "*?[]{}!,-\\".contains(c) {
            glob.push('\\');
        }
        glob.push(c);
    }
    // Without a slash it would match at any depth.
    if path.contains('/') { glob } else { format!("{{{glob},{glob}/**}}") }
}

#[cfg(test)]
mod tests;
