//! What was found under the roots: directories and files, with their stats.

use include_components_pack::Digest;

use crate::base::error::Problem;
use crate::base::stat::{Fingerprint, Stat};
use crate::config::checked::Config;
use crate::scan::stat_index::{Record, StatIndex};

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
    pub(super) fn unchanged(known: &Record<'_>) -> Self {
        let Fingerprint { stat, digest, .. } = known.entry();
        File { name: known.name.to_owned(), stat, before: Some(digest), trusted: true }
    }

    /// Returns the stat index's entry of the file, if it is to be believed.
    pub(crate) fn entry(&self) -> Fingerprint {
        match self.known() {
            Some(digest) => Fingerprint { stat: self.stat, digest, racy: false },
            None => Fingerprint::NOTHING,
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
