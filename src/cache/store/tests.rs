use std::fs::{File, FileTimes};
use std::time::{Duration, SystemTime};

use super::*;
use crate::base::hasher::digest;
use crate::testing::Tree;

fn open(tree: &Tree, max_bytes: u64) -> Store {
    Store::new(Some(tree.path("cache")), max_bytes)
}

fn key(name: &str) -> Digest {
    digest(name.as_bytes())
}

fn object(name: &str, bytes: &[u8]) -> (Digest, Vec<u8>) {
    (key(name), bytes.to_vec())
}

fn get(store: &Store, name: &str) -> Option<Vec<u8>> {
    store.find(key(name), Some)
}

/// Returns the segments of the cache, oldest use first.
fn segments(tree: &Tree) -> Vec<PathBuf> {
    let mut found = segment::list(&tree.path("cache/v1")).unwrap();
    found.sort_by_key(|(_, metadata)| metadata.modified().unwrap());
    found.into_iter().map(|(path, _)| path).collect()
}

/// Sets the time of the last use so many seconds back.
fn age(path: &Path, seconds: u64) {
    let stamp = SystemTime::now() - Duration::from_secs(seconds);
    let file = File::options().append(true).open(path).unwrap();
    file.set_times(FileTimes::new().set_modified(stamp)).unwrap();
}

#[test]
fn what_is_added_is_found_by_the_next_run() {
    let tree = Tree::new();
    open(&tree, 1 << 20).add(&[object("a", b"one"), object("empty", b"")]);
    open(&tree, 1 << 20).add(&[object("b", b"two")]);
    let store = open(&tree, 1 << 20);
    assert_eq!(get(&store, "a").as_deref(), Some(&b"one"[..]));
    assert_eq!(get(&store, "b").as_deref(), Some(&b"two"[..]));
    assert_eq!(get(&store, "empty").as_deref(), Some(&b""[..]));
    assert_eq!(get(&store, "c"), None);
    assert!(store.has(key("a")) && !store.has(key("c")));
    assert_eq!((store.damaged(), store.warning()), (0, None));
    assert_eq!(segments(&tree).len(), 2, "one file a run, whatever the number of objects");
    assert!(tree.path("cache/CACHEDIR.TAG").is_file());
}

#[test]
fn of_several_objects_with_one_key_the_accepted_one_is_returned() {
    let tree = Tree::new();
    open(&tree, 1 << 20).add(&[object("a", b"one"), object("a", b"two")]);
    open(&tree, 1 << 20).add(&[object("a", b"three")]);
    let store = open(&tree, 1 << 20);
    for wanted in [&b"one"[..], b"two", b"three"] {
        let found = store.find(key("a"), |bytes| (bytes == wanted).then_some(bytes));
        assert_eq!(found.as_deref(), Some(wanted));
    }
    assert_eq!(store.find(key("a"), |_| None::<()>), None);
}

#[test]
fn without_a_directory_nothing_is_kept() {
    let store = Store::new(None, 1 << 20);
    store.add(&[object("a", b"one")]);
    assert_eq!((get(&store, "a"), store.warning()), (None, None));
    let tree = Tree::new();
    open(&tree, 1 << 20).add(&[]);
    assert!(!tree.path("cache").exists(), "nothing to add makes no directory");
}

/// Each byte flipped and each length cut: the object, or a miss.
#[test]
fn damage_is_a_miss_and_is_removed() {
    let tree = Tree::new();
    open(&tree, 1 << 20).add(&[object("a", b"one"), object("b", b"two")]);
    let path = segments(&tree).remove(0);
    let whole = fs::read(&path).unwrap();
    let flips = (0..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        bytes
    });
    let cuts = (0..whole.len()).map(|len| whole[..len].to_vec());
    for bytes in flips.chain(cuts) {
        fs::write(&path, &bytes).unwrap();
        let store = open(&tree, 1 << 20);
        let found = [get(&store, "a"), get(&store, "b")];
        let right = [Some(b"one".to_vec()), Some(b"two".to_vec())];
        assert!(found.iter().zip(&right).all(|(found, right)| found.is_none() || found == right));
        assert!(found.contains(&None), "some byte was wrong");
        assert!(store.damaged() > 0);
        // On Windows a file that is open is in its directory until it is closed.
        drop(store);
        assert!(!path.exists(), "and is not met again");
    }
}

/// An object may not pass for another, whole as it is.
#[test]
fn an_object_is_bound_to_its_key() {
    let tree = Tree::new();
    open(&tree, 1 << 20).add(&[object("a", b"same length"), object("b", b"SAME LENGTH")]);
    let path = segments(&tree).remove(0);
    let mut bytes = fs::read(&path).unwrap();
    let (first, second) = bytes[44..].split_at_mut(80);
    first[32..].swap_with_slice(&mut second[32..80]);
    let table = digest(&bytes[40..44 + 160]);
    bytes[8..40].copy_from_slice(table.as_bytes());
    fs::write(&path, bytes).unwrap();
    let store = open(&tree, 1 << 20);
    assert_eq!(get(&store, "a"), None);
    assert_eq!(store.damaged(), 1);
}

#[test]
fn what_was_not_used_for_longest_goes_first() {
    let tree = Tree::new();
    let kilobyte = [7; 1000];
    for (name, seconds) in [("a", 30_000), ("b", 20_000), ("c", 10_000)] {
        open(&tree, 1 << 20).add(&[object(name, &kilobyte)]);
        for path in segments(&tree).iter().rev().take(1) {
            age(path, seconds);
        }
    }
    assert!(get(&open(&tree, 1 << 20), "a").is_some(), "a use makes it the youngest");
    open(&tree, 3 * 1200).add(&[object("d", &kilobyte)]);
    let store = open(&tree, 1 << 20);
    let kept = ["a", "b", "c", "d"].map(|name| store.has(key(name)));
    assert_eq!(kept, [true, false, true, true]);
}

#[test]
fn many_small_segments_are_merged_and_nothing_is_lost() {
    let tree = Tree::new();
    for nth in 0..40u8 {
        open(&tree, 1 << 20).add(&[object(&format!("{nth}"), &[nth; 100]), object("all", b"same")]);
    }
    assert!(segments(&tree).len() < 16, "{} segments", segments(&tree).len());
    let store = open(&tree, 1 << 20);
    for nth in 0..40u8 {
        assert_eq!(get(&store, &format!("{nth}")), Some(vec![nth; 100]));
    }
    assert_eq!(get(&store, "all").as_deref(), Some(&b"same"[..]));
    assert_eq!(store.damaged(), 0);
}

#[test]
fn what_a_killed_writer_left_is_removed_when_it_is_old() {
    let tree = Tree::new();
    open(&tree, 1 << 20).add(&[object("a", b"one")]);
    tree.write("cache/v1/1-0-1.tmp", "old").write("cache/v1/2-0-2.tmp", "of a live one");
    age(&tree.path("cache/v1/1-0-1.tmp"), 2 * 3600);
    open(&tree, 1 << 20).add(&[object("b", b"two")]);
    assert!(!tree.path("cache/v1/1-0-1.tmp").exists());
    assert!(tree.path("cache/v1/2-0-2.tmp").exists());
}

#[test]
fn a_directory_that_cannot_be_used_is_one_warning() {
    let tree = Tree::new();
    tree.write("cache", "a file");
    let store = open(&tree, 1 << 20);
    assert_eq!(get(&store, "a"), None);
    store.add(&[object("a", b"one")]);
    let warning = store.warning().unwrap();
    assert!(warning.contains("cache\"") && warning.contains("goes on without"), "{warning}");
}
