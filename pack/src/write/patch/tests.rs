use proptest::prelude::*;

use super::*;
use crate::write::Component;

/// Lays out components with these contents, given as a letter and a length.
fn index(contents: &[(u8, u64)]) -> (Index, Layout) {
    let paths: Vec<String> = (0..contents.len()).map(|at| format!("dir/{at:05}.svg")).collect();
    let components: Vec<Component<'_>> = paths
        .iter()
        .zip(contents)
        .map(|(path, (letter, len))| Component {
            path,
            media_type: "image/svg+xml",
            identity: (digest(*letter, *len), *len),
            encoded: &[],
        })
        .collect();
    let index = Index::new(&components).unwrap();
    let layout = Layout::read(&index.bytes).unwrap();
    (index, layout)
}

fn digest(letter: u8, len: u64) -> Digest {
    let mut bytes = [letter; 32];
    bytes[..8].copy_from_slice(&len.to_le_bytes());
    Digest::from_bytes(bytes)
}

proptest! {
    /// A patched index is the one that is laid out anew, or there is none.
    #[test]
    fn a_patch_is_the_new_layout(
        old in prop::collection::vec((0..200u8, 0..100u64), 1..40),
        edits in prop::collection::btree_map(0..40usize, (0..250u8, 0..100u64), 0..5),
    ) {
        let (before, layout) = index(&old);
        let mut new = old.clone();
        let mut changes = Vec::new();
        for (at, (letter, len)) in edits {
            if at < new.len() && new[at] != (letter, len) {
                new[at] = (letter, len);
                changes.push(Change { component: at as u32, digest: digest(letter, len), len });
            }
        }
        let (after, _) = index(&new);
        let Some(patched) = Index::patch(&before.bytes, layout, &changes) else { return Ok(()) };
        prop_assert_eq!(&patched.index.bytes, &after.bytes);
        prop_assert_eq!(patched.index.len, after.len);
        // Kept runs and changed blobs cover each blob of the new pack.
        for placement in &after.placements {
            let end = placement.offset + placement.len;
            let kept = patched.kept.iter().any(|(_, to, len)| *to <= placement.offset && end <= to + len);
            let changed = patched.index.placements.contains(placement);
            prop_assert!(kept ^ changed || placement.len == 0, "{:?} {:?}", placement, patched);
        }
    }
}

#[test]
fn one_change_among_distinct_blobs_is_patched() {
    let old: Vec<(u8, u64)> = (0..100).map(|at| (at, 30 + u64::from(at))).collect();
    let (before, layout) = index(&old);
    let change = Change { component: 50, digest: digest(200, 1000), len: 1000 };
    let patched = Index::patch(&before.bytes, layout, &[change]).unwrap();
    assert_eq!(patched.kept.len(), 2, "the blobs before and those behind");
    assert_eq!(patched.index.placements.len(), 1);
}

#[test]
fn a_shared_blob_is_not_patched() {
    let (before, layout) = index(&[(1, 10), (2, 20), (1, 10)]);
    let change = Change { component: 0, digest: digest(9, 10), len: 10 };
    assert!(Index::patch(&before.bytes, layout, &[change]).is_none());
}
