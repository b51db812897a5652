//! Whatever becomes of our own files, a build does not take it for right.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use include_components_build::Embed;

use crate::harness::{By, Tree};
use crate::outcome::{Counts, Output, assert_same, snapshot};
use crate::random::{Rng, times};
use crate::setup::Setup;

/// A tree that does not change, and what it comes to.
struct Still {
    tree: Tree,
    setup: Setup,
    by: By,
    clean: Output,
}

/// The bytes of a segment before its first object: magic, digest, count.
const HEAD: usize = 44;

/// The length of an object's entry: key, digest, offset, length.
const ENTRY: usize = 80;

impl Still {
    fn new() -> Self {
        let tree = Tree::new();
        let setup = tree.furnish();
        Still::built(tree, setup, By::Call)
    }

    /// The same in a linked pack of several parts.
    fn in_parts() -> Self {
        let tree = Tree::new();
        let setup = Setup { embed: Embed::Link, part_size: Some(30), ..tree.furnish() };
        let still = Still::built(tree, setup, By::process());
        assert!(still.clean.files.len() > 3, "{}", still.clean.set);
        still
    }

    fn built(tree: Tree, setup: Setup, by: By) -> Self {
        tree.settle().run(&setup, &by).unwrap();
        let clean = tree.clean(&setup, &by).unwrap();
        Still { tree, setup, by, clean }
    }

    #[track_caller]
    fn check(&self, when: &dyn Display) -> Counts {
        let counts = self.tree.run(&self.setup, &self.by);
        let counts = counts.unwrap_or_else(|error| panic!("{error}\n{when}"));
        assert_same(&Output::read(&self.tree.out(), &self.setup.name), &self.clean, when);
        let left: Vec<String> = snapshot(&self.tree.out()).into_keys().collect();
        assert_eq!(left.len(), self.clean.count(), "{left:?}\n{when}");
        counts
    }

    /// Removes all that the last build left but the cache, which is then the
    /// only place to find results in.
    fn remove_output(&self) {
        fs::remove_dir_all(self.tree.out()).unwrap();
        fs::create_dir(self.tree.out()).unwrap();
    }

    /// The same, and puts the cache back to what it was.
    fn restore_cache(&self, files: &BTreeMap<String, Vec<u8>>) {
        self.remove_output();
        fs::remove_dir_all(self.tree.cache()).unwrap();
        for (name, bytes) in files {
            self.tree.write(self.tree.cache().join(name), bytes);
        }
    }
}

#[test]
fn each_byte_of_the_output_flipped() {
    let (still, mut rng) = (Still::new(), Rng::new());
    let files = snapshot(&still.tree.out());
    assert_eq!(files.len(), 5);
    let lengths: usize = files.values().map(Vec::len).sum();
    assert!(lengths > 2000, "{lengths}");
    for (name, before) in files {
        let path = still.tree.out().join(name);
        for at in 0..before.len() {
            for mask in [0xFF, 1 << rng.below(8)] {
                flip(&path, at, mask);
                still.check(&format!("byte {at} of {} ^ {mask}", path.display()));
            }
        }
    }
    let counts = still.check(&"at the end");
    assert_eq!((counts.opened, counts.written), (0, 0));
}

/// The files of a linked pack of several parts.
#[test]
fn bytes_of_parts_flipped() {
    let (still, mut rng) = (Still::in_parts(), Rng::new());
    for (name, before) in snapshot(&still.tree.out()) {
        let path = still.tree.out().join(name);
        for at in (rng.below(7)..before.len()).step_by(7) {
            let mask = 1 << rng.below(8);
            flip(&path, at, mask);
            still.check(&format!("byte {at} of {} ^ {mask}", path.display()));
        }
    }
    let counts = still.check(&"at the end");
    assert_eq!((counts.opened, counts.written), (0, 0));
}

/// Also with a change of the sources, so that old parts could pass for new.
#[test]
fn parts_lost_cut_and_swapped() {
    let (mut still, mut rng) = (Still::in_parts(), Rng::new());
    for round in 0..times(150) {
        let file = |rng: &mut Rng| -> PathBuf {
            let files = snapshot(&still.tree.out());
            let name = files.keys().nth(rng.below(files.len())).unwrap();
            still.tree.out().join(name)
        };
        let (one, two) = (file(&mut rng), file(&mut rng));
        let done = match rng.below(4) {
            0 => {
                fs::remove_file(&one).unwrap();
                format!("{} lost", one.display())
            }
            1 => {
                let mut bytes = fs::read(&one).unwrap();
                bytes.truncate(rng.below(bytes.len() + 1));
                fs::write(&one, &bytes).unwrap();
                format!("{} cut to {}", one.display(), bytes.len())
            }
            exchange => {
                swap(&one, &two, exchange == 3);
                format!("{} to {}, back: {}", one.display(), two.display(), exchange == 3)
            }
        };
        if rng.chance(50) {
            let path =
                rng.pick(&["ui/index.html", "ui/b/query.body", "ui/a/part.txt", "ui/new.txt"]);
            still.tree.write(path, format!("text {}\n", rng.below(9)).repeat(1 + rng.below(5)));
            still.clean = still.tree.clean(&still.setup, &still.by).unwrap();
        }
        still.check(&format!("round {round}: {done}"));
    }
}

#[test]
fn each_byte_of_the_cache_flipped() {
    let (still, mut rng) = (Still::new(), Rng::new());
    let files = snapshot(&still.tree.cache());
    let segments = files.keys().filter(|name| name.ends_with(".seg"));
    assert_eq!(segments.count(), 1, "{:?}", files.keys());
    for (name, before) in &files {
        for at in 0..before.len() {
            for mask in [0xFF, 1 << rng.below(8)] {
                still.restore_cache(&files);
                flip(&still.tree.cache().join(name), at, mask);
                let when = format!("byte {at} of {name} ^ {mask}");
                let counts = still.check(&when);
                // It is not enough that the result is right: it was seen.
                assert_eq!(counts.damaged > 0, name.ends_with(".seg"), "{counts:?} {when}");
            }
        }
    }
    still.remove_output();
    assert_eq!(still.check(&"at the end").damaged, 0, "what was damaged is still there");
}

#[test]
fn files_cut_at_any_length() {
    let still = Still::new();
    for dir in [still.tree.out(), still.tree.cache()] {
        for (name, before) in snapshot(&dir) {
            let step = before.len() / 50 + 1;
            let lengths = (0..before.len()).step_by(step).chain([before.len().saturating_sub(1)]);
            for len in lengths {
                if dir == still.tree.cache() {
                    still.remove_output();
                }
                // The file may have been made anew, under this name or not.
                if let Ok(file) = fs::File::options().write(true).open(dir.join(&name)) {
                    file.set_len(len as u64).unwrap();
                }
                still.check(&format!("{name} cut to {len} bytes"));
            }
        }
    }
}

/// Also with a change of the sources, so that old files could pass for new.
#[test]
fn any_files_lost() {
    let mut still = Still::new();
    let names: Vec<String> = snapshot(&still.tree.out()).into_keys().collect();
    for lost in 0..1 << names.len() {
        for text in ["one", "two"] {
            still.tree.write("ui/b/query.body", text);
            still.clean = still.tree.clean(&still.setup, &By::Call).unwrap();
            for (at, name) in names.iter().enumerate().filter(|(at, _)| lost >> at & 1 == 1) {
                let removed = fs::remove_file(still.tree.out().join(name));
                removed.unwrap_or_else(|error| panic!("{name}, {at}: {error}"));
            }
            still.check(&format!("lost {lost:b} of {names:?}, with {text}"));
        }
    }
    for name in snapshot(&still.tree.cache()).into_keys() {
        still.remove_output();
        fs::remove_file(still.tree.cache().join(&name)).unwrap();
        still.check(&format!("lost {name}"));
    }
}

/// With two sets of one OUT_DIR: no file passes for another.
#[test]
fn any_two_files_swapped() {
    let still = Still::new();
    let tree = &still.tree;
    let other = Setup { name: "other".to_owned(), rules: Vec::new(), ..still.setup.clone() };
    let plain = Setup { rules: Vec::new(), ..still.setup.clone() };
    let files = || -> Vec<PathBuf> {
        let mut files = Vec::new();
        for dir in [tree.out(), tree.cache()] {
            files.extend(snapshot(&dir).into_keys().map(|name| dir.join(name)));
        }
        files
    };
    tree.write("ui/a/loud.up", "louder\n").run(&still.setup, &By::Call).unwrap();
    tree.run(&other, &By::Call).unwrap();
    let count = files().len();
    assert!(count >= 11, "{:?}", files());
    let mut text = 0;
    for setup in [&still.setup, &plain] {
        for (from, to) in (0..count * count).map(|pair| (pair / count, pair % count)) {
            for exchange in [false, true] {
                // One of the sets is of another time than the other.
                text += 1;
                tree.run(setup, &By::Call).unwrap();
                tree.write("ui/index.html", text.to_string()).run(&other, &By::Call).unwrap();
                let files = files();
                let (from, to) = (&files[from % files.len()], &files[to % files.len()]);
                swap(from, to, exchange);
                let when = format!("{} to {}, back: {exchange}", from.display(), to.display());
                tree.check(setup, &By::Call, &when);
                tree.check(&other, &By::Call, &when);
                // The cache is of use only to who has no output.
                still.remove_output();
                tree.check(setup, &By::Call, &when);
            }
        }
    }
}

/// As a merge gone wrong would, or somebody who knows the format: the table is
/// sound, and tells of a key the object of another.
#[test]
fn objects_under_the_keys_of_others() {
    let still = Still::new();
    let files = snapshot(&still.tree.cache());
    let (name, segment) = files.iter().find(|(name, _)| name.ends_with(".seg")).unwrap();
    let count = u32::from_le_bytes(segment[HEAD - 4..HEAD].try_into().unwrap()) as usize;
    assert!(count >= 8, "{count} objects");
    for (one, two) in (0..count * count).map(|pair| (pair / count, pair % count)) {
        if one == two {
            continue;
        }
        let mut forged = segment.clone();
        let key = |object| HEAD + ENTRY * object..HEAD + ENTRY * object + 32;
        forged.copy_within(key(two), HEAD + ENTRY * one);
        forged[key(two)].copy_from_slice(&segment[key(one)]);
        let table = blake3::hash(&forged[HEAD - 4..HEAD + ENTRY * count]);
        forged[8..HEAD - 4].copy_from_slice(table.as_bytes());
        still.restore_cache(&files);
        fs::write(still.tree.cache().join(name), forged).unwrap();
        let when = format!("the keys {one} and {two} of {count}");
        assert!(still.check(&when).damaged > 0, "not seen: {when}");
    }
}

fn flip(path: &Path, at: usize, mask: u8) {
    let mut bytes = fs::read(path).unwrap();
    let at = at % bytes.len();
    bytes[at] ^= mask;
    fs::write(path, bytes).unwrap();
}

fn swap(from: &Path, to: &Path, exchange: bool) {
    let (one, two) = (fs::read(from).unwrap(), fs::read(to).unwrap());
    fs::write(to, one).unwrap();
    if exchange {
        fs::write(from, two).unwrap();
    }
}
