//! The hash of paths.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::hash::{bucket, hash, hash_joined, slot};

proptest! {
    #[test]
    fn two_pieces_hash_as_one(
        seed: u32,
        bytes in prop::collection::vec(any::<u8>(), 0..70),
        at: prop::sample::Index,
    ) {
        let (left, right) = bytes.split_at(at.index(bytes.len() + 1));
        prop_assert_eq!(hash_joined(seed, left, right), hash(seed, &bytes));
    }

    #[test]
    fn every_byte_the_length_and_the_seed_count(
        seed: u32,
        bytes in prop::collection::vec(any::<u8>(), 1..70),
        at: prop::sample::Index,
    ) {
        let whole = hash(seed, &bytes);
        let mut other = bytes.clone();
        other[at.index(bytes.len())] ^= 1;
        prop_assert_ne!(hash(seed, &other), whole);
        prop_assert_ne!(hash(seed, &[&bytes[..], b"\0"].concat()), whole);
        prop_assert_ne!(hash(seed ^ 1, &bytes), whole);
    }

    #[test]
    fn buckets_and_slots_are_in_range(hash: u64, pilot in 0..1u32 << 31, range in 1..=u32::MAX) {
        prop_assert!(bucket(hash, range) < range);
        prop_assert!(slot(hash, pilot, range) < range);
    }
}

#[test]
fn numbered_paths_have_distinct_checks_nearly_always() {
    // As many as chance gives: of 100,000 numbers of 32 bits, 1.2 pairs are equal.
    let checks = (0..100_000).map(|nth| hash(0, format!("icons/{nth:05}.svg").as_bytes()) as u32);
    let distinct = checks.collect::<HashSet<u32>>().len();
    assert!(distinct > 100_000 - 10, "{distinct}");
}

#[test]
fn numbered_paths_fill_the_buckets_evenly() {
    // Poisson with a mean of 4: a bucket of more than 20 is one in ten million.
    let mut sizes = vec![0; 25_000];
    for nth in 0..100_000 {
        let path = format!("icons/{nth:05}.svg");
        sizes[bucket(hash(0, path.as_bytes()), 25_000) as usize] += 1;
    }
    assert!(sizes.iter().max() < Some(&20));
    let empty = sizes.iter().filter(|size| **size == 0).count();
    assert!((300..620).contains(&empty), "{empty}, not about 458");
}
