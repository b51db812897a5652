//! Which blobs go into which part: a function of the paths and the sizes.

use super::{IndexError, PartPlan, Placement, aligned};
use crate::hash;
use crate::layout::address;

/// About how many parts a pack is cut into, once it is long enough.
const PARTS: u64 = 64;

/// The seed of the hash of paths, which is none of the look-up table's.
const SEED: u32 = u32::MAX;

/// Where a pack is cut.
///
/// The blobs are gone through in path order. A part ends before a component
/// whose path says so, so that it does wherever else something is added or
/// changes its size ("content-defined chunking", here by names), but never
/// shorter than half a target nor longer than two. A blob as long as the target
/// is a part by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cuts {
    target: u64,
    /// A path says so if its hash has none of these bits.
    mask: u64,
}

impl Cuts {
    /// Returns where to cut blobs of `total` bytes, of so many components, into
    /// parts of `size` bytes or more; `None` if they fit into one.
    pub(super) fn new(size: u64, total: u64, components: u32) -> Option<Self> {
        if total <= size {
            return None;
        }
        let target = target(size, total);
        // Half of a target is reached by then: the mean path ends the other.
        let mean = total / u64::from(components.max(1));
        let within = (target / 2 / mean.max(1)).max(1);
        Some(Cuts { target, mask: (1 << within.ilog2()) - 1 })
    }

    /// Whether a blob is a part by itself.
    pub(super) fn is_alone(self, len: u64) -> bool {
        len >= self.target
    }

    /// Whether a part of `filled` bytes ends before a blob of a component.
    pub(super) fn is_before(self, path: &str, filled: u64, len: u64) -> bool {
        let full = filled.saturating_add(len) > self.target.saturating_mul(2);
        let says_so = || hash::hash(SEED, path.as_bytes()) & self.mask == 0;
        filled > 0 && (full || (filled >= self.target / 2 && says_so()))
    }
}

/// Returns from which length on a blob is a part by itself, if blobs of `total`
/// bytes are cut into parts of `size` bytes or more.
pub fn target(size: u64, total: u64) -> u64 {
    size.max((total / PARTS).next_power_of_two())
}

/// Puts distinct blobs into parts; returns the address of each.
///
/// Empty ones go nowhere: there is room for them at the start of the index.
pub(super) fn cut<'a>(
    cuts: Cuts,
    path: impl Fn(usize) -> &'a str,
    blobs: &[Placement],
) -> Result<(Vec<u64>, Vec<PartPlan>), IndexError> {
    let mut parts: Vec<(Vec<Placement>, u64)> = Vec::new();
    let mut addresses = Vec::with_capacity(blobs.len());
    // The part that is being filled, and up to where.
    let (mut open, mut filled) = (0, 0);
    for blob in blobs.iter().copied() {
        if blob.len == 0 {
            addresses.push(0);
            continue;
        }
        let path = path(blob.component as usize);
        let (part, offset) = if cuts.is_alone(blob.len) {
            parts.push((Vec::new(), 0));
            (parts.len(), 0)
        } else {
            if filled == 0 || cuts.is_before(path, filled, blob.len) {
                parts.push((Vec::new(), 0));
                (open, filled) = (parts.len(), 0);
            }
            (open, filled)
        };
        let end = aligned(offset, blob.len).ok_or(IndexError::TooLarge)?;
        if !cuts.is_alone(blob.len) {
            filled = end;
        }
        addresses.push(address(part, offset).ok_or(IndexError::TooLarge)?);
        let (placements, len) = &mut parts[part - 1];
        placements.push(Placement { offset, ..blob });
        *len = end;
    }
    let parts = parts.into_iter().map(|(placements, len)| PartPlan::New { placements, len });
    Ok((addresses, parts.collect()))
}
