//! From roots to files: names, kinds and stats. No file is opened.

mod dir;
mod links;

use std::fs;
use std::io;

use crate::base::error::{ErrorKind, Problem};
use crate::base::roots::Root;
use crate::base::threads::Threads;
use crate::config::checked::Config;
use crate::scan::listing::{Dir, Listing, join};
use crate::scan::stat_index::StatIndex;
use dir::Walker;

/// Up to how many directories are looked at with no thread started for it.
const FEW_DIRS: usize = 8;

/// Lists all roots, and compares what is there with the last run's index.
///
/// `judged` is whether the options are those of the last run, so that a file
/// that has a record need not be looked at again but for its stat.
pub(crate) fn walk(
    config: &Config<'_>,
    threads: &Threads,
    index: &StatIndex,
    judged: bool,
) -> Listing {
    let mut listing = Listing { has_new_names: !judged, ..Listing::default() };
    let mut pending: Vec<(u32, String)> = Vec::new();
    for (root, given) in config.roots.iter().enumerate() {
        match root_exists(given, config.allow_missing) {
            Ok(true) => pending.push((root as u32, String::new())),
            Ok(false) => {}
            Err(problem) => listing.problems.push(problem),
        }
    }
    let mut again = match judged {
        true => look_again(config, threads, index),
        false => Vec::new(),
    };
    let is_known = |(nth, (root, _)): (usize, &(u32, String))| {
        index.position(nth, &config.roots[*root as usize].given, "").is_some()
    };
    if judged && again.iter().all(Option::is_some) && pending.iter().enumerate().all(is_known) {
        // These are all, in the order of the walk.
        listing.dirs = again.drain(..).flatten().collect();
        pending.clear();
    }
    // Level by level, what must be listed of one level on all threads.
    while !pending.is_empty() {
        let nth = listing.dirs.len();
        let place = |(at, (root, prefix)): (usize, &(u32, String))| {
            index.position(nth + at, &config.roots[*root as usize].given, prefix)
        };
        let places: Vec<Option<usize>> = pending.iter().enumerate().map(place).collect();
        let known = |place: &Option<usize>| again.get_mut((*place)?)?.take();
        let mut found: Vec<Option<Dir>> = places.iter().map(known).collect();
        let unknown: Vec<usize> = (0..found.len()).filter(|at| found[*at].is_none()).collect();
        let list = |at: &usize| {
            let (root, prefix) = &pending[*at];
            let records = places[*at].and_then(|place| index.records(place));
            Walker { config, threads, judged, root: *root, prefix }.list(records)
        };
        let listed = match unknown.len() {
            ..FEW_DIRS => unknown.iter().map(list).collect(),
            _ => threads.map_reading(&unknown, 64, list),
        };
        for (at, (dir, problems)) in unknown.into_iter().zip(listed) {
            found[at] = Some(dir);
            listing.problems.extend(problems);
        }
        pending.clear();
        for dir in found.into_iter().flatten() {
            let subdirs = dir.subdirs.iter();
            pending.extend(subdirs.map(|name| (dir.root, join(&dir.prefix, name) + "/")));
            listing.has_new_names |= dir.files.iter().any(|file| file.before.is_none());
            listing.dirs.push(dir);
        }
    }
    listing.same =
        judged && listing.dirs.len() == index.len() && listing.dirs.iter().all(|dir| dir.same);
    listing
}

/// Looks at all directories of the last run at once; returns those that need not
/// be listed, by their places in its index.
///
/// Most are there still and as they were. For that they need not wait for the
/// directories that they are in.
fn look_again(config: &Config<'_>, threads: &Threads, index: &StatIndex) -> Vec<Option<Dir>> {
    let places: Vec<usize> = (0..index.len()).collect();
    let look = |place: &usize| {
        let (given, prefix) = index.name(*place)?;
        let root = config.roots.iter().position(|root| root.given == given)? as u32;
        let records = index.records(*place)?;
        Walker { config, threads, judged: true, root, prefix }.look_again(&records)
    };
    match places.len() {
        ..FEW_DIRS => places.iter().map(look).collect(),
        _ => threads.map_reading(&places, 64, look),
    }
}

fn root_exists(root: &Root, allow_missing: bool) -> Result<bool, Problem> {
    match fs::metadata(&root.path) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(Problem::with_path(
            ErrorKind::Root,
            "the root",
            &root.path,
            "is a file: give the directory that it is in, and `include` the file",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match allow_missing {
            true => Ok(false),
            false => Err(Problem::with_path(
                ErrorKind::Root,
                "there is no directory",
                &root.path,
                "create it, or call `allow_missing()`; a root is relative to the package",
            )),
        },
        Err(error) => {
            Err(Problem::io(ErrorKind::Root, "cannot look at the root", &root.path, error))
        }
    }
}

#[cfg(test)]
mod tests;
