//! What the build script writes under the roots while it runs.
//!
//! Cargo runs a script again if something that it watches is newer than the
//! script's start, so it would do so for the script's own files in each build.

use std::time::SystemTime;

use crate::base::error::shown;
use crate::config::checked::Config;
use crate::scan::listing::{File, Listing};
use crate::scan::stat_index::State;

/// The roots, as they were given, that this script writes to.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Those that have a file which is not older than the script's start.
    pub(crate) some: Vec<String>,
    /// Those whose files all are, in this run as in the last, and have the bytes
    /// that they had then.
    pub(crate) all: Vec<String>,
    /// What to warn of: a file that is written each time beside others that are not.
    pub(crate) warnings: Vec<String>,
}

/// Finds the roots that this script writes to, when all files have been read.
///
/// One run is no proof: somebody may have saved a file while it ran. Who did so in
/// two, to each file of a root and without changing any, is most likely the script.
pub(crate) fn find(config: &Config<'_>, listing: &Listing, last: &State) -> Written {
    let mut written = Written::default();
    let now = SystemTime::now();
    // What the script writes first may have the time of its start itself, for clocks
    // tick; a time in the future says nothing of when.
    let is_new = |file: &&File| {
        !file.stat.is_modified_before(config.started) && !file.stat.is_modified_after(now)
    };
    let is_same = |file: &File| file.last.is_some() && file.last == file.now.map(|it| it.digest);
    for (nth, root) in config.roots.iter().enumerate().filter(|(_, root)| !root.is_own) {
        let dirs = || listing.dirs.iter().filter(|dir| dir.root as usize == nth);
        let new =
            || dirs().flat_map(|dir| dir.files.iter().filter(is_new).map(move |it| (dir, it)));
        let count = new().count();
        if count == 0 {
            continue;
        }
        written.some.push(root.given.clone());
        if !last.written.contains(&root.given) {
            continue;
        }
        let is_all = count == dirs().map(|dir| dir.count).sum::<usize>();
        if is_all && new().all(|(_, file)| is_same(file)) {
            written.all.push(root.given.clone());
        } else if let Some((dir, file)) = new().find(|(_, file)| is_same(file)) {
            let path = root.file(&dir.prefix).join(&file.name);
            written.warnings.push(format!(
                "{} is written while the build script runs, so that cargo runs it in each build: \
                 write it only if its bytes differ, or below OUT_DIR, as a root of its own",
                shown(&path)
            ));
        }
    }
    written
}

#[cfg(test)]
mod tests;
