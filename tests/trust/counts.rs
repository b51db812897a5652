//! A build costs what changed, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::harness::{By, Tree, run, set_modified};
use crate::outcome::{Output, assert_same};
use crate::random::Rng;
use crate::setup::Setup;

/// Makes a tree of 1,000 files, old enough to be trusted, and builds it.
pub(crate) fn thousand() -> (Tree, Setup) {
    let tree = Tree::new();
    for file in 0..1000 {
        tree.write(format!("ui/{}/{file}.txt", file % 20), format!("file {file}\n"));
    }
    let setup = tree.setup();
    let counts = tree.settle().run(&setup, &By::Call).unwrap();
    assert_eq!((counts.components, counts.opened), (1000, 1000));
    (tree, setup)
}

/// What shows that a file was written: its inode, and when it was modified.
fn stamps(tree: &Tree) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let entries = fs::read_dir(tree.out()).unwrap().map(|entry| entry.unwrap());
    let stamp = |entry: fs::DirEntry| {
        let metadata = entry.metadata().unwrap();
        (entry.path(), (metadata.ino(), metadata.modified().unwrap()))
    };
    entries.map(stamp).collect()
}

fn pack_stamp(tree: &Tree) -> (u64, SystemTime) {
    stamps(tree)[&tree.out().join("components.pack")]
}

#[test]
fn nothing_changed() {
    let (tree, setup) = thousand();
    let before = stamps(&tree);
    for _ in 0..3 {
        let counts = tree.check(&setup, &By::Call, &"nothing changed");
        assert_eq!((counts.components, counts.opened, counts.written), (1000, 0, 0));
    }
    assert_eq!(stamps(&tree), before);
}

/// Also where compilers read files that there are not, and a directory.
#[test]
fn nothing_changed_of_what_is_compiled() {
    let tree = Tree::new();
    let setup = tree.furnish();
    let by = By::process();
    tree.settle().run(&setup, &by).unwrap();
    let counts = tree.check(&setup, &by, &"nothing changed");
    let done = (counts.opened, counts.reused, counts.from_cache, counts.written);
    assert_eq!(done, (0, 0, 0, 0), "the results were looked up one by one");
}

#[test]
fn one_of_a_thousand_changed() {
    let (tree, setup) = thousand();
    tree.write("ui/7/507.txt", "changed\n");
    let counts = tree.check(&setup, &By::Call, &"one file was edited");
    assert_eq!(counts.opened, 1);
    fs::rename(tree.path("ui/8/508.txt"), tree.path("ui/8/renamed.txt")).unwrap();
    tree.write("ui/new/file.txt", "new\n");
    fs::remove_file(tree.path("ui/9/509.txt")).unwrap();
    let counts = tree.check(&setup, &By::Call, &"one renamed, one new, one deleted");
    // The one that was edited is read again, since it is young.
    assert!(counts.opened <= 3, "{counts:?}");
}

#[test]
fn touched_without_a_change() {
    let (tree, setup) = thousand();
    let before = pack_stamp(&tree);
    set_modified(&tree.path("ui/7/507.txt"), SystemTime::UNIX_EPOCH);
    let counts = tree.check(&setup, &By::Call, &"one file was touched");
    assert_eq!(counts.opened, 1);
    assert_eq!(pack_stamp(&tree), before, "the same pack was written again");
}

/// The same tree at two places, by any number of threads: the same bytes.
#[test]
fn threads_and_places_show_nowhere() {
    let mut rng = Rng::new();
    let trees = [Tree::new(), Tree::new_in(&std::env::temp_dir())];
    let long = rng.bytes(3 << 20);
    let mut outputs = Vec::new();
    for tree in &trees {
        tree.furnish();
        tree.write("ui/long.bin", &long).write("ui/longer.bin", [&long[..], b"!"].concat());
        for file in 0..300 {
            let extension = ["txt", "up", "inc", "body"][file % 4];
            let text = format!("@../a/part.txt\n# {file}\n{}\n", file / 8);
            tree.write(format!("ui/many/{file}.{extension}"), text);
        }
        let base = tree.furnished();
        for (jobs, map_above) in [("1", None), ("2", Some(0)), ("8", None), ("8", Some(0))] {
            let setup = Setup { cache: None, map_above, ..base.clone() };
            outputs.push(tree.clean(&setup, &By::process().with("NUM_JOBS", jobs)).unwrap());
        }
    }
    for output in &outputs {
        assert_same(output, &outputs[0], &"another place, or more threads");
    }
}

/// The cache outlives `cargo clean`, and serves other profiles.
#[test]
fn another_out_dir_compiles_nothing() {
    let tree = Tree::new();
    let setup = tree.furnish();
    let counts = tree.run(&setup, &By::Call).unwrap();
    assert_eq!((counts.compiled, counts.from_cache), (4, 0));
    let other = tree.path("other/build/package/out");
    fs::create_dir_all(&other).unwrap();
    let counts = run(&setup, &other, &By::Call).unwrap();
    assert_eq!((counts.compiled, counts.from_cache), (0, 4));
    fs::remove_dir_all(tree.out()).unwrap();
    fs::create_dir(tree.out()).unwrap();
    let counts = tree.check(&setup, &By::Call, &"after cargo clean");
    assert_eq!((counts.compiled, counts.from_cache), (0, 4));
    let off = Setup { cache: None, ..setup };
    fs::remove_dir_all(&other).unwrap();
    fs::create_dir(&other).unwrap();
    assert_eq!(run(&off, &other, &By::Call).unwrap().compiled, 4);
}

/// A checkout that is moved, with its target directory, is as it was.
#[test]
fn moved_checkout_compiles_nothing() {
    let tree = Tree::new();
    tree.furnish();
    let checkout = |name: &str| tree.path(name);
    let build = |name: &str| {
        let setup = Setup { roots: vec!["ui".into()], cache: None, ..tree.furnished() };
        let by = By::process().with("CARGO_MANIFEST_DIR", checkout(name).to_str().unwrap());
        run(&setup, &checkout(name).join("build/package/out"), &by).unwrap()
    };
    fs::create_dir(checkout("one")).unwrap();
    for part in ["ui", "build"] {
        fs::rename(tree.path(part), checkout("one").join(part)).unwrap();
    }
    tree.settle();
    assert_eq!(build("one").compiled, 4);
    assert_eq!(build("one").opened, 0);
    fs::rename(checkout("one"), checkout("two")).unwrap();
    let counts = build("two");
    assert_eq!((counts.compiled, counts.opened), (0, 0), "{counts:?}");
}

#[test]
fn an_option_concerns_who_has_it() {
    let tree = Tree::new();
    let setup = tree.furnish();
    tree.settle().run(&setup, &By::Call).unwrap();
    for changed in 0..setup.rules.len() {
        let mut setup = setup.clone();
        setup.rules[changed].1.level = 7;
        let counts = tree.check(&setup, &By::Call, &"one compiler has another option");
        assert_eq!(counts.compiled, 1, "{counts:?}");
        setup.rules[changed].1.level = 0;
        let counts = tree.check(&setup, &By::Call, &"it has its option back");
        assert_eq!((counts.compiled, counts.from_cache), (0, 1), "{counts:?}");
        // What was found in the cache is as well known as what was made.
        let counts = tree.check(&setup, &By::Call, &"nothing changed");
        let all = (counts.opened, counts.reused, counts.written);
        assert_eq!(all, (0, 0, 0), "the run after is not one in which nothing changed");
    }
}

#[test]
fn what_was_read_concerns_who_read_it() {
    let tree = Tree::new();
    let setup = tree.furnish();
    tree.write("ui/b/plain.var", "no variable\n");
    let by = By::process();
    tree.run(&setup, &by).unwrap();
    let compiled = |by: &By, when: &str| tree.check(&setup, by, &when).compiled;
    assert_eq!(compiled(&by, "nothing changed"), 0);
    tree.write("ui/a/part.txt", "another part\n");
    assert_eq!(compiled(&by, "a part changed"), 1);
    tree.write("ui/b/missing.txt", "missing no longer\n");
    assert_eq!(compiled(&by, "a part appeared"), 1);
    let mint = by.with("FLAVOUR", "mint");
    assert_eq!(compiled(&mint, "a variable was set"), 1);
    assert_eq!(compiled(&mint, "nothing changed"), 0);
    assert_eq!(compiled(&by, "it is not set any more: the cache knows"), 0);
    fs::remove_file(tree.path("ui/b/missing.txt")).unwrap();
    assert_eq!(compiled(&by, "a part is missing again: the cache knows"), 0);
    fs::remove_file(tree.path("ui/a/part.txt")).unwrap();
    assert_eq!(compiled(&by, "a part was removed"), 1);
}

/// What compiles to the same bytes changes nothing after the compiler.
#[test]
fn early_cutoff() {
    let tree = Tree::new();
    let setup = tree.furnish();
    tree.settle().run(&setup, &By::Call).unwrap();
    let before = pack_stamp(&tree);
    tree.write("ui/b/query.body", "# another comment\n# and one more\nselect 1;\n");
    let counts = tree.check(&setup, &By::Call, &"a comment changed");
    assert_eq!((counts.compiled, counts.opened), (1, 1));
    assert_eq!(pack_stamp(&tree), before, "the same pack was written again");
    let output = Output::read(&tree.out(), "components");
    assert!(output.parts()[0].windows(9).any(|bytes| bytes == b"select 1;"));
}
