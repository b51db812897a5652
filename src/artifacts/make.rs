//! Makes each component's artifact, or finds that it is made already.

mod bundle;
mod compile;
mod copy;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_components_pack::Digest;

use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::fs::write_problem;
use crate::base::stat::Fingerprint;
use crate::base::threads::Threads;
use crate::cache::action::{ActionResult, ReadKind};
use crate::cache::last_pack::OldPack;
use crate::cache::store::Store;
use crate::compile::reads::{Files, Loaded};
use crate::config::checked::Config;
use crate::report::Report;
use crate::scan::collect::{Component, Gathered};
use crate::scan::stat_index::State;
use crate::source::blob::{Blob, Location};
use crate::source::reader::Reader;
use crate::source::secret;
use crate::source::spool::{Batch, Spool};

/// All components of a run, made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// One a component, in their order.
    pub(crate) artifacts: Vec<Artifact>,
    /// One a bundle, in their order; they have no source.
    pub(crate) bundles: Vec<Artifact>,
    /// The stat index's entries of the components that are not embedded.
    pub(crate) aside: Vec<Fingerprint>,
    /// What compilers read besides; `None` where there was no file.
    pub(crate) extra: HashMap<String, Option<Fingerprint>>,
    pub(crate) actions: HashMap<Digest, ActionResult>,
    pub(crate) warnings: Vec<String>,
}

/// One component, made.
#[derive(Clone, Debug)]
pub(crate) struct Artifact {
    /// The source's entry for the stat index.
    pub(crate) source: Fingerprint,
    pub(crate) piece: Blob,
    how: How,
    action: Option<Box<Action>>,
}

/// An artifact where it will be in the pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    /// Counted from 0, in the byte order of the paths.
    pub(crate) position: usize,
    /// The path that it is looked up by.
    pub(crate) path: &'a str,
    pub(crate) artifact: &'a Artifact,
}

impl Artifact {
    /// Whether the last pack has it at the same position.
    pub(crate) fn is_unchanged(&self) -> bool {
        self.how == How::Unchanged
    }

    /// Says that what it took to make it is counted already.
    pub(crate) fn counted(self) -> Self {
        Artifact { how: How::Known, ..self }
    }
}

/// What it took to make an artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Nothing: neither was its file opened.
    Known,
    /// Nothing, and the last pack has it at the same position.
    Unchanged,
    /// The source was read and is the artifact.
    Copied,
    /// The same, but read as compilers read files: [`Files`] counts those.
    Loaded,
    /// The last pack has the result of the action.
    FromPack,
    /// The persistent cache has it.
    FromCache,
    /// A compiler ran.
    Compiled,
}

/// The action of a component that has a compiler.
#[derive(Clone, Debug)]
struct Action {
    key: Digest,
    result: ActionResult,
    /// What the compiler made, if it ran, and why it did.
    made: Option<(Vec<u8>, String)>,
}

/// Where bytes come from and go to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stores<'a> {
    pub(crate) before: &'a State,
    pub(crate) old: Option<&'a OldPack>,
    pub(crate) store: &'a Store,
    pub(crate) spool: &'a Spool,
    /// What this run has made already, by path.
    pub(crate) made: &'a HashMap<String, Artifact>,
}

impl Stores<'_> {
    /// Finds a blob in the last pack.
    pub(crate) fn old_place(&self, digest: Digest, len: u64) -> Option<Location> {
        self.old?.find(digest, len).map(Location::Pack)
    }

    /// Puts a new blob down.
    pub(crate) fn push(&self, batch: &mut Batch<'_>, bytes: &[u8]) -> Result<Location, Problem> {
        let offset = batch.push(bytes);
        Ok(Location::Spool(offset.map_err(|error| write_problem(self.spool.path(), error))?))
    }
}

/// What all threads share.
struct Shared<'a> {
    config: &'a Config<'a>,
    stores: Stores<'a>,
    files: Files<'a>,
}

/// How many components a thread takes at a time, at most.
const CHUNK: usize = 256;

/// Of how many components on it is worth more threads to read them.
const MANY: usize = 512;

/// Makes all components, on as many threads as cargo allows.
pub(crate) fn make(
    config: &Config<'_>,
    threads: &Threads,
    Gathered { components, aside, bundles }: &Gathered<'_>,
    stores: &Stores<'_>,
    report: &mut Report,
) -> Result<Made, Error> {
    let Stores { before, store, spool, .. } = *stores;
    let files =
        Files::new(trusted(config, components.iter().chain(aside)), &before.extra, &config.places);
    let shared = Shared { config, stores: *stores, files };
    let size = (components.len() / (4 * config.jobs)).clamp(1, CHUNK);
    let chunks: Vec<&[Component<'_>]> = components.chunks(size).collect();
    // What compilers do is not waiting.
    let only_reads = config.rules.is_empty() && components.len() >= MANY;
    let share = if only_reads { 2 } else { usize::MAX };
    let results = threads.map_reading(&chunks, share, |chunk| {
        let mut reader = Reader::new(spool, threads, config.map_above);
        let mut batch = Batch::new(spool);
        let known = |component: &Component<'_>| {
            stores.made.get(&component.path).cloned().or_else(|| shared.unchanged(component))
        };
        let make = |component| match known(component) {
            Some(artifact) => Ok(artifact),
            None => shared.component(component, &mut reader, &mut batch),
        };
        let made: Vec<_> = chunk.iter().map(make).collect();
        batch.flush().map_err(|error| write_problem(spool.path(), error))?;
        Ok(made)
    });
    let mut artifacts = Vec::with_capacity(components.len());
    let mut problems = Vec::new();
    for chunk in results {
        match chunk {
            Ok(chunk) => artifacts.extend(chunk),
            Err(problem) => problems.push(problem),
        }
    }
    let mut bundled = threads.map(bundles, 2, |bundle| shared.bundle(bundle));
    // What did compile is kept, so that the next try has less to do.
    remember(store, artifacts.iter_mut().chain(&mut bundled).flatten());
    let aside = threads.map(aside, 2, |component| shared.source(component));
    let mut made = Made {
        artifacts: succeeded(artifacts, &mut problems),
        bundles: succeeded(bundled, &mut problems),
        aside: succeeded(aside, &mut problems),
        ..Made::default()
    };
    if let Some(error) = Error::of(problems) {
        return Err(error);
    }
    count(report, made.artifacts.iter().chain(&made.bundles), &shared.files);
    if config.log {
        let reasons = components.iter().zip(&made.artifacts).filter_map(reason);
        made.warnings.extend(reasons);
        let bundles = bundles.iter().zip(&made.bundles);
        made.warnings.extend(bundles.filter_map(|(bundle, artifact)| {
            let (_, why) = artifact.action.as_ref()?.made.as_ref()?;
            Some(format!("{}: {why}", bundle.rule.path))
        }));
    }
    collect(&mut made, config, components, &shared.files);
    Ok(made)
}

/// Returns what succeeded, and adds what did not to the problems.
fn succeeded<T>(results: Vec<Result<T, Problem>>, problems: &mut Vec<Problem>) -> Vec<T> {
    let keep = |result| match result {
        Ok(made) => Some(made),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    results.into_iter().filter_map(keep).collect()
}

/// Adds to the persistent cache what compilers made.
fn remember<'a>(store: &Store, artifacts: impl Iterator<Item = &'a mut Artifact>) {
    let mut objects = Vec::new();
    for Action { key, result, made } in artifacts.filter_map(|it| it.action.as_deref_mut()) {
        let Some((bytes, _)) = made else { continue };
        let mut record = Vec::new();
        result.write(&mut record);
        objects.push((*key, record));
        if !store.has(result.artifact) {
            objects.push((result.artifact, std::mem::take(bytes)));
        }
    }
    store.add(&objects);
}

/// Counts what was done.
fn count<'a>(
    report: &mut Report,
    artifacts: impl Iterator<Item = &'a Artifact>,
    files: &Files<'_>,
) {
    let (opened, bytes) = files.opened();
    report.opened += opened;
    report.bytes_read += bytes;
    for artifact in artifacts {
        match artifact.how {
            How::Known | How::Unchanged | How::Loaded => {}
            How::Copied => {
                report.opened += 1;
                report.bytes_read += artifact.source.stat.len();
            }
            How::FromPack => report.reused += 1,
            How::FromCache => report.from_cache += 1,
            How::Compiled => report.compiled += 1,
        }
    }
}

/// Says why a component was made anew, if it was.
fn reason((component, artifact): (&Component<'_>, &Artifact)) -> Option<String> {
    let why = match artifact.action.as_ref().map(|action| &action.made) {
        Some(Some((_, why))) => why.as_str(),
        Some(None) => return None,
        None if component.found.trusted => return None,
        None => match component.found.before {
            None => "new",
            Some(before) if before == artifact.source.digest => {
                "its stat changed; its content did not"
            }
            Some(_) => "its content changed",
        },
    };
    Some(format!("{}: {why}", component.path))
}

/// Gathers what the actions say.
fn collect(made: &mut Made, config: &Config<'_>, components: &[Component<'_>], files: &Files<'_>) {
    let artifacts = made.artifacts.iter_mut().zip(components.iter().map(|it| it.root));
    let bundles = made.bundles.iter_mut().map(|it| (it, &config.roots[0]));
    for (artifact, root) in artifacts.chain(bundles) {
        let Some(action) = artifact.action.take() else { continue };
        let Action { key, result, .. } = *action;
        for read in result.reads.iter().filter(|read| read.what == ReadKind::File) {
            let file = root.file(&read.name);
            let entry = files.entry(&file);
            made.extra.insert(file.to_string_lossy().into_owned(), entry);
        }
        made.actions.insert(key, result);
    }
}

/// Returns the components whose digest compilers need not open them for.
fn trusted<'a>(
    config: &Config<'_>,
    components: impl Iterator<Item = &'a Component<'a>>,
) -> HashMap<PathBuf, Fingerprint> {
    if config.copies_only() {
        return HashMap::new();
    }
    let entry = |it: &'a Component<'a>| {
        let digest = it.found.known()?;
        Some((it.file(), Fingerprint { stat: it.found.stat, digest, racy: false }))
    };
    components.filter_map(entry).collect()
}

impl Shared<'_> {
    fn component(
        &self,
        component: &Component<'_>,
        reader: &mut Reader<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact, Problem> {
        match component.rule {
            Some(rule) => self.compile(component, rule, batch),
            None => self.copy(component, reader, batch),
        }
    }

    /// Refuses a private key, unless it is allowed.
    fn check_secret(
        &self,
        component: &Component<'_>,
        file: &Path,
        bytes: &[u8],
    ) -> Result<(), Problem> {
        match self.config.select.allows_secret(&component.path) {
            true => Ok(()),
            false => secret::check(file, &component.path, bytes),
        }
    }

    /// Loads a component that compilers may read too.
    fn load(&self, file: &Path) -> Result<Arc<Loaded>, Problem> {
        self.files.load(file)?.ok_or_else(|| {
            let what = "the component was removed during the build:";
            Problem::with_path(ErrorKind::Read, what, file, "build again")
        })
    }
}

#[cfg(test)]
mod tests;
