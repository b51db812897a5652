//! Components that have a compiler: the result of an action, known or made.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::SystemTime;

use include_components_pack::Digest;

use super::{Action, Artifact, How, Shared};
use crate::base::bytes::Reader;
use crate::base::error::{BoxError, Error, ErrorKind, Problem};
use crate::base::hasher::digest;
use crate::base::roots::Root;
use crate::base::source_error::SourceError;
use crate::base::stat::Fingerprint;
use crate::cache::action::{self, ActionResult, ReadKind};
use crate::compile::context::Context;
use crate::compile::reads::{self, Reads};
use crate::config::checked::Rule;
use crate::scan::collect::Component;
use crate::source::blob::{Blob, Location};
use crate::source::spool::Batch;

/// What an action is done to: a component, or a bundle.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    /// What an error says before the file.
    pub(super) what: &'static str,
    pub(super) file: &'a Path,
    pub(super) root: &'a Root,
    pub(super) path: &'a str,
    pub(super) key: Digest,
}

impl Shared<'_> {
    /// Makes a component that has a compiler.
    pub(super) fn compile(
        &self,
        component: &Component<'_>,
        rule: &Rule<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact, Problem> {
        let file = component.file();
        let subject = |source: Digest| Subject {
            what: "cannot compile",
            file: &file,
            root: component.root,
            path: &component.path,
            key: action::key(rule.recipe, source, &component.path),
        };
        if let Some(digest) = component.found.known() {
            let source = Fingerprint { stat: component.found.stat, digest, racy: false };
            if let Some(artifact) = self.known_result(&subject(digest), source, batch)? {
                return Ok(artifact);
            }
        }
        let loaded = self.load(&file)?;
        self.check_secret(component, &file, &loaded.bytes)?;
        let source = loaded.entry;
        let subject = subject(source.digest);
        if component.found.known() != Some(source.digest) {
            if let Some(artifact) = self.known_result(&subject, source, batch)? {
                return Ok(artifact);
            }
        }
        let why = self.why(component, &subject, source);
        let run = |context: &mut Context<'_>| rule.compiler.compile(&loaded.bytes, context);
        self.run(&subject, source, why, batch, run)
    }

    /// Runs an action, and makes an error of a panic.
    pub(super) fn run(
        &self,
        subject: &Subject<'_>,
        source: Fingerprint,
        why: String,
        batch: &mut Batch<'_>,
        run: impl Fn(&mut Context<'_>) -> Result<Vec<u8>, BoxError>,
    ) -> Result<Artifact, Problem> {
        let Subject { root, path, key, .. } = *subject;
        let mut context = Context::new(Reads::new(&self.files, root, path));
        let compiled = call(&mut context, run).map_err(|error| problem(subject, error))?;
        let result = ActionResult {
            artifact: digest(&compiled),
            len: compiled.len() as u64,
            reads: context.reads.recorded,
            warnings: context.warnings.iter().map(|it| format!("{path}: {it}")).collect(),
        };
        let place = match self.stores.old_place(result.artifact, result.len) {
            Some(place) => place,
            None => self.stores.push(batch, &compiled)?,
        };
        let made = Some((compiled, why));
        Ok(artifact(source, place, How::Compiled, Action { key, result, made }))
    }

    /// Finds the result of an action that was run before.
    pub(super) fn known_result(
        &self,
        subject: &Subject<'_>,
        source: Fingerprint,
        batch: &mut Batch<'_>,
    ) -> Result<Option<Artifact>, Problem> {
        let key = subject.key;
        let is_fresh = |result: &ActionResult| {
            result.reads.iter().all(|read| self.files.is_fresh(read, subject.root))
        };
        let of_last_run = self.stores.before.actions.get(&key).filter(|result| is_fresh(result));
        let result = of_last_run.cloned().or_else(|| {
            self.stores.store.find(key, |bytes| {
                let result = ActionResult::read(&mut Reader(&bytes))?;
                is_fresh(&result).then_some(result)
            })
        });
        let Some(result) = result else { return Ok(None) };
        if let Some(place) = self.stores.old_place(result.artifact, result.len) {
            let action = Action { key, result, made: None };
            return Ok(Some(artifact(source, place, How::FromPack, action)));
        }
        let right = |bytes: Vec<u8>| (digest(&bytes) == result.artifact).then_some(bytes);
        let Some(bytes) = self.stores.store.find(result.artifact, right) else { return Ok(None) };
        let place = self.stores.push(batch, &bytes)?;
        let action = Action { key, result, made: None };
        Ok(Some(artifact(source, place, How::FromCache, action)))
    }

    /// Says why a component had to be compiled.
    fn why(&self, component: &Component<'_>, subject: &Subject<'_>, source: Fingerprint) -> String {
        match component.found.before {
            None => return "new".to_owned(),
            Some(before) if before != source.digest => return "its content changed".to_owned(),
            Some(_) => {}
        }
        let options = || "its compiler or an option of it changed".to_owned();
        self.dependency(subject).unwrap_or_else(options)
    }

    /// Says what else changed since the last run did the same; `None` if it did
    /// not.
    pub(super) fn dependency(&self, subject: &Subject<'_>) -> Option<String> {
        let result = self.stores.before.actions.get(&subject.key)?;
        let changed = |read: &&action::Read| !self.files.is_fresh(read, subject.root);
        Some(match result.reads.iter().find(changed) {
            Some(read) => match read.what {
                ReadKind::File => format!("its dependency {:?} changed", read.name),
                ReadKind::Env => format!("the variable {} changed", read.name),
                ReadKind::List => format!("other files match {:?}", read.name),
                ReadKind::Program => format!("the program {} changed", read.name),
            },
            None => "its result is no longer in the cache".to_owned(),
        })
    }
}

/// How often a compiler is called that lets others read files, which might have
/// changed meanwhile.
const TRIES: usize = 3;

/// Calls a compiler until what it had read by others did not change meanwhile.
fn call(
    context: &mut Context<'_>,
    run: impl Fn(&mut Context<'_>) -> Result<Vec<u8>, BoxError>,
) -> Result<Vec<u8>, BoxError> {
    for _ in 0..TRIES {
        let (known, started) = (context.reads.file_count(), SystemTime::now());
        context.warnings.clear();
        let compiled = catch_unwind(AssertUnwindSafe(|| run(context)));
        let compiled = compiled.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(format!("the compiler panicked: {}", text.unwrap_or_default()).into())
        });
        // Also when the compiler made do without the file.
        let failed = context.reads.failed.take().map(|problem| Error::from(problem).into());
        let compiled = failed.map_or(compiled, Err)?;
        if context.reads.are_as_seen(started, known)? {
            return Ok(compiled);
        }
    }
    Err("it reads other files each time that it is run".into())
}

fn artifact(source: Fingerprint, place: Location, how: How, action: Action) -> Artifact {
    let ActionResult { artifact: digest, len, .. } = action.result;
    let piece = Blob { digest, len, place };
    Artifact { source, piece, how, action: Some(Box::new(action)) }
}

/// Makes a problem of a compiler's error, which may say where in which file.
fn problem(subject: &Subject<'_>, error: BoxError) -> Problem {
    let Subject { what, file, root, path, .. } = *subject;
    match error.downcast::<SourceError>() {
        Ok(error) => match error.file() {
            Some(name) => Problem::in_source(&root.file(&reads::resolve(path, name)), &error),
            None => Problem::in_source(file, &error),
        },
        Err(error) => Problem::with_path(ErrorKind::Compile, what, file, "").caused_by(error),
    }
}
