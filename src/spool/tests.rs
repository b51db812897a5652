use std::thread;

use super::*;
use crate::testing::Tree;

fn spool(tree: &Tree) -> Spool {
    Spool::new(tree.path("out/set.spool"))
}

/// Returns bytes that tell where they come from.
fn blob(thread: usize, nth: usize) -> Vec<u8> {
    let len = match nth {
        0 => 0,
        7 => REGION / 4,
        8 => REGION / 4 + 1,
        9 => REGION + 3,
        _ => nth * 37 % 3000,
    };
    (0..len).map(|at| (thread * 31 + nth * 7 + at) as u8).collect()
}

#[test]
fn what_threads_push_is_where_they_were_told() {
    let tree = Tree::new();
    let spool = spool(&tree);
    let offsets: Vec<Vec<u64>> = thread::scope(|scope| {
        let push_all = |thread| {
            let mut batch = Batch::new(&spool);
            let offsets = (0..600).map(|nth| batch.push(&blob(thread, nth)).unwrap());
            let offsets = offsets.collect();
            batch.flush().unwrap();
            offsets
        };
        let threads: Vec<_> = (0..4).map(|thread| scope.spawn(move || push_all(thread))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let bytes = fs::read(spool.path()).unwrap();
    for (thread, offsets) in offsets.iter().enumerate() {
        for (nth, offset) in offsets.iter().enumerate() {
            let blob = blob(thread, nth);
            assert!(offset.is_multiple_of(ALIGN));
            let found = &bytes[*offset as usize..][..blob.len()];
            assert!(found == blob, "blob {nth} of thread {thread}");
        }
    }
}

/// The pack takes over neighbours with what is between them.
#[test]
fn between_blobs_of_one_batch_are_zeros() {
    let tree = Tree::new();
    let spool = spool(&tree);
    let mut batch = Batch::new(&spool);
    let offsets = [1, 15, 16, 17].map(|len| batch.push(&vec![0xFF; len]).unwrap());
    batch.flush().unwrap();
    assert_eq!(offsets.map(|offset| offset - offsets[0]), [0, 16, 32, 48]);
    let bytes = fs::read(spool.path()).unwrap();
    let start = offsets[0] as usize;
    assert_eq!(bytes[start + 1..start + 16], [0; 15]);
    assert_eq!(bytes[start + 31], 0);
    assert_eq!(bytes[start + 32..start + 65], [0xFF; 33]);
}

#[test]
fn rooms_are_aligned_and_apart() {
    let tree = Tree::new();
    let spool = spool(&tree);
    let mut end = 0;
    for len in [0, 1, 16, 17, 1 << 33, 5] {
        let offset = spool.reserve(len);
        assert!(offset.is_multiple_of(ALIGN) && offset >= end, "{len} bytes at {offset}");
        end = offset + len;
    }
}

#[test]
fn the_file_is_there_from_the_first_write_to_the_end() {
    let tree = Tree::new();
    let one = spool(&tree);
    let mut batch = Batch::new(&one);
    one.reserve(100);
    batch.flush().unwrap();
    assert!(!one.path().exists(), "nothing was written");
    batch.push(b"kept back").unwrap();
    assert!(!one.path().exists(), "small blobs are written together");
    batch.flush().unwrap();
    assert!(one.path().exists());
    drop(one);
    assert_eq!(tree.out(), [""; 0]);

    let unused = spool(&tree);
    tree.write("out/set.spool", "of a run that was killed");
    drop(unused);
    assert_eq!(tree.out(), ["set.spool"], "it is not ours");
    remove_left_over(&tree.path("out/set.spool"));
    assert_eq!(tree.out(), [""; 0]);
    remove_left_over(&tree.path("out/set.spool"));
}

#[test]
fn each_opening_has_a_cursor_of_its_own() {
    use std::io::{Read, Write};

    let tree = Tree::new();
    let spool = spool(&tree);
    spool.write(b"0123456789", 0).unwrap();
    let mut reader = spool.open_at(2).unwrap();
    spool.open_at(5).unwrap().write_all(b"five").unwrap();
    spool.write(b"9", 9).unwrap();
    let mut found = String::new();
    reader.read_to_string(&mut found).unwrap();
    assert_eq!(found, "234five9");
}

#[test]
fn a_spool_that_cannot_be_made_is_an_error() {
    let tree = Tree::new();
    let spool = Spool::new(tree.path("no/such/directory/spool"));
    assert!(spool.write(b"1", 0).is_err());
    assert!(spool.open_at(0).is_err());
    let mut batch = Batch::new(&spool);
    batch.push(b"1").unwrap();
    assert!(batch.flush().is_err());
}
