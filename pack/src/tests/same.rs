//! What two packs have in common.

use proptest::prelude::*;

use super::{Input, Naming, inputs, note, pack};
use crate::{Encoding, Entry, Pack, Same};

/// Returns all that a pack says of a component.
fn said<'a>(pack: Pack<'a>, at: u32) -> impl PartialEq + core::fmt::Debug + use<'a> {
    let of_entry = |entry: Entry<'a>| {
        let blobs: Vec<_> =
            (0..entry.representations()).map(|nth| entry.representation(nth)).collect();
        (entry.path(), entry.hashed_path(), entry.url(), entry.media_type(), blobs)
    };
    (pack.entry(at).map(of_entry), pack.notes(at).collect::<Vec<_>>())
}

/// Returns which components of two packs are not in any run.
fn others(old: &[u8], new: &[u8]) -> Vec<u32> {
    let (old, new) = (Pack::open(old).unwrap(), Pack::open(new).unwrap());
    let same = Same::new(old, new);
    let (mut others, mut at) = (Vec::new(), 0);
    loop {
        at += same.run(at, at);
        if at >= old.len() {
            return others;
        }
        others.push(at);
        at += 1;
    }
}

#[test]
fn edits_leave_all_others_the_same() {
    let mut inputs: Vec<Input> =
        (100..300).map(|nth| Input::plain(format!("a/{nth}.js"))).collect();
    for (nth, input) in inputs.iter_mut().enumerate() {
        input.encoded = vec![(Encoding::Br, vec![nth as u8]); nth % 3];
        input.notes = vec![note(nth.to_string()); nth % 2];
    }
    let old = pack(&inputs);
    for edited in [vec![], vec![0], vec![1, 2], vec![3, 64, 65, 130, 199], vec![63, 127, 128]] {
        let mut after = inputs.clone();
        for at in &edited {
            after[*at as usize].identity[0] ^= 1;
        }
        let new = pack(&after);
        assert_eq!(others(&old, &new), edited);
        let same = Same::new(Pack::open(&old).unwrap(), Pack::open(&new).unwrap());
        assert_eq!([same.run(200, 200), same.run(u32::MAX, u32::MAX), same.run(2, 3)], [0; 3]);
    }
}

/// What changes in a string, a representation or a note alone is seen, though the record
/// of the component is the same.
#[test]
fn all_that_a_record_points_at_is_compared() {
    let mut inputs: Vec<Input> = (10..20).map(|nth| Input::plain(format!("a/{nth}.js"))).collect();
    inputs[4].encoded = vec![(Encoding::Br, b"1".to_vec())];
    inputs[5].notes = vec![note("1".to_owned())];
    inputs[6].media_type = "text/aaa";
    let old = pack(&inputs);
    type Change = fn(&mut Input);
    let changes: [(u32, Change); 3] = [
        (3, |it| it.path.replace_range(6.., "t")),
        (4, |it| it.encoded[0] = (Encoding::Br, b"2".to_vec())),
        (5, |it| it.notes = vec![note("2".to_owned())]),
    ];
    for (at, change) in changes {
        let mut after = inputs.clone();
        change(&mut after[at as usize]);
        assert_eq!(others(&old, &pack(&after)), [at]);
    }
    inputs[6].media_type = "text/bbb";
    assert_eq!(others(&old, &pack(&inputs)).len(), 10, "media types are compared as a whole");
}

proptest! {
    #[test]
    fn what_is_the_same_says_the_same(
        inputs in inputs(),
        at: prop::sample::Index,
        others in inputs(),
        change in 0..6,
    ) {
        let mut after = inputs.clone();
        if let (false, Some(other)) = (after.is_empty(), others.first()) {
            let edited = &mut after[at.index(inputs.len())];
            match change {
                0 => edited.identity.clone_from(&other.identity),
                1 => edited.encoded.clone_from(&other.encoded),
                2 => edited.naming = Naming::Kept,
                3 => edited.media_type = other.media_type,
                4 => edited.notes.clone_from(&other.notes),
                _ => after = others,
            }
        }
        let (old, new) = (pack(&inputs), pack(&after));
        let (old, new) = (Pack::open(&old).unwrap(), Pack::open(&new).unwrap());
        let same = Same::new(old, new);
        for from in 0..old.len() {
            for at in from..from + same.run(from, from) {
                prop_assert_eq!(said(old, at), said(new, at));
            }
        }
        prop_assert_eq!(Same::new(old, old).run(0, 0), old.len());
    }
}
