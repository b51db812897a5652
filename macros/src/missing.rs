//! What is said of a path that is not in a set: why, and what was meant.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use include_components_pack::Pack;
use include_components_pack::roots::{RootsFile, SeenRoot};

use crate::load::Set;
use crate::select::Select;
use include_components_pack::nearest::nearest;

/// Says that a set has no component at a path.
///
/// `package_dir` is what roots are relative to. If the file is below one, the message
/// says why it is no component; it lists the paths that are most like this one.
pub(crate) fn message(set: &Set, pack: Pack<'_>, path: &str, package_dir: Option<&Path>) -> String {
    let name = &set.name;
    let record = fs::read(set.out_dir().join(format!("{name}.roots"))).unwrap_or_default();
    let record = RootsFile::parse(&record);
    let why = record.and_then(|record| why(&record, pack, path, package_dir?));
    let why = why.map(|why| format!("; {why}")).unwrap_or_default();
    if pack.is_empty() {
        return format!("no component `{path}`: the set `{name}` is empty{why}");
    }
    let mut message = format!("no component `{path}` in the set `{name}`{why}; ");
    let (are_like, found) = nearest(path, paths(pack), 3);
    message += if are_like { "the nearest are" } else { "it has, among others," };
    for path in found {
        let _ = write!(message, "\n    {path}");
    }
    message
}

fn paths(pack: Pack<'_>) -> impl Iterator<Item = &str> {
    (0..pack.len()).filter_map(move |index| pack.entry(index)?.path())
}

/// Says why a path is no component's, as far as what is on disk tells.
fn why(record: &RootsFile<'_>, pack: Pack<'_>, path: &str, package: &Path) -> Option<String> {
    let select = Select::of(record)?;
    for SeenRoot { given: root, prefix, .. } in record.roots() {
        let within = path.trim_start_matches("./").strip_prefix(root.trim_start_matches("./"));
        let within = within.and_then(|path| path.strip_prefix('/'));
        // As it is on disk, with or without the root before it.
        let meant = [within, Some(path)].into_iter().flatten();
        let mut meant = meant.map(|path| format!("{prefix}{path}"));
        if let Some(found) = meant.find(|path| pack.find(path).is_some()) {
            let at = prefix.trim_end_matches('/');
            return Some(match at {
                "" => format!("paths are relative to the root `{root}`, so it is `{found}`"),
                _ => format!("the root `{root}` is at `{at}`, so it is `{found}`"),
            });
        }
        let Some(in_root) = path.strip_prefix(prefix) else { continue };
        let file = Path::new(root).join(in_root);
        let there = package.join(&file);
        let file = file.display();
        // A path that leaves the root is no component's, whatever is there.
        if path.split('/').any(|name| matches!(name, "" | "." | "..")) || !there.exists() {
            continue;
        }
        if there.is_dir() {
            return Some(format!("`{file}` is a directory"));
        }
        let why = select.refusal(path, in_root).unwrap_or_else(|| {
            let (dir, name) = path.rsplit_once('/').unwrap_or(("", path));
            let stem = name.split('.').next().unwrap_or(name);
            let is_it = |other: &&str| {
                let (other_dir, other) = other.rsplit_once('/').unwrap_or(("", other));
                other_dir == dir && other.split('.').next() == Some(stem)
            };
            let was_seen = record.dirs().any(|seen| {
                let in_it = in_root.strip_prefix(seen.prefix).filter(|_| seen.root == root);
                let mut files = seen.files().into_iter().flatten();
                in_it.is_some_and(|name| files.any(|file| file.name == name))
            });
            match paths(pack).find(is_it).filter(|_| was_seen) {
                Some(made) => format!("its compiler made `{made}` of it"),
                None if was_seen => "it is a partial, or only in a bundle".to_owned(),
                None => "it is newer than the last run of build.rs".to_owned(),
            }
        });
        return Some(format!("`{file}` is there, but {why}"));
    }
    None
}
