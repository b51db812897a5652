use proptest::prelude::*;

use super::*;
use crate::Digest;
use crate::NoteSort;
use crate::write::NewEntry;

/// What a component has, each given as a letter and a length: the artifact,
/// and what it is in brotli, if it has that.
type Contents = ((u8, u64), Option<(u8, u64)>);

/// Lays out components with these contents.
fn index(contents: &[Contents], size: u64) -> (Index, Layout) {
    let paths: Vec<String> = (0..contents.len()).map(path).collect();
    let encoded: Vec<_> = contents.iter().map(|(_, br)| br.map(brotli)).collect();
    let components: Vec<NewEntry<'_>> = paths
        .iter()
        .zip(contents)
        .zip(&encoded)
        .map(|((path, (plain, _)), encoded)| NewEntry {
            path,
            name: name(path, *plain),
            media_type: "image/svg+xml",
            identity: blob(*plain),
            encoded: encoded.as_slice(),
            notes: &[],
        })
        .collect();
    let index = Index::in_parts(&components, size, "/", &[]).unwrap();
    let layout = Layout::read(&index.bytes).unwrap();
    (index, layout)
}

fn path(at: usize) -> String {
    format!("dir/{at:05}.{}", ["svg", "a b"][at % 2])
}

/// Returns a name of one sort or another, as the path has it.
fn name(path: &str, content: (u8, u64)) -> Name {
    match path.as_bytes()[8] % 3 {
        0 => Name::Given,
        1 => Name::Kept(blob(content).digest),
        _ => Name::Hashed(blob(content).digest),
    }
}

fn blob((letter, len): (u8, u64)) -> Content {
    let mut bytes = [letter; 32];
    bytes[..8].copy_from_slice(&len.to_le_bytes());
    Content { digest: Digest::from_bytes(bytes), len }
}

fn brotli(content: (u8, u64)) -> EncodedContent {
    EncodedContent { encoding: Encoding::Br, content: blob(content) }
}

/// Patches the index of a pack, with what is other in another.
fn patch(old: &[Contents], new: &[Contents], size: u64) -> Option<Index> {
    let (before, layout) = index(old, size);
    let encoded: Vec<_> = new.iter().map(|(_, br)| br.map(brotli)).collect();
    let differ = (0..new.len()).filter(|at| old[*at] != new[*at]);
    let changes: Vec<Change<'_>> = differ
        .map(|at| Change {
            component: at as u32,
            name: name(&path(at), new[at].0),
            identity: blob(new[at].0),
            encoded: encoded[at].as_slice(),
            notes: &[],
        })
        .collect();
    Index::patch(&before.bytes, layout, size, &changes, &[])
}

/// Fails unless an index is the one that is laid out anew, but for the blobs
/// of parts that are as they were.
fn check(patched: &Index, old: &[Contents], new: &[Contents], size: u64) {
    let ((before, _), (after, _)) = (index(old, size), index(new, size));
    assert_eq!(patched.bytes, after.bytes);
    assert_eq!(patched.len, after.len);
    let full = |placements: &[Placement]| -> Vec<Placement> {
        placements.iter().copied().filter(|it| it.len > 0).collect()
    };
    assert_eq!(patched.placements, full(&after.placements));
    assert_eq!(patched.parts.len(), after.parts.len());
    for ((was, part), expected) in before.parts.iter().zip(&patched.parts).zip(&after.parts) {
        assert_eq!(part.len(), expected.len());
        match part {
            PartPlan::Kept { .. } => assert_eq!(was, expected),
            PartPlan::New { .. } => assert_eq!(part, expected),
        }
    }
}

/// Some contents, and edits of some of them.
fn edited(
    letters: u8,
    lens: u64,
) -> impl Strategy<Value = (Vec<Contents>, Vec<(prop::sample::Index, Contents)>)> {
    let content = move || {
        let coded = prop::option::weighted(0.3, (0..letters, 0..lens));
        ((0..letters, 0..lens), coded)
    };
    let edits = prop::collection::vec((any::<prop::sample::Index>(), content()), 0..6);
    (prop::collection::vec(content(), 1..40), edits)
}

fn apply(old: &[Contents], edits: Vec<(prop::sample::Index, Contents)>) -> Vec<Contents> {
    let mut new = old.to_vec();
    for (at, (plain, coded)) in edits {
        let content = at.get(&new);
        // Mostly with the codings that it had: others cannot be patched.
        let coded = if plain.1 % 8 > 0 { content.1.and(coded).or(content.1) } else { coded };
        let at = at.index(new.len());
        new[at] = (plain, coded);
    }
    new
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// A patched index is the one that is laid out anew, or there is none.
    #[test]
    fn a_patch_is_the_new_layout((old, edits) in edited(250, 100), size in 0..1500u64) {
        for size in [size, u64::MAX] {
            let new = apply(&old, edits.clone());
            if let Some(patched) = patch(&old, &new, size) {
                check(&patched, &old, &new, size);
            }
        }
    }

    /// The same where many blobs are equal.
    #[test]
    fn a_patch_among_equal_blobs_is_the_new_layout((old, edits) in edited(4, 4), size in 0..200u64) {
        for size in [size, u64::MAX] {
            let new = apply(&old, edits.clone());
            if let Some(patched) = patch(&old, &new, size) {
                check(&patched, &old, &new, size);
            }
        }
    }
}

/// Distinct contents, some of which have two representations.
fn distinct(count: usize) -> Vec<Contents> {
    let content = |at: usize| {
        let (letter, len) = (at as u8, 30 + at as u64);
        ((letter, len), (at % 3 == 0).then_some((letter, len - 29)))
    };
    (0..count).map(content).collect()
}

#[test]
fn changes_of_one_part_and_of_several_are_patched() {
    let old = distinct(100);
    let (before, _) = index(&old, 2000);
    let in_part = |at: u32| {
        let has = |part: &PartPlan| part.placements().iter().any(|it| it.component == at);
        before.parts.iter().position(has)
    };
    assert_eq!((in_part(50), in_part(51) == in_part(50)), (in_part(52), true));
    assert_ne!(in_part(1), in_part(51));
    let mut new = old.clone();
    new[51] = ((200, 100), Some((201, 50)));
    new[52].0 = (202, 90);
    let patched = patch(&old, &new, 2000).unwrap();
    check(&patched, &old, &new, 2000);
    new[1].0 = (203, 31);
    new[99].0 = (204, 129);
    let patched = patch(&old, &new, 2000).unwrap();
    check(&patched, &old, &new, 2000);
    let changed = patched.parts.iter().filter(|part| matches!(part, PartPlan::New { .. }));
    assert_eq!(changed.count(), 3);
}

/// It has to be written as a whole anyway.
#[test]
fn a_single_part_is_not_patched() {
    let old = distinct(100);
    let mut new = old.clone();
    new[51].0 = (200, 100);
    assert!(patch(&old, &new, u64::MAX).is_none());
}

#[test]
fn nearly_every_change_in_a_set_of_parts_is_patched() {
    let old = distinct(200);
    let (before, _) = index(&old, 1000);
    assert!(before.parts.len() > 10);
    let mut failed = 0;
    for at in 0..200 {
        let mut new = old.clone();
        new[at].0.1 += 5;
        let Some(patched) = patch(&old, &new, 1000) else {
            failed += 1;
            continue;
        };
        check(&patched, &old, &new, 1000);
        let changed = patched.parts.iter().filter(|part| matches!(part, PartPlan::New { .. }));
        assert_eq!(changed.count(), 1);
    }
    assert!(failed < 20, "{failed} of 200 were not");
}

#[test]
fn a_shared_blob_is_not_patched() {
    let mut old = distinct(40);
    old[11].0 = old[9].0;
    let mut new = old.clone();
    new[9].0 = (209, 39);
    assert!(patch(&old, &new, 1000).is_none());
    new[9].0 = old[9].0;
    new[30].0 = (230, 60);
    check(&patch(&old, &new, 1000).unwrap(), &old, &new, 1000);
    new[30].0 = old[9].0;
    assert!(patch(&old, &new, 1000).is_none(), "nor one that is another's");
}

#[test]
fn other_codings_are_not_patched() {
    let old = distinct(10);
    for (at, coded) in [(3, None), (4, Some((100, 9)))] {
        let mut new = old.clone();
        new[at].1 = coded;
        assert!(patch(&old, &new, 1000).is_none(), "{at}");
    }
    let (before, layout) = index(&old, 1000);
    let content = Content { digest: Digest::from_bytes([9; 32]), len: 5 };
    let encoded = [EncodedContent { encoding: Encoding::Gzip, content }];
    let name = name(&path(3), old[3].0);
    let change =
        Change { component: 3, name, identity: blob(old[3].0), encoded: &encoded, notes: &[] };
    assert!(Index::patch(&before.bytes, layout, 1000, &[change], &[]).is_none());
}

/// They are written over those that were there, if they are as long.
#[test]
fn notes_are_patched_that_are_as_long_as_they_were() {
    let note = |sort, text: &str| Note { sort, text: text.to_owned() };
    let integrity = |text: &str| [note(NoteSort::Integrity, text)];
    let make = |text: &str, map: &str, len| {
        let paths: Vec<String> = (0..40).map(path).collect();
        let notes = integrity(text);
        let component = |(at, path): (u8, &'static String)| NewEntry {
            path,
            name: Name::Given,
            media_type: "",
            identity: blob((at, if at == 9 { len } else { 50 })),
            encoded: &[],
            notes: if at == 9 || at == 20 { &notes } else { &[] },
        };
        let components: Vec<_> =
            (0..).zip(Vec::leak(paths)).map(|it| component((it.0, it.1))).collect();
        Index::in_parts(&components, 500, "/", &[note(NoteSort::ImportMap, map)]).unwrap()
    };
    let old = make("sha384-a", "{1}", 50);
    let layout = Layout::read(&old.bytes).unwrap();
    let patch = |text: &str, map: &str| {
        let (name, identity, notes) = (Name::Given, blob((9, 60)), integrity(text));
        let change = |component| Change { component, name, identity, encoded: &[], notes: &notes };
        let map = [note(NoteSort::ImportMap, map)];
        Index::patch(&old.bytes, layout, 500, &[change(9)], &map)
    };
    let new = make("sha384-b", "{2}", 60);
    let mut patched = patch("sha384-b", "{2}").unwrap().bytes;
    // That of the other component, which did not change.
    let pack = Pack::with_layout(&patched, layout);
    assert_eq!(pack.notes(20).next(), Some((NoteSort::Integrity, "sha384-a")));
    let (at, kept) = (patched.windows(8).rposition(|it| it == b"sha384-a").unwrap(), b"sha384-b");
    patched[at..at + 8].copy_from_slice(kept);
    assert_eq!(patched, new.bytes);
    assert!(patch("sha384-bc", "{2}").is_none());
    assert!(patch("sha384-b", "{}").is_none());
    let (name, identity) = (Name::Given, blob((9, 60)));
    let change = Change { component: 9, name, identity, encoded: &[], notes: &[] };
    assert!(Index::patch(&old.bytes, layout, 500, &[change], &[]).is_none(), "none any more");
}

/// Those of a run that did not cut, or cut elsewhere.
#[test]
fn a_pack_that_becomes_one_of_several_parts_is_not_patched() {
    let old = distinct(10);
    let mut new = old.clone();
    new[4].0 = (100, 3000);
    assert!(patch(&old, &new, 2000).is_none(), "more than one part");
    assert!(patch(&new, &old, 2000).is_none(), "one part again");
    new[4].0 = (100, 50_000);
    assert!(patch(&old, &new, 300).is_none(), "longer parts");
}
