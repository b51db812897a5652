//! Makes the artifact of each input, or finds that it is made already.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use include_components_pack::Digest;
use include_components_pack::write::Note;

use crate::artifacts::stores::Stores;
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::roots::Root;
use crate::base::stat::Fingerprint;
use crate::base::threads::Threads;
use crate::cache::action::{ActionResult, ReadKind};
use crate::cache::links::Links;
use crate::cache::store::Store;
use crate::compile::reads::{Files, Loaded};
use crate::config::checked::Config;
use crate::output::blob::Blob;
use crate::output::pack::{Encoded, Packed};
use crate::report::Report;
use crate::scan::collect::{Input, Inputs, Origin, Source};
use crate::scan::listing::Listing;
use crate::source::reader::Reader;
use crate::source::spool::Batch;
use crate::source::{lfs, secret};

/// What became of the inputs.
#[derive(Debug, Default)]
pub(crate) struct Artifacts<'a> {
    /// One for each input, in their order.
    pub(super) list: Vec<Option<Artifact<'a>>>,
    /// What the files of the partials are now, in their order.
    pub(crate) partials: Vec<Fingerprint>,
    /// What compilers read besides their input; `None` where there was no file.
    pub(crate) discovered: HashMap<String, Option<Fingerprint>>,
    pub(crate) actions: HashMap<Digest, ActionResult>,
    /// What was found and done of references.
    pub(crate) links: Links,
    /// What the set has besides its components.
    pub(crate) notes: Vec<Note>,
    /// Why compilers and encoders ran, if the user asks.
    pub(crate) reasons: Vec<String>,
}

/// What one input became.
#[derive(Debug)]
pub(crate) struct Artifact<'a> {
    pub(super) blob: Blob<'a>,
    /// What the digits in its hashed path are of, if not of its bytes.
    pub(super) name: Option<Digest>,
    /// What it has besides its bytes: what browsers check, say.
    pub(super) notes: Vec<Note>,
    /// What the component's file is now; a bundle has none.
    pub(super) source: Option<Fingerprint>,
    pub(super) made: Made,
    pub(super) action: Option<Box<Action>>,
    /// Its encodings, once they are made.
    pub(super) encoded: Option<Vec<Encoded<'a>>>,
}

/// What it took to make an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// Nothing: the last pack has it at the same position.
    Unchanged,
    /// It is the component's file as it is, which was known or read.
    Copied,
    /// The last pack has the result of the action.
    Reused,
    /// The persistent cache has it.
    FromCache,
    /// A compiler ran, for this reason.
    Compiled { why: String },
}

/// The action of a component that has a compiler, or of a bundle.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) key: Digest,
    pub(super) result: ActionResult,
    /// What a compiler made, until the persistent cache has it.
    pub(super) bytes: Option<Vec<u8>>,
}

/// What all threads share.
pub(super) struct Shared<'a, 'r> {
    pub(super) config: &'r Config<'r>,
    pub(super) stores: Stores<'a>,
    pub(super) files: Files<'r>,
    /// How many files were opened that [`Files`] does not know of, and their length.
    opened: AtomicUsize,
    bytes_read: AtomicU64,
}

/// How many inputs a thread takes at a time, at most.
const CHUNK: usize = 256;

/// From how many inputs on it is worth more threads to read them.
const MANY: usize = 512;

impl<'a> Artifacts<'a> {
    /// Makes those that are missing, on as many threads as cargo allows.
    ///
    /// Fails with the problems of names too: so a run says all that is wrong.
    pub(crate) fn make_missing(
        &mut self,
        config: &Config<'_>,
        threads: &Threads,
        inputs: &Inputs<'_>,
        stores: &Stores<'a>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let Artifacts { list, partials, discovered, actions, reasons, .. } = self;
        list.resize_with(inputs.list.len(), || None);
        let pairs = || list.iter().zip(&inputs.list);
        let missing: Vec<&Input<'_>> =
            pairs().filter(|(made, _)| made.is_none()).map(|(_, input)| input).collect();
        let shared = Shared::new(config, stores, inputs);
        let (mut made, mut problems) = shared.make_all(threads, &missing);
        // What did compile is kept, so that the next try has less to do.
        remember(stores.store, &mut made);
        let sources = threads.map(&inputs.partials, 2, |source| shared.fingerprint(source));
        partials.extend(succeeded(sources, &mut problems));
        problems.extend(inputs.problems.iter().cloned());
        if let Some(error) = Error::of(problems) {
            return Err(error);
        }
        shared.count(report, &made);
        let slots = list.iter_mut().filter(|slot| slot.is_none());
        for ((slot, input), mut artifact) in slots.zip(missing).zip(made) {
            if config.explain {
                reasons.extend(artifact.reason(input));
            }
            if let Some(Action { key, result, .. }) = artifact.action.take().map(|it| *it) {
                let root = input.source().map_or(&config.roots[0], |source| source.root);
                discovered.extend(shared.discovered(&result, root));
                actions.insert(key, result);
            }
            *slot = Some(artifact);
        }
        Ok(())
    }

    /// Takes what a few inputs became for artifacts of all of them.
    pub(crate) fn spread(self, few: &Inputs<'_>, all: &Inputs<'_>) -> Self {
        let mut list = Vec::new();
        list.resize_with(all.list.len(), || None);
        for (input, artifact) in few.list.iter().zip(self.list) {
            if let Some(slot) = list.get_mut(input.position) {
                *slot = artifact;
            }
        }
        Artifacts { list, ..self }
    }

    /// Adds what pages need for the entries of bundlers to those.
    pub(crate) fn add_entries(&mut self, config: &Config<'_>, inputs: &Inputs<'_>) {
        for entry in config.naming.manifests.iter().flat_map(|manifest| &manifest.entries) {
            let artifact = inputs.find(&entry.file).and_then(|at| self.list[at].as_mut());
            // They are there if all inputs were collected after some of them.
            let is_new = |it: &&mut Artifact<'_>| !it.notes.iter().any(|it| it.text == entry.name);
            if let Some(artifact) = artifact.filter(is_new) {
                artifact.notes.extend(entry.notes());
            }
        }
    }

    /// Returns what the pack is to have of them.
    pub(crate) fn packed<'p>(&'p self, inputs: &'p Inputs<'_>) -> Vec<Packed<'p>> {
        let packed = |(input, artifact): (&'p Input<'_>, &'p Option<Artifact<'a>>)| {
            let artifact = artifact.as_ref()?;
            Some(Packed {
                position: input.position,
                path: input.path(),
                name: artifact.name,
                artifact: artifact.blob,
                notes: &artifact.notes,
                encoded: artifact.encoded.as_deref().unwrap_or_default(),
                unchanged: artifact.made == Made::Unchanged,
            })
        };
        inputs.list.iter().zip(&self.list).filter_map(packed).collect()
    }

    /// Writes down what the files of all inputs are now.
    pub(crate) fn record(&self, inputs: &Inputs<'_>, listing: &mut Listing) {
        let embedded = inputs.list.iter().map(Input::source).zip(&self.list);
        for (source, artifact) in embedded {
            let now = artifact.as_ref().and_then(|artifact| artifact.source);
            if let (Some(source), Some(now)) = (source, now) {
                listing.set(source.id, now);
            }
        }
        for (source, now) in inputs.partials.iter().zip(&self.partials) {
            listing.set(source.id, *now);
        }
    }
}

impl<'a> Artifact<'a> {
    pub(super) fn new(blob: Blob<'a>, source: Option<Fingerprint>, made: Made) -> Self {
        Artifact { blob, name: None, notes: Vec::new(), source, made, action: None, encoded: None }
    }

    /// Says why it was made anew, if it was.
    fn reason(&self, input: &Input<'_>) -> Option<String> {
        let why = match (&self.made, &input.origin) {
            (Made::Compiled { why }, _) => why.as_str(),
            (Made::Copied, Origin::File(source)) if source.known.is_none() => match source.last {
                None => "new",
                Some(last) if Some(last) == self.source.map(|now| now.digest) => {
                    "its stat changed; its content did not"
                }
                Some(_) => "its content changed",
            },
            _ => return None,
        };
        let path = input.source().map_or(input.path(), |source| &source.path);
        Some(format!("{path}: {why}"))
    }
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
fn remember(store: &Store, artifacts: &mut [Artifact<'_>]) {
    let mut objects = Vec::new();
    for action in artifacts.iter_mut().filter_map(|it| it.action.as_deref_mut()) {
        let Some(bytes) = action.bytes.take() else { continue };
        let mut record = Vec::new();
        action.result.write(&mut record);
        objects.push((action.key, record));
        if !store.has(action.result.artifact) {
            objects.push((action.result.artifact, bytes));
        }
    }
    store.add(&objects);
}

impl<'a, 'r> Shared<'a, 'r> {
    fn new(config: &'r Config<'r>, stores: &Stores<'a>, inputs: &Inputs<'_>) -> Self
    where
        'a: 'r,
    {
        // Whose digest compilers need not open them for.
        let known = |it: &Source<'_>| Some((it.file(), it.known?));
        let known = match config.copies_only() {
            true => HashMap::new(),
            false => inputs.sources().filter_map(known).collect(),
        };
        Shared {
            config,
            stores: *stores,
            files: Files::new(known, &stores.last.discovered, &config.places),
            opened: AtomicUsize::new(0),
            bytes_read: AtomicU64::new(0),
        }
    }

    /// Makes all of these; returns those that could be made, in their order.
    fn make_all(
        &self,
        threads: &Threads,
        inputs: &[&Input<'_>],
    ) -> (Vec<Artifact<'a>>, Vec<Problem>) {
        let size = (inputs.len() / (4 * self.config.jobs)).clamp(1, CHUNK);
        let chunks: Vec<&[&Input<'_>]> = inputs.chunks(size).collect();
        let make = |chunk: &&[&Input<'_>]| {
            let mut reader = Reader::new(self.stores.spool, threads, self.config.map_above);
            let mut batch = Batch::new(self.stores.spool);
            let made: Vec<_> =
                chunk.iter().map(|input| self.make(input, &mut reader, &mut batch)).collect();
            batch.flush().map_err(|error| self.stores.unwritable(error))?;
            Ok(made)
        };
        // What compilers do is not waiting.
        let only_reads = self.config.rules.is_empty() && inputs.len() >= MANY;
        let made = match only_reads {
            true => threads.map_reading(&chunks, 2, make),
            false => threads.map(&chunks, 2, make),
        };
        let mut problems = Vec::new();
        let made = succeeded(made, &mut problems).into_iter().flatten().collect();
        (succeeded(made, &mut problems), problems)
    }

    fn make(
        &self,
        input: &Input<'_>,
        reader: &mut Reader<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact<'a>, Problem> {
        match &input.origin {
            Origin::Bundle(bundle) => self.bundle(bundle, batch),
            Origin::File(source) => match source.rule {
                Some(rule) => self.compile(source, rule, batch),
                None => match self.known_copy(source, input.position) {
                    Some(artifact) => Ok(artifact),
                    None => self.copy(source, reader, batch),
                },
            },
        }
    }

    /// Counts a file that was opened.
    pub(super) fn count_opened(&self, len: u64) {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.bytes_read.fetch_add(len, Ordering::Relaxed);
    }

    /// Counts what was done.
    fn count(&self, report: &mut Report, made: &[Artifact<'_>]) {
        let (opened, bytes) = self.files.opened();
        report.opened += opened + self.opened.load(Ordering::Relaxed);
        report.bytes_read += bytes + self.bytes_read.load(Ordering::Relaxed);
        for artifact in made {
            match artifact.made {
                Made::Unchanged | Made::Copied => {}
                Made::Reused => report.reused += 1,
                Made::FromCache => report.from_cache += 1,
                Made::Compiled { .. } => report.compiled += 1,
            }
        }
    }

    /// Returns what an action read besides its input, and what that is now.
    fn discovered<'s>(
        &'s self,
        result: &'s ActionResult,
        root: &'s Root,
    ) -> impl Iterator<Item = (String, Option<Fingerprint>)> + 's {
        let files = result.reads.iter().filter(|read| read.what == ReadKind::File);
        files.map(move |read| {
            let file = root.file(&read.name);
            (file.to_string_lossy().into_owned(), self.files.entry(&file))
        })
    }

    /// Refuses a private key and a pointer of Git LFS, unless they are allowed.
    pub(super) fn check_content(
        &self,
        source: &Source<'_>,
        file: &Path,
        bytes: &[u8],
    ) -> Result<(), Problem> {
        if !self.config.lfs_pointers {
            lfs::check(file, bytes)?;
        }
        match self.config.select.allows_secret(&source.path) {
            true => Ok(()),
            false => secret::check(file, &source.path, bytes),
        }
    }

    /// Loads a component that compilers may read too.
    pub(super) fn load(&self, file: &Path) -> Result<Arc<Loaded>, Problem> {
        self.files.load(file)?.ok_or_else(|| {
            let what = "the component was removed during the build:";
            Problem::with_path(ErrorKind::Read, what, file, "build again")
        })
    }
}

#[cfg(test)]
mod tests;
