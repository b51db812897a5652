//! The settings that a front end's tools find outside of it by themselves: those above it,
//! and what a `tsconfig.json` extends.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::gitignore::repository;
use super::packages::manifest;
use crate::base::fs;
use crate::base::json::{self, Value};
use crate::base::roots::{real, without_up};

/// Those of TypeScript, which count for the sources of linked packages, too.
const TYPESCRIPT: &[&str] = &["tsconfig.json", "jsconfig.json"];

/// What tools look for in a directory and in those above it: of each sort the nearest counts.
const SORTS: [&[&str]; 9] = [
    TYPESCRIPT,
    &[
        "postcss.config.js",
        "postcss.config.cjs",
        "postcss.config.mjs",
        "postcss.config.ts",
        "postcss.config.cts",
        "postcss.config.mts",
        ".postcssrc",
        ".postcssrc.json",
        ".postcssrc.yaml",
        ".postcssrc.yml",
        ".postcssrc.js",
        ".postcssrc.cjs",
        ".postcssrc.mjs",
        ".postcssrc.ts",
        ".postcssrc.cts",
        ".postcssrc.mts",
    ],
    &[".browserslistrc", "browserslist"],
    &[
        "babel.config.js",
        "babel.config.cjs",
        "babel.config.mjs",
        "babel.config.json",
        "babel.config.ts",
        "babel.config.cts",
    ],
    // Which node it is, where the one in PATH chooses among several.
    &[".nvmrc"],
    &[".node-version"],
    &[".tool-versions"],
    &["mise.toml"],
    &[".mise.toml"],
];

/// The same in a `package.json` above.
const KEYS: [&str; 4] = ["postcss", "browserslist", "babel", "volta"];

/// Returns the settings of what is in `dir`, which is made of linked `packages` too, besides
/// those among the files that are its `inputs`.
///
/// They are above it as far as the repository goes, or without one to the lock file.
pub(super) fn outside<'a>(
    dir: &Path,
    packages: &BTreeSet<PathBuf>,
    lock: Option<&Path>,
    inputs: impl Iterator<Item = &'a Path>,
) -> BTreeSet<PathBuf> {
    let top = repository(dir).or(lock.and_then(Path::parent)).unwrap_or(dir);
    let up = |dir| Path::ancestors(dir).take_while(|above| above.starts_with(top));
    let nearest = |dir, names: &[&str]| {
        let mut sorts = up(dir).map(|above| names.iter().map(|name| above.join(name)));
        sorts.find_map(|mut files| files.find(|file| file.is_file()))
    };
    let of_dir = SORTS.iter().filter_map(|names| nearest(dir, names));
    let of_packages = packages.iter().filter_map(|beside| nearest(beside, TYPESCRIPT));
    let manifests = up(dir).skip(1).filter(|above| {
        manifest(above).is_some_and(|it| KEYS.iter().any(|key| it.get(key).is_some()))
    });
    let manifests = manifests.map(|above| above.join("package.json"));
    let found = of_dir.chain(of_packages).chain(manifests);
    let inputs: HashSet<&Path> = inputs.collect();
    let is_input = |file: &Path| inputs.contains(file);
    let mut found: BTreeSet<PathBuf> = found.collect();
    found.retain(|file| !file.starts_with(dir) && !is_input(file));
    let inner = inputs.iter().map(|file| file.to_path_buf());
    let mut pending: Vec<PathBuf> = inner.chain(found.iter().cloned()).collect();
    pending.retain(|file| extends_others(file));
    // Through links there may be ways without end to one file.
    let place = |file: &PathBuf| real(file).unwrap_or_else(|_| file.clone());
    let mut seen: HashSet<PathBuf> = pending.iter().map(place).collect();
    while let Some(file) = pending.pop() {
        for extended in extended(&file).into_iter().filter(|it| seen.insert(place(it))) {
            if !is_input(&extended) {
                found.insert(extended.clone());
            }
            pending.push(extended);
        }
    }
    found
}

/// Whether a file is one of TypeScript's settings, by its name.
fn extends_others(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json")
}

/// Returns the files that one extends, or refers to, by their paths. A package has a version,
/// which the lock file says.
fn extended(file: &Path) -> Vec<PathBuf> {
    let text = fs::read(file).unwrap_or_default();
    let settings = json::parse(strict(&String::from_utf8_lossy(&text)).as_bytes());
    let settings = settings.unwrap_or(Value::Other);
    let extends = settings.get("extends").into_iter();
    let extends = extends.flat_map(|it| it.as_str().into_iter().chain(it.strings()));
    let is_path = |it: &&str| it.starts_with('.') || Path::new(it).is_absolute();
    let references = settings.get("references").into_iter().flat_map(Value::items);
    let references = references.filter_map(|it| it.get("path")?.as_str());
    let dir = file.parent().unwrap_or(file);
    let there = extends.filter(is_path).chain(references).filter_map(|path| {
        let names = [path.to_owned(), format!("{path}.json"), format!("{path}/tsconfig.json")];
        names.iter().map(|name| without_up(&dir.join(name))).find(|it| it.is_file())
    });
    there.collect()
}

/// Returns JSON without what TypeScript takes besides: comments, and commas behind the last
/// item.
fn strict(text: &str) -> String {
    let mut json = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |at| &rest[at..]);
            continue;
        }
        if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |at| &rest[at + 2..]);
            continue;
        }
        let len = if next == '"' { string_len(rest) } else { next.len_utf8() };
        if matches!(next, ']' | '}') {
            let end = json.trim_end().len();
            if json[..end].ends_with(',') {
                json.truncate(end - 1);
            }
        }
        json.push_str(&rest[..len]);
        rest = &rest[len..];
    }
    json
}

/// Returns how long the string is that a text begins with.
fn string_len(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests;
