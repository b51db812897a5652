//! The crates that a front end in Rust is compiled of: those beside it, by the paths in
//! manifests. Cargo could say it too, in a process of its own for each build.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::base::fs;

/// Returns the directories of the crates that the one in `dir` depends on by path, and the
/// nearest `Cargo.lock` above it; nothing if there is no crate.
pub(super) fn beside(dir: &Path) -> (BTreeSet<PathBuf>, Option<PathBuf>) {
    let mut found = BTreeSet::new();
    let Some(text) = manifest(dir) else { return (found, None) };
    let mut pending = vec![(dir.to_owned(), text)];
    while let Some((of, text)) = pending.pop() {
        let workspace = of.ancestors().skip(1).find_map(|above| {
            let text = manifest(above).filter(|text| text.contains("[workspace"))?;
            Some((above.to_owned(), dependencies(&text)))
        });
        for (name, path) in dependencies(&text) {
            let place = match (path, &workspace) {
                (Some(path), _) => of.join(path),
                (None, Some((above, all))) => {
                    let of_workspace =
                        all.iter().find(|(known, path)| *known == name && path.is_some());
                    let Some((_, Some(path))) = of_workspace else { continue };
                    above.join(path)
                }
                (None, None) => continue,
            };
            // What is in the directory is an input anyway.
            let Ok(place) = place.canonicalize() else { continue };
            if let Some(text) = manifest(&place).filter(|_| !place.starts_with(dir)) {
                if found.insert(place.clone()) {
                    pending.push((place, text));
                }
            }
        }
    }
    let locks = dir.ancestors().skip(1).map(|above| above.join("Cargo.lock"));
    (found, locks.into_iter().find(|lock| lock.is_file()))
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
