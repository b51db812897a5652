use std::collections::HashSet;

use super::*;

fn bytes(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * at / 7) as u8).collect()
}

#[test]
fn every_flipped_byte_is_seen() {
    for len in [1, 7, 8, 15, 16, 17, 100] {
        let whole = bytes(len);
        let expected = checksum(&whole);
        assert_eq!(checksum(&whole.clone()), expected);
        for at in 0..len {
            for bits in 1..=u8::MAX {
                let mut damaged = whole.clone();
                damaged[at] ^= bits;
                assert_ne!(checksum(&damaged), expected, "byte {at} of {len}");
            }
        }
    }
}

#[test]
fn every_length_has_its_own() {
    for byte in [0, 7, u8::MAX] {
        let all = vec![byte; 1000];
        let sums: HashSet<u64> = (0..=all.len()).map(|len| checksum(&all[..len])).collect();
        assert_eq!(sums.len(), 1001);
    }
}

#[test]
fn words_in_another_order_are_seen() {
    let whole = bytes(400);
    let mut sums = HashSet::from([checksum(&whole)]);
    for a in 0..50 {
        for b in a + 1..50 {
            let mut words: Vec<&[u8]> = whole.chunks(8).collect();
            words.swap(a, b);
            sums.insert(checksum(&words.concat()));
        }
    }
    assert_eq!(sums.len(), 1 + 50 * 49 / 2);
}

#[test]
fn any_two_flipped_bits_are_seen() {
    let whole = bytes(40);
    let expected = checksum(&whole);
    for a in 0..320 {
        for b in a + 1..320 {
            let mut damaged = whole.clone();
            damaged[a / 8] ^= 1 << (a % 8);
            damaged[b / 8] ^= 1 << (b % 8);
            assert_ne!(checksum(&damaged), expected, "bits {a} and {b}");
        }
    }
}

/// Files of one build are read by the next, which another compiler may have made.
#[test]
fn it_is_the_same_on_every_machine() {
    assert_eq!(checksum(b"include-components"), 0x2ed025c7db3bc616);
}
