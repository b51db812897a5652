//! What a run warns of: globs that match nothing, names that Windows cannot have,
//! and precompressed files.

use std::path::Path;

use include_components_pack::bytes::{Decoder, put_bytes, put_u32};

use crate::base::error::{shown, some};
use crate::base::glob::Glob;
use crate::config::checked::Config;
use crate::config::options::Lint;
use crate::scan::collect::{Input, Inputs, Source};
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
    /// Takes notes of a run that has collected these inputs: all, or those that were
    /// edited, to which the notes of the last run apply.
    pub(crate) fn take(
        config: &Config<'_>,
        listing: &Listing,
        inputs: &Inputs<'_>,
        last: &LastRun,
    ) -> Self {
        let comparable = last.comparable().filter(|index| index.len() > 0);
        let before = comparable.map(|index| &index.state.notes);
        let mut notes = match before.filter(|_| !inputs.is_complete()) {
            Some(before) => before.clone(),
            None => Notes { unmatched: unmatched(config, inputs), names: names(config, inputs) },
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
    let is_used = |glob: &Glob| {
        let mut rules = inputs.sources().filter_map(|source| source.rule);
        rules.any(|rule| std::ptr::eq(&raw const rule.glob, glob))
    };
    let rules = config.rules.iter().map(|rule| &rule.glob);
    let rules = rules.filter(|glob| !is_used(glob) && of_source(glob));
    notes.extend(rules.map(|glob| noted("compile", glob)));
    let encoders = config.encoders.globs().filter(|glob| of_artifact(glob));
    notes.extend(encoders.map(|glob| noted("encode", glob)));
    let media_types = config.media_types.globs().filter(|glob| of_artifact(glob));
    notes.extend(media_types.map(|glob| noted("media_type", glob)));
    let is_there = |path: &&String| !inputs.sources().any(|source| source.path == **path);
    let secrets = config.select.secrets().iter().filter(is_there);
    notes.extend(secrets.map(|path| noted("allow_secret", path)));
    notes
}

/// Returns what to say of the names of components.
fn names(config: &Config<'_>, inputs: &Inputs<'_>) -> Vec<String> {
    let shown = |source: &Source<'_>| shown(&source.file());
    let mut notes = Vec::new();
    let mut note = |lint: Lint, found: Vec<String>, what: &str, remedy: &str| {
        if !found.is_empty() {
            let names = some(&found, NAMES);
            notes.push(format!("{what}: {names}; {remedy}, or say `allow(Lint::{lint:?})`"));
        }
    };
    if !config.lints.contains(&Lint::WindowsName) {
        let sources = inputs.sources().filter(|source| !is_windows_name(&source.path));
        let what = "Windows cannot have files of these names";
        note(Lint::WindowsName, sources.map(shown).collect(), what, "rename or `exclude` them");
    }
    if !config.lints.contains(&Lint::Leftover) {
        let sources = inputs.sources().filter(|source| is_leftover(&source.path));
        let what = "files that editors and others leave behind are embedded";
        note(Lint::Leftover, sources.map(shown).collect(), what, "remove or `exclude` them");
    }
    if !config.lints.contains(&Lint::Precompressed) {
        let is_beside = |input: &&Input<'_>| {
            let plain = plain_path(input.path());
            plain.is_some_and(|plain| {
                inputs.list.binary_search_by(|other| other.path().cmp(plain)).is_ok()
            })
        };
        let found = inputs.list.iter().filter(is_beside);
        let found = found.map(|input| match input.source() {
            Some(source) => shown(source),
            None => crate::base::error::shown(Path::new(input.path())),
        });
        let what = "precompressed files are components of their own, not encodings of the files \
                    beside them";
        let remedy = "`exclude` them, and let `encode` make encodings";
        note(Lint::Precompressed, found.collect(), what, remedy);
    }
    notes
}

/// Returns the path of what a path of a precompressed file was made from.
fn plain_path(path: &str) -> Option<&str> {
    [".br", ".gz", ".zst"].iter().find_map(|extension| path.strip_suffix(extension))
}

/// Whether a file is likely to be no part of the site: a copy that an editor made, say.
fn is_leftover(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ends = ["~", ".bak", ".orig", ".rej", ".swp"].iter().any(|end| name.ends_with(end));
    let is_saved = name.len() > 2 && name.starts_with('#') && name.ends_with('#');
    let is_of_system = ["thumbs.db", "desktop.ini"].iter().any(|it| name.eq_ignore_ascii_case(it));
    ends || is_saved || is_of_system || path.split('/').any(|name| name == "__MACOSX")
}

/// Whether Windows can have a file with this logical path ("Naming Files, Paths, and
/// Namespaces" in its documentation).
fn is_windows_name(path: &str) -> bool {
    path.split('/').all(|name| {
        let bytes = name.as_bytes();
        let ends_well = !matches!(bytes.last(), Some(b'.' | b' '));
        let refused = |byte: &u8| {
            matches!(byte, b'<' | b'>' | b':' | b'"' | b'|' | b'?' | b'*' | b'\\') || *byte < 32
        };
        ends_well && !bytes.iter().any(refused) && !is_device(name)
    })
}

/// Whether a name is that of a device, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let is = |device: &&str| stem.eq_ignore_ascii_case(device);
    let numbered = |device: &&str| {
        let rest = stem.get(3..).unwrap_or_default();
        let mut chars = rest.chars();
        let is_number = matches!(chars.next(), Some('1'..='9' | '¹' | '²' | '³'));
        stem.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(device))
            && is_number
            && chars.next().is_none()
    };
    ["con", "prn", "aux", "nul", "conin$", "conout$"].iter().any(is)
        || ["com", "lpt"].iter().any(numbered)
}

#[cfg(test)]
mod tests;
