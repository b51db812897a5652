//! The index of a pack that differs from another in the content of a few
//! components: their paths are the same.

use super::{Index, Placement, push_hashed_path};
use crate::layout::{ALIGN, COMPONENT, HEADER, INDEX_DIGEST, Layout};
use crate::{Digest, Pack};

/// A component that has other bytes than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which component it is, counted from 0 in path order.
    pub component: u32,
    /// The digest of its artifact.
    pub digest: Digest,
    /// The length of its artifact, in bytes.
    pub len: u64,
}

/// The index of the changed pack, and how its blobs come together.
#[derive(Debug)]
pub struct Patched {
    /// The index; its placements are those of the changed components alone.
    pub index: Index,
    /// What is copied from the old pack: from where, to where, how many bytes.
    ///
    /// Between the blobs of such a run are the same zeros as before.
    pub kept: Vec<(u64, u64, u64)>,
}

impl Index {
    /// Makes the index that [`Index::new`] would make, from that of a pack with
    /// the same paths.
    ///
    /// `changes` are in path order. `None` where it is not enough to move
    /// blobs: if they are shared, coded or empty.
    ///
    /// # Cost
    ///
    /// A few operations a component, and one comparison of digests for each
    /// change: a fraction of what [`Index::new`] takes.
    pub fn patch(old: &[u8], layout: Layout, changes: &[Change]) -> Option<Patched> {
        if layout.encoded != 0 || old.len() as u64 != layout.index_len() {
            return None;
        }
        let shared = |(at, change): (usize, &Change)| {
            changes[..at].iter().any(|earlier| earlier.digest == change.digest)
        };
        if changes.iter().enumerate().any(shared) {
            return None;
        }
        let mut bytes = old.to_vec();
        bytes[INDEX_DIGEST].fill(0);
        let mut moved = Moved::new(layout.index_len());
        let mut rest = changes.iter().peekable();
        for component in 0..layout.components {
            let at = HEADER + component as usize * COMPONENT as usize;
            let record: &mut [u8; COMPONENT as usize] = bytes[at..].first_chunk_mut()?;
            let (offset, len) = (word(record, 32), word(record, 40));
            let offset = match rest.next_if(|change| change.component == component) {
                Some(change) => {
                    let to = moved.replace(offset, len, change)?;
                    record[40..48].copy_from_slice(&change.len.to_le_bytes());
                    record[48..80].copy_from_slice(change.digest.as_bytes());
                    to
                }
                None => {
                    let same = |change: &Change| record[48..80] == *change.digest.as_bytes();
                    if changes.iter().any(same) {
                        return None;
                    }
                    moved.keep(offset, len)?
                }
            };
            record[32..40].copy_from_slice(&offset.to_le_bytes());
        }
        if rest.next().is_some() || moved.old_end != layout.len {
            return None;
        }
        moved.end_run(moved.old_end);
        let len = moved.end;
        let layout = Layout { len, ..layout };
        layout.write(&mut bytes);
        for change in changes {
            rename(&mut bytes, layout, change)?;
        }
        let index = Index { bytes, placements: moved.placements, len };
        Some(Patched { index, kept: moved.kept })
    }
}

/// Writes a change's digits into the hashed path, which is as long as it was.
fn rename(bytes: &mut [u8], layout: Layout, change: &Change) -> Option<()> {
    let entry = Pack::with_layout(bytes, layout).entry(change.component)?;
    let mut hashed = Vec::new();
    push_hashed_path(&mut hashed, entry.path()?, change.digest);
    let at = HEADER + change.component as usize * COMPONENT as usize;
    let start = layout.strings_at() + word(bytes[at..].first_chunk::<80>()?, 8) % (1 << 32);
    let place = bytes.get_mut(start as usize..start as usize + hashed.len())?;
    place.copy_from_slice(&hashed);
    Some(())
}

/// Where the blobs go, while they are gone through in path order.
struct Moved {
    /// The end of the blobs in the old pack, up to here.
    old_end: u64,
    /// The same in the new pack.
    end: u64,
    /// Where the run that is being kept began in the old pack.
    run: u64,
    /// From which old offset on blobs move, and to where it does.
    shifts: Vec<(u64, u64)>,
    /// The old offsets of blobs that are replaced.
    replaced: Vec<u64>,
    placements: Vec<Placement>,
    kept: Vec<(u64, u64, u64)>,
}

impl Moved {
    fn new(start: u64) -> Self {
        Moved {
            old_end: start,
            end: start,
            run: start,
            shifts: vec![(start, start)],
            replaced: Vec::new(),
            placements: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Returns where an unchanged blob goes.
    fn keep(&mut self, offset: u64, len: u64) -> Option<u64> {
        if offset == self.old_end {
            self.old_end = aligned(offset, len)?;
            self.end = aligned(self.end, len)?;
            return Some(self.end - (self.old_end - offset));
        }
        // A blob that stands before: an earlier component has the same.
        if self.replaced.contains(&offset) {
            return None;
        }
        let (from, to) = self.shifts.iter().rev().find(|(from, _)| *from <= offset)?;
        Some(offset - from + to)
    }

    /// Returns where the blob goes that replaces another.
    fn replace(&mut self, offset: u64, len: u64, change: &Change) -> Option<u64> {
        if offset != self.old_end || len == 0 || change.len == 0 {
            return None;
        }
        if self.placements.iter().any(|it| it.component == change.component) {
            return None;
        }
        self.end_run(offset);
        let to = self.end;
        let Change { component, len: new_len, .. } = *change;
        self.placements.push(Placement { component, representation: 0, offset: to, len: new_len });
        self.replaced.push(offset);
        self.old_end = aligned(offset, len)?;
        self.end = aligned(to, new_len)?;
        self.run = self.old_end;
        self.shifts.push((self.old_end, self.end));
        Some(to)
    }

    /// Ends the run that is being kept, at an offset of the old pack.
    fn end_run(&mut self, end: u64) {
        if let (Some((from, to)), true) = (self.shifts.last(), end > self.run) {
            self.kept.push((self.run, self.run - from + to, end - self.run));
        }
    }
}

fn aligned(offset: u64, len: u64) -> Option<u64> {
    offset.checked_add(len)?.checked_next_multiple_of(ALIGN)
}

fn word<const N: usize>(record: &[u8; N], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&record[at..at + 8]);
    u64::from_le_bytes(word)
}

#[cfg(test)]
mod tests;
