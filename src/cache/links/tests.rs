use proptest::prelude::*;

use super::*;
use crate::base::hasher::digest;
use crate::references::scan::Language;

fn content(bytes: &[u8]) -> Content {
    Content { digest: digest(bytes), len: bytes.len() as u64 }
}

/// Edits of a text of some length, in the order of their places and apart.
fn edits(len: usize) -> impl Strategy<Value = Vec<Edit>> {
    let edit = (0..=len as u32, 0..4u32, "[a-z-]{0,12}");
    prop::collection::vec(edit, 0..6).prop_map(move |mut all| {
        all.sort();
        let mut end = 0;
        let mut edits = Vec::new();
        for (at, removed, inserted) in all {
            let removed = removed.min(len as u32 - at);
            if at >= end {
                end = at + removed;
                edits.push(Edit { at, removed, inserted });
            }
        }
        edits
    })
}

proptest! {
    #[test]
    fn what_was_linked_is_undone(
        (artifact, edits) in prop::collection::vec(any::<u8>(), 0..60)
            .prop_flat_map(|bytes| (Just(bytes.clone()), edits(bytes.len()))),
    ) {
        let (linked, undone) = apply(&artifact, &edits).unwrap();
        let link = Link::new(content(&artifact), content(&linked), undone);
        prop_assert_eq!(link.undo(&linked), Some(artifact.clone()));
        let mut known = Known::default();
        known.links.insert(digest(b"key"), link.clone());
        known.members.insert(digest(b"member"), digest(b"digest"));
        known.scans.insert(digest(b"scan"), Scan::new(Language::Css, b"a{b:url(c.png)}"));
        let note = Note { sort: NoteSort::Integrity, text: "sha384-x".to_owned() };
        known.notes.insert(digest(b"note"), vec![note.clone()]);
        let links = Links::new(1, 2, vec!["warning".to_owned()], known);
        let mut bytes = Vec::new();
        links.write(&mut bytes);
        let read = Links::read(&mut Decoder(&bytes)).unwrap();
        prop_assert_eq!((read.references, read.left, &read.warnings), (1, 2, &links.warnings));
        let known = read.known();
        prop_assert_eq!(known.of(digest(&artifact)), Some(&link));
        prop_assert_eq!((known.scans.len(), known.members.len()), (1, 1));
        prop_assert_eq!(&known.notes[&digest(b"note")], &vec![note]);
        prop_assert_eq!(known.of(digest(b"another")), None);
    }

    #[test]
    fn damage_is_no_panic(
        linked in prop::collection::vec(any::<u8>(), 0..20),
        undone in prop::collection::vec((any::<u32>(), 0..30u32), 0..4),
        rest in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let undone = undone.into_iter().map(|(at, inserted)| Undo { at: at % 40, removed: vec![0], inserted });
        let link = Link::new(content(b"a"), content(b"b"), undone.collect());
        link.undo(&linked);
        let links = Links { rest, ..Links::default() };
        prop_assert_eq!(links.known().links.len(), 0);
    }
}

#[test]
fn edits_out_of_order_or_out_of_the_text_are_refused() {
    let edit = |at, removed| Edit { at, removed, inserted: String::new() };
    for edits in [
        vec![edit(3, 0), edit(2, 0)],
        vec![edit(0, 3), edit(2, 0)],
        vec![edit(4, 1)],
        vec![edit(u32::MAX, 9)],
    ] {
        assert_eq!(apply(b"four", &edits), None, "{edits:?}");
    }
    let one = Edit { inserted: "-1".to_owned(), ..edit(1, 0) };
    let other = Edit { inserted: "-2".to_owned(), ..edit(1, 0) };
    assert_ne!(key(digest(b"a"), std::slice::from_ref(&one)), key(digest(b"a"), &[other]));
    assert_ne!(key(digest(b"a"), std::slice::from_ref(&one)), key(digest(b"b"), &[one]));
}
