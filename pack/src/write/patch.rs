//! The index of a pack that differs from another in the content of a few
//! components: their paths are the same.

use super::parts::Cuts;
use super::{Index, Part, Placement, aligned, push_hashed_path};
use crate::layout::{
    COMPONENT, ENCODED, HEADER, INDEX_DIGEST, Layout, PART, address, split_address,
};
use crate::read::{u32_at, u64_at};
use crate::{Digest, Encoding, Pack};

/// A component that has other bytes than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Which component it is, counted from 0 in path order.
    pub component: u32,
    /// The artifact: its digest and its length in bytes.
    pub identity: (Digest, u64),
    /// The other representations: coding, digest and length in bytes.
    pub encoded: &'a [(Encoding, Digest, u64)],
}

impl Index {
    /// Makes the index that [`Index::in_parts`] would make, from that of a pack
    /// with the same paths, which was cut by the same `size`.
    ///
    /// `changes` are in path order. A part without a change has no placements.
    ///
    /// `None` where it is not enough to move blobs within parts: if blobs are
    /// shared or empty, have other codings than before, or are cut elsewhere.
    ///
    /// # Cost
    ///
    /// A few operations a component, and one comparison of digests for each
    /// change: a fraction of what [`Index::in_parts`] takes.
    pub fn patch(old: &[u8], layout: Layout, size: u64, changes: &[Change<'_>]) -> Option<Index> {
        if old.len() as u64 != layout.index_len() {
            return None;
        }
        let mut bytes = old.to_vec();
        bytes[INDEX_DIGEST].fill(0);
        let mut patch = Patch::new(old, layout, size, changes)?;
        let mut rest = changes;
        let mut encoded = layout.encoded_at() as usize;
        for component in 0..layout.components {
            let at = HEADER + component as usize * COMPONENT as usize;
            // Plain code, as it is not optimised and most have none.
            let change = match rest {
                [change, others @ ..] if change.component == component => {
                    rest = others;
                    Some(change)
                }
                _ => None,
            };
            patch.blob(&mut bytes, at + 32, component, 0, change.map(|it| it.identity))?;
            // They stand in the order of their components.
            for nth in 0..u32_at(&bytes, at + 28)? as usize {
                let new = match change {
                    Some(change) => Some(change.encoded.get(nth).map(|it| (it.1, it.2))?),
                    None => None,
                };
                patch.blob(&mut bytes, encoded, component, nth as u32 + 1, new)?;
                encoded += ENCODED as usize;
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let (placements, len, parts) = patch.finish(&mut bytes)?;
        let layout = Layout { len, ..layout };
        layout.write(&mut bytes);
        for change in changes {
            rename(&mut bytes, layout, change)?;
        }
        Some(Index { bytes, placements, len, parts })
    }
}

/// Writes a change's digits into the hashed path, which is as long as it was.
fn rename(bytes: &mut [u8], layout: Layout, change: &Change<'_>) -> Option<()> {
    let at = HEADER + change.component as usize * COMPONENT as usize;
    let mut hashed = Vec::new();
    push_hashed_path(&mut hashed, path(bytes, layout, change.component)?, change.identity.0);
    let start = (layout.strings_at() + u32_at(bytes, at + 8)? as u64) as usize;
    bytes.get_mut(start..start + hashed.len())?.copy_from_slice(&hashed);
    Some(())
}

/// The blobs that move, while all are gone through in path order.
struct Patch<'a> {
    layout: Layout,
    cuts: Option<Cuts>,
    /// The digests that are new: no other blob has one of them.
    news: Vec<&'a Digest>,
    parts: Vec<Moved>,
    /// The last part that was begun, and the last that took in several blobs.
    last: usize,
    open: usize,
}

/// Where the blobs of a part go.
#[derive(Default)]
struct Moved {
    changes: bool,
    /// The length of the part before.
    old_len: u64,
    /// The end of the blobs in the old part, up to here.
    old_end: u64,
    /// The same in the new part.
    end: u64,
    /// From which old offset on blobs move, and to where it does.
    shifts: Vec<(u64, u64)>,
    /// The old offsets of blobs that are replaced.
    replaced: Vec<u64>,
    placements: Vec<Placement>,
}

impl<'a> Patch<'a> {
    fn new(old: &[u8], layout: Layout, size: u64, changes: &'a [Change<'a>]) -> Option<Self> {
        let pack = Pack::with_layout(old, layout);
        let mut patch = Patch::unchanged(pack)?;
        let (mut total, mut news) = (patch.total()?, Vec::new());
        let before = Cuts::new(size, total, layout.components);
        for change in changes {
            let entry = pack.entry(change.component)?;
            if entry.representations() as usize != 1 + change.encoded.len() {
                return None;
            }
            let identity = (Encoding::Identity, &change.identity.0, change.identity.1);
            let encoded =
                change.encoded.iter().map(|(encoding, digest, len)| (*encoding, digest, *len));
            for (nth, (encoding, digest, len)) in (0..).zip([identity].into_iter().chain(encoded)) {
                let blob = entry.representation(nth)?;
                if blob.encoding != encoding {
                    return None;
                }
                if blob.digest == *digest {
                    continue;
                }
                if blob.len == 0 || len == 0 || news.contains(&digest) {
                    return None;
                }
                news.push(digest);
                patch.parts.get_mut(blob.part() as usize)?.changes = true;
                total = total.checked_sub(aligned(0, blob.len)?)?.checked_add(aligned(0, len)?)?;
            }
        }
        patch.cuts = Cuts::new(size, total, layout.components);
        patch.news = news;
        (patch.cuts == before && before.is_some() == (layout.parts > 0)).then_some(patch)
    }

    /// Begins with no changes, at the first blob.
    fn unchanged(pack: Pack<'_>) -> Option<Self> {
        let layout = pack.layout();
        let mut parts = Vec::with_capacity(layout.parts as usize + 1);
        for part in 0..=layout.parts {
            let start = if part == 0 { layout.index_len() } else { 0 };
            let old_len = pack.part_len(part)?;
            let shifts = vec![(start, start)];
            // What is one part with its index changes with it.
            let changes = layout.parts == 0;
            parts.push(Moved {
                changes,
                old_len,
                old_end: start,
                end: start,
                shifts,
                ..Moved::default()
            });
        }
        Some(Patch { layout, cuts: None, news: Vec::new(), parts, last: 0, open: 0 })
    }

    /// Returns how many bytes the blobs take.
    fn total(&self) -> Option<u64> {
        let index_len = self.layout.index_len();
        let lens = self.parts.iter().map(|part| part.old_len);
        lens.reduce(|sum, len| sum.saturating_add(len))?.checked_sub(index_len)
    }

    /// Moves one representation of a component: its record is at `at`.
    ///
    /// `new` is what the component has there now, if it is a changed one.
    fn blob(
        &mut self,
        bytes: &mut [u8],
        at: usize,
        component: u32,
        representation: u32,
        new: Option<(Digest, u64)>,
    ) -> Option<()> {
        let (old, len) = (u64_at(bytes, at)?, u64_at(bytes, at + 8)?);
        let digest = bytes.get(at + 16..at + 48)?;
        let new = new.filter(|(new, _)| new.as_bytes() != digest);
        if new.is_none() {
            for new in &self.news {
                if new.as_bytes() == digest {
                    return None;
                }
            }
        }
        let (part, offset) = split_address(old);
        let part = part as usize;
        if new.is_none() && part <= self.last && !self.parts.get(part)?.changes {
            // As most: it stays where it is, in a part that was begun.
            return Some(());
        }
        let new_len = new.map_or(len, |(_, len)| len);
        let is_own = offset == self.parts.get(part)?.old_end;
        if let Some(cuts) = self.cuts {
            let is_before = |filled| {
                Some(cuts.is_before(path(bytes, self.layout, component)?, filled, new_len))
            };
            let is_alone = cuts.is_alone(len);
            if is_alone != cuts.is_alone(new_len) {
                return None;
            }
            let open = &self.parts[self.open];
            if part > self.last {
                self.last = part;
                if !is_alone {
                    let filled = if open.changes { open.end } else { open.old_len };
                    let may_differ = self.open > 0 && (open.changes || new.is_some());
                    if may_differ && !is_before(filled)? {
                        return None;
                    }
                    self.open = part;
                }
            } else if part == self.open && open.changes && is_own && is_before(open.end)? {
                return None;
            }
        }
        let moved = self.parts.get_mut(part)?;
        if !moved.changes {
            return Some(());
        }
        let to = match is_own {
            true => moved.take(component, representation, len, new_len, new.is_some())?,
            // An earlier component has the same blob: it must stay.
            false if new.is_some() || moved.replaced.contains(&offset) => return None,
            false => {
                let (from, to) = moved.shifts.iter().rev().find(|(from, _)| *from <= offset)?;
                offset - from + to
            }
        };
        put(bytes, at, address(part, to)?)?;
        if let Some((digest, len)) = new {
            put(bytes, at + 8, len)?;
            bytes.get_mut(at + 16..at + 48)?.copy_from_slice(digest.as_bytes());
        }
        Some(())
    }

    /// Writes the lengths of the parts, when all blobs were gone through.
    fn finish(self, bytes: &mut [u8]) -> Option<(Vec<Placement>, u64, Vec<Part>)> {
        let table = self.layout.parts_at() as usize;
        let mut parts = Vec::with_capacity(self.parts.len());
        for (nth, moved) in self.parts.into_iter().enumerate() {
            if moved.changes && moved.old_end != moved.old_len {
                return None;
            }
            let len = if moved.changes { moved.end } else { moved.old_len };
            if nth > 0 {
                put(bytes, table + (nth - 1) * PART as usize, len)?;
            }
            parts.push(Part { placements: moved.placements, len });
        }
        let first = parts.remove(0);
        Some((first.placements, first.len, parts))
    }
}

impl Moved {
    /// Takes in the next blob, and returns where it goes.
    fn take(
        &mut self,
        component: u32,
        representation: u32,
        len: u64,
        new_len: u64,
        is_new: bool,
    ) -> Option<u64> {
        let offset = self.end;
        if new_len > 0 {
            self.placements.push(Placement { component, representation, offset, len: new_len });
        }
        if is_new {
            self.replaced.push(self.old_end);
        }
        self.old_end = aligned(self.old_end, len)?;
        self.end = aligned(offset, new_len)?;
        if is_new {
            self.shifts.push((self.old_end, self.end));
        }
        Some(offset)
    }
}

/// Returns the path of a component.
fn path(bytes: &[u8], layout: Layout, component: u32) -> Option<&str> {
    let at = HEADER + component as usize * COMPONENT as usize;
    let start = layout.strings_at() + u32_at(bytes, at)? as u64;
    let end = start + u32_at(bytes, at + 4)? as u64;
    std::str::from_utf8(bytes.get(start as usize..end as usize)?).ok()
}

fn put(bytes: &mut [u8], at: usize, number: u64) -> Option<()> {
    bytes.get_mut(at..at + 8)?.copy_from_slice(&number.to_le_bytes());
    Some(())
}

#[cfg(test)]
mod tests;
