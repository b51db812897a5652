//! Runs of tools in this process that made nothing to keep: in live mode, where a look comes
//! many times a minute, the same inputs would be the same failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

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

/// The last run of each tool, by its record, and the state that it left.
static LAST: Mutex<BTreeMap<PathBuf, (Digest, Outcome)>> = Mutex::new(BTreeMap::new());

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
    let last = lock(&LAST);
    let (left, outcome) = last.get(record).filter(|_| config.is_live)?;
    (*left == state).then(|| outcome.clone())
}

/// Keeps how a run ended, and forgets the one before.
pub(super) fn remember(
    config: &Config<'_>,
    record: &Path,
    state: Digest,
    outcome: Option<Outcome>,
) {
    let mut last = lock(&LAST);
    last.remove(record);
    let is_busy = |it: &Outcome| it.as_ref().is_some_and(|it| it.kind() == ErrorKind::Busy);
    let outcome = outcome.filter(|it| config.is_live && !is_busy(it));
    last.extend(outcome.map(|outcome| (record.to_owned(), (state, outcome))));
}
