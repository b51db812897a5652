//! The result of an incremental run is, byte for byte, that of a clean one.

use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::Embed;
use crate::testing::{Fake, Listing};

/// A source of numbers that are the same in each run of the test.
struct Random(u64);

impl Random {
    /// Returns a number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

/// Some bytes: of few different lengths and contents, so that files are equal
/// and that lengths stay when contents change.
fn content(random: &mut Random) -> Vec<u8> {
    let len = *random.of(&[0, 1, 15, 16, 17, 100, 100, 3000, 300_001, (1 << 20) + 5]);
    let mut bytes = vec![b'a' + random.below(4) as u8; len];
    bytes.iter_mut().step_by(1000).for_each(|byte| *byte = b'\n');
    bytes
}

/// One path of few, so that edits meet files that are there.
fn path(random: &mut Random) -> String {
    let dir = *random.of(&["", "", "css/", "css/x/", "js/"]);
    let name = *random.of(&["a", "b", "c", "d", "e"]);
    format!("{dir}{name}{}", *random.of(&[".txt", ".txt", ".up", ".inc"]))
}

/// Changes the tree in one of many ways; returns what it did.
fn edit(tree: &Tree, random: &mut Random) -> String {
    let path = format!("ui/{}", path(random));
    let other = format!("ui/{}", self::path(random));
    let exists = |path: &str| tree.path(path).is_file();
    match random.below(12) {
        0..=3 => {
            let content = match path.ends_with(".inc") {
                true => format!("one\n@../partial\n@{}\n@a.txt\n@e.inc", other.len()).into_bytes(),
                false => content(random),
            };
            tree.write(&path, content);
            format!("wrote {path}")
        }
        4 if exists(&path) => {
            tree.remove(&path);
            format!("removed {path}")
        }
        5 if exists(&path) && path != other => {
            fs::create_dir_all(tree.path(&other).parent().unwrap()).unwrap();
            tree.rename(&path, &other);
            format!("renamed {path} to {other}")
        }
        6 if exists(&path) && exists(&other) && path != other => {
            tree.rename(&path, "swap").rename(&other, &path).rename("swap", &other);
            format!("swapped {path} and {other}")
        }
        7 if exists(&path) => {
            // The same bytes in another file.
            let bytes = tree.read(&path);
            tree.remove(&path).write(&path, bytes);
            format!("replaced {path}")
        }
        8 if exists(&path) => {
            // Another content of the same length, and its old stamp back.
            let file = fs::File::open(tree.path(&path)).unwrap();
            let stamp = file.metadata().unwrap().modified().unwrap();
            let mut bytes = tree.read(&path);
            if let Some(byte) = bytes.last_mut() {
                *byte = b'A' + *byte % 26;
            }
            tree.write(&path, bytes);
            fs::File::options()
                .write(true)
                .open(tree.path(&path))
                .unwrap()
                .set_modified(stamp)
                .unwrap();
            format!("edited {path} and put its stamp back")
        }
        9 => {
            tree.write("ui/partial", format!("<{}>", random.below(3)));
            "wrote the partial".to_owned()
        }
        10 if tree.path("ui/css").is_dir() => {
            tree.remove("ui/css");
            "removed a directory".to_owned()
        }
        11 if tree.path("out/components.index").is_file() => {
            match random.below(4) {
                0 => tree.remove("out/components.index"),
                1 if exists("out/components.set") => tree.remove("out/components.set"),
                2 => {
                    let is_pack = |name: &&String| name.ends_with(".pack") || name.ends_with(".a");
                    match tree.out().iter().find(is_pack) {
                        Some(pack) => tree.remove(&format!("out/{pack}")),
                        None => tree,
                    }
                }
                _ => {
                    let mut index = tree.read("out/components.index");
                    let at = random.below(index.len() as u64) as usize;
                    index[at] ^= 1;
                    tree.write("out/components.index", index)
                }
            };
            "damaged OUT_DIR".to_owned()
        }
        _ => "nothing".to_owned(),
    }
}

/// What must be embedded, by a simpler program.
fn expected(tree: &Tree) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(tree.path("ui")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(tree.path("ui")).unwrap();
            files.insert(path.to_str().unwrap().to_owned(), fs::read(entry.path()).unwrap());
        }
    }
    let is_source = |path: &str| path.ends_with(".txt") || path.ends_with(".keep");
    let sources = files.iter().filter(|(path, _)| is_source(path));
    let all = sources.flat_map(|(path, bytes)| [path.as_bytes(), b"=", bytes, b";"].concat());
    let all: Vec<u8> = all.collect();
    // Partials are in nothing but what includes them.
    let is_partial =
        |path: &str| path.ends_with(".inc") && path.rsplit('/').next() == Some("e.inc");
    let artifact = |(path, content): (&String, &Vec<u8>)| match path.rsplit_once('.') {
        Some((stem, "up")) => (format!("{stem}.UP"), content.to_ascii_uppercase()),
        Some((_, "inc")) => {
            let directory = path.rfind('/').map_or("", |slash| &path[..=slash]);
            let mut output = Vec::new();
            for line in std::str::from_utf8(content).unwrap().lines() {
                match line.strip_prefix('@') {
                    Some(read) => {
                        let read = tree.path("ui").join(directory).join(read);
                        output.extend(fs::read(read).unwrap_or(b"?".to_vec()));
                    }
                    None => output.extend_from_slice(line.as_bytes()),
                }
            }
            (path.clone(), output)
        }
        _ => (path.clone(), content.clone()),
    };
    let embedded = files.iter().filter(|(path, _)| !is_partial(path) && *path != "z.keep");
    let mut artifacts: BTreeMap<_, _> = embedded.map(artifact).collect();
    artifacts.insert("css/bundle".to_owned(), all);
    artifacts.insert("z".to_owned(), b"z.keep=z;".to_vec());
    artifacts
}

/// How a test's builds are embedded, and how long the parts are.
#[derive(Clone, Copy)]
struct Route(Embed, u64);

const INCLUDED: Route = Route(Embed::Include, 100);
const LINKED: Route = Route(Embed::Link, u64::MAX);
const PARTS: Route = Route(Embed::Link, 100);

fn build(tree: &Tree, out: &str, Route(embed, size): Route, rules: bool) -> Build {
    let mut build = Build::new();
    build.root(tree.path("ui")).out_dir(tree.path(out)).embed(embed).part_size(size);
    build.map_above(1 << 20);
    if rules {
        build.compile("*.up", Fake::upper().renaming(".up", ".UP"));
        build.compile("*.inc", Fake::including().with_partials("e."));
        build.bundle("*.{txt,keep}", "css/bundle", Listing::default());
        build.bundle_only("z.keep", "z", Listing::default());
    }
    build
}

/// Edits a tree again and again, with runs in between.
fn incremental_is_clean(route: Route, rules: bool, seed: u64, steps: usize) {
    let tree = Tree::new();
    let mut random = Random(seed);
    tree.write("ui/z.keep", "z");
    let incremental = build(&tree, "out", route, rules);
    let (mut log, mut most_parts) = (Vec::new(), 0);
    for step in 0..steps {
        for _ in 0..random.below(4) {
            log.push(edit(&tree, &mut random));
        }
        if random.below(10) == 0 {
            tree.settle();
            log.push("waited".to_owned());
        }
        log.push(format!("ran {step}"));
        if tree.path("clean").exists() {
            tree.remove("clean");
        }
        fs::create_dir(tree.path("clean")).unwrap();
        run_in(linux(), &incremental).report();
        run_in(linux(), &build(&tree, "clean", route, rules)).report();
        let last = &log[log.len().saturating_sub(12)..];
        let is_private = |name: &String| name.ends_with(".index") || name.ends_with(".lock");
        let output = |out: &str| -> Vec<String> {
            let mut names = tree.names(out);
            names.retain(|name| !is_private(name));
            names
        };
        let files = output("out");
        assert_eq!(files, output("clean"), "after {last:#?}");
        for file in &files {
            let read = |out: &str| tree.read(format!("{out}/{file}"));
            assert!(read("out") == read("clean"), "{file} differs after {last:#?}");
        }
        most_parts = most_parts.max(files.len() - 1);
        if rules {
            let found: BTreeMap<_, _> = embedded(&tree).into_iter().collect();
            assert!(found == expected(&tree), "not what is on disk, after {last:#?}");
        }
    }
    assert!((most_parts > 5) == (route.1 == PARTS.1 && route.0 == Embed::Link), "{most_parts}");
}

#[test]
fn copies_included() {
    incremental_is_clean(INCLUDED, false, 0x9E37_79B9_7F4A_7C15, 40);
}

#[test]
fn copies_linked() {
    incremental_is_clean(LINKED, false, 0xD1B5_4A32_D192_ED03, 40);
}

#[test]
fn copies_linked_in_parts() {
    incremental_is_clean(PARTS, false, 0xA5A3_564E_9C61_D2F1, 80);
}

#[test]
fn compiled_included() {
    incremental_is_clean(INCLUDED, true, 0x8CB9_2BA7_2F3D_8DD7, 40);
}

#[test]
fn compiled_linked() {
    incremental_is_clean(LINKED, true, 0x5851_F42D_4C95_7F2D, 40);
}

#[test]
fn compiled_linked_in_parts() {
    incremental_is_clean(PARTS, true, 0x2545_F491_4F6C_DD1D, 80);
}
