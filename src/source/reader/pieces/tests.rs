use std::collections::BTreeMap;

use super::*;
use crate::base::hasher::digest;
use crate::testing::Tree;

/// What was put, by its offset.
type Pieces = Mutex<BTreeMap<u64, Vec<u8>>>;

fn contents(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at % 251) as u8 ^ (at >> 20) as u8).collect()
}

#[test]
fn the_digest_is_of_what_is_put_whatever_the_threads() {
    let tree = Tree::new();
    for len in [0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 5 * BUFFER + 7] {
        let bytes = contents(len);
        let file = File::open(tree.write("a", &bytes).path("a")).unwrap();
        for jobs in [1, 2, 7] {
            let pieces = Pieces::default();
            let put = |piece: &[u8], offset| {
                let before = pieces.lock().unwrap().insert(offset, piece.to_vec());
                assert_eq!(before, None, "once");
                Ok(())
            };
            let found = hash(&file, len as u64, &Threads::new(jobs), &put).unwrap();
            assert_eq!(found, Some(digest(&bytes)), "{len} bytes, {jobs} threads");
            let pieces = pieces.into_inner().unwrap();
            let starts = (0..len as u64).step_by(BUFFER);
            assert!(pieces.keys().copied().eq(starts), "{len} bytes, {jobs} threads");
            assert!(pieces.into_values().collect::<Vec<_>>().concat() == bytes);
        }
    }
}

#[test]
fn a_file_that_is_shorter_has_no_digest() {
    let tree = Tree::new();
    let bytes = contents(3 * BUFFER + 1);
    let file = File::open(tree.write("a", &bytes).path("a")).unwrap();
    for len in [bytes.len() + 1, 4 * BUFFER + 1, 100 * BUFFER] {
        let found = hash(&file, len as u64, &Threads::new(2), &|_, _| Ok(())).unwrap();
        assert_eq!(found, None);
    }
}

#[test]
fn what_cannot_be_put_ends_it() {
    let tree = Tree::new();
    let file = File::open(tree.write("a", contents(50 * BUFFER)).path("a")).unwrap();
    let pieces = Pieces::default();
    let put = |_: &[u8], offset| {
        pieces.lock().unwrap().insert(offset, Vec::new());
        match offset {
            0 => Ok(()),
            _ => Err(io::ErrorKind::StorageFull.into()),
        }
    };
    let error = hash(&file, 50 * BUFFER as u64, &Threads::new(2), &put).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    let tried = pieces.into_inner().unwrap().len();
    assert!(tried < 10, "{tried} of 50");
}
