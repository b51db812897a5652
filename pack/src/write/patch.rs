//! The index of a pack that differs from another in the content of a few
//! components: their paths are the same, and so are most parts.

use std::ops::Range;

use super::parts::Cuts;
use super::strings::encoded_len;
use super::{EncodedContent, Index, Name, Note, PartPlan, Placement, aligned, put, put_blob};
use crate::extension::split_extension;
use crate::layout::field::{blob, component, encoded, note};
use crate::layout::{
    COMPONENT, ENCODED, HEADER, INDEX_DIGEST, Layout, NOTE, PART, address, split_address,
};
use crate::read::{string_at, u32_at, u64_at};
use crate::{Content, Digest, Encoding, HASHED_SUFFIX, Pack};

/// A component that has other bytes than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Which component it is, counted from 0 in path order.
    pub component: u32,
    /// What its name becomes, which is of the sort that it was.
    pub name: Name,
    /// The artifact.
    pub identity: Content,
    /// The other representations.
    pub encoded: &'a [EncodedContent],
    /// What it has besides.
    pub notes: &'a [Note],
}

impl Index {
    /// Makes the index that [`Index::in_parts`] would make, from that of a pack
    /// in several parts with the same paths, which was cut by the same `size`.
    ///
    /// `None` where it is not enough to move blobs within their parts: if there is
    /// but one; if a blob of those parts is shared, or a new one is another's or empty;
    /// if a component has other codings than before, or a note of another length; or if
    /// the pack is cut elsewhere. `notes` are those of the set.
    ///
    /// # Cost
    ///
    /// A few operations a component, and one comparison of digests for each
    /// change: a fraction of what [`Index::in_parts`] takes.
    pub fn patch(
        old: &[u8],
        layout: Layout,
        size: u64,
        changes: &[Change<'_>],
        notes: &[Note],
    ) -> Option<Index> {
        if layout.parts == 0 || old.len() as u64 != layout.index_len() {
            return None;
        }
        let pack = Pack::with_layout(old, layout);
        let lens = (1..=layout.parts).map(|part| pack.part_len(part));
        let lens: Vec<u64> = lens.collect::<Option<_>>()?;
        let mut parts: Vec<PartPlan> =
            lens.iter().map(|len| PartPlan::Kept { len: *len }).collect();
        let mut bytes = old.to_vec();
        bytes[INDEX_DIGEST].fill(0);
        let replaced = replaced(pack, changes)?;
        if !replaced.is_empty() {
            let mut patch = Patch::new(size, layout, &lens, &replaced)?;
            patch.go_through(&mut bytes)?;
            for (nth, moved) in patch.moved.into_iter().enumerate() {
                let Some(Moved { old_end, end: len, placements }) = moved else { continue };
                if old_end != lens[nth] {
                    return None;
                }
                let at = layout.parts_at() as usize + nth * PART as usize;
                put(&mut bytes, at, len.to_le_bytes());
                parts[nth] = PartPlan::New { placements, len };
            }
        }
        for change in changes {
            rename(&mut bytes, layout, change)?;
            annotate(&mut bytes, layout, change.component, change.notes)?;
        }
        annotate(&mut bytes, layout, Pack::SET, notes)?;
        Some(Index { bytes, placements: Vec::new(), len: layout.len, parts })
    }
}

/// A representation that has other bytes than before.
struct Replaced {
    component: u32,
    representation: u32,
    /// The part that its blob is in.
    part: u32,
    old_len: u64,
    new: Content,
}

/// Returns what differs; `None` if it is not for [`Patch`].
fn replaced(pack: Pack<'_>, changes: &[Change<'_>]) -> Option<Vec<Replaced>> {
    let mut replaced: Vec<Replaced> = Vec::new();
    for change in changes {
        let entry = pack.entry(change.component)?;
        if entry.representations() as usize != 1 + change.encoded.len() {
            return None;
        }
        let identity = EncodedContent { encoding: Encoding::Identity, content: change.identity };
        let news = std::iter::once(identity).chain(change.encoded.iter().copied());
        for (representation, EncodedContent { encoding, content: new }) in (0..).zip(news) {
            let old = entry.representation(representation)?;
            if old.encoding != encoding {
                return None;
            }
            if old.content.digest == new.digest {
                continue;
            }
            if new.len == 0 || replaced.iter().any(|it| it.new.digest == new.digest) {
                return None;
            }
            let (component, part, old_len) = (change.component, old.part(), old.content.len);
            replaced.push(Replaced { component, representation, part, old_len, new });
        }
    }
    Some(replaced)
}

/// The parts that change, while all blobs are gone through in path order.
struct Patch<'a> {
    layout: Layout,
    cuts: Cuts,
    /// The lengths of all parts before, the first of which has the number 1.
    lens: &'a [u64],
    replaced: &'a [Replaced],
    /// The last part that was begun of those that take several blobs, or 0.
    open: u32,
    /// Of each part, if it changes, what is in it up to here.
    moved: Vec<Option<Moved>>,
}

/// The blobs of a part that changes.
#[derive(Clone, Default)]
struct Moved {
    /// Their end where they were.
    old_end: u64,
    /// Their end where they go.
    end: u64,
    placements: Vec<Placement>,
}

impl<'a> Patch<'a> {
    /// Begins before the first blob; `None` if the pack is to be cut otherwise.
    fn new(size: u64, layout: Layout, lens: &'a [u64], replaced: &'a [Replaced]) -> Option<Self> {
        let old_total = lens.iter().try_fold(0u64, |sum, len| sum.checked_add(*len))?;
        let cuts = Cuts::new(size, old_total, layout.components)?;
        let mut moved = vec![None; lens.len()];
        let mut total = old_total;
        for Replaced { part, old_len, new, .. } in replaced {
            *moved.get_mut(part.checked_sub(1)? as usize)? = Some(Moved::default());
            total = total.checked_sub(aligned(0, *old_len)?)?.checked_add(aligned(0, new.len)?)?;
            if cuts.is_alone(*old_len) != cuts.is_alone(new.len) {
                return None;
            }
        }
        let patch = Patch { layout, cuts, lens, replaced, open: 0, moved };
        (Cuts::new(size, total, layout.components) == Some(cuts)).then_some(patch)
    }

    fn go_through(&mut self, bytes: &mut [u8]) -> Option<()> {
        let mut encoded_at = self.layout.encoded_at() as usize;
        for component in 0..self.layout.components {
            let record = record_at(component);
            self.blob(bytes, record + component::BLOB, component, 0)?;
            // They stand in the order of their components.
            for nth in 0..u32_at(bytes, record + component::ENCODED_COUNT)? {
                self.blob(bytes, encoded_at + encoded::BLOB, component, nth + 1)?;
                encoded_at += ENCODED as usize;
            }
        }
        Some(())
    }

    /// Moves the next blob, whose record is at `at`, if its part changes.
    fn blob(
        &mut self,
        bytes: &mut [u8],
        at: usize,
        component: u32,
        representation: u32,
    ) -> Option<()> {
        let (part, offset) = split_address(u64_at(bytes, at + blob::ADDRESS)?);
        let old_len = u64_at(bytes, at + blob::LEN)?;
        let digest = bytes.get(at + blob::DIGEST..at + blob::END)?;
        // Plain code, as it is not optimised and this is done for each blob.
        let mut new = None;
        for replaced in self.replaced {
            if (replaced.component, replaced.representation) == (component, representation) {
                new = Some(replaced.new);
            } else if replaced.new.digest.as_bytes() == digest {
                return None;
            }
        }
        let len = new.map_or(old_len, |new| new.len);
        let old_end = self.moved(part).map(|moved| moved.old_end);
        // Else it was another's before.
        if old_end.is_some_and(|old_end| old_end != offset) {
            return None;
        }
        if (old_end.is_some() || part > self.open) && !self.cuts.is_alone(len) {
            self.cut(part, path(bytes, self.layout, component)?, len)?;
        }
        let Some(moved) = self.moved(part) else { return Some(()) };
        let offset = moved.end;
        moved.placements.push(Placement { component, representation, offset, len });
        moved.old_end = aligned(moved.old_end, old_len)?;
        moved.end = aligned(offset, len)?;
        let address = address(part as usize, offset)?;
        match new {
            Some(new) => put_blob(bytes, at, address, new),
            None => put(bytes, at + blob::ADDRESS, address.to_le_bytes()),
        }
        Some(())
    }

    /// Returns the blobs of a part, if it changes.
    fn moved(&mut self, part: u32) -> Option<&mut Moved> {
        self.moved.get_mut(part.checked_sub(1)? as usize)?.as_mut()
    }

    /// Returns `None` unless a part begins where it did, and nowhere else.
    fn cut(&mut self, part: u32, path: &str, len: u64) -> Option<()> {
        let filled = match self.open.checked_sub(1).map(|nth| nth as usize) {
            Some(nth) => match self.moved.get(nth)? {
                Some(moved) => moved.end,
                None => *self.lens.get(nth)?,
            },
            None => 0,
        };
        let begins = part > self.open;
        let is_as_before = self.open == 0 || begins == self.cuts.is_before(path, filled, len);
        self.open = self.open.max(part);
        is_as_before.then_some(())
    }
}

/// Writes a change's digits into the hashed path and the URL, which are as long as
/// they were.
fn rename(bytes: &mut [u8], layout: Layout, change: &Change<'_>) -> Option<()> {
    let (_, extension) = split_extension(path(bytes, layout, change.component)?);
    let (plain, encoded) = (extension.len(), encoded_len(extension));
    let record = record_at(change.component);
    let mut put_digits = |digest: Digest, at: usize, after: usize| {
        let digits = digest.hex_prefix::<{ HASHED_SUFFIX - 1 }>();
        let end = string(bytes, layout, record + at)?.end.checked_sub(after)?;
        bytes.get_mut(end.checked_sub(digits.len())?..end)?.copy_from_slice(&digits);
        Some(())
    };
    match change.name {
        Name::Hashed(digest) => {
            put_digits(digest, component::HASHED_PATH, plain)?;
            put_digits(digest, component::URL, encoded)
        }
        Name::Kept(digest) => put_digits(digest, component::HASHED_PATH, plain),
        Name::Given => Some(()),
    }
}

/// Writes the notes of a component over those that it had, which are of the same sorts
/// and lengths.
fn annotate(bytes: &mut [u8], layout: Layout, component: u32, notes: &[Note]) -> Option<()> {
    let pack = Pack::with_layout(bytes, layout);
    let first = pack.first_note(component);
    let old: Vec<_> = pack.notes(component).map(|(sort, text)| (sort, text.len())).collect();
    if !old.iter().copied().eq(notes.iter().map(|note| (note.sort, note.text.len()))) {
        return None;
    }
    for (nth, Note { text, .. }) in notes.iter().enumerate() {
        let record = layout.notes_at() as usize + (first as usize + nth) * NOTE as usize;
        let range = string(bytes, layout, record + note::TEXT)?;
        bytes.get_mut(range)?.copy_from_slice(text.as_bytes());
    }
    Some(())
}

/// Returns the path of a component.
fn path(bytes: &[u8], layout: Layout, component: u32) -> Option<&str> {
    let range = string(bytes, layout, record_at(component) + component::PATH)?;
    std::str::from_utf8(bytes.get(range)?).ok()
}

/// Returns where the string is that is at `at` in a record.
fn string(bytes: &[u8], layout: Layout, at: usize) -> Option<Range<usize>> {
    let (start, end) = string_at(bytes, at)?;
    let place = |offset: u32| (layout.strings_at() + u64::from(offset)) as usize;
    Some(place(start)..place(end))
}

/// Returns where the record of a component is.
fn record_at(component: u32) -> usize {
    HEADER + component as usize * COMPONENT as usize
}

#[cfg(test)]
mod tests;
