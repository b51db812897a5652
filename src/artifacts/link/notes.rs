//! What browsers check of an artifact: the digest of a script or a style sheet, and those
//! of what is written in a page.

use std::collections::HashMap;

use include_components_pack::bytes::Decoder;
use include_components_pack::write::{Note, NoteSort};
use include_components_pack::{Content, Digest};

use super::Linker;
use crate::artifacts::make::Artifacts;
use crate::artifacts::stores::Stores;
use crate::base::browser_digest;
use crate::base::error::{Error, Problem};
use crate::base::key::KeyHasher;
use crate::base::threads::Threads;
use crate::cache::links::{read_notes, write_notes};
use crate::config::checked::Config;
use crate::output::blob::Blob;
use crate::output::media_type::media_type_of;
#[cfg(feature = "html")]
use crate::references::html::inline;
use crate::references::scan::Language;

/// What is checked of an artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// All of it, where a page refers to it.
    Whole,
    /// What is written in it.
    Page,
    /// The same of XHTML.
    Xhtml,
}

/// Notes that neither the last run nor the cache has.
struct Task<'a> {
    key: Digest,
    check: Check,
    blob: Blob<'a>,
}

impl Check {
    /// Says what is checked of the component at a path.
    pub(super) fn of(config: &Config<'_>, path: &str) -> Option<Self> {
        if !config.naming.has_integrity(path) {
            return None;
        }
        match Language::of(media_type_of(&config.media_types, path))? {
            Language::Css | Language::JavaScript => Some(Check::Whole),
            Language::Html => Some(Check::Page),
            Language::Xhtml => Some(Check::Xhtml),
            _ => None,
        }
    }

    fn key(self, content: Content) -> Digest {
        let mut key = KeyHasher::new("include-components integrity 1");
        key.write([self as u8]).write(content.digest.as_bytes());
        #[cfg(feature = "html")]
        if self != Check::Whole {
            inline::describe(&mut key);
        }
        key.finish()
    }

    fn notes(self, bytes: &[u8]) -> Vec<Note> {
        match self {
            Check::Whole => {
                vec![Note { sort: NoteSort::Integrity, text: browser_digest::integrity(bytes) }]
            }
            Check::Page => page(bytes, false),
            Check::Xhtml => page(bytes, true),
        }
    }
}

/// Returns the hashes of the scripts and style sheets in a page, each once.
#[cfg(feature = "html")]
fn page(bytes: &[u8], is_xhtml: bool) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for (found, text) in inline::inline(bytes, is_xhtml) {
        let sort = match found {
            inline::Inline::Script => NoteSort::ScriptHash,
            inline::Inline::Style => NoteSort::StyleHash,
        };
        let note = Note { sort, text: browser_digest::csp_source(&text) };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

/// A page that nobody can read has none; the scan for references has refused it, unless
/// those are left as they are.
#[cfg(not(feature = "html"))]
fn page(_: &[u8], _: bool) -> Vec<Note> {
    Vec::new()
}

impl<'a> Artifacts<'a> {
    /// Makes the notes of some inputs that are linked, on as many threads as cargo allows.
    pub(super) fn annotate(
        &mut self,
        linker: &mut Linker<'a, '_>,
        threads: &Threads,
        inputs: impl Iterator<Item = usize>,
    ) -> Result<(), Error> {
        let stores = linker.stores;
        let last = &stores.last.links.known().notes;
        let (mut wanted, mut tasks) = (Vec::new(), Vec::new());
        for at in inputs {
            let Some(check) = linker.checks[at] else { continue };
            let Some(artifact) = &self.list[at] else { continue };
            let key = check.key(artifact.blob.content);
            wanted.push((at, key));
            if linker.known.notes.contains_key(&key) {
                continue;
            }
            let read = |bytes: Vec<u8>| read_notes(&mut Decoder(&bytes));
            let known = last.get(&key).cloned().or_else(|| stores.store.find(key, read));
            if known.is_none() {
                tasks.push(Task { key, check, blob: artifact.blob });
            }
            linker.known.notes.insert(key, known.unwrap_or_default());
        }
        let done = make(threads, &tasks, &stores)?;
        linker.known.notes.extend(done);
        for (at, key) in wanted {
            let notes = linker.known.notes.get(&key).cloned().unwrap_or_default();
            let integrity = notes.iter().find(|note| note.sort == NoteSort::Integrity);
            linker.integrity.extend(integrity.map(|note| (at, note.text.clone())));
            if let Some(artifact) = self.list[at].as_mut() {
                artifact.notes = notes;
            }
        }
        Ok(())
    }
}

fn make(
    threads: &Threads,
    tasks: &[Task<'_>],
    stores: &Stores<'_>,
) -> Result<HashMap<Digest, Vec<Note>>, Error> {
    let make = |task: &Task<'_>| -> Result<Vec<Note>, Problem> {
        Ok(task.check.notes(&stores.read(task.blob)?))
    };
    let (mut made, mut objects, mut problems) = (HashMap::new(), Vec::new(), Vec::new());
    for (task, done) in tasks.iter().zip(threads.map_each(tasks, make)) {
        match done {
            Ok(notes) => {
                let mut record = Vec::new();
                write_notes(&mut record, &notes);
                objects.push((task.key, record));
                made.insert(task.key, notes);
            }
            Err(problem) => problems.push(problem),
        }
    }
    stores.store.add(&objects);
    Error::of(problems).map_or(Ok(made), Err)
}
