use std::boxed::Box;
use std::collections::BTreeSet;
use std::format;
use std::string::{String, ToString};
use std::sync::LazyLock;
use std::vec::Vec;

use include_components_pack::write::{Index, Name, NewEntry};
use include_components_pack::{Content, Digest};

use super::*;
use crate::__private::{self, Pack};
use crate::Components;

/// In byte order: `-`, `.`, `/` and `0` are neighbours, and so are what begins alike.
const PATHS: [&str; 14] = [
    "a-b/x.txt",
    "a.txt",
    "a/b-c",
    "a/b/c/d.txt",
    "a/b/e.txt",
    "a/b0",
    "a/z",
    "a0",
    "b",
    "é/ü/1",
    "é/ü/2",
    "漢/字",
    "漢字",
    "😀/x",
];

crate::__source!(source, pack);

static COMPONENTS: Components = __private::components(source);

fn pack() -> Pack<'static> {
    static PACK: LazyLock<Pack<'static>> = LazyLock::new(|| {
        let entry = |path| NewEntry {
            path,
            name: Name::Given,
            media_type: "",
            identity: Content { digest: Digest::from_bytes([0; 32]), len: 0 },
            encoded: &[],
            notes: &[],
        };
        let index = Index::new(&PATHS.map(entry)).unwrap();
        Pack::open(Box::leak(index.bytes.into_boxed_slice())).unwrap()
    });
    *PACK
}

/// All directories that the paths have, and the root.
fn dirs() -> BTreeSet<&'static str> {
    let above = |path: &'static str| path.match_indices('/').map(move |(slash, _)| &path[..slash]);
    PATHS.into_iter().flat_map(above).chain([""]).collect()
}

/// What is below a directory, relative to it, by going through all paths.
fn below(dir: &str) -> Vec<&'static str> {
    let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
    PATHS.into_iter().filter_map(|path| path.strip_prefix(&prefix)).collect()
}

#[test]
fn every_directory_has_what_its_paths_say() {
    for path in dirs() {
        let dir = COMPONENTS.dir(path).unwrap();
        assert_eq!(dir.path(), path);
        assert_eq!(dir.name(), path.rsplit('/').next().unwrap());
        let inside = below(path);
        assert!(dir.iter().map(|it| dir.relative_path(it)).eq(inside.iter().copied()));
        let mut names: Vec<&str> = inside.iter().map(|it| it.split('/').next().unwrap()).collect();
        names.dedup();
        assert!(dir.entries().map(Entry::name).eq(names.iter().copied()), "{path:?}");
        let is_file = |name: &&&str| inside.contains(*name);
        assert!(dir.files().map(Component::name).eq(names.iter().filter(is_file).copied()));
        assert!(dir.dirs().map(Dir::name).eq(names.iter().filter(|it| !is_file(it)).copied()));
        for relative in inside {
            assert_eq!(dir.get(relative).map(|it| dir.relative_path(it)), Some(relative));
        }
        for other in dirs().into_iter().filter(|it| !it.is_empty()) {
            let whole = if path.is_empty() { other.to_string() } else { format!("{path}/{other}") };
            let expected = dirs().get(&whole[..]).copied();
            assert_eq!(dir.dir(other).map(Dir::path), expected, "{other:?} in {path:?}");
        }
    }
}

impl Dir {
    fn relative_path(self, component: Component) -> &'static str {
        &component.path()[self.skipped()..]
    }
}

#[test]
fn what_only_begins_alike_is_no_directory() {
    for path in ["a.txt", "a-", "a/", "/a", "a/b/c/d.txt", "b", "é/", "漢字", "c", "a//b", "."] {
        assert_eq!(COMPONENTS.dir(path), None, "{path:?}");
    }
    let root = COMPONENTS.root();
    for path in ["", "a", "a/", "/b", "B", "a/b", "é/ü/3", "a0/"] {
        assert_eq!(root.get(path), None, "{path:?}");
    }
}

#[test]
fn directories_are_equal_by_path_and_contents() {
    let a = COMPONENTS.dir("a").unwrap();
    assert_eq!(a, COMPONENTS.root().dir("a").unwrap());
    assert_eq!(a.dir("b"), COMPONENTS.dir("a/b"));
    assert_eq!(a.dir(""), Some(a));
    assert_ne!(Some(a), COMPONENTS.dir("a/b"));
    assert_ne!(Some(a), COMPONENTS.dir("a-b"));
    let first = a.entries().next();
    assert_eq!(first.map(Entry::path), Some("a/b-c"));
    assert_eq!(first.and_then(Entry::as_dir), None);
}

#[test]
fn an_empty_set_has_a_root_without_anything() {
    static EMPTY: Components = Components::empty();
    let root = EMPTY.root();
    assert_eq!((EMPTY.len(), root.path(), root.iter().len()), (0, "", 0));
    assert_eq!((root.entries().next(), root.get(""), root.dir("a")), (None, None, None));
    assert_eq!(EMPTY.dir(""), Some(root));
    assert_ne!(root, COMPONENTS.root());
}

#[cfg(feature = "std")]
#[cfg(unix)]
#[test]
fn a_link_in_the_way_is_an_error_and_is_not_followed() {
    use std::os::unix::fs::symlink;
    use std::{env, fs, io, process, vec};

    let place = env::temp_dir().join(format!("include-components-extract-{}", process::id()));
    let (to, outside) = (place.join("to"), place.join("outside"));
    fs::create_dir_all(&to).unwrap();
    fs::create_dir_all(&outside).unwrap();
    let mut refused = vec![];
    for (link, target) in [("a", &outside), ("a0", &outside), ("b", &outside.join("new"))] {
        symlink(target, to.join(link)).unwrap();
        let error = COMPONENTS.root().extract(&to).unwrap_err();
        let is_named = error.to_string().contains(&to.join(link).display().to_string());
        refused.push((is_named && error.kind() == io::ErrorKind::AlreadyExists, error));
        fs::remove_file(to.join(link)).unwrap();
    }
    let is_empty = fs::read_dir(&outside).unwrap().next().is_none();
    // Below a directory, by the path relative to it.
    let written = COMPONENTS.dir("a/b").unwrap().extract(place.join("b"));
    let found = fs::read(place.join("b/c/d.txt"));
    fs::remove_dir_all(&place).unwrap();
    assert!(refused.iter().all(|it| it.0) && is_empty, "{refused:?}");
    assert_eq!((written.unwrap().len(), found.unwrap()), (0, vec![]));
}
