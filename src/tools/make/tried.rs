//! Runs of tools in this process that made nothing to keep: in live mode, where a look comes
//! many times a minute, the same inputs would be the same failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use include_components_pack::Digest;

use crate::base::error::{ErrorKind, Problem};
use crate::base::key::KeyHasher;
use crate::base::sync::lock;
use crate::config::checked::Config;
use crate::tools::install::Lock;
use crate::tools::place;
use crate::tools::versions::Version;

/// How the last run ended: with a problem, or well, but with inputs that it changes.
type Outcome = Option<Problem>;

/// A run that made nothing to keep.
struct Tried {
    /// The state that it left.
    state: Digest,
    outcome: Outcome,
    /// How many looks in a row ended with inputs that had changed during the run.
    moved: u32,
    /// When it is tried again, though nothing has changed since.
    until: Option<Instant>,
}

/// The last such run of each tool, by its record.
static LAST: Mutex<BTreeMap<PathBuf, Tried>> = Mutex::new(BTreeMap::new());

/// After how long a run is tried again during which inputs changed: it may be the tool that
/// changes them, always, or somebody who saved a file that the run did not see. The first
/// time that is at once, and each time it takes twice as long.
const WAIT: Duration = Duration::from_secs(10);

/// Returns the digest of what decides how a run ends, as far as that is known: `key` is that
/// of the folder.
pub(super) fn state(
    key: Digest,
    versions: &[Version],
    packages: Option<&Lock>,
    is_downloaded: bool,
) -> Digest {
    let mut state = KeyHasher::new("include-components tried 1");
    state.write(key.as_bytes());
    for version in versions {
        state.write(&version.name).write(&version.text);
    }
    // Somebody may have installed the packages meanwhile.
    state.write([place::is_copied(packages, is_downloaded) as u8]);
    state.finish()
}

/// Returns how the last run of a tool ended, if it left this very state.
///
/// Cargo starts a build script that failed again, which then tries again.
pub(super) fn last(config: &Config<'_>, record: &Path, state: Digest) -> Option<Outcome> {
    let mut last = lock(&LAST);
    let Some(tried) = last.get(record).filter(|it| config.is_live && it.state == state) else {
        last.remove(record);
        return None;
    };
    let is_due = tried.until.is_some_and(|until| Instant::now() >= until);
    (!is_due).then(|| tried.outcome.clone())
}

/// Keeps how a run ended, if it made nothing to keep.
pub(super) fn remember(
    config: &Config<'_>,
    record: &Path,
    state: Digest,
    (problem, is_moving): (Option<Problem>, bool),
) {
    let mut last = lock(&LAST);
    let before = last.remove(record);
    let is_busy = problem.as_ref().is_some_and(|it| it.kind() == ErrorKind::Busy);
    if !config.is_live || is_busy || (problem.is_none() && !is_moving) {
        return;
    }
    let moved = if is_moving { before.map_or(0, |it| it.moved) + 1 } else { 0 };
    let until = match moved {
        0 => None,
        1 => Some(Instant::now()),
        more => Some(Instant::now() + WAIT * (1 << (more - 2).min(16))),
    };
    last.insert(record.to_owned(), Tried { state, outcome: problem, moved, until });
}
