//! What a page needs of a bundler's output.

use core::fmt;
use core::iter::FusedIterator;

use include_components_pack::{NoteSort, Notes};

use crate::Component;
use crate::source::Snapshot;

/// An entry of a bundler's manifest: the file, and what a page needs besides.
///
/// [`Components::entry`](crate::Components::entry) finds it.
#[derive(Clone, Copy)]
pub struct EntryPoint {
    pack: Snapshot,
    index: u32,
}

/// An iterator over files that an entry needs, in the order in which a page should have
/// them.
#[derive(Clone)]
pub struct EntryFiles {
    pack: Snapshot,
    sort: NoteSort,
    notes: Notes<'static>,
}

impl EntryPoint {
    pub(crate) fn find(pack: Snapshot, name: &str) -> Option<Self> {
        let index = pack.pack().noted(NoteSort::Entry, name)?;
        Some(EntryPoint { pack, index })
    }

    /// Returns the file that the entry became: a script, for
    /// `<script type=module src=…>`, or a style sheet.
    pub fn file(self) -> Component {
        Component::new(self.pack, self.index)
    }

    /// Returns the style sheets of the entry and of all that it imports, for
    /// `<link rel=stylesheet href=…>`.
    pub fn styles(self) -> EntryFiles {
        self.files(NoteSort::EntryStyle)
    }

    /// Returns the modules that the entry imports, for `<link rel=modulepreload href=…>`.
    pub fn preloads(self) -> EntryFiles {
        self.files(NoteSort::EntryPreload)
    }

    fn files(self, sort: NoteSort) -> EntryFiles {
        EntryFiles { pack: self.pack, sort, notes: self.pack.pack().notes(self.index) }
    }
}

impl fmt::Debug for EntryPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryPoint")
            .field("file", &self.file())
            .field("styles", &self.styles())
            .field("preloads", &self.preloads())
            .finish()
    }
}

impl Iterator for EntryFiles {
    type Item = Component;

    fn next(&mut self) -> Option<Component> {
        let EntryFiles { pack, sort, notes } = self;
        notes.find_map(|(found, path)| {
            let index = pack.pack().find(path).filter(|_| found == *sort)?;
            Some(Component::new(*pack, index))
        })
    }
}

impl FusedIterator for EntryFiles {}

impl fmt::Debug for EntryFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
