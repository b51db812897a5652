//! Compilers and bundlers, each with what it is for.

use crate::base::glob::Glob;
use crate::base::key::{KeyHasher, Recipe};
use crate::compile::bundler::Bundler;
use crate::compile::compiler::Compiler;
use crate::config::options::GivenBundle;

/// A compiler.
#[derive(Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) compiler: &'a dyn Compiler,
    /// What the compiler says of itself.
    pub(crate) recipe: Recipe,
}

/// A bundler, and what it makes of which components.
#[derive(Debug)]
pub(crate) struct BundleRule<'a> {
    pub(crate) glob: Glob,
    /// The path of the artifact.
    pub(crate) path: &'a str,
    pub(crate) bundler: &'a dyn Bundler,
    /// Whether the components are embedded themselves too.
    pub(crate) keep: bool,
    /// What the bundler says of itself.
    pub(crate) recipe: Recipe,
}

impl<'a> Rule<'a> {
    pub(super) fn new(compiler: &'a dyn Compiler) -> Self {
        let describe = |key: &mut KeyHasher| compiler.describe(key);
        let recipe = KeyHasher::recipe("include-components compiler 1", describe);
        Rule { compiler, recipe }
    }
}

impl<'a> BundleRule<'a> {
    pub(super) fn new(glob: Glob, bundle: &'a GivenBundle) -> Self {
        let GivenBundle { path, bundler, keep, .. } = bundle;
        let describe = |key: &mut KeyHasher| bundler.describe(key);
        let recipe = KeyHasher::recipe("include-components bundler 1", describe);
        BundleRule { glob, path, bundler: &**bundler, keep: *keep, recipe }
    }
}
