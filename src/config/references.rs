//! What is done with the references in artifacts, and what names become.

use crate::base::error::{ErrorKind, Problem};
use crate::base::glob::Glob;
use crate::base::key::KeyHasher;
use crate::config::builder::Build;
use crate::config::manifest::Manifest;
use crate::references::url::ServedAt;
use include_components_pack::path::file_name;

/// How the references in artifacts are written: see
/// [`Build::references`](crate::Build::references).
#[derive(Clone, Debug)]
#[must_use]
pub struct References {
    hashed: bool,
    imports: Imports,
    missing: Vec<(String, Missing)>,
    integrity: bool,
    preloads: bool,
}

/// How modules of JavaScript find one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Imports {
    /// Modules keep their names: `<script type=module src>`, `modulepreload` and import
    /// maps are as they were written.
    ///
    /// A browser takes two names of one module for two modules, so either all that name
    /// it do so by its hashed path, or none. Of a module that others import, do not write
    /// `Component::url` into a page, either.
    #[default]
    Keep,
    /// Modules are written anew as all else is: what they import, `import("…")`,
    /// `import.meta.resolve("…")` and `new URL("…", import.meta.url)`, also in pages
    /// (feature `js`).
    ///
    /// An edit of a module changes the names of all that import it, upwards, and those that
    /// import one another in a circle have one digest. Bare names are left to import maps,
    /// whose values are written anew too. What a script puts together when it runs, a
    /// script that cannot be parsed, and what is imported and is not there, is left as it
    /// is, and counted.
    Rewrite,
    /// Each page with a module gets an import map from the names of all modules to their
    /// hashed paths; the modules are as they were.
    ///
    /// What an import map of the page says itself stays so. An edit of a module changes its
    /// own name and the pages, no other module. The map
    /// takes some 50 bytes a module in each page, 14 of them compressed. A page that is
    /// made at run time has none, and so the names of all modules work as they are,
    /// too. Browsers have import maps since 2023 (Chrome 89, Firefox 108, Safari 16.4); a
    /// policy (CSP) must allow the inline script. Workers do not see the map of a page.
    Map,
}

/// What to do about a reference to a component that there is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// Fail the build.
    #[default]
    Error,
    /// Leave the reference as it is, and warn.
    Warn,
    /// Leave the reference as it is.
    Allow,
}

impl References {
    /// Writes hashed paths.
    pub fn hashed() -> Self {
        References {
            hashed: true,
            imports: Imports::Keep,
            missing: Vec::new(),
            integrity: false,
            preloads: false,
        }
    }

    /// Leaves all references as they are, where an earlier glob would not.
    ///
    /// A module among them keeps its name in what imports it, since modules beside it ask
    /// for it so.
    pub fn as_written() -> Self {
        References { hashed: false, ..References::hashed() }
    }

    /// Sets how modules find one another; the default is [`Imports::Keep`].
    pub fn imports(self, how: Imports) -> Self {
        References { imports: how, ..self }
    }

    /// Sets what to do if a component is missing whose path matches this glob.
    ///
    /// The globs have the syntax of [`Build::include`](crate::Build::include), and the
    /// last match wins. The default is [`Missing::Error`]. A missing source map is no
    /// error: the comment that names it is removed.
    pub fn missing(mut self, glob: impl Into<String>, what: Missing) -> Self {
        self.missing.push((glob.into(), what));
        self
    }

    /// Makes the digests that browsers check (feature `integrity`): by default none.
    ///
    /// A script or a style sheet has `Component::integrity` then, the SHA-384 of its bytes
    /// as they are embedded. A page says it in each `script` and `link` whose target has
    /// one, unless the element has `integrity` already, and in its import map; and it has
    /// `Component::csp_hashes`, the hashes for a content security policy of the scripts
    /// and style sheets that are written in it. If [`served_at`](crate::Build::served_at)
    /// names a host, those elements get `crossorigin=anonymous` too, without which a
    /// browser would refuse what it cannot check.
    ///
    /// # Errors
    ///
    /// [`run`](crate::Build::run) fails without the feature.
    ///
    /// # Cost
    ///
    /// Each is made once for its bytes, and kept in the cache. The library, sha2, is one of 6
    /// more crates, and hashes 8 MB/s in an unoptimised build script; `sha2.opt-level = 3` under
    /// `[profile.dev.package]` of the workspace makes that 250.
    pub fn integrity(self) -> Self {
        References { integrity: true, ..self }
    }

    /// Has pages load ahead what their modules import (feature `js`): by default nothing.
    ///
    /// A page gets a `<link rel=modulepreload>` for each module that its modules import
    /// before they run, directly or not, so that a browser asks for all of them at once.
    /// `import("…")` is not among them, nor what is imported with a `type`. What an import
    /// map of the page gives a name is. The modules must match a glob with this option too.
    pub fn preload_modules(self) -> Self {
        References { preloads: true, ..self }
    }
}

/// The same, checked.
#[derive(Debug)]
pub(crate) struct ReferenceRule {
    pub(crate) hashed: bool,
    pub(crate) imports: Imports,
    pub(crate) integrity: bool,
    pub(crate) preloads: bool,
    missing: Vec<(Glob, Missing)>,
}

/// What names become, and which artifacts have references.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    pub(crate) served_at: ServedAt,
    pub(crate) manifests: Vec<Manifest>,
    keep: Vec<Glob>,
    given: Vec<Glob>,
    /// As `given`, but for what tools name so.
    of_tools: Vec<Glob>,
    references: Vec<(Glob, ReferenceRule)>,
}

/// What the name of a component becomes in its URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Hashed,
    Kept,
    /// It has a digest already.
    Given,
}

impl Naming {
    pub(super) fn new(build: &Build, problems: &mut Vec<Problem>) -> Self {
        let served_at = ServedAt::new(&build.served_at).unwrap_or_else(|| {
            let message = format!(
                "cannot serve a set at {:?}: give a path from the root of the server, such as \
                 \"/ui/\", or a whole `https://` URL, percent-encoded and without `?` and `#`",
                build.served_at
            );
            problems.push(Problem::new(ErrorKind::Config, message));
            ServedAt::default()
        });
        let mut globs = |texts: &[String]| -> Vec<Glob> {
            texts.iter().filter_map(|text| Glob::checked(text, problems)).collect()
        };
        let (keep, given) = (globs(&build.keep_names), globs(&build.hashed_names));
        let mut references = Vec::new();
        for (glob, given) in &build.references {
            let References { hashed, imports, missing, integrity, preloads } = given.clone();
            if integrity && !cfg!(feature = "integrity") {
                let message = format!(
                    "cannot make the digests of {glob:?}: turn on the feature `integrity` of \
                     include-components-build, or leave out `.integrity()`"
                );
                problems.push(Problem::new(ErrorKind::Config, message));
            }
            let missing = missing
                .iter()
                .filter_map(|(glob, what)| Some((Glob::checked(glob, problems)?, *what)))
                .collect();
            let rule = ReferenceRule { hashed, imports, integrity, preloads, missing };
            references.extend(Glob::checked(glob, problems).map(|glob| (glob, rule)));
        }
        let manifests = Vec::new();
        Naming { served_at, manifests, keep, given, of_tools: Vec::new(), references }
    }

    /// Takes names that match one more glob for hashed ones; nobody asked for it, so it need
    /// not match anything.
    pub(super) fn give(&mut self, glob: Glob) {
        self.of_tools.push(glob);
    }

    /// Whether no artifact has references that are written anew, nor digests of its own.
    pub(crate) fn links_nothing(&self) -> bool {
        !self.references.iter().any(|(_, rule)| rule.hashed || rule.integrity)
    }

    /// Whether browsers can check the artifact at a path, if it is of a sort that they
    /// check.
    pub(crate) fn has_integrity(&self, path: &str) -> bool {
        let rule = self.references.iter().rev().find(|(glob, _)| glob.matches(path));
        rule.is_some_and(|(_, rule)| rule.integrity)
    }

    /// Returns what is done with the references in an artifact: what the last glob says
    /// that matches, if that is to write them anew.
    pub(crate) fn rule(&self, path: &str) -> Option<&ReferenceRule> {
        let (_, rule) = self.references.iter().rev().find(|(glob, _)| glob.matches(path))?;
        Some(rule).filter(|rule| rule.hashed)
    }

    /// Returns what the name of the component at a path becomes.
    pub(crate) fn of(&self, path: &str) -> Named {
        let matches = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(path));
        if matches(&self.given) || matches(&self.of_tools) || self.is_listed(path) {
            Named::Given
        } else if keeps_its_name(path) || matches(&self.keep) {
            Named::Kept
        } else {
            Named::Hashed
        }
    }

    /// Whether a manifest has the path with a hash in it, or that of what it is the source
    /// map of.
    fn is_listed(&self, path: &str) -> bool {
        let is_in = |manifest: &Manifest| {
            let of_map = path.strip_suffix(".map");
            manifest.hashed.contains(path) || of_map.is_some_and(|it| manifest.hashed.contains(it))
        };
        self.manifests.iter().any(is_in)
    }

    /// Returns all globs, each with the option that has it.
    pub(crate) fn globs(&self) -> impl Iterator<Item = (&'static str, &Glob)> {
        let keep = self.keep.iter().map(|glob| ("keep_name", glob));
        let given = self.given.iter().map(|glob| ("hashed_names", glob));
        let references = self.references.iter().map(|(glob, _)| ("references", glob));
        keep.chain(given).chain(references)
    }

    pub(crate) fn describe(&self, key: &mut KeyHasher) {
        key.write(self.served_at.as_str()).write(self.manifests.len().to_le_bytes());
        self.manifests.iter().for_each(|manifest| manifest.describe(key));
        for globs in [&self.keep, &self.given, &self.of_tools] {
            key.write(globs.len().to_le_bytes());
            for glob in globs {
                key.write(glob.to_string());
            }
        }
        key.write(self.references.len().to_le_bytes());
        for (glob, rule) in &self.references {
            let ReferenceRule { hashed, imports, integrity, preloads, missing } = rule;
            let options = [*hashed as u8, *imports as u8, *integrity as u8, *preloads as u8];
            key.write(glob.to_string()).write(options);
            key.write(missing.len().to_le_bytes());
            for (glob, what) in missing {
                key.write(glob.to_string()).write([*what as u8]);
            }
        }
    }
}

impl ReferenceRule {
    /// Returns what to do if there is nothing at a path.
    pub(crate) fn missing(&self, path: &str) -> Missing {
        let what = self.missing.iter().rev().find(|(glob, _)| glob.matches(path));
        what.map(|(_, what)| *what).unwrap_or_default()
    }
}

/// Whether a component has its name whatever its bytes are: people and robots know it,
/// or the browser compares it with what it has.
fn keeps_its_name(path: &str) -> bool {
    let name = file_name(path);
    // The last byte tells of nearly all that they are none.
    let is_known = match name.as_bytes().last() {
        Some(b'l' | b'm') => [".html", ".htm", ".xhtml"].iter().any(|it| name.ends_with(it)),
        Some(b's') => name == "sw.js",
        Some(b't') => name == "robots.txt",
        Some(b'o') => name == "favicon.ico",
        _ => false,
    };
    is_known || path.starts_with(".well-known/")
}

#[cfg(test)]
mod tests;
