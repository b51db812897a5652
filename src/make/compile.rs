//! Components that have a compiler: the result of an action, known or made.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::{Action, Artifact, How, Shared};
use crate::action::{self, ActionResult, ReadKind};
use crate::bytes::Reader;
use crate::compiler::Context;
use crate::components::Component;
use crate::config::Rule;
use crate::error::{BoxError, Error, ErrorKind, Problem};
use crate::hasher::digest;
use crate::pack::{Piece, Place};
use crate::reads::{self, Reads};
use crate::source_error::SourceError;
use crate::spool::Batch;
use crate::stat_index::Entry;

impl Shared<'_> {
    /// Makes a component that has a compiler.
    pub(super) fn compile(
        &self,
        component: &Component<'_>,
        rule: &Rule<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact, Problem> {
        if let Some(digest) = component.found.known() {
            let source = Entry { stat: component.found.stat, digest, racy: false };
            if let Some(artifact) = self.known_result(component, rule, source, batch)? {
                return Ok(artifact);
            }
        }
        let file = component.file();
        let loaded = self.load(&file)?;
        self.check_secret(component, &file, &loaded.bytes)?;
        let source = loaded.entry;
        if component.found.known() != Some(source.digest)
            && let Some(artifact) = self.known_result(component, rule, source, batch)?
        {
            return Ok(artifact);
        }
        let reads = Reads {
            files: &self.files,
            root: component.root,
            path: &component.path,
            recorded: Vec::new(),
            failed: None,
        };
        let mut context = Context { reads, warnings: Vec::new() };
        let compiled = run(rule, &loaded.bytes, &mut context);
        // Also when the compiler made do without the file.
        let failed = context.reads.failed.take().map(|problem| Error::from(problem).into());
        let compiled =
            failed.map_or(compiled, Err).map_err(|error| problem(component, &file, error))?;
        let result = ActionResult {
            artifact: digest(&compiled),
            len: compiled.len() as u64,
            reads: context.reads.recorded,
            warnings: context
                .warnings
                .iter()
                .map(|it| format!("{}: {it}", component.path))
                .collect(),
        };
        let place = match self.old_place(result.artifact, result.len) {
            Some(place) => place,
            None => self.push(batch, &compiled)?,
        };
        let key = action::key(rule.recipe, source.digest, &component.path);
        let made = Some((compiled, self.why(component, rule, source)));
        Ok(artifact(source, place, How::Compiled, Action { key, result, made }))
    }

    /// Finds the result of an action that was run before.
    fn known_result(
        &self,
        component: &Component<'_>,
        rule: &Rule<'_>,
        source: Entry,
        batch: &mut Batch<'_>,
    ) -> Result<Option<Artifact>, Problem> {
        let key = action::key(rule.recipe, source.digest, &component.path);
        let is_fresh = |result: &ActionResult| {
            result.reads.iter().all(|read| self.files.is_fresh(read, component.root))
        };
        let of_last_run = self.stores.before.actions.get(&key).filter(|result| is_fresh(result));
        let result = of_last_run.cloned().or_else(|| {
            self.stores.store.find(key, |bytes| {
                let result = ActionResult::read(&mut Reader(&bytes))?;
                is_fresh(&result).then_some(result)
            })
        });
        let Some(result) = result else { return Ok(None) };
        if let Some(place) = self.old_place(result.artifact, result.len) {
            let action = Action { key, result, made: None };
            return Ok(Some(artifact(source, place, How::FromPack, action)));
        }
        let right = |bytes: Vec<u8>| (digest(&bytes) == result.artifact).then_some(bytes);
        let Some(bytes) = self.stores.store.find(result.artifact, right) else { return Ok(None) };
        let place = self.push(batch, &bytes)?;
        let action = Action { key, result, made: None };
        Ok(Some(artifact(source, place, How::FromCache, action)))
    }

    /// Says why an action had to run.
    fn why(&self, component: &Component<'_>, rule: &Rule<'_>, source: Entry) -> String {
        match component.found.before {
            None => return "new".to_owned(),
            Some(before) if before != source.digest => return "its content changed".to_owned(),
            Some(_) => {}
        }
        let key = action::key(rule.recipe, source.digest, &component.path);
        let Some(result) = self.stores.before.actions.get(&key) else {
            return "its compiler or an option of it changed".to_owned();
        };
        let changed = |read: &&action::Read| !self.files.is_fresh(read, component.root);
        match result.reads.iter().find(changed) {
            Some(read) if read.what == ReadKind::Env => {
                format!("the variable {} changed", read.name)
            }
            Some(read) => format!("its dependency {:?} changed", read.name),
            None => "its result is no longer in the cache".to_owned(),
        }
    }
}

fn artifact(source: Entry, place: Place, how: How, action: Action) -> Artifact {
    let ActionResult { artifact: digest, len, .. } = action.result;
    let piece = Piece { digest, len, place };
    Artifact { source, piece, how, action: Some(Box::new(action)) }
}

/// Makes a problem of a compiler's error, which may say where in which file.
fn problem(component: &Component<'_>, file: &Path, error: BoxError) -> Problem {
    match error.downcast::<SourceError>() {
        Ok(error) => match error.file() {
            Some(name) => {
                let file = component.root.file(&reads::resolve(&component.path, name));
                Problem::in_source(&file, &error)
            }
            None => Problem::in_source(file, &error),
        },
        Err(error) => {
            let problem = Problem::with_path(ErrorKind::Compile, "cannot compile", file, "");
            problem.caused_by(error)
        }
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
