//! What two packs have in common, found without reading each field: live mode compares
//! them in programs that are not optimised.

use crate::Pack;
use crate::layout::field::{component, string};
use crate::layout::{COMPONENT, ENCODED, HEADER};
use crate::read::{slice, u32_at};

/// Two packs, and where their strings differ.
#[derive(Clone, Copy, Debug)]
pub struct Same<'a> {
    old: Pack<'a>,
    new: Pack<'a>,
    /// How many bytes of the strings are the same at their beginning, and from which on
    /// they are again.
    before: usize,
    after: usize,
}

impl<'a> Same<'a> {
    /// Compares the strings of two packs.
    ///
    /// # Cost
    ///
    /// Reads them about twice.
    pub fn new(old: Pack<'a>, new: Pack<'a>) -> Self {
        let (a, b) = (old.strings(), new.strings());
        let before = common(a.len().min(b.len()), |from, to| a.get(from..to) == b.get(from..to));
        // Strings of another length have moved, and so have their records.
        let ends = if a.len() == b.len() { a.len() - before } else { 0 };
        let from_end = |bytes: &'a [u8], from, to| bytes.get(bytes.len() - to..bytes.len() - from);
        let same = common(ends, |from, to| from_end(a, from, to) == from_end(b, from, to));
        Same { old, new, before, after: a.len() - same }
    }

    /// Returns whether the components at two positions are the same, with all that is
    /// said of them in the same place. If not, they may still be equal.
    pub fn is_same(&self, old: u32, new: u32) -> bool {
        let (Some(record), Some(other)) = (self.old.raw(old), self.new.raw(new)) else {
            return false;
        };
        record == other && self.has_same_strings(record) && self.has_same_encoded(record)
    }

    fn has_same_strings(&self, record: &[u8]) -> bool {
        component::STRINGS.iter().all(|at| {
            let offset = u32_at(record, at + string::OFFSET).unwrap_or(u32::MAX) as usize;
            let len = u32_at(record, at + string::LEN).unwrap_or(u32::MAX) as usize;
            offset >= self.after || offset.saturating_add(len) <= self.before
        })
    }

    fn has_same_encoded(&self, record: &[u8]) -> bool {
        let first = u32_at(record, component::FIRST_ENCODED).unwrap_or(0);
        let count = u32_at(record, component::ENCODED_COUNT).unwrap_or(0);
        let of = |pack: Pack<'a>| pack.section(pack.layout().encoded_at(), ENCODED, first, count);
        count == 0 || of(self.old).zip(of(self.new)).is_some_and(|(old, new)| old == new)
    }
}

impl<'a> Pack<'a> {
    fn raw(self, index: u32) -> Option<&'a [u8]> {
        let is_there = index < self.len();
        self.section(HEADER as u64, COMPONENT, index, 1).filter(|_| is_there)
    }

    /// Returns `count` records of `size` bytes, from the nth of their section on.
    fn section(self, section: u64, size: u64, nth: u32, count: u32) -> Option<&'a [u8]> {
        slice(self.bytes, section + nth as u64 * size, count as u64 * size)
    }

    fn strings(self) -> &'a [u8] {
        let layout = self.layout();
        slice(self.bytes, layout.strings_at(), layout.strings as u64).unwrap_or_default()
    }
}

/// Returns how long the common beginning is, at most `len`, of what `is_same` compares
/// from one offset to another.
fn common(len: usize, is_same: impl Fn(usize, usize) -> bool) -> usize {
    let (mut same, mut end) = (0, len);
    while same < end {
        let middle = end - (end - same) / 2;
        match is_same(same, middle) {
            true => same = middle,
            false => end = middle - 1,
        }
    }
    same
}
