use super::*;
use crate::testing::Tree;

#[test]
fn records_come_back() {
    let blob = Content { digest: digest(b"encoded"), len: 7 };
    for made in [None, Some(blob)] {
        assert_eq!(read(&write(made)), Some(made));
    }
    assert_eq!(read(&[]), None);
    assert_eq!(read(&write(Some(blob))[..40]), None, "damaged");
}

/// A large set does not wait in memory for the end of the run.
#[test]
fn a_segment_is_written_when_it_is_full() {
    let tree = Tree::new();
    let store = Store::new(Some(tree.path("cache")), u64::MAX);
    let results = Results::new(&store);
    let segments = || std::fs::read_dir(tree.path("cache/v1")).map_or(0, |dir| dir.count());
    let add = |seed: u8, len| {
        let bytes = vec![seed; len];
        let blob = Content { digest: digest(&bytes), len: len as u64 };
        results.add(digest(&[seed]), Some((blob, bytes)));
    };
    add(1, SEGMENT - 1);
    results.add(digest(b"none"), None);
    assert_eq!(segments(), 0);
    add(2, 1);
    assert_eq!(segments(), 1);
    add(3, 1);
    results.flush();
    assert_eq!(segments(), 2);

    let store = Store::new(Some(tree.path("cache")), u64::MAX);
    let results = Results::new(&store);
    assert_eq!(results.find(digest(b"none")), Some(None));
    for (seed, len) in [(1, SEGMENT - 1), (2, 1), (3, 1)] {
        let blob = results.find(digest(&[seed])).unwrap().unwrap();
        assert_eq!(results.bytes(blob), Some(vec![seed; len]));
    }
    assert_eq!(results.find(digest(b"another")), None);
}
