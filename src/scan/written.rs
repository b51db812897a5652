//! What the build script writes while it runs, of what cargo watches.
//!
//! Cargo runs a script again if something that it watches is newer than the
//! script's start, so it would do so for the script's own files in each build.

use std::path::{Path, PathBuf};

use crate::base::stat::Fingerprint;
use crate::config::checked::Config;
use crate::scan::listing::{File, Listing};
use crate::scan::stat_index::State;

/// What this script writes to; roots are as they were given.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The roots that have a file which was modified since the script's start.
    pub(crate) some: Vec<String>,
    /// Those whose files all are, in this run as in the last, and have the bytes
    /// that they had then.
    pub(crate) all: Vec<String>,
    /// What else the script writes each time, though cargo watches it: a file of a root that
    /// also has others, or one that compilers read.
    pub(crate) rewritten: Vec<PathBuf>,
}

/// Finds what this script writes to, when all files have been read.
///
/// One run is no proof: somebody may have saved a file while it ran. Who did so in
/// two, to each file of a root and without changing any, is most likely the script.
pub(crate) fn find(config: &Config<'_>, listing: &Listing, state: &State, last: &State) -> Written {
    let mut written = Written::default();
    let is_new = |file: &&File| file.stat.is_written_in(&config.scripts_own);
    let is_rewritten = |now: Option<Fingerprint>, last: Option<Fingerprint>| {
        now.zip(last).is_some_and(|(now, last)| now.is_rewritten(&last, &config.scripts_own))
    };
    let before = |path: &str| last.discovered.get(path).copied().flatten();
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
        let is_new_all = count == dirs().map(|dir| dir.count).sum::<usize>();
        let is_same = |file: &File| is_rewritten(file.now, file.last);
        // Compilers may read there what is no component, and not the script's.
        let mut read =
            state.discovered.iter().filter(|(path, now)| now.is_some() && root.has(path));
        let is_all = is_new_all && read.all(|(path, now)| is_rewritten(*now, before(path)));
        if is_all && new().all(|(_, file)| is_same(file)) {
            written.all.push(root.given.clone());
        } else if let Some((dir, file)) = new().find(|(_, file)| !is_new_all && is_same(file)) {
            written.rewritten.push(root.file(&dir.prefix).join(&file.name));
        }
    }
    for (path, now) in &state.discovered {
        // Few are, and where they are costs more to ask.
        let is_elsewhere = || {
            let is_in_root = config.roots.iter().any(|root| root.has(path));
            !is_in_root && !config.is_own(Path::new(path))
        };
        if is_rewritten(*now, before(path)) && is_elsewhere() {
            written.rewritten.push(PathBuf::from(path));
        }
    }
    written.rewritten.sort();
    written
}

#[cfg(test)]
mod tests;
