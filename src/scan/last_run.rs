//! The last run: what it found, and whether this one is asked for the same.

use std::fs::metadata;
use std::path::Path;

use include_components_pack::SetFile;

use crate::base::fs;
use crate::base::stat::{Fingerprint, Stat};
use crate::cache::action::Read;
use crate::compile::program;
use crate::compile::reads::{self, Matches};
use crate::config::checked::Config;
use crate::scan::stat_index::{StatIndex, State};

/// What the last run left of itself.
#[derive(Debug, Default)]
pub(crate) struct LastRun {
    pub(crate) index: StatIndex,
    same_options: bool,
}

impl LastRun {
    #[cfg(test)]
    pub(crate) fn new(index: StatIndex, same_options: bool) -> Self {
        LastRun { index, same_options }
    }

    /// Loads it.
    pub(crate) fn load(config: &Config<'_>) -> Self {
        let mut index = StatIndex::load(&config.out_file("index"));
        let same_options = index.state.options == Some(config.options());
        if !same_options && index.state.is_lenient {
            // A secret, say, that an option allowed may not be allowed now: its bytes
            // tell.
            index.forget_files();
        }
        LastRun { index, same_options }
    }

    /// Returns the index, if the last run had the same options: then what has a
    /// record was chosen and checked, and need only look as it did.
    pub(crate) fn comparable(&self) -> Option<&StatIndex> {
        Some(&self.index).filter(|_| self.same_options)
    }

    pub(crate) fn state(&self) -> &State {
        &self.index.state
    }

    /// Returns a variable that compilers read, if it has another value now.
    pub(crate) fn other_variable(&self) -> Option<&str> {
        let mut reads = self.state().env_reads();
        let other = reads.find(|read| reads::env_digest(&read.name) != read.found);
        other.map(|read| read.name.as_str())
    }

    /// Whether the output is as it was left, and so is what compilers read besides
    /// the components.
    pub(crate) fn output_is_intact(&self, config: &Config<'_>) -> bool {
        let state = self.state();
        let Ok(set) = SetFile::parse(&state.set) else { return false };
        let files = || set.parts().map(|part| part.file);
        let is_as_left =
            |(file, left): (&str, &Stat)| stat(&config.out_dir.join(file)) == Some(*left);
        let is_as_read =
            |(path, found): (&String, &Option<Fingerprint>)| match (stat(Path::new(path)), found) {
                (Some(now), Some(found)) => found.trusted(&now).is_some(),
                (None, None) => true,
                _ => false,
            };
        let has_same_matches = |read: &Read| {
            let matches = Matches::find(&config.places.package, &read.name);
            matches.is_ok_and(|matches| Some(matches.digest) == read.found)
        };
        let has_same_target =
            |read: &Read| program::target(&read.name, &config.places.package) == read.found;
        fs::read(&config.out_file("set")).is_some_and(|bytes| bytes == state.set.as_bytes())
            && state.output.len() == files().count()
            && files().zip(&state.output).all(is_as_left)
            && state.discovered.iter().all(is_as_read)
            && self.other_variable().is_none()
            && state.globs().into_iter().all(has_same_matches)
            && state.programs().into_iter().all(has_same_target)
    }
}

/// Returns the stat of what is no directory.
fn stat(path: &Path) -> Option<Stat> {
    let metadata = metadata(path).ok().filter(|metadata| !metadata.is_dir());
    metadata.map(|metadata| Stat::of(&metadata))
}
