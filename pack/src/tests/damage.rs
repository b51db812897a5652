//! A damaged pack is an error or a miss, never a panic.

use proptest::prelude::*;

use super::exercise::exercise;
use super::{Input, note, pack};
use crate::layout::COMPONENT;
use crate::layout::field::{blob, component, header, string};
use crate::{Encoding, FormatError, HEADER, Layout, MAGIC, Pack};

/// Three components, one with two encoded representations.
fn small() -> Vec<u8> {
    let mut inputs = ["a.css", "b/c.html", "d"].map(Input::plain);
    inputs[1].encoded = vec![(Encoding::Br, vec![1; 17]), (Encoding::Gzip, vec![2])];
    inputs[1].notes = vec![note("abc".to_owned()), note(String::new())];
    inputs[2].notes = vec![note("d".to_owned())];
    pack(&inputs)
}

#[test]
fn every_flipped_byte_is_an_error_or_a_miss() {
    let good = small();
    for at in 0..good.len() {
        for mask in [1, 2, 4, 8, 16, 32, 64, 128, 0xFF] {
            let mut bytes = good.clone();
            bytes[at] ^= mask;
            match Pack::open(&bytes) {
                Ok(pack) => exercise(pack, &[&bytes], "b/c.html"),
                Err(error) => assert!(at < HEADER, "{error} for a flip at {at}"),
            }
            let layout = Layout::read(&good).unwrap();
            exercise(Pack::with_layout(&bytes, layout), &[&bytes], "b/c.html");
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    let good = small();
    let layout = Layout::read(&good).unwrap();
    for len in 0..good.len() {
        let bytes = &good[..len];
        assert_eq!(Pack::open(bytes).err(), Some(FormatError::Sizes), "at {len}");
        exercise(Pack::with_layout(bytes, layout), &[bytes], "b/c.html");
    }
    let longer = [&good[..], b"\0"].concat();
    assert_eq!(Pack::open(&longer).err(), Some(FormatError::Sizes));
}

#[test]
fn another_version_is_told_from_damage() {
    let mut bytes = small();
    bytes[MAGIC.len() - 1] += 1;
    assert_eq!(Pack::open(&bytes).err(), Some(FormatError::Magic));
    assert!(FormatError::Magic.to_string().contains("version"));
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    let good = small();
    let all = [u64::MAX; 8];
    assert!(Layout::from_raw(all).index_len() > u32::MAX as u64);
    exercise(Pack::with_layout(&good, Layout::from_raw(all)), &[&good], "d");
    let mut bytes = good;
    bytes[header::LEN..HEADER].fill(0xFF);
    assert_eq!(Pack::open(&bytes).err(), Some(FormatError::Sizes), "the length is not ours");
}

#[test]
fn sections_that_do_not_fit_are_an_error() {
    let counts = [header::COMPONENTS, header::ENCODED, header::BUCKETS, header::STRINGS];
    for at in counts.into_iter().chain([header::PARTS, header::NOTES]) {
        let mut bytes = small();
        bytes[at + 1] = 1; // 256 more components, encoded ones, buckets, bytes of strings, parts, notes
        assert_eq!(Pack::open(&bytes).err(), Some(FormatError::Sizes), "at {at}");
    }
}

#[test]
fn a_blob_that_ends_outside_of_the_pack_makes_no_entry() {
    let good = small();
    let len = good.len() as u64;
    let blob_at = record(1) + component::BLOB;
    let (offset, size) = (blob_at + blob::ADDRESS, blob_at + blob::LEN);
    for (at, number) in [(offset, len), (size, len), (offset, u64::MAX), (size, u64::MAX)] {
        let mut bytes = good.clone();
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
        let pack = Pack::open(&bytes).unwrap();
        assert!(pack.entry(1).is_none(), "{number} at {at}");
        assert_eq!((pack.find("b/c.html"), pack.find("d")), (None, Some(2)));
    }
}

#[test]
fn a_string_that_ends_outside_of_its_section_is_none() {
    let good = small();
    let strings = Layout::read(&good).unwrap().strings;
    let (offset, len) = (string::OFFSET, string::LEN);
    for (at, number) in [(offset, strings), (len, strings), (offset, u32::MAX), (len, u32::MAX)] {
        let bytes = with_number(&good, record(1) + component::PATH + at, number);
        let pack = Pack::open(&bytes).unwrap();
        assert_eq!(pack.entry(1).unwrap().path(), None, "{number} at {at}");
        assert_eq!(pack.find("b/c.html"), None);
    }
}

#[test]
fn encoded_representations_outside_of_their_section_do_not_count() {
    let good = small();
    assert_eq!(Pack::open(&good).unwrap().entry(1).unwrap().representations(), 3);
    for (first, count) in [(1, 2), (u32::MAX, 2), (0, 3), (1, u32::MAX)] {
        let bytes = with_number(&good, record(1) + component::FIRST_ENCODED, first);
        let bytes = with_number(&bytes, record(1) + component::ENCODED_COUNT, count);
        let entry = Pack::open(&bytes).unwrap().entry(1).unwrap();
        assert_eq!(entry.representations(), 1, "{count} from {first}");
        assert!(entry.representation(0).is_some() && entry.representation(1).is_none());
    }
}

/// Where a component's record begins.
fn record(index: usize) -> usize {
    HEADER + COMPONENT as usize * index
}

fn with_number(bytes: &[u8], at: usize, number: u32) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    bytes
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..16u64, 0..1_000u64, any::<u32>().prop_map(u64::from), any::<u64>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_layout_of_a_pack_is_survived(raw in prop::array::uniform7(number()), keep in 0..128u8) {
        let bytes = small();
        let mut layout = Layout::read(&bytes).unwrap().to_raw();
        for (at, number) in raw.into_iter().enumerate() {
            if keep >> at & 1 == 0 {
                layout[at] = number;
            }
        }
        exercise(Pack::with_layout(&bytes, Layout::from_raw(layout)), &[&bytes], "b/c.html");
    }

    #[test]
    fn any_bytes_after_a_header_are_survived(
        header in prop::array::uniform6(0..9u32),
        rest in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&((HEADER + rest.len()) as u64).to_le_bytes());
        bytes.extend(header.into_iter().flat_map(u32::to_le_bytes));
        bytes.resize(HEADER, 0);
        bytes.extend_from_slice(&rest);
        if let Ok(pack) = Pack::open(&bytes) {
            exercise(pack, &[&bytes], "a");
        }
    }

    #[test]
    fn any_scribbles_on_a_pack_are_survived(
        scribbles in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = small();
        let layout = Layout::read(&bytes).unwrap();
        for (at, byte) in scribbles {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        exercise(Pack::with_layout(&bytes, layout), &[&bytes], "b/c.html");
        if let Ok(pack) = Pack::open(&bytes) {
            exercise(pack, &[&bytes], "b/c.html");
        }
    }
}
