//! Which directories of the roots cargo watches.

use std::fs;
use std::path::PathBuf;

use crate::base::roots::Root;
use crate::config::checked::Config;

/// Returns the directories of roots below which any change may change the set: those
/// that the globs of `include` begin with, or the roots.
///
/// Cargo looks through a directory with all that is in it, so that an edit of an
/// excluded or hidden file there is an edit. Fewer entries cannot be watched, for a
/// new file changes nothing but its directory.
pub(super) fn watched<'a>(
    config: &Config<'_>,
    roots: impl Iterator<Item = &'a Root>,
) -> Vec<PathBuf> {
    let mut watched: Vec<PathBuf> = Vec::new();
    for root in roots {
        match config.select.literal_dirs() {
            Some(dirs) => watched.extend(dirs.iter().filter_map(|dir| nearest(root, dir))),
            None => watched.push(root.path.clone()),
        }
    }
    let all = watched.clone();
    let is_in_other =
        |dir: &PathBuf| all.iter().any(|other| dir != other && dir.starts_with(other));
    watched.retain(|dir| !is_in_other(dir));
    watched
}

/// Returns the directory of a root at a logical path, or the last one on the way to it
/// that is there; `None` if the root is not on that way.
///
/// A link on the way may get another target, which cargo sees in its directory only.
fn nearest(root: &Root, dir: &str) -> Option<PathBuf> {
    let mut path = root.path.clone();
    let dir = format!("{dir}/");
    let in_root = match dir.strip_prefix(&root.prefix) {
        Some(in_root) => in_root,
        None if root.prefix.starts_with(&dir) => "",
        None => return None,
    };
    for name in in_root.split_terminator('/') {
        let next = path.join(name);
        if !fs::symlink_metadata(&next).is_ok_and(|metadata| metadata.is_dir()) {
            break;
        }
        path = next;
    }
    Some(path)
}
