//! Components that have a compiler: the result of an action, known or made.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::SystemTime;

use include_components_pack::Digest;

use super::make::{Action, Artifact, Made, Shared};
use crate::base::error::{BoxError, Error, ErrorKind, Problem};
use crate::base::glob::Glob;
use crate::base::hasher::digest;
use crate::base::key::Recipe;
use crate::base::roots::Root;
use crate::base::source_error::SourceError;
use crate::base::stat::Fingerprint;
use crate::cache::action::{self, ActionResult, ReadKind};
use crate::compile::context::Context;
use crate::compile::reads::{self, Reads};
use crate::config::rules::Rule;
use crate::output::blob::Blob;
use crate::scan::collect::Source;
use crate::source::spool::Batch;
use include_components_pack::bytes::Decoder;

/// What an action is done to: a component, or a bundle.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    /// What an error says before the file.
    pub(super) what: &'static str,
    /// Whether it could be embedded as it is, by the same path.
    pub(super) may_be_copied: bool,
    pub(super) file: &'a Path,
    pub(super) root: &'a Root,
    pub(super) path: &'a str,
    pub(super) key: Digest,
}

impl<'a> Shared<'a, '_> {
    /// Makes a component that has a compiler.
    pub(super) fn compile(
        &self,
        source: &Source<'_>,
        rule: &Rule<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact<'a>, Problem> {
        let file = source.file();
        let subject = |digest: Digest| Subject {
            what: "cannot compile",
            may_be_copied: source.artifact_path() == source.path,
            file: &file,
            root: source.root,
            path: &source.path,
            key: action::key(rule.recipe.digest, digest, &source.path),
        };
        if let Some(now) = source.known {
            if let Some(artifact) = self.known_result(&subject(now.digest), Some(now), batch)? {
                return Ok(artifact);
            }
        }
        let loaded = self.load(&file)?;
        self.check_content(source, &file, &loaded.bytes)?;
        let now = loaded.entry;
        let subject = subject(now.digest);
        if source.known.map(|it| it.digest) != Some(now.digest) {
            if let Some(artifact) = self.known_result(&subject, Some(now), batch)? {
                return Ok(artifact);
            }
        }
        let why = self.why(source, &subject, now, rule);
        let run = |context: &mut Context<'_>| rule.compiler.compile(&loaded.bytes, context);
        self.run(&subject, Some(now), why, batch, run)
    }

    /// Runs an action, and makes an error of a panic.
    pub(super) fn run(
        &self,
        subject: &Subject<'_>,
        source: Option<Fingerprint>,
        why: String,
        batch: &mut Batch<'_>,
        run: impl Fn(&mut Context<'_>) -> Result<Vec<u8>, BoxError>,
    ) -> Result<Artifact<'a>, Problem> {
        let Subject { root, path, key, .. } = *subject;
        let mut context = Context::new(Reads::new(&self.files, root, path));
        let compiled = call(&mut context, run).map_err(|error| problem(subject, error))?;
        let result = ActionResult {
            artifact: digest(&compiled),
            len: compiled.len() as u64,
            reads: context.reads.recorded,
            warnings: context.warnings.iter().map(|it| format!("{path}: {it}")).collect(),
        };
        let blob = self.stores.keep(batch, result.artifact, &compiled)?;
        let action = Action { key, result, bytes: Some(compiled) };
        Ok(artifact(blob, source, Made::Compiled { why }, action))
    }

    /// Finds the result of an action that was run before.
    pub(super) fn known_result(
        &self,
        subject: &Subject<'_>,
        source: Option<Fingerprint>,
        batch: &mut Batch<'_>,
    ) -> Result<Option<Artifact<'a>>, Problem> {
        let key = subject.key;
        let is_fresh = |result: &ActionResult| {
            result.reads.iter().all(|read| self.files.is_fresh(read, subject.root))
        };
        let last = self.stores.last.actions.get(&key).filter(|result| is_fresh(result));
        let result = last.cloned().or_else(|| {
            self.stores.store.find(key, |bytes| {
                let result = ActionResult::read(&mut Decoder(&bytes))?;
                is_fresh(&result).then_some(result)
            })
        });
        let Some(result) = result else { return Ok(None) };
        if let Some(blob) = self.stores.find(result.content()) {
            let action = Action { key, result, bytes: None };
            return Ok(Some(artifact(blob, source, Made::Reused, action)));
        }
        let right = |bytes: Vec<u8>| (digest(&bytes) == result.artifact).then_some(bytes);
        let Some(bytes) = self.stores.store.find(result.artifact, right) else { return Ok(None) };
        let blob = self.stores.keep(batch, result.artifact, &bytes)?;
        let action = Action { key, result, bytes: None };
        Ok(Some(artifact(blob, source, Made::FromCache, action)))
    }

    /// Says why a component had to be compiled.
    fn why(
        &self,
        source: &Source<'_>,
        subject: &Subject<'_>,
        now: Fingerprint,
        rule: &Rule<'_>,
    ) -> String {
        match source.last {
            None => return "new".to_owned(),
            Some(last) if last != now.digest => return "its content changed".to_owned(),
            Some(_) => {}
        }
        let matches = |glob: &str| Glob::new(glob).is_ok_and(|glob| glob.matches(&source.path));
        let dependency = self.dependency(subject);
        dependency.unwrap_or_else(|| match self.recipe_changed(&rule.recipe, matches) {
            Some(why) => why,
            None => "it had no compiler, or no result of it is left".to_owned(),
        })
    }

    /// Says what changed of what a compiler or bundler says of itself.
    ///
    /// `is_it` tells of a glob or a path whether it is that of the last recipe.
    pub(super) fn recipe_changed(
        &self,
        recipe: &Recipe,
        is_it: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let last = self.stores.last.recipes.iter().rev().find(|(given, _)| is_it(given));
        recipe.difference(last.map(|(_, last)| last)?)
    }

    /// Says what else changed since the last run did the same; `None` if it did
    /// not.
    pub(super) fn dependency(&self, subject: &Subject<'_>) -> Option<String> {
        let result = self.stores.last.actions.get(&subject.key)?;
        let changed = |read: &&action::Read| !self.files.is_fresh(read, subject.root);
        Some(match result.reads.iter().find(changed) {
            Some(read) => match read.what {
                ReadKind::File => format!("its dependency {:?} changed", read.name),
                ReadKind::Env => format!("the variable {} changed", read.name),
                ReadKind::Glob => format!("other files match {:?}", read.name),
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

fn artifact(
    blob: Blob<'_>,
    source: Option<Fingerprint>,
    made: Made,
    action: Action,
) -> Artifact<'_> {
    Artifact { action: Some(Box::new(action)), ..Artifact::new(blob, source, made) }
}

/// Makes a problem of a compiler's error, which may say where in which file.
fn problem(subject: &Subject<'_>, error: BoxError) -> Problem {
    let Subject { what, file, root, path, .. } = *subject;
    match error.downcast::<SourceError>() {
        Ok(error) => match error.file() {
            Some(name) => {
                let name = reads::resolve(root.within(path), name);
                Problem::in_source(ErrorKind::Compile, &root.file(&name), &error)
            }
            None => {
                let problem = Problem::in_source(ErrorKind::Compile, file, &error);
                if subject.may_be_copied { problem.with_help(copy(path)) } else { problem }
            }
        },
        Err(error) => Problem::with_path(ErrorKind::Compile, what, file, "").caused_by(error),
    }
}

/// Says how one file is left to no compiler.
fn copy(path: &str) -> String {
    let glob: String = path.chars().flat_map(|c| glob_escape(c).chain([c])).collect();
    format!("to embed it as it is, add `.copy({glob:?})` after `.compile(…)`")
}

/// Returns what makes a character of a path stand for itself in a glob.
fn glob_escape(c: char) -> impl Iterator<Item = char> {
    "*?[]{}\\".contains(c).then_some('\\').into_iter()
}
