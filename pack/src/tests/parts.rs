//! Packs in several parts: what is cut where, and what a change moves.

use proptest::prelude::*;

use super::exercise::exercise;
use super::{Input, digest, filled, index_in_parts, inputs};
use crate::layout::field::{blob, component};
use crate::write::{Index, IndexError, Name, NewEntry};
use crate::{ALIGN, Content, Digest, Layout, OtherParts, Pack};

/// Makes all parts of a pack, the one with the index first.
fn parts(inputs: &[Input], size: u64) -> Vec<Vec<u8>> {
    let Index { bytes, placements, len, parts } = index_in_parts(inputs, size);
    let first = filled(inputs, bytes, &placements, len);
    let others = parts.iter().map(|part| filled(inputs, Vec::new(), part.placements(), part.len()));
    std::iter::once(first).chain(others).collect()
}

/// Returns components whose contents have from a few to 200 bytes.
fn numbered(count: usize) -> Vec<Input> {
    let numbered = |nth: usize| {
        let mut input = Input::plain(format!("icons/{nth:05}.svg"));
        input.identity.resize(20 + nth * 37 % 180, b'.');
        input
    };
    (0..count).map(numbered).collect()
}

/// Returns the parts with blobs that only the second has.
fn new_parts<'a>(before: &[Vec<u8>], after: &'a [Vec<u8>]) -> Vec<&'a [u8]> {
    after[1..].iter().filter(|part| !before.contains(part)).map(Vec::as_slice).collect()
}

proptest! {
    #[test]
    fn any_components_in_parts_are_read_as_they_were_written(inputs in inputs(), size in 0..200u64) {
        let all = parts(&inputs, size);
        let others: Vec<&[u8]> = all[1..].iter().map(Vec::as_slice).collect();
        let other_parts = OtherParts::new(1, &others);
        let pack = Pack::open(&all[0]).unwrap().with_parts(&other_parts);
        prop_assert_eq!(pack.layout().parts() as usize, others.len());
        for (at, input) in (0..).zip(&inputs) {
            prop_assert_eq!(pack.find(&input.path), Some(at));
            let entry = pack.entry(at).unwrap();
            for (nth, (encoding, content)) in (0..).zip(input.representations()) {
                let blob = entry.representation(nth).unwrap();
                prop_assert_eq!((blob.encoding, blob.content.digest), (encoding, digest(content)));
                prop_assert_eq!(pack.bytes(&blob), Some(content));
                prop_assert_eq!(blob.offset() % ALIGN, 0);
                prop_assert_eq!(blob.part() > 0, !others.is_empty() && !content.is_empty());
            }
        }
    }

    #[test]
    fn parts_are_neither_empty_nor_too_long_nor_too_many(inputs in inputs(), size in 16..200u64) {
        let index = index_in_parts(&inputs, size);
        let total: u64 = index.parts.iter().map(|part| part.len()).sum();
        prop_assert!(index.parts.is_empty() || total > size);
        let target = size.max((total / 64).next_power_of_two());
        for part in &index.parts {
            let is_alone = part.placements().len() == 1;
            let most = (2 * target).next_multiple_of(ALIGN);
            prop_assert!(part.len() > 0 && (is_alone || part.len() <= most), "{:?}", part);
        }
        prop_assert!(index.parts.len() as u64 <= 1 + 3 * total / target);
    }
}

#[test]
fn what_fits_into_one_part_is_one() {
    let inputs = numbered(100);
    let total = parts(&inputs, u64::MAX)[0].len() - index_in_parts(&inputs, u64::MAX).bytes.len();
    assert_eq!(parts(&inputs, total as u64).len(), 1);
    assert_eq!(parts(&inputs, total as u64), [super::pack(&inputs)]);
    assert!(parts(&inputs, total as u64 - 1).len() > 1);
}

#[test]
fn there_are_never_many_parts() {
    let of = |count| index_in_parts(&numbered(count), 16).parts.len();
    assert!((30..150).contains(&of(500)), "{}", of(500));
    assert!((30..150).contains(&of(5000)), "{}", of(5000));
    assert!((30..150).contains(&of(20_000)), "{}", of(20_000));
}

#[test]
fn a_long_blob_is_a_part_by_itself() {
    let mut inputs = numbered(100);
    let before = parts(&inputs, 1000);
    inputs[50].identity = vec![1; 5000];
    let after = parts(&inputs, 1000);
    let new = new_parts(&before, &after);
    assert!(new.contains(&&[vec![1; 5000], vec![0; 8]].concat()[..]), "{} parts", new.len());
    inputs[50].identity = vec![2; 7000];
    assert_eq!(new_parts(&after, &parts(&inputs, 1000)).len(), 1);
}

/// The paths decide, so that the cuts are where they were.
#[test]
fn an_edit_changes_the_part_that_has_it() {
    const SIZE: u64 = 4000;
    let inputs = numbered(1000);
    let before = parts(&inputs, SIZE);
    assert!(before.len() > 20, "{}", before.len());
    let mut of_edits = Vec::new();
    for at in (0..1000).step_by(7) {
        let mut edited = inputs.clone();
        edited[at].identity = vec![7; at % 190 + 1];
        of_edits.push(new_parts(&before, &parts(&edited, SIZE)).len());
        edited[at].path.insert(6, '0');
        edited.sort_by(|a, b| a.path.cmp(&b.path));
        of_edits.push(new_parts(&before, &parts(&edited, SIZE)).len());
        edited = inputs.clone();
        edited.remove(at);
        of_edits.push(new_parts(&before, &parts(&edited, SIZE)).len());
    }
    let mean = of_edits.iter().sum::<usize>() as f64 / of_edits.len() as f64;
    assert!(mean < 1.7, "{mean}: {of_edits:?}");
    assert!(of_edits.iter().all(|parts| *parts < 8), "{of_edits:?}");
}

#[test]
fn without_its_part_a_blob_has_no_bytes() {
    let inputs = numbered(100);
    let all = parts(&inputs, 1000);
    let others: Vec<&[u8]> = all[1..].iter().map(Vec::as_slice).collect();
    let alone = Pack::open(&all[0]).unwrap();
    let blob = alone.entry(60).unwrap().identity().unwrap();
    let (part, nth) = (blob.part(), blob.part() as usize - 1);
    assert!(part > 1 && nth + 1 < others.len());
    assert_eq!(alone.find(&inputs[60].path), Some(60));
    assert_eq!(alone.bytes(&blob), None);
    assert_eq!(
        alone.with_parts(&OtherParts::new(1, &others)).bytes(&blob),
        Some(&inputs[60].identity[..])
    );
    assert_eq!(
        alone.with_parts(&OtherParts::new(part, &others[nth..=nth])).bytes(&blob),
        Some(&inputs[60].identity[..])
    );
    assert_eq!(alone.with_parts(&OtherParts::new(1, &others[..nth])).bytes(&blob), None);
    assert_eq!(alone.with_parts(&OtherParts::new(part + 1, &others[nth + 1..])).bytes(&blob), None);
    assert_eq!(
        alone.with_parts(&OtherParts::new(1, &vec![&[][..]; others.len()])).bytes(&blob),
        None
    );
}

#[test]
fn every_flipped_byte_of_an_index_of_parts_is_an_error_or_a_miss() {
    let mut inputs = numbered(20);
    inputs[7].encoded = vec![(crate::Encoding::Br, vec![1; 17]), (crate::Encoding::Gzip, vec![2])];
    let all = parts(&inputs, 300);
    assert!(all.len() > 4);
    let others: Vec<&[u8]> = all[1..].iter().map(Vec::as_slice).collect();
    let layout = Layout::read(&all[0]).unwrap();
    for at in 0..all[0].len() {
        for mask in [1, 16, 128, 0xFF] {
            let mut bytes = all[0].clone();
            bytes[at] ^= mask;
            let places: Vec<&[u8]> = [&[&bytes[..]], &others[..]].concat();
            for first in [0, 1, u32::MAX] {
                let other_parts = OtherParts::new(first, &others);
                let pack = Pack::with_layout(&bytes, layout).with_parts(&other_parts);
                exercise(pack, &places, &inputs[7].path);
            }
        }
    }
}

#[test]
fn a_blob_that_ends_outside_of_its_part_makes_no_entry() {
    let inputs = numbered(20);
    let all = parts(&inputs, 300);
    let layout = Layout::read(&all[0]).unwrap();
    let blob_at = crate::HEADER + component::BLOB;
    let (address, size) = (blob_at + blob::ADDRESS, blob_at + blob::LEN);
    let len = Pack::open(&all[0]).unwrap().part_len(1).unwrap();
    assert_eq!(len, all[1].len() as u64);
    let part = |number: u64| number << 48;
    let past = u64::from(layout.parts()) + 1;
    for (at, number) in [
        (address, part(1) + len),
        (address, part(past)),
        (address, u64::MAX),
        (size, len + 1),
        (size, u64::MAX),
    ] {
        let mut bytes = all[0].clone();
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
        let pack = Pack::with_layout(&bytes, layout);
        assert!(pack.entry(0).is_none(), "{number:x} at {at}");
        assert_eq!((pack.find(&inputs[0].path), pack.find(&inputs[1].path)), (None, Some(1)));
    }
    assert_eq!(Pack::open(&all[0]).unwrap().part_len(layout.parts() + 1), None);
}

#[test]
fn a_part_longer_than_addresses_go_is_refused() {
    let component = |path, len| NewEntry {
        path,
        name: Name::Given,
        media_type: "",
        identity: Content { digest: Digest::from_bytes([len as u8; 32]), len },
        encoded: &[],
        notes: &[],
    };
    let components = [component("a", (1 << 48) + 1), component("b", 2)];
    assert_eq!(Index::new(&components).err(), Some(IndexError::TooLarge));
    let index = Index::in_parts(&components, 1 << 20, "/", &[]).unwrap();
    assert_eq!(index.parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [(1 << 48) + 16, 16]);
}
