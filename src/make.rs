//! Makes each component's artifact, or finds that it is made already.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_components_pack::Digest;

use crate::action::{self, ActionResult, ReadKind};
use crate::compiler::Context;
use crate::components::Component;
use crate::config::{Config, Rule};
use crate::error::{BoxError, Error, ErrorKind, Problem};
use crate::fs::write_problem;
use crate::key::digest;
use crate::old_pack::OldPack;
use crate::pack::{Piece, Place};
use crate::reads::{Files, Loaded, Reads};
use crate::source::{self, Content, Reader};
use crate::spool::{Batch, Spool};
use crate::stat_index::{Entry, State};
use crate::threads::Threads;

/// All components of a run, made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// One a component, in their order.
    pub(crate) artifacts: Vec<Artifact>,
    /// What compilers read besides; `None` where there was no file.
    pub(crate) extra: HashMap<String, Option<Entry>>,
    pub(crate) actions: HashMap<Digest, ActionResult>,
    pub(crate) warnings: Vec<String>,
    pub(crate) opened: usize,
    pub(crate) compiled: usize,
    pub(crate) cached: usize,
}

/// One component, made.
#[derive(Debug)]
pub(crate) struct Artifact {
    /// The source's entry for the stat index.
    pub(crate) source: Entry,
    pub(crate) piece: Piece,
    action: Option<(Digest, ActionResult)>,
    how: How,
}

/// What it took to make an artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Nothing, or the source was loaded as compilers load files: [`Files`]
    /// counts those.
    Unchanged,
    /// The source was read and is the artifact.
    Copied,
    /// The result of an action was known.
    Cached,
    /// A compiler ran.
    Compiled,
}

/// What all threads share.
struct Shared<'a> {
    config: &'a Config<'a>,
    old: Option<&'a OldPack>,
    before: &'a State,
    files: Files<'a>,
    spool: &'a Spool,
}

/// How many components a thread takes at a time, at most.
const CHUNK: usize = 64;

/// Makes all components, on as many threads as cargo allows.
pub(crate) fn make(
    config: &Config<'_>,
    threads: &Threads,
    components: &[Component<'_>],
    before: &State,
    old: Option<&OldPack>,
    spool: &Spool,
) -> Result<Made, Error> {
    let files = Files::new(trusted(config, components), &before.extra);
    let shared = Shared { config, old, before, files, spool };
    let size = (components.len() / (8 * config.jobs)).clamp(1, CHUNK);
    let chunks: Vec<&[Component<'_>]> = components.chunks(size).collect();
    let results = threads.map(&chunks, 2, |chunk| {
        let mut reader = Reader::new(spool, threads, config.map_above);
        let mut batch = Batch::new(spool);
        let make = |component| shared.component(component, &mut reader, &mut batch);
        let made: Vec<_> = chunk.iter().map(make).collect();
        batch.flush().map_err(|error| write_problem(spool.path(), error))?;
        Ok(made)
    });
    let mut made = Made::default();
    let mut problems = Vec::new();
    for chunk in results {
        match chunk {
            Ok(chunk) => {
                for result in chunk {
                    match result {
                        Ok(artifact) => made.artifacts.push(artifact),
                        Err(problem) => problems.push(problem),
                    }
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    match Error::of(problems) {
        Some(error) => Err(error),
        None => {
            collect(&mut made, components, &shared.files);
            Ok(made)
        }
    }
}

/// Counts, and gathers what the actions say.
fn collect(made: &mut Made, components: &[Component<'_>], files: &Files<'_>) {
    made.opened = files.opened();
    for (artifact, component) in made.artifacts.iter_mut().zip(components) {
        match artifact.how {
            How::Unchanged => {}
            How::Copied => made.opened += 1,
            How::Cached => made.cached += 1,
            How::Compiled => made.compiled += 1,
        }
        let Some((key, result)) = artifact.action.take() else { continue };
        for read in result.reads.iter().filter(|read| read.what == ReadKind::File) {
            let file = component.root.file(&read.name);
            let entry = files.entry(&file);
            made.extra.insert(file.to_string_lossy().into_owned(), entry);
        }
        for warning in &result.warnings {
            made.warnings.push(format!("{}: {warning}", component.path));
        }
        made.actions.insert(key, result);
    }
}

/// Returns the digests of the components that compilers may read unopened.
fn trusted(
    config: &Config<'_>,
    components: &[Component<'_>],
) -> HashMap<PathBuf, Digest> {
    if config.rules.is_empty() {
        return HashMap::new();
    }
    components.iter().filter_map(|it| Some((it.file(), it.known?))).collect()
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

    /// Makes a component that is embedded as it is.
    fn copy(
        &self,
        component: &Component<'_>,
        reader: &mut Reader<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact, Problem> {
        let len = component.stat.len();
        if let Some(digest) = component.known
            && let Some(place) = self.old_place(digest, len)
        {
            let source = Entry { stat: component.stat, digest, racy: false };
            let piece = Piece { digest, len, place };
            return Ok(Artifact { source, piece, action: None, how: How::Unchanged });
        }
        let file = component.file();
        // A compiler may read a component too, and nothing is opened twice.
        if !self.config.rules.is_empty() && len < source::BUFFER as u64 {
            let loaded = self.load(&file)?;
            let put = |shared: &Self| shared.embed(component, &file, &loaded.bytes, batch);
            return self.copied(loaded.entry, How::Unchanged, put);
        }
        let expect = self.old.is_some_and(|old| old.len_at(&component.path) == Some(len));
        let known = |digest| self.old.is_some_and(|old| old.len_of(digest).is_some());
        let read = reader.read(&file, expect, known)?;
        self.copied(read.entry, How::Copied, |shared| match read.content {
            Content::Buffer(filled) => {
                shared.embed(component, &file, reader.buffer(filled), batch)
            }
            Content::Spool(offset) => Ok(Place::Spool(offset)),
            Content::Known => {
                let what = "the last pack does not have what it said it has of";
                Err(Problem::with_path(ErrorKind::Read, what, &file, "build again"))
            }
        })
    }

    /// Finds the bytes of a source in the last pack, or else puts them down.
    fn copied(
        &self,
        source: Entry,
        how: How,
        put: impl FnOnce(&Self) -> Result<Place, Problem>,
    ) -> Result<Artifact, Problem> {
        let (digest, len) = (source.digest, source.stat.len());
        let place = match self.old_place(digest, len) {
            Some(place) => place,
            None => put(self)?,
        };
        let piece = Piece { digest, len, place };
        Ok(Artifact { source, piece, action: None, how })
    }

    /// Puts the bytes of a source down, unless they are a secret.
    fn embed(
        &self,
        component: &Component<'_>,
        file: &Path,
        bytes: &[u8],
        batch: &mut Batch<'_>,
    ) -> Result<Place, Problem> {
        if !self.config.select.names(&component.path) {
            source::check_secret(file, bytes)?;
        }
        self.push(batch, bytes)
    }

    /// Makes a component that has a compiler.
    fn compile(
        &self,
        component: &Component<'_>,
        rule: &Rule<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact, Problem> {
        if let Some(digest) = component.known
            && let Some(artifact) =
                self.known_result(component, rule, Entry { stat: component.stat, digest, racy: false })
        {
            return Ok(artifact);
        }
        let file = component.file();
        let loaded = self.load(&file)?;
        if component.known != Some(loaded.entry.digest)
            && let Some(artifact) = self.known_result(component, rule, loaded.entry)
        {
            return Ok(artifact);
        }
        let mut context = Context {
            reads: Reads {
                files: &self.files,
                root: component.root,
                path: &component.path,
                recorded: Vec::new(),
            },
            warnings: Vec::new(),
        };
        let compiled = run(rule, &loaded.bytes, &mut context).map_err(|error| {
            let problem = Problem::with_path(ErrorKind::Compile, "cannot compile", &file, "");
            problem.caused_by(error)
        })?;
        let (artifact, len) = (digest(&compiled), compiled.len() as u64);
        let place = match self.old_place(artifact, len) {
            Some(place) => place,
            None => self.push(batch, &compiled)?,
        };
        let (reads, warnings) = (context.reads.recorded, context.warnings);
        let result = ActionResult { reads, artifact, len, warnings };
        let key = action::key(rule.recipe, loaded.entry.digest, &component.path);
        let piece = Piece { digest: artifact, len, place };
        let action = Some((key, result));
        Ok(Artifact { source: loaded.entry, piece, action, how: How::Compiled })
    }

    /// Loads a component that compilers may read too.
    fn load(&self, file: &Path) -> Result<Arc<Loaded>, Problem> {
        self.files.load(file)?.ok_or_else(|| {
            let what = "the component was removed during the build:";
            Problem::with_path(ErrorKind::Read, what, file, "build again")
        })
    }

    /// Finds the result of an action that was run for the last pack.
    fn known_result(
        &self,
        component: &Component<'_>,
        rule: &Rule<'_>,
        source: Entry,
    ) -> Option<Artifact> {
        let key = action::key(rule.recipe, source.digest, &component.path);
        let result = self.before.actions.get(&key)?;
        let place = self.old_place(result.artifact, result.len)?;
        if !result.reads.iter().all(|read| self.files.is_fresh(read, component.root)) {
            return None;
        }
        let piece = Piece { digest: result.artifact, len: result.len, place };
        Some(Artifact { source, piece, action: Some((key, result.clone())), how: How::Cached })
    }

    fn old_place(&self, digest: Digest, len: u64) -> Option<Place> {
        self.old?.find(digest, len).map(Place::Old)
    }

    fn push(&self, batch: &mut Batch<'_>, bytes: &[u8]) -> Result<Place, Problem> {
        let offset = batch.push(bytes);
        Ok(Place::Spool(offset.map_err(|error| write_problem(self.spool.path(), error))?))
    }
}

/// Runs a compiler, and makes an error of its panic.
fn run(rule: &Rule<'_>, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
    let compile = AssertUnwindSafe(|| rule.compiler.compile(input, context));
    catch_unwind(compile).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Err(format!("the compiler panicked: {}", text.unwrap_or_default()).into())
    })
}

#[cfg(test)]
mod tests;
