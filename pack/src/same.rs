//! What two packs have in common, found without reading each field: live mode compares
//! them in programs that are not optimised.

use crate::Pack;
use crate::layout::field::{component, note};
use crate::layout::{COMPONENT, ENCODED, HEADER, NOTE};
use crate::read::{slice, string_at, u32_at};

/// How many components are compared at once, at most: few enough that little is compared
/// again where one of them differs.
const BLOCK: u32 = 64;

/// Two packs that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Same<'a> {
    old: Pack<'a>,
    new: Pack<'a>,
    /// Whether they have the same media types.
    media_types: bool,
}

impl<'a> Same<'a> {
    /// Takes two packs, in which everything is in the order in which it is written.
    pub fn new(old: Pack<'a>, new: Pack<'a>) -> Self {
        Same { old, new, media_types: old.media_types() == new.media_types() }
    }

    /// Returns how many components from two positions on are the same, with all that is
    /// said of them in the same place. The next ones may still be equal.
    ///
    /// # Cost
    ///
    /// A comparison of all bytes that say something of them; of two records, where none is
    /// the same.
    pub fn run(&self, old: u32, new: u32) -> u32 {
        let left = |pack: Pack<'a>, from: u32| pack.len().saturating_sub(from);
        let most = left(self.old, old).min(left(self.new, new));
        let (mut run, mut block) = (0, 1);
        while self.media_types && run < most {
            let count = block.min(most - run);
            let (old, new) = (old + run, new + run);
            let same = common(count, |from, count| self.is_same(old + from, new + from, count));
            run += same;
            if same < count {
                break;
            }
            // Where all has moved, the first is not the same, and tried alone.
            block = (block * 2).min(BLOCK);
        }
        run
    }

    /// Whether all bytes are the same that say something of some components.
    fn is_same(&self, old: u32, new: u32, count: u32) -> bool {
        let records = |pack: Pack<'a>, first| pack.section(HEADER as u64, COMPONENT, first, count);
        // First what differs mostly: notes have to be searched for.
        records(self.old, old) == records(self.new, new) && {
            let said = self.old.said(old, count);
            said.is_some() && said == self.new.said(new, count)
        }
    }
}

impl<'a> Pack<'a> {
    /// Returns all bytes that say something of some components besides their records, but for
    /// media types: encodings and notes, and what is named of the strings.
    fn said(self, first: u32, count: u32) -> Option<[&'a [u8]; 5]> {
        let layout = self.layout();
        let records = self.section(HEADER as u64, COMPONENT, first, count)?;
        let (head, tail) = ends(records, COMPONENT)?;
        let from = u32_at(head, component::FIRST_ENCODED)?;
        let to = u32_at(tail, component::FIRST_ENCODED)?
            .checked_add(u32_at(tail, component::ENCODED_COUNT)?)?;
        let encoded = self.section(layout.encoded_at(), ENCODED, from, to.checked_sub(from)?)?;
        let (from, to) = (self.first_note(first), self.first_note(first.checked_add(count)?));
        let notes = self.section(layout.notes_at(), NOTE, from, to.checked_sub(from)?)?;
        let texts = match ends(notes, NOTE) {
            Some((head, tail)) => {
                self.strings(string_at(head, note::TEXT)?.0, string_at(tail, note::TEXT)?.1)?
            }
            None => &[],
        };
        let paths =
            self.strings(string_at(head, component::PATH)?.0, string_at(tail, component::PATH)?.1)?;
        let names = self.strings(string_at(head, component::URL)?.0, end_of_names(tail)?)?;
        Some([encoded, notes, paths, names, texts])
    }

    /// Returns the media types, which are between the names of the last component and the
    /// texts of notes.
    fn media_types(self) -> Option<&'a [u8]> {
        let layout = self.layout();
        let last = self.section(HEADER as u64, COMPONENT, self.len().checked_sub(1)?, 1)?;
        let notes = self.section(layout.notes_at(), NOTE, 0, layout.notes)?;
        let end = match ends(notes, NOTE) {
            Some((first, _)) => string_at(first, note::TEXT)?.0,
            None => layout.strings,
        };
        self.strings(end_of_names(last)?, end)
    }

    /// Returns `count` records of `size` bytes, from the nth of their section on.
    fn section(self, section: u64, size: u64, nth: u32, count: u32) -> Option<&'a [u8]> {
        slice(self.bytes, section + u64::from(nth) * size, u64::from(count) * size)
    }

    /// Returns a range of the section of strings.
    fn strings(self, from: u32, to: u32) -> Option<&'a [u8]> {
        let start = self.layout().strings_at() + u64::from(from);
        slice(self.bytes, start, to.checked_sub(from)?.into())
    }
}

/// Returns the first and the last of some records.
fn ends(records: &[u8], size: u64) -> Option<(&[u8], &[u8])> {
    let size = size as usize;
    Some((records.get(..size)?, records.get(records.len().checked_sub(size)?..)?))
}

/// Returns the end of URL and hashed path: the one ends with the other or is before it.
fn end_of_names(record: &[u8]) -> Option<u32> {
    Some(string_at(record, component::URL)?.1.max(string_at(record, component::HASHED_PATH)?.1))
}

/// Returns how many of `count` are the same from the first on, as `is_same` says of so many
/// from one of them on.
fn common(count: u32, is_same: impl Fn(u32, u32) -> bool) -> u32 {
    if is_same(0, count) {
        return count;
    }
    let (mut same, mut end) = (0, count.saturating_sub(1));
    while same < end {
        let middle = end - (end - same) / 2;
        match is_same(same, middle - same) {
            true => same = middle,
            false => end = middle - 1,
        }
    }
    same
}
