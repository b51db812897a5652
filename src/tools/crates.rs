//! The crates that a front end in Rust is compiled of: those beside it, by the paths in
//! manifests. Cargo could say it too, in a process of its own for each build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::gitignore::repository;
use crate::base::fs;
use crate::base::roots::real;
use crate::config::workspace::is_workspace;

/// What a front end in Rust is made of besides what is in its directory.
#[derive(Debug, Default)]
pub(super) struct Crates {
    /// The directories of the crates that it depends on by path, and those that they do.
    pub(super) dirs: BTreeSet<PathBuf>,
    /// The nearest `Cargo.lock` above it.
    pub(super) lock: Option<PathBuf>,
    /// The directories of workspaces that are in none of these, each with its members among
    /// the crates: profiles and versions are in their manifests.
    pub(super) workspaces: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// Files above it that choose a toolchain, or set up cargo.
    pub(super) settings: Vec<PathBuf>,
}

/// The names of such files.
const SETTINGS: [&str; 4] =
    ["rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml"];

/// Returns what the crate in `dir` is made of besides; nothing if there is no crate.
pub(super) fn beside(dir: &Path) -> Crates {
    let mut found = Crates::default();
    let Some(text) = manifest(dir) else { return found };
    let mut pending = vec![(dir.to_owned(), text)];
    while let Some((of, text)) = pending.pop() {
        let root = of.ancestors().find(|above| is_workspace(above));
        let workspace = root.and_then(|root| Some((root, manifest(root)?)));
        let shared = workspace.as_ref().map(|(_, text)| dependencies(text)).unwrap_or_default();
        let mut places = Vec::new();
        for (name, path) in dependencies(&text) {
            let of_workspace = || {
                let (root, _) = workspace.as_ref()?;
                let (_, path) = shared.iter().find(|it| it.0 == name && it.1.is_some())?;
                Some(root.join(path.as_ref()?))
            };
            places.extend(path.map(|path| of.join(path)).or_else(of_workspace));
        }
        if let Some((root, text)) = &workspace {
            let patches = dependencies(&tables(text, &["patch", "replace"]));
            places.extend(patches.into_iter().filter_map(|(_, path)| Some(root.join(path?))));
            found.workspaces.entry(root.to_path_buf()).or_default().push(of.clone());
        }
        for place in places {
            // What is in the directory is an input anyway.
            let Ok(place) = real(&place) else { continue };
            if let Some(text) = manifest(&place).filter(|_| !place.starts_with(dir)) {
                if found.dirs.insert(place.clone()) {
                    pending.push((place, text));
                }
            }
        }
    }
    let Crates { dirs, workspaces, .. } = &mut found;
    let is_in = |root: &Path| dirs.iter().any(|it| root.starts_with(it)) || root.starts_with(dir);
    workspaces.retain(|root, _| !is_in(root));
    let above = dir.ancestors().skip(1);
    found.lock = above.map(|above| above.join("Cargo.lock")).find(|lock| lock.is_file());
    found.settings = settings(dir, &found);
    found
}

/// Returns the files that set up cargo, from the crate's directory up to the repository's, or
/// without one to the workspace's. What is further up is the machine's.
fn settings(dir: &Path, found: &Crates) -> Vec<PathBuf> {
    let lock = found.lock.as_deref().and_then(Path::parent);
    let roots = found.workspaces.keys().map(PathBuf::as_path).chain(lock);
    let of_workspace =
        || roots.filter(|it| dir.starts_with(it)).min_by_key(|it| it.as_os_str().len());
    let Some(top) = repository(dir).or_else(of_workspace) else { return Vec::new() };
    let above = dir.ancestors().skip(1).take_while(|above| above.starts_with(top));
    let files = above.flat_map(|above| SETTINGS.map(|name| above.join(name)));
    files.filter(|file| file.is_file()).collect()
}

/// Returns a workspace's manifest as one that has these members alone, and is no package: in
/// a copy the others are not there, and without them cargo would take nothing of it.
pub(super) fn with_members(manifest: &str, members: &[String]) -> String {
    let members = format!("[workspace]\nmembers = {members:?}\n");
    let (mut text, mut has_table) = (String::new(), false);
    let (mut in_workspace, mut open) = (false, 0);
    for line in tables(manifest, &["workspace", "profile", "patch", "replace"]).lines() {
        if let Some(name) = header(line) {
            in_workspace = name == "workspace";
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        let is_members = in_workspace && ["members", "default-members"].contains(&key);
        if open > 0 || is_members {
            let count = |bracket| line.matches(bracket).count() as isize;
            open += count('[') - count(']');
            continue;
        }
        if in_workspace && header(line).is_some() {
            text += &members;
            has_table = true;
            continue;
        }
        text += line;
        text.push('\n');
    }
    if has_table { text } else { members + &text }
}

/// Returns the lines of a manifest that are in tables of these names, or below them.
fn tables(manifest: &str, names: &[&str]) -> String {
    let mut is_wanted = false;
    let wanted = manifest.lines().filter(|line| {
        if let Some(name) = header(line) {
            is_wanted = name.split('.').next().is_some_and(|first| names.contains(&first));
        }
        is_wanted
    });
    wanted.flat_map(|line| [line, "\n"]).collect()
}

/// Returns the name of the table that a line begins, without spaces.
fn header(line: &str) -> Option<String> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    Some(name.chars().filter(|c| !c.is_whitespace() && !"[]".contains(*c)).collect())
}

fn manifest(dir: &Path) -> Option<String> {
    fs::read(&dir.join("Cargo.toml")).and_then(|bytes| String::from_utf8(bytes).ok())
}

/// Returns what a manifest says of dependencies by path: the name, and the path, or `None`
/// where the workspace says it.
///
/// Each is on one line, or in a table of its own; paths of something else lead to no crate.
fn dependencies(manifest: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    let mut table = "";
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            table = header.trim_end_matches(']').rsplit('.').next().unwrap_or_default();
            continue;
        }
        let key = line.split(['=', '.', ' ', '\t']).next().unwrap_or_default();
        let name = if ["path", "workspace"].contains(&key) { table } else { key };
        let name = name.trim_matches(['"', '\'']).to_owned();
        let dense: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(path) = value(line, "path") {
            found.push((name, Some(path.to_owned())));
        } else if dense.contains("workspace=true") {
            found.push((name, None));
        }
    }
    found
}

/// Returns the string that a key has in a line.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    for (at, _) in line.match_indices(key) {
        let is_key = !line[..at].ends_with(|c: char| c.is_alphanumeric() || "-_\"'/".contains(c));
        let rest = line[at + key.len()..].trim_start();
        let rest = rest.strip_prefix('=').filter(|_| is_key).map(str::trim_start);
        if let Some(rest) = rest {
            let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
            return rest[1..].split(quote).next();
        }
    }
    None
}

#[cfg(test)]
mod tests;
