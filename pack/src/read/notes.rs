//! Notes: what few components have, so that the others need no room for it.

use super::{Pack, u32_at};
use crate::layout::NOTE;
use crate::layout::field::note;

/// What a note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteSort {
    /// The digest of the artifact as browsers check it: `sha384-…`.
    Integrity,
    /// A source of a policy (CSP) that allows a script in the page: `'sha256-…'`.
    ScriptHash,
    /// The same for a style sheet in the page.
    StyleHash,
    /// The name by which a bundler's manifest knows the script or style sheet.
    Entry,
    /// The path of a style sheet that the entry needs.
    EntryStyle,
    /// The path of a module that the entry imports.
    EntryPreload,
    /// Of the set: the JSON of its import map.
    ImportMap,
}

/// The notes of one component, in their order.
#[derive(Clone, Debug)]
pub struct Notes<'a> {
    pack: Pack<'a>,
    component: u32,
    next: u32,
}

impl NoteSort {
    const ALL: [NoteSort; 7] = [
        NoteSort::Integrity,
        NoteSort::ScriptHash,
        NoteSort::StyleHash,
        NoteSort::Entry,
        NoteSort::EntryStyle,
        NoteSort::EntryPreload,
        NoteSort::ImportMap,
    ];

    /// Returns the number that stands for it in a pack.
    pub fn code(self) -> u32 {
        self as u32
    }

    /// Returns what a number stands for.
    pub fn from_code(code: u32) -> Option<Self> {
        NoteSort::ALL.get(usize::try_from(code).ok()?).copied()
    }
}

impl<'a> Pack<'a> {
    /// Which position the set itself has among those of its components, in notes.
    pub const SET: u32 = u32::MAX;

    /// Returns the notes of the component at a position, or of the [set](Self::SET).
    ///
    /// # Cost
    ///
    /// A binary search in the notes of all.
    pub fn notes(&self, component: u32) -> Notes<'a> {
        Notes { pack: *self, component, next: self.first_note(component) }
    }

    /// Returns which note is the first of a component, or of a later one.
    pub(crate) fn first_note(&self, component: u32) -> u32 {
        let (mut low, mut high) = (0, self.layout.notes);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.note_at(middle) {
                Some((of, ..)) if of < component => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// Returns the position of the first component that has this note.
    ///
    /// # Cost
    ///
    /// One comparison a note.
    pub fn noted(&self, sort: NoteSort, text: &str) -> Option<u32> {
        let is_it = |nth: &u32| {
            let code = |note: &(u32, u32, Option<&str>)| NoteSort::from_code(note.1);
            self.note_at(*nth).is_some_and(|it| code(&it) == Some(sort) && it.2 == Some(text))
        };
        // A damaged count ends with the bytes.
        let notes = (0..self.layout.notes).take_while(|nth| self.note_at(*nth).is_some());
        let (component, ..) = self.note_at({ notes }.find(is_it)?)?;
        Some(component)
    }

    /// Returns component, sort and text of a note.
    fn note_at(&self, nth: u32) -> Option<(u32, u32, Option<&'a str>)> {
        let record: &[u8; NOTE as usize] = self.record(self.layout.notes_at(), nth)?;
        let text = self.string(record, note::TEXT);
        let text = text.and_then(|text| core::str::from_utf8(text).ok());
        Some((u32_at(record, note::COMPONENT)?, u32_at(record, note::SORT)?, text))
    }
}

impl<'a> Iterator for Notes<'a> {
    type Item = (NoteSort, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.pack.layout.notes {
            let (component, sort, text) = self.pack.note_at(self.next)?;
            if component != self.component {
                return None;
            }
            self.next += 1;
            // What is damaged is not there.
            if let (Some(sort), Some(text)) = (NoteSort::from_code(sort), text) {
                return Some((sort, text));
            }
        }
        None
    }
}
