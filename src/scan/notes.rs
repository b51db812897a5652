//! What a run warns of: globs that match nothing, names that Windows cannot have,
//! and precompressed files.

use std::path::PathBuf;

use include_components_pack::bytes::{Decoder, put_bytes, put_u32};
use include_components_pack::path::is_windows_name;

use crate::base::error::{shown, some};
use crate::base::glob::{Glob, file_name};
use crate::config::checked::Config;
use crate::config::options::Lint;
use crate::config::rules::Rule;
use crate::scan::collect::{Input, Inputs};
use crate::scan::last_run::LastRun;
use crate::scan::listing::Listing;

/// What the last run found to warn of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// The globs that match nothing, each after the option that it was given to.
    unmatched: Vec<String>,
    /// Warnings of names.
    names: Vec<String>,
}

/// How many globs and how many names are in a warning.
const GLOBS: usize = 8;
const NAMES: usize = 3;

/// The option whose globs match what is not among the inputs.
const EXCLUDE: &str = "exclude";

impl Notes {
    /// Takes notes of a run that has collected these inputs.
    pub(crate) fn take(
        config: &Config<'_>,
        listing: &Listing,
        inputs: &Inputs<'_>,
        last: &LastRun,
    ) -> Self {
        let comparable = last.comparable().filter(|index| index.len() > 0);
        let before = comparable.map(|index| &index.state.notes);
        // Those were of the same paths.
        let is_same = inputs.same_paths && config.copies_only();
        let mut notes = match before.filter(|_| is_same) {
            Some(before) => before.clone(),
            None => Notes {
                unmatched: unmatched(config, inputs),
                names: names(config, listing, inputs),
            },
        };
        // Directories that are as they were are not listed, so what matched there then
        // does so still.
        let still = |note: &String| before.is_none_or(|it| it.unmatched.contains(note));
        let excludes = config.select.unmatched_excludes().map(|glob| noted(EXCLUDE, glob));
        notes.unmatched.retain(|note| !note.starts_with(EXCLUDE));
        notes.unmatched.extend(excludes.filter(still));
        // With no directory there is no root yet.
        if config.lints.contains(&Lint::UnmatchedGlob) || listing.dirs.is_empty() {
            notes.unmatched.clear();
        }
        notes
    }

    /// Returns the warnings, each with what turns it off.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = String> {
        let unmatched = (!self.unmatched.is_empty()).then(|| {
            format!(
                "no file matches {}: globs are relative to the root, without its name, and \
                 `\\[` is a bracket; correct or remove what is wrong, or say \
                 `allow(Lint::UnmatchedGlob)`",
                some(&self.unmatched, GLOBS)
            )
        });
        unmatched.into_iter().chain(self.names.iter().cloned())
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for list in [&self.unmatched, &self.names] {
            put_u32(out, list.len() as u32);
            list.iter().for_each(|text| put_bytes(out, text.as_bytes()));
        }
    }

    pub(crate) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let mut list = || {
            let count = reader.u32()?;
            (0..count).map(|_| reader.text().map(str::to_owned)).collect::<Option<Vec<_>>>()
        };
        Some(Notes { unmatched: list()?, names: list()? })
    }
}

fn noted(option: &str, glob: impl std::fmt::Display) -> String {
    format!("{option} {:?}", glob.to_string())
}

/// Returns the globs that match no component, except those of `exclude`.
///
/// A bundle of nothing is an error.
fn unmatched(config: &Config<'_>, inputs: &Inputs<'_>) -> Vec<String> {
    let of_source = |glob: &Glob| !inputs.sources().any(|source| glob.matches(&source.path));
    let of_artifact = |glob: &Glob| !inputs.list.iter().any(|input| glob.matches(input.path()));
    let mut notes = Vec::new();
    let includes = config.select.includes().iter().filter(|glob| of_source(glob));
    notes.extend(includes.map(|glob| noted("include", glob)));
    // Those that the components have are seen without a look at the glob.
    let is_used = |rule: &Rule<'_>| {
        inputs.sources().filter_map(|source| source.rule).any(|it| std::ptr::eq(it, rule))
    };
    let rules = config.rules.iter();
    let rules = rules.filter(|(_, rule)| !rule.as_ref().is_some_and(is_used));
    let rules = rules.filter(|(glob, _)| of_source(glob));
    notes.extend(rules.map(|(glob, rule)| match rule {
        Some(_) => noted("compile", glob),
        None => noted("copy", glob),
    }));
    let encoders = config.encoders.globs().filter(|glob| of_artifact(glob));
    notes.extend(encoders.map(|glob| noted("encode", glob)));
    let media_types = config.media_types.globs().filter(|glob| of_artifact(glob));
    notes.extend(media_types.map(|glob| noted("media_type", glob)));
    let named = config.naming.globs().filter(|(_, glob)| of_artifact(glob));
    notes.extend(named.map(|(option, glob)| noted(option, glob)));
    let is_there = |path: &&String| !inputs.sources().any(|source| source.path == **path);
    let secrets = config.select.secrets().iter().filter(is_there);
    notes.extend(secrets.map(|path| noted("allow_secret", path)));
    notes
}

/// Returns what to say of the names of components.
fn names(config: &Config<'_>, listing: &Listing, inputs: &Inputs<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |lint: Lint, what: &str, remedy: &str, find: &dyn Fn() -> Vec<PathBuf>| {
        let found = if config.lints.contains(&lint) { Vec::new() } else { find() };
        if !found.is_empty() {
            let found: Vec<String> = found.iter().map(|it| shown(it)).collect();
            let names = some(&found, NAMES);
            notes.push(format!("{what}: {names}; {remedy}, or say `allow(Lint::{lint:?})`"));
        }
    };
    let (what, remedy) = ("Windows cannot have these names", "rename or `exclude` them");
    note(Lint::WindowsName, what, remedy, &|| named(config, listing, |it| !is_windows_name(it)));
    let what = "files that editors and others leave behind are embedded";
    note(Lint::Leftover, what, "remove or `exclude` them", &|| named(config, listing, is_leftover));
    let what = "precompressed files are components of their own, not encodings of the files \
                beside them";
    let remedy = "`exclude` them, and let `encode` make encodings";
    note(Lint::Precompressed, what, remedy, &|| precompressed(inputs));
    notes
}

/// Returns the directories and files whose own names are such.
fn named(config: &Config<'_>, listing: &Listing, is_it: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for dir in &listing.dirs {
        let path = |name: &str| config.roots[dir.root as usize].file(&dir.prefix).join(name);
        let is_empty = dir.count == 0 && dir.subdirs.is_empty();
        if !is_empty && is_it(file_name(dir.prefix.trim_end_matches('/'))) {
            found.push(path(""));
        }
        let files = dir.files.iter().filter(|file| is_it(&file.name));
        found.extend(files.map(|file| path(&file.name)));
    }
    found.sort();
    found
}

/// Returns the files that are called as another is, and `.br` or the like.
fn precompressed(inputs: &Inputs<'_>) -> Vec<PathBuf> {
    let is_beside =
        |input: &&Input<'_>| plain_path(input.path()).is_some_and(|it| inputs.find(it).is_some());
    let path = |input: &Input<'_>| {
        input.source().map_or_else(|| PathBuf::from(input.path()), |source| source.file())
    };
    inputs.list.iter().filter(is_beside).map(path).collect()
}

/// Returns the path of what a path of a precompressed file was made from.
fn plain_path(path: &str) -> Option<&str> {
    match path.as_bytes() {
        [.., b'r'] => path.strip_suffix(".br"),
        [.., b'z'] => path.strip_suffix(".gz"),
        [.., b't'] => path.strip_suffix(".zst"),
        _ => None,
    }
}

/// Whether a file is likely to be no part of the site: a copy that an editor made, say.
fn is_leftover(name: &str) -> bool {
    // The last byte tells of nearly all that they are none.
    match name.as_bytes().last() {
        Some(b'~') => true,
        Some(b'k') => name.ends_with(".bak"),
        Some(b'g') => name.ends_with(".orig"),
        Some(b'j') => name.ends_with(".rej"),
        Some(b'p') => name.ends_with(".swp"),
        Some(b'#') => name.len() > 2 && name.starts_with('#'),
        Some(b'b' | b'B') => name.eq_ignore_ascii_case("thumbs.db"),
        Some(b'i' | b'I') => name.eq_ignore_ascii_case("desktop.ini"),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
