//! Finds the pilots of the minimal perfect hash.
//!
//! This runs in build scripts, which cargo compiles without optimisation: the
//! hot code is plain loops over slices.

use super::NewEntry;
use crate::hash::{self, DIRECT};

/// The average number of paths in a bucket: a pilot of 4 bytes serves 2 paths.
///
/// With 4, the pilots are a byte a path smaller and take seven times as long
/// to find: 10 ms more for 10,000 components.
const BUCKET: usize = 2;

/// How many pilots are tried for one bucket before another seed is.
const PILOTS: u32 = 1 << 20;

/// No component: the end of a bucket, or a slot that is free.
const NONE: u32 = u32::MAX;

pub(super) struct Mphf {
    pub(super) seed: u32,
    pub(super) pilots: Vec<u32>,
    /// Of each slot: the low half of the path's hash, and the component.
    pub(super) slots: Vec<(u32, u32)>,
}

impl Mphf {
    /// Tries seeds from 0 up; `None` if none will do, which no one has seen.
    pub(super) fn new(components: &[NewEntry<'_>]) -> Option<Self> {
        (0..64).find_map(|seed| Self::with_seed(components, seed))
    }

    fn with_seed(components: &[NewEntry<'_>], seed: u32) -> Option<Self> {
        let buckets = Buckets::new(components, seed);
        let mut pilots = vec![0; buckets.first.len()];
        let mut slots = vec![(0, NONE); components.len()];
        let mut free = 0;
        // The large buckets are the hard ones: first, while there is room.
        let largest = buckets.sizes.iter().copied().max().unwrap_or(0);
        for size in (1..=largest).rev() {
            for (bucket, of_bucket) in buckets.sizes.iter().enumerate() {
                if *of_bucket != size {
                    continue;
                }
                let first = buckets.first[bucket];
                pilots[bucket] = if size == 1 {
                    // A single path needs no search: any free slot, said outright.
                    while slots[free].1 != NONE {
                        free += 1;
                    }
                    slots[free] = (buckets.hashes[first as usize] as u32, first);
                    DIRECT | free as u32
                } else {
                    (0..PILOTS).find(|pilot| buckets.fits(first, *pilot, &mut slots))?
                };
            }
        }
        Some(Mphf { seed, pilots, slots })
    }
}

/// The buckets of all paths, each a chain of components.
struct Buckets {
    /// Of each component: its path's hash, and the next one in the bucket.
    hashes: Vec<u64>,
    next: Vec<u32>,
    /// Of each bucket: its first component, and how many it has.
    first: Vec<u32>,
    sizes: Vec<u32>,
}

impl Buckets {
    fn new(components: &[NewEntry<'_>], seed: u32) -> Self {
        let count = if components.is_empty() { 0 } else { components.len() / BUCKET + 1 };
        let mut hashes = Vec::with_capacity(components.len());
        let mut next = Vec::with_capacity(components.len());
        let mut first = vec![NONE; count];
        let mut sizes = vec![0; count];
        for (index, component) in components.iter().enumerate() {
            let hash = hash::hash(seed, component.path.as_bytes());
            let bucket = hash::bucket(hash, count as u32) as usize;
            hashes.push(hash);
            next.push(first[bucket]);
            first[bucket] = index as u32;
            sizes[bucket] += 1;
        }
        Buckets { hashes, next, first, sizes }
    }

    /// Puts a bucket's components into the slots that the pilot sends them to,
    /// or none of them when one of those is taken.
    fn fits(&self, first: u32, pilot: u32, slots: &mut [(u32, u32)]) -> bool {
        let (hashes, next) = (&self.hashes[..], &self.next[..]);
        let count = slots.len() as u32;
        let mut at = first;
        while at != NONE {
            let hash = hashes[at as usize];
            let slot = hash::slot(hash, pilot, count) as usize;
            if slots[slot].1 != NONE {
                break;
            }
            slots[slot] = (hash as u32, at);
            at = next[at as usize];
        }
        let end = at;
        if end == NONE {
            return true;
        }
        at = first;
        while at != end {
            slots[hash::slot(hashes[at as usize], pilot, count) as usize].1 = NONE;
            at = next[at as usize];
        }
        false
    }
}
