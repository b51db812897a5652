//! Encodes artifacts, or finds that it is done already.
//!
//! An encoding is an action of its own, with the artifact for its source: what
//! compiles to the same bytes is not encoded again. That an encoding is not
//! worth keeping is a result too.

mod known;
mod results;
mod slow;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use include_components_pack::{Digest, Encoding};

use crate::artifacts::make::{Placed, Stores};
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::fs::write_problem;
use crate::base::hasher::digest;
use crate::base::threads::{Threads, lock};
use crate::compile::encoders::{Codec, is_worth};
use crate::config::checked::Config;
use crate::output::pack::Encoded;
use crate::report::Report;
use crate::source::blob::{Blob, Location};
use crate::source::spool::Batch;

pub(crate) use crate::compile::encoders::Encoders;
use results::{Content, Results};
pub(crate) use slow::hint;

/// All encodings of a run.
#[derive(Debug, Default)]
pub(crate) struct Encodings {
    /// Those of each component, in their order; empty if there are no encoders.
    of: Vec<Vec<Encoded>>,
    /// Why encoders ran, if the user asks.
    pub(crate) warnings: Vec<String>,
}

impl Encodings {
    /// Returns the encodings of the nth artifact, in the order of their codes.
    pub(crate) fn of(&self, nth: usize) -> &[Encoded] {
        self.of.get(nth).map_or(&[], Vec::as_slice)
    }
}

/// One artifact and one encoder, for which neither this run nor the last one
/// has a result yet.
struct Task<'a> {
    key: Digest,
    codec: Codec,
    artifact: Blob,
    /// One of the paths that the artifact is looked up by.
    path: &'a str,
}

/// The result of a task: what was kept, and how long the encoder took, if it ran.
struct Done {
    kept: Option<Blob>,
    ran: Option<Duration>,
}

/// Encodes artifacts, which are in the order of their paths, on as many threads
/// as cargo allows.
pub(crate) fn encode(
    config: &Config<'_>,
    threads: &Threads,
    artifacts: &[Placed<'_>],
    stores: &Stores<'_>,
    report: &mut Report,
) -> Result<Encodings, Error> {
    if config.encoders.is_empty() {
        return Ok(Encodings::default());
    }
    let known = known::Known::new(config, stores);
    let mut of = Vec::with_capacity(artifacts.len());
    let mut tasks: Vec<Task<'_>> = Vec::new();
    let mut by_key: HashMap<Digest, usize> = HashMap::new();
    // Which components want what a task makes, and in which place.
    let mut wanted: Vec<(usize, Encoding, usize)> = Vec::new();
    for (at, Placed { position, path, artifact }) in artifacts.iter().enumerate() {
        let piece = artifact.piece;
        if let Some(encoded) = known.find(*position, path, piece, report) {
            of.push(encoded);
            continue;
        }
        of.push(Vec::new());
        for codec in config.encoders.of(path, piece.len) {
            let key = codec.key(piece.digest);
            let task = *by_key.entry(key).or_insert_with(|| {
                tasks.push(Task { key, codec: *codec, artifact: piece, path });
                tasks.len() - 1
            });
            wanted.push((at, codec.encoding, task));
        }
    }
    let done = run_all(threads, &tasks, stores)?;
    for (at, encoding, task) in wanted {
        of[at].extend(done[task].kept.map(|piece| Encoded { encoding, piece }));
    }
    for (task, done) in tasks.iter().zip(&done) {
        match done.ran {
            Some(took) => report.count_encoded(task.codec.unoptimised(), took),
            None => report.encodings_from_cache += 1,
        }
    }
    let reasons = tasks.iter().zip(&done).filter(|(_, done)| done.ran.is_some() && config.log);
    let reasons = reasons.map(|(task, _)| {
        format!("{}: no cache has it as {}", task.path, task.codec.encoding.token())
    });
    Ok(Encodings { of, warnings: reasons.collect() })
}

/// Runs all tasks and returns what they did, in their order.
///
/// The longest are begun first, and each thread takes the next when it is done
/// with one: so a large file is not what all others wait for in the end.
fn run_all(threads: &Threads, tasks: &[Task<'_>], stores: &Stores<'_>) -> Result<Vec<Done>, Error> {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|nth| std::cmp::Reverse(tasks[*nth].codec.cost(tasks[*nth].artifact.len)));
    let results = Results::new(stores.store);
    let batches = Mutex::new(Vec::new());
    let done = threads.map_each(&order, |nth| {
        let mut batch = lock(&batches).pop().unwrap_or_else(|| Batch::new(stores.spool));
        let done = tasks[*nth].run(stores, &results, &mut batch);
        lock(&batches).push(batch);
        done
    });
    // What was encoded is kept, so that the next try has less to do.
    results.flush();
    let mut problems = Vec::new();
    for batch in lock(&batches).iter_mut() {
        let flushed = batch.flush();
        problems.extend(flushed.err().map(|error| write_problem(stores.spool.path(), error)));
    }
    let mut all = Vec::with_capacity(tasks.len());
    all.resize_with(tasks.len(), || Done { kept: None, ran: None });
    for (nth, done) in order.into_iter().zip(done) {
        match done {
            Ok(done) => all[nth] = done,
            Err(problem) => problems.push(problem),
        }
    }
    Error::of(problems).map_or(Ok(all), Err)
}

impl Task<'_> {
    fn run(
        &self,
        stores: &Stores<'_>,
        results: &Results<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Done, Problem> {
        match results.find(self.key) {
            Some(None) => return Ok(Done { kept: None, ran: None }),
            Some(Some(blob)) => {
                if let Some(place) = stores.old_place(blob.digest, blob.len) {
                    return Ok(Done { kept: Some(blob.at(place)), ran: None });
                }
                if let Some(bytes) = results.bytes(blob) {
                    let place = stores.push(batch, &bytes)?;
                    return Ok(Done { kept: Some(blob.at(place)), ran: None });
                }
            }
            None => {}
        }
        let artifact = self.artifact(stores)?;
        let start = Instant::now();
        let encoded = self.codec.encode(&artifact);
        let took = start.elapsed();
        let encoded = encoded.ok_or_else(|| {
            let what = format!("cannot encode as {}:", self.codec.encoding.token());
            let remedy = "there is too little memory; run fewer jobs, or choose a lower level";
            Problem::with_path(ErrorKind::Encode, &what, Path::new(self.path), remedy)
        })?;
        if !is_worth(self.artifact.len, encoded.len() as u64) {
            results.add(self.key, None);
            return Ok(Done { kept: None, ran: Some(took) });
        }
        let blob = Content { digest: digest(&encoded), len: encoded.len() as u64 };
        let place = match stores.old_place(blob.digest, blob.len) {
            Some(place) => place,
            None => stores.push(batch, &encoded)?,
        };
        results.add(self.key, Some((blob, encoded)));
        Ok(Done { kept: Some(blob.at(place)), ran: Some(took) })
    }

    /// Reads the artifact from where the pack will have it from.
    fn artifact(&self, stores: &Stores<'_>) -> Result<Vec<u8>, Problem> {
        let Blob { digest: expected, len, place } = self.artifact;
        let (read, path) = match (place, stores.old) {
            (Location::Pack(address), Some(old)) => (old.read(address, len), old.path(address)),
            (Location::Spool(offset) | Location::Pack(offset), _) => {
                (stores.spool.read(offset, len), stores.spool.path())
            }
        };
        let what = "cannot read back";
        let bytes = read.map_err(|error| Problem::io(ErrorKind::Read, what, path, error))?;
        // What is cached under the artifact's digest must come from its bytes.
        match digest(&bytes) == expected {
            true => Ok(bytes),
            false => {
                let remedy = "it is damaged; remove it, and build again";
                Err(Problem::with_path(ErrorKind::Read, what, path, remedy))
            }
        }
    }
}
