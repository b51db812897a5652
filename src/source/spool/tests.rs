use std::thread;

use super::*;
use crate::testing::Tree;

fn spool(tree: &Tree) -> Spool {
    Spool::new(tree.path("out/set.spool"))
}

/// Returns what the spool has at an offset.
fn read(spool: &Spool, tree: &Tree, offset: u64, len: usize) -> Vec<u8> {
    let mut out = File::create(tree.path("read")).unwrap();
    spool.copy_to(offset, len as u64, &mut out).unwrap();
    tree.read("read")
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
    let mut bytes = vec![(thread * 31 + nth * 7) as u8; len];
    bytes.iter_mut().zip(0..100).for_each(|(byte, at)| *byte ^= at);
    bytes
}

#[test]
fn what_threads_push_is_where_they_were_told() {
    for limit in [0, 3 * REGION, usize::MAX] {
        check_threads(limit);
    }
}

fn check_threads(limit: usize) {
    let tree = Tree::new();
    let mut spool = spool(&tree);
    spool.limit = limit;
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
    let mut out = File::create(tree.path("read")).unwrap();
    let mut expected = Vec::new();
    for (thread, offsets) in offsets.iter().enumerate() {
        for (nth, offset) in offsets.iter().enumerate() {
            assert_eq!(offset % ALIGN, 0);
            let blob = blob(thread, nth);
            spool.copy_to(*offset, blob.len() as u64, &mut out).unwrap();
            expected.extend(blob);
        }
    }
    assert!(tree.read("read") == expected, "limit {limit}");
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
    let bytes = read(&spool, &tree, offsets[0], 65);
    assert_eq!(bytes[1..16], [0; 15]);
    assert_eq!(bytes[31], 0);
    assert_eq!(bytes[32..65], [0xFF; 33]);
}

/// A run of the pack may begin in memory and end in the file.
#[test]
fn what_lies_behind_one_another_is_copied_in_one_piece() {
    let tree = Tree::new();
    let mut spool = spool(&tree);
    spool.limit = 16;
    for letter in [b'a', b'b', b'c'] {
        let offset = spool.reserve(16);
        spool.keep(vec![letter; 16], offset).unwrap();
    }
    assert!(spool.path().exists(), "two of them are in the file");
    let expected = [[b'a'; 16], [b'b'; 16], [b'c'; 16]].concat();
    assert_eq!(read(&spool, &tree, 0, 48), expected);
    assert_eq!(read(&spool, &tree, 3, 20), expected[3..23]);
}

#[test]
fn rooms_are_aligned_and_apart() {
    let tree = Tree::new();
    let spool = spool(&tree);
    let mut end = 0;
    for len in [0, 1, 16, 17, 1 << 33, 5] {
        let offset = spool.reserve(len);
        assert!(offset % ALIGN == 0 && offset >= end, "{len} bytes at {offset}");
        end = offset + len;
    }
}

#[test]
fn the_file_is_there_from_the_first_write_to_the_end() {
    let tree = Tree::new();
    let mut one = spool(&tree);
    one.limit = 0;
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
    let mut spool = Spool::new(tree.path("no/such/directory/spool"));
    spool.limit = 0;
    assert!(spool.write(b"1", 0).is_err());
    assert!(spool.open_at(0).is_err());
    let mut batch = Batch::new(&spool);
    batch.push(b"1").unwrap();
    assert!(batch.flush().is_err());
}

/// A blob in the file whose padding nobody wrote, and a region in memory.
#[test]
fn the_zeros_behind_the_last_blob_of_the_file_need_not_be_there() {
    let tree = Tree::new();
    let spool = spool(&tree);
    let mut batch = Batch::new(&spool);
    let large = vec![1; REGION / 4 + 1];
    let offset = batch.push(&large).unwrap();
    let next = batch.push(b"next").unwrap();
    batch.flush().unwrap();
    assert_eq!(next, offset + (large.len() as u64).next_multiple_of(ALIGN));
    let both = [&large[..], &[0; 15], b"next"].concat();
    assert_eq!(read(&spool, &tree, offset, both.len()), both);

    let mut out = File::create(tree.path("read")).unwrap();
    let truncated = spool.open_at(0).unwrap();
    truncated.set_len(large.len() as u64 - 17).unwrap();
    for len in [large.len(), both.len()] {
        assert!(spool.copy_to(offset, len as u64, &mut out).is_err(), "{len} bytes");
    }
}

/// A spool that gives files to blobs of 100 bytes and more.
fn with_files(tree: &Tree) -> Spool {
    spool(tree).with_files(Some(Alone { from: 100, room: 7 }))
}

fn put(spool: &Spool, bytes: &[u8]) -> (File, u64) {
    let Slot { file, start, offset } = spool.begin(bytes.len() as u64).unwrap();
    write_at(&file, bytes, start).unwrap();
    (file, offset)
}

#[test]
fn a_long_blob_has_a_file_to_itself() {
    let tree = Tree::new();
    let spool = with_files(&tree);
    let (_, short) = put(&spool, &[1; 99]);
    let (_, long) = put(&spool, &[2; 100]);
    let (_, other) = put(&spool, &[3; 200]);
    let (_, last) = put(&spool, &[4; 5]);
    assert_eq!(tree.out().len(), 3, "{:?}", tree.out());
    for (offset, letter, len) in [(short, 1, 99), (long, 2, 100), (other, 3, 200), (last, 4, 5)] {
        assert_eq!(read(&spool, &tree, offset, len), vec![letter; len]);
        assert_eq!(spool.read(offset, len as u64).unwrap(), vec![letter; len]);
    }
    // What adjoins is copied in one piece, and would be taken from one file.
    let ends = [short + 112, long + 112, other + 208];
    assert!(ends[0] < long && ends[1] < other && ends[2] < last);
    assert_eq!((spool.take(long, 112, 8), spool.take(long, 128, 7)), (None, None));
    assert_eq!(spool.take(short, 112, 7), None);
    let file = spool.take(long, 112, 7).unwrap();
    assert_eq!(fs::read(&file).unwrap()[7..], [2; 100]);
    assert_eq!(spool.take(long, 112, 7), None, "it is not ours any more");
    drop(spool);
    assert_eq!(tree.out(), [file.file_name().unwrap().to_str().unwrap()]);
}

#[test]
fn the_files_of_a_killed_run_are_removed() {
    let tree = Tree::new();
    let spool = with_files(&tree);
    put(&spool, &[1; 100]);
    let names = tree.out();
    drop(spool);
    // Not the files themselves: Windows removes none that is open.
    names.iter().for_each(|name| _ = tree.write(format!("out/{name}"), ""));
    let others = ["other.spool.1", "set.spool.new", "set.spool2.1", "set.spool.-1"];
    others.iter().for_each(|name| _ = tree.write(format!("out/{name}"), ""));
    assert_eq!(tree.out().len(), others.len() + 2);
    remove_left_over(&tree.path("out/set.spool"));
    let mut left = others.map(str::to_owned);
    left.sort();
    assert_eq!(tree.out(), left);
}

#[test]
fn no_blob_has_a_file_to_itself_where_none_is_linked() {
    let tree = Tree::new();
    let spool = spool(&tree);
    let (_, offset) = put(&spool, &[1; 1000]);
    assert_eq!((tree.out().len(), spool.take(offset, 1008, 0)), (1, None));
}
