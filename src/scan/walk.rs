//! From roots to files: names, kinds and stats. No file is opened.

mod dir;
mod links;

use std::fs;
use std::io;
use std::path::PathBuf;

use include_components_pack::Digest;

use crate::base::error::{ErrorKind, Problem};
use crate::base::stat::Stat;
use crate::base::threads::Threads;
use crate::config::checked::{Config, Root};
use crate::scan::stat_index::{Entry, Known, StatIndex};
use dir::Walker;

/// Up to how many directories are looked at with no thread started for it.
const FEW_DIRS: usize = 8;

/// Everything that was found under the roots.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) dirs: Vec<Dir>,
    pub(crate) problems: Vec<Problem>,
    /// Whether this is just what the last run found, all trusted.
    pub(crate) same: bool,
    /// Whether a file was not among those of the last run, or that had other
    /// options.
    pub(crate) has_new_names: bool,
}

/// One directory.
#[derive(Debug)]
pub(crate) struct Dir {
    /// Which root it is under.
    pub(crate) root: u32,
    /// Its logical path with a `/` behind it, or nothing for the root itself.
    pub(crate) prefix: String,
    /// Its own stat, from before it was listed.
    pub(crate) stat: Stat,
    /// Whether the next run may believe the stat instead of listing it again:
    /// it was old enough, and there is no link among the entries, which can
    /// change without it.
    pub(crate) settled: bool,
    /// How many hidden entries were left out.
    pub(crate) hidden: u32,
    /// The names of the directories in it that are entered, sorted.
    pub(crate) subdirs: Vec<String>,
    /// How many files in it are components.
    pub(crate) count: usize,
    /// Those, sorted by name; none yet where [`Listing::complete`] adds them.
    pub(crate) files: Vec<File>,
    /// Whether all this is what the last run found, and trusted.
    pub(crate) same: bool,
}

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) stat: Stat,
    /// The digest of its bytes in the last run.
    pub(crate) before: Option<Digest>,
    /// Whether its bytes are still those, by its stat.
    pub(crate) trusted: bool,
}

impl File {
    /// Returns a file that is as the last run found it.
    fn unchanged(known: &Known<'_>) -> Self {
        let Entry { stat, digest, .. } = known.entry();
        File { name: known.name.to_owned(), stat, before: Some(digest), trusted: true }
    }

    /// Returns the stat index's entry of the file, if it is to be believed.
    pub(crate) fn entry(&self) -> Entry {
        match self.known() {
            Some(digest) => Entry { stat: self.stat, digest, racy: false },
            None => Entry::NOTHING,
        }
    }

    /// Returns the digest of the file's bytes, if it is known unopened.
    pub(crate) fn known(&self) -> Option<Digest> {
        self.before.filter(|_| self.trusted)
    }
}

impl Listing {
    /// Returns the number of files.
    pub(crate) fn len(&self) -> usize {
        self.dirs.iter().map(|dir| dir.count).sum()
    }

    /// Returns the length of all files that are not as they were, in bytes.
    pub(crate) fn bytes_to_read(&self) -> u64 {
        let files = self.dirs.iter().flat_map(|dir| &dir.files);
        files.filter(|file| !file.trusted).map(|file| file.stat.len()).sum()
    }

    /// Adds the files of the directories that are as they were, which are not
    /// needed when all of them are.
    pub(crate) fn complete(&mut self, config: &Config<'_>, index: &StatIndex) {
        for (nth, dir) in self.dirs.iter_mut().enumerate() {
            if dir.files.len() == dir.count {
                continue;
            }
            let given = &config.roots[dir.root as usize].given;
            let place = index.position(nth, given, &dir.prefix);
            let known = place.and_then(|place| index.records(place)).map(|it| it.files());
            dir.files = known.unwrap_or_default().iter().map(File::unchanged).collect();
        }
    }

    /// Returns how many hidden files and directories were left out.
    pub(crate) fn hidden(&self) -> usize {
        self.dirs.iter().map(|dir| dir.hidden as usize).sum()
    }
}

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

/// Joins a directory's prefix and a name in it to a logical path.
///
/// Unoptimised, `concat` takes five times as long.
pub(crate) fn join(prefix: &str, name: &str) -> String {
    // With room for a `/`.
    let mut path = String::with_capacity(prefix.len() + name.len() + 1);
    path.push_str(prefix);
    path.push_str(name);
    path
}

impl Root {
    /// Returns where a logical path of this root is on disk.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }
}

#[cfg(test)]
mod tests;
