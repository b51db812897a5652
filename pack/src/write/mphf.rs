//! Finds the pilots of the minimal perfect hash.

use super::Component;
use crate::hash::{self, DIRECT};

/// The average number of paths in a bucket: a pilot of 4 bytes serves 4 paths.
const BUCKET: u32 = 4;

/// How many pilots are tried for one bucket before another seed is.
const PILOTS: u32 = 1 << 20;

pub(super) struct Mphf {
    pub(super) seed: u32,
    pub(super) pilots: Vec<u32>,
    /// Of each slot: the low half of the path's hash, and the component.
    pub(super) slots: Vec<(u32, u32)>,
}

impl Mphf {
    /// Tries seeds from 0 up; `None` if none will do, which no one has seen.
    pub(super) fn new(components: &[Component<'_>], count: u32) -> Option<Self> {
        (0..64).find_map(|seed| Self::with_seed(components, count, seed))
    }

    fn with_seed(components: &[Component<'_>], count: u32, seed: u32) -> Option<Self> {
        let buckets = if count == 0 { 0 } else { count / BUCKET + 1 };
        let mut pilots = vec![0; buckets as usize];
        let mut slots = vec![(0, u32::MAX); count as usize];
        let mut members = members_of_buckets(components, buckets, seed);
        // The large buckets are the hard ones: first, while there is room.
        members.sort_by_key(|members| std::cmp::Reverse(members.len()));
        let mut free = 0;
        let mut taken = Vec::new();
        for members in &members {
            let Some((first, _)) = members.first() else { break };
            let pilot = &mut pilots[hash::bucket(*first, buckets) as usize];
            if let [(only, index)] = members[..] {
                // A single path needs no search: any free slot, said outright.
                while slots[free as usize].1 != u32::MAX {
                    free += 1;
                }
                slots[free as usize] = (only as u32, index);
                *pilot = DIRECT | free;
                continue;
            }
            *pilot = (0..PILOTS).find(|pilot| fits(members, *pilot, &slots, &mut taken))?;
            for ((hash, index), slot) in members.iter().zip(&taken) {
                slots[*slot as usize] = (*hash as u32, *index);
            }
        }
        Some(Mphf { seed, pilots, slots })
    }
}

fn members_of_buckets(
    components: &[Component<'_>],
    buckets: u32,
    seed: u32,
) -> Vec<Vec<(u64, u32)>> {
    let mut members = vec![Vec::new(); buckets as usize];
    for (index, component) in components.iter().enumerate() {
        let hash = hash::hash(seed, component.path.as_bytes());
        members[hash::bucket(hash, buckets) as usize].push((hash, index as u32));
    }
    members
}

/// Whether the pilot sends all members to free slots; `taken` tells which.
fn fits(members: &[(u64, u32)], pilot: u32, slots: &[(u32, u32)], taken: &mut Vec<u32>) -> bool {
    taken.clear();
    let mut at = 0;
    // A plain loop: this is the hot code of the writer, and runs unoptimised.
    while at < members.len() {
        let slot = hash::slot(members[at].0, pilot, slots.len() as u32);
        if slots[slot as usize].1 != u32::MAX || taken.contains(&slot) {
            return false;
        }
        taken.push(slot);
        at += 1;
    }
    true
}
