//! What was found under the roots: directories and files, with their stats.

use crate::base::error::Problem;
use crate::base::stat::{Fingerprint, Stat};
use crate::config::checked::Config;
use crate::scan::stat_index::{Record, StatIndex};

/// Everything that was found under the roots.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// In the order of the walk: those in one directory stand together, after it.
    pub(crate) dirs: Vec<Dir>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) change: Change,
}

/// How what was found differs from what the last run found; of several, the
/// greatest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It is the same, and trusted.
    #[default]
    None,
    /// Files have other contents, or went away.
    Contents,
    /// There is a path that the last run did not have, or had with other options.
    Names,
}

/// One directory.
#[derive(Debug)]
pub(crate) struct Dir {
    /// Which root it is under.
    pub(crate) root: u32,
    /// Its path relative to the root with a `/` behind it, or nothing for the root.
    pub(crate) prefix: String,
    /// Its own stat, from before it was listed.
    pub(crate) stat: Stat,
    /// Whether the next run may believe the stat instead of listing it again:
    /// it was old enough, and there is no link among the entries, which can
    /// change without it.
    pub(crate) trustworthy: bool,
    /// The names of the hidden entries that were left out, directories with a `/` behind
    /// them, sorted.
    pub(crate) hidden: Vec<String>,
    /// How many entries the globs left out.
    pub(crate) excluded: u32,
    /// Their names, as in `hidden`, if the directory was listed.
    pub(crate) excluded_names: Vec<String>,
    /// The names of the directories in it that are entered, sorted.
    pub(crate) subdirs: Vec<String>,
    /// How many files in it are components.
    pub(crate) count: usize,
    /// Those, sorted by name; none yet where [`Listing::complete`] adds them.
    pub(crate) files: Vec<File>,
    pub(crate) change: Change,
}

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) stat: Stat,
    /// What it was in the last run.
    pub(crate) last: Option<Fingerprint>,
    /// What it is now: known by its stat, or from when it was read.
    pub(crate) now: Option<Fingerprint>,
}

/// A file of a listing: its directory, and which it is in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileId {
    pub(crate) dir: usize,
    pub(crate) nth: usize,
}

impl File {
    /// Returns a file that is as the last run found it.
    pub(super) fn unchanged(record: &Record<'_>) -> Self {
        let now = record.fingerprint();
        File { name: record.name.to_owned(), stat: now.stat, last: Some(now), now: Some(now) }
    }
}

impl Listing {
    /// Returns the number of files.
    pub(crate) fn len(&self) -> usize {
        self.dirs.iter().map(|dir| dir.count).sum()
    }

    /// Returns the length of all files that are not as they were, in bytes.
    pub(crate) fn bytes_to_read(&self) -> u64 {
        self.files().filter(|file| file.now.is_none()).map(|file| file.stat.len()).sum()
    }

    /// Returns all files that were added, in the order of the walk.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.dirs.iter().flat_map(|dir| &dir.files)
    }

    /// Adds the files of the directories that are as they were, which are not
    /// needed when all of them are.
    pub(crate) fn complete(&mut self, config: &Config<'_>, last: &StatIndex) {
        for (nth, dir) in self.dirs.iter_mut().enumerate() {
            if dir.files.len() == dir.count {
                continue;
            }
            let given = &config.roots[dir.root as usize].given;
            let position = last.position(nth, given, &dir.prefix);
            let records = position.and_then(|at| last.records(at)).map(|it| it.files());
            dir.files = records.unwrap_or_default().iter().map(File::unchanged).collect();
        }
    }

    /// Writes down what a file is now that it was read.
    pub(crate) fn set(&mut self, file: FileId, now: Fingerprint) {
        let dir = self.dirs.get_mut(file.dir);
        if let Some(file) = dir.and_then(|dir| dir.files.get_mut(file.nth)) {
            file.now = Some(now);
        }
    }

    /// Returns how many hidden files and directories were left out.
    #[cfg(test)]
    pub(crate) fn hidden(&self) -> usize {
        self.dirs.iter().map(|dir| dir.hidden.len()).sum()
    }

    /// Returns how many files and directories the globs left out.
    pub(crate) fn excluded(&self) -> usize {
        self.dirs.iter().map(|dir| dir.excluded as usize).sum()
    }

    /// Returns all files, those of each root nearly in the byte order of their
    /// paths: `a.b/` comes before `a/`, but not here.
    pub(crate) fn in_path_order(&self) -> Vec<FileId> {
        let roots = self.dirs.iter().filter(|dir| dir.prefix.is_empty()).count();
        let mut next = roots;
        let first_subdir = |dir: &Dir| {
            next += dir.subdirs.len();
            next - dir.subdirs.len()
        };
        let first_subdirs: Vec<usize> = self.dirs.iter().map(first_subdir).collect();
        let mut sorted = Vec::with_capacity(self.len());
        for root in 0..roots {
            self.push_in_path_order(root, &first_subdirs, &mut sorted);
        }
        sorted
    }

    fn push_in_path_order(&self, at: usize, first_subdirs: &[usize], sorted: &mut Vec<FileId>) {
        let dir = &self.dirs[at];
        let mut subdirs = dir.subdirs.iter().zip(first_subdirs[at]..).peekable();
        for (nth, file) in dir.files.iter().enumerate() {
            while let Some((_, subdir)) = subdirs.next_if(|(name, _)| **name < file.name) {
                self.push_in_path_order(subdir, first_subdirs, sorted);
            }
            sorted.push(FileId { dir: at, nth });
        }
        for (_, subdir) in subdirs {
            self.push_in_path_order(subdir, first_subdirs, sorted);
        }
    }
}

/// Joins a directory's prefix and a name in it to a path.
///
/// `concat` of a slice takes longer where it is not optimised.
pub(crate) fn join(prefix: &str, name: &str) -> String {
    // With room for a `/`.
    let mut path = String::with_capacity(prefix.len() + name.len() + 1);
    path.push_str(prefix);
    path.push_str(name);
    path
}
