//! The packages that a front end is made of besides its own: those that a package manager
//! links into `node_modules`, by the paths and the workspaces in manifests. The lock file
//! says nothing of what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::inputs::NEVER;
use crate::base::fs;
use crate::base::glob::literal_dir;
use crate::base::json::{self, Value};
use crate::base::roots::real;

/// Where a manifest has what it depends on.
const TABLES: [&str; 4] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/// Before a path in the place of a version.
const LINKS: [&str; 3] = ["file:", "link:", "portal:"];

/// Returns the directories of the packages that the one in `dir` depends on by path or as
/// members of its workspace, and those that they do; `root` is the directory of the
/// workspace.
pub(super) fn beside(dir: &Path, root: &Path) -> BTreeSet<PathBuf> {
    let mut seen = BTreeMap::from([(dir.to_owned(), manifest(dir))]);
    if seen[dir].is_none() {
        return BTreeSet::new();
    }
    let mut pending = vec![dir.to_owned()];
    let mut members = None;
    let mut replaced = replaced(root);
    while let Some(of) = pending.pop() {
        let Some(Some(text)) = seen.get(&of) else { continue };
        let wanted = dependencies(text).into_iter().map(|(name, wanted)| match path_in(&wanted) {
            Some(path) => Some(of.join(path)),
            None => {
                let members = members.get_or_insert_with(|| members_of(root));
                members.get(aliased(&name, &wanted)).or(members.get(&name)).cloned()
            }
        });
        let wanted: Vec<PathBuf> = wanted.flatten().chain(replaced.drain(..)).collect();
        for place in wanted {
            let Ok(place) = real(&place) else { continue };
            // The workspace itself is no package that one is made of.
            if !dir.starts_with(&place) && !seen.contains_key(&place) {
                seen.insert(place.clone(), manifest(&place));
                pending.push(place);
            }
        }
    }
    seen.remove(dir);
    seen.into_iter().filter(|(_, manifest)| manifest.is_some()).map(|(place, _)| place).collect()
}

pub(super) fn manifest(dir: &Path) -> Option<Value> {
    fs::read(&dir.join("package.json")).and_then(|bytes| json::parse(&bytes).ok())
}

/// Returns the names and versions of what a package depends on.
fn dependencies(manifest: &Value) -> Vec<(String, String)> {
    let tables = TABLES.iter().filter_map(|table| manifest.get(table));
    let all = tables.flat_map(Value::members);
    all.filter_map(|(name, it)| Some((name.clone(), it.as_str()?.to_owned()))).collect()
}

/// Returns the path that stands in the place of a version.
fn path_in(wanted: &str) -> Option<&str> {
    let path = LINKS.iter().find_map(|link| wanted.strip_prefix(link));
    let bare = wanted.strip_prefix("workspace:").unwrap_or(wanted);
    path.or_else(|| Some(bare).filter(|it| it.starts_with(['.', '/'])))
}

/// Returns the name that a package has itself: `workspace:NAME@VERSION` gives it another one.
fn aliased<'t>(name: &'t str, wanted: &'t str) -> &'t str {
    let alias = wanted.strip_prefix("workspace:").and_then(|it| it.rsplit_once('@'));
    alias.map(|(name, _)| name).filter(|it| !it.is_empty()).unwrap_or(name)
}

/// Returns the paths of packages that a workspace puts in the place of others.
fn replaced(root: &Path) -> Vec<PathBuf> {
    let manifest = manifest(root).unwrap_or(Value::Other);
    let of_pnpm = manifest.get("pnpm").and_then(|it| it.get("overrides"));
    let tables = ["overrides", "resolutions"].into_iter().filter_map(|it| manifest.get(it));
    let mut texts = Vec::new();
    tables.chain(of_pnpm).for_each(|table| add_texts(table, &[], &mut texts));
    let yaml = fs::read(&root.join("pnpm-workspace.yaml")).unwrap_or_default();
    let yaml = String::from_utf8_lossy(&yaml);
    let values = yaml.lines().filter_map(|line| line.rsplit_once(": "));
    texts.extend(values.map(|(_, it)| it.trim().trim_matches(['"', '\'']).to_owned()));
    let paths = texts.iter().filter_map(|it| LINKS.iter().find_map(|link| it.strip_prefix(link)));
    paths.map(|path| root.join(path)).collect()
}

/// Adds all texts in a value, but for those of members that are called so.
fn add_texts(value: &Value, but: &[&str], texts: &mut Vec<String>) {
    texts.extend(value.as_str().map(str::to_owned));
    value.items().iter().for_each(|item| add_texts(item, but, texts));
    for (name, value) in value.members() {
        if !but.contains(&name.as_str()) {
            add_texts(value, but, texts);
        }
    }
}

/// Returns the files that others get of a package as far as they are there, by its manifest;
/// `*` at the end is any. None of them is of types alone, or for who works on it.
pub(super) fn entries(dir: &Path) -> Vec<PathBuf> {
    let manifest = manifest(dir).unwrap_or(Value::Other);
    let mut texts = Vec::new();
    for key in ["exports", "main", "module", "browser", "style"] {
        if let Some(value) = manifest.get(key) {
            add_texts(value, &["types", "development"], &mut texts);
        }
    }
    // What is behind the first `*` does not matter.
    let paths = texts.iter().map(|it| it.find('*').map_or(it.as_str(), |at| &it[..=at]));
    let files = paths.map(|path| dir.join(path.trim_start_matches("./")));
    let is_there = |file: &PathBuf| match file.to_str().is_some_and(|it| it.ends_with('*')) {
        true => file.parent().is_some_and(Path::is_dir),
        false => file.is_file(),
    };
    files.filter(is_there).collect()
}

/// Finds the packages of a workspace, by their names.
fn members_of(root: &Path) -> BTreeMap<String, PathBuf> {
    let patterns = patterns(root);
    let (not, are): (Vec<&str>, Vec<&str>) =
        patterns.iter().map(String::as_str).partition(|it| it.starts_with('!'));
    let is_left_out = |path: &str| {
        not.iter().any(|it| fast_glob::glob_match(it[1..].trim_start_matches("./"), path))
    };
    let mut members = BTreeMap::new();
    for pattern in are {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let start = root.join(literal_dir(pattern));
        let depth = match pattern.contains("**") {
            true => usize::MAX,
            false => pattern.split('/').count() - literal_dir(pattern).split('/').count() + 1,
        };
        let is_entered = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_str().unwrap_or_default();
            entry.depth() == 0 || entry.file_type().is_dir() && !NEVER.contains(&name)
        };
        let walk = WalkDir::new(start).max_depth(depth).into_iter().filter_entry(is_entered);
        for place in walk.flatten() {
            let path = place.path().strip_prefix(root).ok().and_then(Path::to_str);
            let path = path.map(|path| path.replace(std::path::MAIN_SEPARATOR, "/"));
            let is_it = |path: &String| fast_glob::glob_match(pattern, path) && !is_left_out(path);
            let manifest = path.filter(is_it).and_then(|_| manifest(place.path()));
            let name = manifest.as_ref().and_then(|it| it.get("name")?.as_str());
            members.extend(name.map(|name| (name.to_owned(), place.path().to_owned())));
        }
    }
    members
}

/// Returns the globs of a workspace's packages.
fn patterns(root: &Path) -> Vec<String> {
    let manifest = manifest(root);
    let listed = manifest.as_ref().and_then(|it| it.get("workspaces"));
    // Yarn 1 has them in an object.
    let listed = listed.map(|it| it.get("packages").unwrap_or(it));
    let mut patterns: Vec<String> =
        listed.into_iter().flat_map(Value::strings).map(str::to_owned).collect();
    let of_pnpm = fs::read(&root.join("pnpm-workspace.yaml")).unwrap_or_default();
    patterns.extend(of_yaml(&String::from_utf8_lossy(&of_pnpm)));
    patterns
}

/// Returns the list `packages` of a file of pnpm's, which has each of its items on a line, or
/// all on one.
fn of_yaml(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_in = false;
    for line in text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim_end()) {
        let items = match line.strip_prefix("packages:") {
            Some(rest) => {
                is_in = true;
                rest.trim().trim_start_matches('[').trim_end_matches(']')
            }
            None => {
                is_in &= line.is_empty() || line.starts_with(['#', ' ', '-']);
                line.trim_start().strip_prefix('-').filter(|_| is_in).unwrap_or_default()
            }
        };
        let items = items.split(',').map(|it| it.trim().trim_matches(['"', '\'']));
        found.extend(items.filter(|it| !it.is_empty()).map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests;
