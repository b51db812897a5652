//! Encodes artifacts, or finds that it is done already.
//!
//! An encoding is an action of its own, with the artifact for its source: what
//! compiles to the same bytes is not encoded again. That an encoding is not
//! worth keeping is a result too.

mod last;
mod results;
mod slow;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use include_components_pack::{Content, Digest, Encoding};

use crate::artifacts::make::Artifacts;
use crate::artifacts::stores::Stores;
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::hasher::digest;
use crate::base::sync::lock;
use crate::base::threads::Threads;
use crate::compile::encoders::{Codec, is_worth};
use crate::config::checked::Config;
use crate::output::blob::Blob;
use crate::output::pack::Encoded;
use crate::report::Report;
use crate::scan::collect::Inputs;
use crate::source::spool::Batch;

use last::LastEncodings;
use results::Results;
pub(crate) use slow::hint;

/// One artifact and one encoder, for which neither this run nor the last one
/// has a result yet.
struct Task<'a, 'i> {
    key: Digest,
    codec: Codec,
    artifact: Blob<'a>,
    /// One of the paths that the artifact is looked up by.
    path: &'i str,
}

/// The result of a task: what was kept, and how long the encoder took, if it ran.
#[derive(Default)]
struct Done<'a> {
    kept: Option<Blob<'a>>,
    ran: Option<Duration>,
}

/// An artifact that wants what a task makes.
struct Want {
    artifact: usize,
    encoding: Encoding,
    task: usize,
}

impl<'a> Artifacts<'a> {
    /// Encodes those that are not encoded yet, on as many threads as cargo allows.
    pub(crate) fn encode_missing(
        &mut self,
        config: &Config<'_>,
        threads: &Threads,
        inputs: &Inputs<'_>,
        stores: &Stores<'a>,
        report: &mut Report,
    ) -> Result<(), Error> {
        if config.encoders.is_empty() {
            return Ok(());
        }
        let last = LastEncodings::new(config, stores);
        let mut tasks: Vec<Task<'a, '_>> = Vec::new();
        let mut by_key: HashMap<Digest, usize> = HashMap::new();
        let mut wants = Vec::new();
        for (at, (input, artifact)) in inputs.list.iter().zip(&mut self.list).enumerate() {
            let Some(artifact) = artifact.as_mut().filter(|it| it.encoded.is_none()) else {
                continue;
            };
            let (path, blob) = (input.path(), artifact.blob);
            if let Some(encoded) = last.find(input.position, path, blob) {
                report.encodings_reused += encoded.len();
                artifact.encoded = Some(encoded);
                continue;
            }
            artifact.encoded = Some(Vec::new());
            for codec in config.encoders.of(path, blob.content.len) {
                let key = codec.key(blob.content.digest);
                let task = *by_key.entry(key).or_insert_with(|| {
                    tasks.push(Task { key, codec: *codec, artifact: blob, path });
                    tasks.len() - 1
                });
                wants.push(Want { artifact: at, encoding: codec.encoding, task });
            }
        }
        let done = run_all(threads, &tasks, stores)?;
        for Want { artifact, encoding, task } in wants {
            let encoded = self.list[artifact].as_mut().and_then(|it| it.encoded.as_mut());
            if let (Some(encoded), Some(blob)) = (encoded, done[task].kept) {
                encoded.push(Encoded { encoding, blob });
            }
        }
        for (task, done) in tasks.iter().zip(&done) {
            match done.ran {
                Some(took) => {
                    report.count_encoded(task.codec.unoptimised(), took);
                    if config.explain {
                        let encoding = task.codec.encoding.token();
                        self.reasons.push(format!("{}: no cache has it as {encoding}", task.path));
                    }
                }
                None => report.encodings_from_cache += 1,
            }
        }
        Ok(())
    }
}

/// Runs all tasks and returns what they did, in their order.
///
/// The longest are begun first, and each thread takes the next when it is done
/// with one: so a large file is not what all others wait for in the end.
fn run_all<'a>(
    threads: &Threads,
    tasks: &[Task<'a, '_>],
    stores: &Stores<'a>,
) -> Result<Vec<Done<'a>>, Error> {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|nth| {
        std::cmp::Reverse(tasks[*nth].codec.cost(tasks[*nth].artifact.content.len))
    });
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
        problems.extend(flushed.err().map(|error| stores.unwritable(error)));
    }
    let mut all = Vec::with_capacity(tasks.len());
    all.resize_with(tasks.len(), Done::default);
    for (nth, done) in order.into_iter().zip(done) {
        match done {
            Ok(done) => all[nth] = done,
            Err(problem) => problems.push(problem),
        }
    }
    Error::of(problems).map_or(Ok(all), Err)
}

impl<'a> Task<'a, '_> {
    fn run(
        &self,
        stores: &Stores<'a>,
        results: &Results<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Done<'a>, Problem> {
        match results.find(self.key) {
            Some(None) => return Ok(Done::default()),
            Some(Some(content)) => {
                if let Some(found) = stores.find(content) {
                    return Ok(Done { kept: Some(found), ran: None });
                }
                if let Some(bytes) = results.bytes(content) {
                    let kept = stores.keep(batch, content.digest, &bytes)?;
                    return Ok(Done { kept: Some(kept), ran: None });
                }
            }
            None => {}
        }
        let artifact = stores.read(self.artifact)?;
        let started = Instant::now();
        let encoded = self.codec.encode(&artifact).ok_or_else(|| {
            let what = format!("cannot encode as {}:", self.codec.encoding.token());
            let remedy = "there is too little memory; run fewer jobs, or choose a lower level";
            Problem::with_path(ErrorKind::Encode, &what, Path::new(self.path), remedy)
        })?;
        let ran = Some(started.elapsed());
        if !is_worth(self.artifact.content.len, encoded.len() as u64) {
            results.add(self.key, None);
            return Ok(Done { kept: None, ran });
        }
        let content = Content { digest: digest(&encoded), len: encoded.len() as u64 };
        let kept = stores.keep(batch, content.digest, &encoded)?;
        results.add(self.key, Some((content, encoded)));
        Ok(Done { kept: Some(kept), ran })
    }
}
