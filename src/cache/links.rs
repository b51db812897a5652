//! What artifacts refer to, and what they were when their references were written anew.

use std::collections::HashMap;
use std::sync::OnceLock;

use include_components_pack::bytes::{Decoder, put_bytes, put_digest, put_u32, put_u64};
use include_components_pack::write::{Note, NoteSort};
use include_components_pack::{Content, Digest};

use crate::base::key::KeyHasher;
use crate::references::scan::Scan;

/// What a run knows of the references in its pack.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// How many references are written with another name than they were.
    pub(crate) references: u32,
    /// How many are left as they are, though they might be some.
    pub(crate) left: u32,
    /// What to warn of.
    pub(crate) warnings: Vec<String>,
    /// The rest, which is read when it is asked for: a run with nothing to do needs
    /// none of it.
    rest: Vec<u8>,
    known: OnceLock<Known>,
}

/// The results of actions, by their keys.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) scans: HashMap<Digest, Scan>,
    pub(crate) links: HashMap<Digest, Link>,
    /// The digests of members of a circle, with the names of outer ones alone.
    pub(crate) members: HashMap<Digest, Digest>,
    /// What browsers check of an artifact.
    pub(crate) notes: HashMap<Digest, Vec<Note>>,
    /// Which of the links are of an artifact.
    by_artifact: OnceLock<HashMap<Digest, Digest>>,
}

/// An artifact before and after its references were written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) artifact: Content,
    pub(crate) linked: Content,
    /// In the order of their places.
    undone: Vec<Undo>,
}

/// A change at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Where it is in the artifact.
    pub(crate) at: u32,
    /// How many bytes are taken out there.
    pub(crate) removed: u32,
    /// What is put in there.
    pub(crate) inserted: String,
}

/// What takes a change back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undo {
    /// Where the change is in the artifact.
    at: u32,
    removed: Vec<u8>,
    /// How many bytes were put in.
    inserted: u32,
}

impl Links {
    pub(crate) fn new(references: u32, left: u32, warnings: Vec<String>, known: Known) -> Self {
        let mut rest = Vec::new();
        known.write(&mut rest);
        Links { references, left, warnings, rest, known: OnceLock::new() }
    }

    /// Returns the results; none if they cannot be read.
    pub(crate) fn known(&self) -> &Known {
        self.known.get_or_init(|| Known::read(&mut Decoder(&self.rest)).unwrap_or_default())
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_u32(out, self.references);
        put_u32(out, self.left);
        put_u32(out, self.warnings.len() as u32);
        self.warnings.iter().for_each(|warning| put_bytes(out, warning.as_bytes()));
        put_bytes(out, &self.rest);
    }

    pub(crate) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let (references, left) = (reader.u32()?, reader.u32()?);
        let count = reader.u32()?;
        let warnings = (0..count).map(|_| reader.text().map(str::to_owned));
        let warnings = warnings.collect::<Option<_>>()?;
        let rest = reader.bytes()?.to_vec();
        Some(Links { references, left, warnings, rest, known: OnceLock::new() })
    }
}

impl Known {
    /// Finds what an artifact became that the last run wrote anew.
    pub(crate) fn of(&self, artifact: Digest) -> Option<&Link> {
        let by_artifact = self.by_artifact.get_or_init(|| {
            self.links.iter().map(|(key, link)| (link.artifact.digest, *key)).collect()
        });
        self.links.get(by_artifact.get(&artifact)?)
    }

    fn write(&self, out: &mut Vec<u8>) {
        let mut scans: Vec<_> = self.scans.iter().collect();
        scans.sort_by_key(|(key, _)| **key);
        put_u32(out, scans.len() as u32);
        for (key, scan) in scans {
            put_digest(out, *key);
            scan.write(out);
        }
        let mut links: Vec<_> = self.links.iter().collect();
        links.sort_by_key(|(key, _)| **key);
        put_u32(out, links.len() as u32);
        for (key, link) in links {
            put_digest(out, *key);
            link.write(out);
        }
        let mut members: Vec<_> = self.members.iter().collect();
        members.sort();
        put_u32(out, members.len() as u32);
        for (key, digest) in members {
            put_digest(out, *key);
            put_digest(out, *digest);
        }
        let mut notes: Vec<_> = self.notes.iter().collect();
        notes.sort_by_key(|(key, _)| **key);
        put_u32(out, notes.len() as u32);
        for (key, notes) in notes {
            put_digest(out, *key);
            write_notes(out, notes);
        }
    }

    fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let mut known = Known::default();
        for _ in 0..reader.u32()? {
            known.scans.insert(reader.digest()?, Scan::read(reader)?);
        }
        for _ in 0..reader.u32()? {
            known.links.insert(reader.digest()?, Link::read(reader)?);
        }
        for _ in 0..reader.u32()? {
            known.members.insert(reader.digest()?, reader.digest()?);
        }
        for _ in 0..reader.u32()? {
            known.notes.insert(reader.digest()?, read_notes(reader)?);
        }
        Some(known)
    }
}

/// Writes the result of an action that makes notes.
pub(crate) fn write_notes(out: &mut Vec<u8>, notes: &[Note]) {
    put_u32(out, notes.len() as u32);
    for Note { sort, text } in notes {
        put_u32(out, sort.code());
        put_bytes(out, text.as_bytes());
    }
}

pub(crate) fn read_notes(reader: &mut Decoder<'_>) -> Option<Vec<Note>> {
    let count = reader.u32()?;
    let note = |reader: &mut Decoder<'_>| {
        let sort = NoteSort::from_code(reader.u32()?)?;
        Some(Note { sort, text: reader.text()?.to_owned() })
    };
    (0..count).map(|_| note(reader)).collect()
}

impl Link {
    pub(crate) fn new(artifact: Content, linked: Content, undone: Vec<Undo>) -> Self {
        Link { artifact, linked, undone }
    }

    /// Returns what the artifact was, from what it became.
    pub(crate) fn undo(&self, linked: &[u8]) -> Option<Vec<u8>> {
        let mut artifact = Vec::with_capacity(linked.len());
        let mut rest = linked;
        for Undo { at, removed, inserted } in &self.undone {
            let (same, after) =
                rest.split_at_checked((*at as usize).checked_sub(artifact.len())?)?;
            artifact.extend_from_slice(same);
            artifact.extend_from_slice(removed);
            rest = after.get(*inserted as usize..)?;
        }
        artifact.extend_from_slice(rest);
        (artifact.len() as u64 == self.artifact.len).then_some(artifact)
    }

    fn write(&self, out: &mut Vec<u8>) {
        for content in [self.artifact, self.linked] {
            put_digest(out, content.digest);
            put_u64(out, content.len);
        }
        put_u32(out, self.undone.len() as u32);
        for Undo { at, removed, inserted } in &self.undone {
            put_u32(out, *at);
            put_bytes(out, removed);
            put_u32(out, *inserted);
        }
    }

    fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let mut content = || Some(Content { digest: reader.digest()?, len: reader.u64()? });
        let (artifact, linked) = (content()?, content()?);
        let mut undone = Vec::new();
        for _ in 0..reader.u32()? {
            let (at, removed) = (reader.u32()?, reader.bytes()?.to_vec());
            undone.push(Undo { at, removed, inserted: reader.u32()? });
        }
        Some(Link { artifact, linked, undone })
    }
}

/// Returns the key of the action that makes these edits of an artifact.
pub(crate) fn key(artifact: Digest, edits: &[Edit]) -> Digest {
    let mut key = KeyHasher::new("include-components link 1");
    key.write(artifact.as_bytes());
    for Edit { at, removed, inserted } in edits {
        key.write(at.to_le_bytes()).write(removed.to_le_bytes()).write(inserted);
    }
    key.finish()
}

/// Makes edits, which are in the order of their places; returns what they make of an
/// artifact, and what undoes them. `None` if one is not in the artifact.
pub(crate) fn apply(artifact: &[u8], edits: &[Edit]) -> Option<(Vec<u8>, Vec<Undo>)> {
    let more: usize = edits.iter().map(|edit| edit.inserted.len()).sum();
    let mut linked = Vec::with_capacity(artifact.len() + more);
    let mut undone = Vec::with_capacity(edits.len());
    let mut done = 0;
    for Edit { at, removed, inserted } in edits {
        let start = *at as usize;
        let end = start.checked_add(*removed as usize)?;
        linked.extend_from_slice(artifact.get(done..start)?);
        linked.extend_from_slice(inserted.as_bytes());
        let removed = artifact.get(start..end)?.to_vec();
        undone.push(Undo { at: *at, removed, inserted: inserted.len() as u32 });
        done = end;
    }
    linked.extend_from_slice(artifact.get(done..)?);
    Some((linked, undone))
}

#[cfg(test)]
mod tests;
