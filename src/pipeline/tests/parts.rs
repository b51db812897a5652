//! A linked pack in several parts: an edit writes the parts that have it.

use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::Embed;
use crate::base::stat::Stat;

/// How long the parts are here, in bytes.
const SIZE: u64 = 4000;

/// A tree of 1,000 files, about 100 KB, that was built in parts.
struct Fixture {
    tree: Tree,
    build: Build,
    /// The files in OUT_DIR after the last run.
    files: BTreeMap<String, Stat>,
}

/// What a run did to the parts.
#[derive(Debug)]
struct Done {
    written: u64,
    index_len: u64,
    /// The lengths of the files with parts that are new.
    new: Vec<u64>,
    gone: usize,
    kept: usize,
}

impl Fixture {
    fn new() -> Self {
        let tree = Tree::new();
        for nth in 0..1000 {
            tree.write(path(nth), content(nth));
        }
        let mut build = tree.settle().build();
        build.embed(Embed::Link).part_size(SIZE);
        let mut it = Fixture { tree, build, files: BTreeMap::new() };
        let done = it.run();
        assert!((20..60).contains(&done.new.len()), "{done:?}");
        it
    }

    /// Runs the build, and compares the output with a clean one.
    #[track_caller]
    fn run(&mut self) -> Done {
        let report = run_in(linux(), &self.build).report();
        let stat = |name: String| (name.clone(), self.tree.stat(format!("out/{name}")));
        let files: BTreeMap<String, Stat> = self.tree.out().into_iter().map(stat).collect();
        let text = String::from_utf8(self.tree.read("out/components.set")).unwrap();
        let set = SetFile::parse(&text).unwrap();
        let is_part = |name: &&String| name.ends_with(".a") && **name != set.first().file;
        assert_eq!(files.keys().filter(is_part).count() + 1, set.parts().count());
        let before = std::mem::replace(&mut self.files, files);
        let was = |(name, stat): &(&String, &Stat)| before.get(*name) == Some(*stat);
        let parts = || self.files.iter().filter(|(name, _)| is_part(name));
        let done = Done {
            written: report.bytes_written(),
            index_len: self.files[set.first().file].len(),
            new: parts().filter(|it| !was(it)).map(|(_, stat)| stat.len()).collect(),
            gone: before.keys().filter(|name| !self.files.contains_key(*name)).count(),
            kept: parts().filter(was).count(),
        };
        self.assert_clean();
        done
    }

    #[track_caller]
    fn assert_clean(&self) {
        fs::create_dir(self.tree.path("clean")).unwrap();
        let mut clean = Build::new();
        clean.root(self.tree.path("ui")).out_dir(self.tree.path("clean"));
        run_in(linux(), clean.embed(Embed::Link).part_size(SIZE)).report();
        assert_eq!(self.tree.names("clean"), self.tree.out());
        for name in self.tree.out().iter().filter(|name| !name.ends_with(".index")) {
            let read = |out: &str| self.tree.read(format!("{out}/{name}"));
            assert!(read("out") == read("clean"), "{name}");
        }
        self.tree.remove("clean");
    }

    /// Runs a build after one change: it writes so many parts, the index, the
    /// set file and the stat index, and nothing else.
    #[track_caller]
    fn run_after_one_change(&mut self, most: usize) {
        let done = self.run();
        let small = ["components.set", "components.index", "components.roots"]
            .map(|name| self.files[name].len());
        assert!((1..=most).contains(&done.new.len()), "{done:?}");
        assert!((20..60).contains(&done.kept), "{done:?}");
        let parts: u64 = done.new.iter().sum();
        assert_eq!(done.written, done.index_len + parts + small.iter().sum::<u64>(), "{done:?}");
        assert!(parts < 3 * SIZE * most as u64, "{done:?}");
        assert!(done.gone > 0, "the old ones are removed: {done:?}");
    }
}

fn path(nth: usize) -> String {
    format!("ui/{}/{nth:03}.txt", nth % 10)
}

fn content(nth: usize) -> String {
    format!("content of {nth} ").repeat(2 + nth % 10)
}

#[test]
fn edits_write_the_parts_that_have_them() {
    let mut it = Fixture::new();
    for (edited, text) in [([0, 450], "of another length"), ([0, 999], "again"), ([3, 13], "")] {
        for nth in edited {
            it.tree.write(path(nth), format!("{nth} {text}"));
        }
        it.tree.settle();
        it.run_after_one_change(2);
    }
}

#[test]
fn an_edit_writes_one_part_and_the_index() {
    let mut it = Fixture::new();
    for (nth, content) in [(500, "shorter"), (0, "first"), (999, "last"), (501, "longer ")] {
        it.tree.write(path(nth), content.repeat(1 + nth % 40)).settle();
        it.run_after_one_change(1);
    }
    assert_eq!(it.run().written, 0, "nothing changed");
    it.tree.write(path(500), "of the same").settle();
    it.run();
    it.tree.write(path(500), "of as many ").settle();
    it.run_after_one_change(1);
}

/// A new path may be one that ends a part: then it takes some until the cuts are
/// where they were.
#[test]
fn what_is_new_renamed_or_removed_writes_one_part_and_the_index() {
    let mut it = Fixture::new();
    it.tree.write("ui/5/new.txt", "new").settle();
    it.run_after_one_change(4);
    it.tree.rename("ui/5/new.txt", "ui/5/other.txt").settle();
    it.run_after_one_change(4);
    it.tree.remove("ui/5/other.txt").settle();
    it.run_after_one_change(4);
    let found = embedded(&it.tree);
    assert_eq!(found.len(), 1000);
    for (path, bytes) in found {
        let nth: usize = path[2..5].parse().unwrap();
        assert_eq!(bytes, content(nth).as_bytes(), "{path}");
    }
}

#[test]
fn equal_components_do_not_change_what_a_clean_build_gives() {
    let mut it = Fixture::new();
    for nth in [20, 21, 420, 990, 999] {
        it.tree.write(path(nth), content(5 + nth % 3));
    }
    it.tree.write("ui/3/empty.txt", "").settle();
    it.run();
}

#[test]
fn a_long_component_is_a_part_that_others_do_not_touch() {
    let mut it = Fixture::new();
    it.tree.write("ui/5/long.bin", vec![b'l'; 9000]).settle();
    it.run_after_one_change(4);
    it.tree.write("ui/5/long.bin", vec![b'L'; 9100]).settle();
    it.run_after_one_change(4);
    let long = it.files.iter().find(|(_, stat)| stat.len() > 9100 && stat.len() < 10_200);
    let (name, stat) = long.map(|(name, stat)| (name.clone(), *stat)).unwrap();
    // Paths before and behind it, by which it is in the middle of a part.
    it.tree.write("ui/5/lon.txt", "before it").write("ui/5/long.txt", "behind it").settle();
    it.run_after_one_change(4);
    assert_eq!(it.files.get(&name), Some(&stat));
}

#[test]
fn a_part_that_is_lost_or_damaged_is_made_again() {
    let mut it = Fixture::new();
    let text = String::from_utf8(it.tree.read("out/components.set")).unwrap();
    let parts: Vec<String> =
        SetFile::parse(&text).unwrap().parts().skip(1).map(|part| part.file.to_owned()).collect();
    for (nth, name) in parts.iter().enumerate().step_by(parts.len() / 4) {
        let path = format!("out/{name}");
        let whole = it.tree.read(&path);
        match nth % 3 {
            0 => _ = it.tree.remove(&path),
            1 => _ = it.tree.write(&path, vec![0; whole.len()]),
            _ => _ = it.tree.remove(&path).write(&path, &whole),
        }
        it.run();
        assert!(it.tree.read(&path) == whole, "{name}");
        assert_eq!(it.run().written, 0);
    }
}

#[test]
fn the_route_and_the_size_of_parts_leave_nothing_behind() {
    let mut it = Fixture::new();
    let found = embedded(&it.tree);
    let mut other = it.tree.build();
    for (embed, size, count) in [
        (Embed::Include, SIZE, 1),
        (Embed::Link, u64::MAX, 1),
        (Embed::Link, 1 << 16, 4),
        (Embed::Auto, 1 << 20, 1),
    ] {
        run_in(linux(), other.embed(embed).part_size(size)).report();
        assert_eq!(parts(&it.tree, "out", "components").len(), count, "{embed:?} {size}");
        assert_eq!(it.tree.out().len(), count + 4, "{:?}", it.tree.out());
        assert!(embedded(&it.tree) == found);
    }
    it.run();
}
