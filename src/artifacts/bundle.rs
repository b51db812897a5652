//! Bundles: one artifact of many sources, known or made.

use std::sync::Arc;

use include_components_pack::Digest;

use super::compile::Subject;
use super::make::{Artifact, Shared};
use crate::base::error::Problem;
use crate::base::key::KeyHasher;
use crate::compile::bundler::BundleSource;
use crate::compile::context::Context;
use crate::compile::reads::Loaded;
use crate::scan::collect::Bundle;
use crate::source::spool::Batch;

impl<'a> Shared<'a, '_> {
    /// Makes a bundle. Its artifact has no file of its own for a source.
    pub(super) fn bundle(
        &self,
        bundle: &Bundle<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact<'a>, Problem> {
        let mut digests = Vec::with_capacity(bundle.sources.len());
        for (_, file) in &bundle.sources {
            match self.files.digest(file)? {
                Some(digest) => digests.push(digest),
                // Says that it is gone.
                None => digests.push(self.load(file)?.entry.digest),
            }
        }
        let subject = |digests: &mut dyn Iterator<Item = Digest>| Subject {
            what: "cannot make the bundle",
            may_be_copied: false,
            file: bundle.rule.path.as_ref(),
            root: &self.config.roots[0],
            path: bundle.rule.path,
            key: key(bundle, digests),
        };
        let known = subject(&mut digests.iter().copied());
        if let Some(artifact) = self.known_result(&known, None, batch)? {
            return Ok(artifact);
        }
        let loaded: Vec<Arc<Loaded>> =
            bundle.sources.iter().map(|(_, file)| self.load(file)).collect::<Result<_, _>>()?;
        let sources = bundle.sources.iter().zip(&loaded);
        let sources: Vec<BundleSource<'_>> = sources
            .map(|((path, _), loaded)| BundleSource { path, bytes: &loaded.bytes })
            .collect();
        // Of the very bytes that go into it, should a file have changed.
        let subject = subject(&mut loaded.iter().map(|loaded| loaded.entry.digest));
        let why = self
            .dependency(&subject)
            .or_else(|| self.recipe_changed(&bundle.rule.recipe, |path| path == bundle.rule.path))
            .unwrap_or_else(|| "a source of it changed, or it has other sources".to_owned());
        let run = |context: &mut Context<'_>| bundle.rule.bundler.bundle(&sources, context);
        self.run(&subject, None, why, batch, run)
    }
}

/// Returns the key of the action that makes a bundle.
fn key(bundle: &Bundle<'_>, digests: &mut dyn Iterator<Item = Digest>) -> Digest {
    let mut key = KeyHasher::new("include-components bundle 1");
    key.write(bundle.rule.recipe.digest.as_bytes()).write(bundle.rule.path);
    for ((path, _), digest) in bundle.sources.iter().zip(digests) {
        key.write(path).write(digest.as_bytes());
    }
    key.finish()
}
