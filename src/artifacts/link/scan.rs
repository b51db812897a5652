//! The scan of artifacts, or what an earlier one found.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use include_components_pack::Digest;
use include_components_pack::bytes::Decoder;

use super::hashed::HashedModules;
use crate::artifacts::make::Artifact;
use crate::artifacts::stores::Stores;
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::threads::Threads;
use crate::config::checked::Config;
use crate::config::references::{Imports, Named, ReferenceRule};
use crate::output::blob::Blob;
use crate::output::media_type::media_type_of;
use crate::references::scan::{Language, Scan};
use crate::scan::collect::Inputs;

/// An artifact whose references are written anew.
pub(super) struct Scanned<'c> {
    /// Which input it was made of.
    pub(super) at: usize,
    pub(super) rule: &'c ReferenceRule,
    /// The key of its scan.
    pub(super) key: Digest,
}

/// A scan that neither the last run nor the cache has.
struct Task<'a> {
    key: Digest,
    language: Language,
    blob: Blob<'a>,
}

/// Scans the artifacts that a rule is for and that have a language, on as many threads
/// as cargo allows; returns those, and the scans by their keys.
pub(super) fn scan_all<'c>(
    config: &'c Config<'_>,
    threads: &Threads,
    inputs: &Inputs<'_>,
    artifacts: &[Option<Artifact<'_>>],
    modules: &HashedModules,
    stores: &Stores<'_>,
) -> Result<(Vec<Scanned<'c>>, HashMap<Digest, Scan>), Error> {
    let last = &stores.last.links.known().scans;
    let (mut scanned, mut scans, mut tasks) = (Vec::new(), HashMap::new(), Vec::new());
    let mut problems = Vec::new();
    for (at, (input, artifact)) in inputs.list.iter().zip(artifacts).enumerate() {
        let path = input.path();
        let Some(rule) = config.naming.rule(path) else { continue };
        // A name that has a digest already is one of the bytes as they are.
        if config.naming.of(path) == Named::Given {
            continue;
        }
        let media_type = media_type_of(&config.media_types, path);
        let Some(language) = Language::of(media_type) else { continue };
        let Some(blob) = artifact.as_ref().map(|artifact| artifact.blob) else { continue };
        let rewrites = rule.imports == Imports::Rewrite;
        let parses = rewrites || rule.preloads;
        // One that keeps names beside such may ask for a module by another name than they do.
        let is_beside = rule.imports == Imports::Keep && modules.rewrite;
        let is_read = parses || is_beside && !Language::Modules.needs_feature();
        let language = match language {
            Language::JavaScript if is_read => Language::Modules,
            language => language,
        };
        // A page may have modules in it.
        let is_page = matches!(language, Language::Html | Language::Xhtml);
        let needs_js = parses && is_page && Language::Modules.needs_feature();
        if language.needs_feature() || needs_js {
            let file = input.source().map_or_else(|| PathBuf::from(path), |it| it.file());
            let is_js = needs_js || language == Language::Modules;
            problems.push(no_feature(&file, if is_js { "js" } else { "html" }));
            continue;
        }
        let key = language.key(blob.content.digest);
        scanned.push(Scanned { at, rule, key });
        if scans.contains_key(&key) {
            continue;
        }
        let known = last
            .get(&key)
            .cloned()
            .or_else(|| stores.store.find(key, |bytes| Scan::read(&mut Decoder(&bytes))));
        if known.is_none() {
            tasks.push(Task { key, language, blob });
        }
        scans.insert(key, known.unwrap_or_default());
    }
    if let Some(error) = Error::of(problems) {
        return Err(error);
    }
    let done =
        threads.map_each(&tasks, |task| Ok(Scan::new(task.language, &stores.read(task.blob)?)));
    let (mut objects, mut problems) = (Vec::new(), Vec::new());
    for (task, done) in tasks.iter().zip(done) {
        match done {
            Ok(scan) => {
                let mut record = Vec::new();
                scan.write(&mut record);
                objects.push((task.key, record));
                scans.insert(task.key, scan);
            }
            Err(problem) => problems.push(problem),
        }
    }
    stores.store.add(&objects);
    Error::of(problems).map_or(Ok((scanned, scans)), Err)
}

fn no_feature(file: &Path, feature: &str) -> Problem {
    let what = "cannot find the references in";
    let remedy = format!(
        "turn on the feature `{feature}` of include-components-build, or leave the file to no \
         `references`: `.references(…, References::as_written())`"
    );
    Problem::with_path(ErrorKind::Config, what, file, &remedy)
}
