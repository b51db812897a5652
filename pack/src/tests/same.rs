//! What two packs have in common.

use proptest::prelude::*;

use super::{Input, Naming, inputs, pack};
use crate::{Encoding, Entry, Pack, Same};

/// Returns all that an entry says of its component.
fn said<'a>(entry: Entry<'a>) -> impl PartialEq + core::fmt::Debug + use<'a> {
    let blobs: Vec<_> = (0..entry.representations()).map(|nth| entry.representation(nth)).collect();
    (entry.path(), entry.hashed_path(), entry.url(), entry.media_type(), blobs)
}

#[test]
fn an_edit_leaves_all_others_the_same() {
    let mut inputs: Vec<Input> = (10..60).map(|nth| Input::plain(format!("a/{nth}.js"))).collect();
    for (nth, input) in inputs.iter_mut().enumerate() {
        input.encoded = vec![(Encoding::Br, vec![nth as u8]); nth % 3];
    }
    let old = pack(&inputs);
    for edited in [0, 1, 30, 49] {
        let mut after = inputs.clone();
        after[edited].identity[0] ^= 1;
        let new = pack(&after);
        let same = Same::new(Pack::open(&old).unwrap(), Pack::open(&new).unwrap());
        for at in 0..50 {
            assert_eq!(same.is_same(at, at), at as usize != edited, "{at} of {edited}");
        }
        assert!(!same.is_same(50, 50) && !same.is_same(u32::MAX, u32::MAX) && !same.is_same(2, 3));
    }
}

/// What changes in a string or a representation alone is seen, though the record of the
/// component is the same.
#[test]
fn all_that_a_record_points_at_is_compared() {
    let mut inputs: Vec<Input> = (10..20).map(|nth| Input::plain(format!("a/{nth}.js"))).collect();
    inputs[4].encoded = vec![(Encoding::Br, b"1".to_vec())];
    inputs[6].media_type = "text/aaa";
    let old = pack(&inputs);
    type Change = fn(&mut Input);
    let changes: [(usize, Change); 3] = [
        (3, |it| it.path.replace_range(6.., "t")),
        (4, |it| it.encoded[0] = (Encoding::Br, b"2".to_vec())),
        (6, |it| it.media_type = "text/bbb"),
    ];
    for (at, change) in changes {
        let mut after = inputs.clone();
        change(&mut after[at]);
        let new = pack(&after);
        let same = Same::new(Pack::open(&old).unwrap(), Pack::open(&new).unwrap());
        assert!(!same.is_same(at as u32, at as u32), "{at}");
        // Between its path and its URL are those of others.
        assert_eq!(same.is_same(9, 9), at != 3);
    }
}

proptest! {
    #[test]
    fn what_is_the_same_says_the_same(
        inputs in inputs(),
        at: prop::sample::Index,
        others in inputs(),
        change in 0..5,
    ) {
        let mut after = inputs.clone();
        if let (false, Some(other)) = (after.is_empty(), others.first()) {
            let edited = &mut after[at.index(inputs.len())];
            match change {
                0 => edited.identity.clone_from(&other.identity),
                1 => edited.encoded.clone_from(&other.encoded),
                2 => edited.naming = Naming::Kept,
                3 => edited.media_type = other.media_type,
                _ => after = others,
            }
        }
        let (old, new) = (pack(&inputs), pack(&after));
        let (old, new) = (Pack::open(&old).unwrap(), Pack::open(&new).unwrap());
        let same = Same::new(old, new);
        for at in 0..old.len().max(new.len()) {
            if same.is_same(at, at) {
                prop_assert_eq!(old.entry(at).map(said), new.entry(at).map(said));
            }
        }
        let itself = Same::new(old, old);
        prop_assert!((0..old.len()).all(|at| itself.is_same(at, at)));
    }
}
