use std::thread;

use super::*;
use crate::testing::Tree;

/// Files of which nothing is known.
fn files(before: &HashMap<String, Option<Fingerprint>>) -> Files<'_> {
    Files::new(HashMap::new(), before, places())
}

/// Where no tool works.
fn places() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| Places { package: "/nowhere".into(), temp: "/nowhere/tmp".into() })
}

fn root(tree: &Tree) -> Root {
    Root { given: "ui".to_owned(), prefix: String::new(), path: tree.path("ui"), is_own: false }
}

fn reads<'a>(files: &'a Files<'a>, root: &'a Root, path: &'a str) -> Reads<'a> {
    Reads::new(files, root, path)
}

fn read(name: &str, found: Option<&[u8]>) -> Read {
    Read { what: ReadKind::File, name: name.to_owned(), found: found.map(digest) }
}

/// Returns the stat index's entry of a file.
fn entry(tree: &Tree, path: &str, racy: bool) -> Fingerprint {
    Fingerprint { stat: tree.stat(path), digest: digest(&tree.read(path)), racy }
}

#[test]
fn paths_are_relative_to_the_component() {
    for (component, path, expected) in [
        ("a.css", "b.css", "b.css"),
        ("css/a.css", "b.css", "css/b.css"),
        ("css/a.css", "./b.css", "css/b.css"),
        ("css/a.css", "../b.css", "b.css"),
        ("css/x/a.css", "../../b.css", "b.css"),
        ("css/a.css", "x/../y//z/./b.css", "css/y/z/b.css"),
        ("css/a.css", "../../b.css", "../b.css"),
        ("a.css", "../../b.css", "../../b.css"),
        ("a.css", "../x/../../b.css", "../../b.css"),
        ("css/a.css", "..", ""),
        ("css/a.css", "", "css"),
        ("css/a.css", "a/..b/...", "css/a/..b/..."),
        ("css/a.css", "/etc/b.css", "/etc/b.css"),
    ] {
        assert_eq!(resolve(component, path), expected, "{component} reads {path}");
    }
}

#[test]
fn what_is_read_is_recorded_by_its_path_from_the_root() {
    let tree = Tree::new();
    tree.write("ui/css/b", "b").write("ui/c", "c").write("outside/d", "d");
    let (before, root) = (HashMap::new(), root(&tree));
    let files = files(&before);
    let mut reads = reads(&files, &root, "css/a");
    assert_eq!(&reads.file("b").unwrap()[..], b"b");
    assert_eq!(&reads.file("../c").unwrap()[..], b"c");
    assert_eq!(&reads.file("../../outside/d").unwrap()[..], b"d");
    assert_eq!(&reads.file("./../css/b").unwrap()[..], b"b");
    let expected =
        [read("css/b", Some(b"b")), read("c", Some(b"c")), read("../outside/d", Some(b"d"))];
    assert_eq!(reads.recorded, expected, "each once, in the order of the first look");
    assert_eq!(files.opened(), (3, 3));
    let entry = files.entry(&tree.path("ui/c")).unwrap();
    assert_eq!((entry.stat, entry.digest), (tree.stat("ui/c"), digest(b"c")));
}

#[test]
fn a_missing_file_is_recorded_too() {
    let tree = Tree::new();
    let (before, root) = (HashMap::new(), root(&tree));
    let files = files(&before);
    let mut reads = reads(&files, &root, "a");
    let error = reads.file("b/missing.css").unwrap_err().to_string();
    assert!(error.contains("no file") && error.contains("b/missing.css"), "{error}");
    assert_eq!(reads.recorded, [read("b/missing.css", None)]);
    assert_eq!(files.opened(), (0, 0));
    assert!(files.entry(&tree.path("ui/b/missing.css")).is_none());
}

#[test]
fn what_cannot_be_read_is_an_error_and_not_a_missing_file() {
    let tree = Tree::new();
    tree.write("ui/dir/file", "");
    let (before, root) = (HashMap::new(), root(&tree));
    let files = files(&before);
    let mut reads = reads(&files, &root, "a");
    for path in ["dir", "", ".", "dir/file/below"] {
        let error = reads.file(path).unwrap_err().to_string();
        if path == "dir/file/below" {
            continue; // Of what is below a file, systems say one or the other.
        }
        assert!(!error.contains("no file"), "{path}: {error}");
        assert!(error.contains("ui"), "{path}: {error}");
    }
    for path in ["a\nb", "a\0b", "a\u{85}b"] {
        let error = reads.file(path).unwrap_err().to_string();
        assert!(error.contains(&format!("{path:?}")) && error.contains("control"), "{error}");
    }
    // A file that takes the place of a directory changes the result.
    let no_files = ["dir", "", "dir/file/below"].map(|name| read(name, None));
    assert_eq!(reads.recorded, no_files);
    assert!(reads.failed.is_none());
}

#[cfg(unix)]
#[test]
fn a_fifo_is_not_waited_for() {
    let tree = Tree::new();
    tree.fifo("ui/pipe");
    let path = tree.path("ui/pipe");
    let (sender, receiver) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let before = HashMap::new();
        sender.send(files(&before).load(&path).map(|found| found.is_some())).unwrap();
    });
    let loaded = receiver.recv_timeout(std::time::Duration::from_secs(20)).expect("no waiting");
    assert_eq!(Error::from(loaded.unwrap_err()).kind(), ErrorKind::FileType);
}

#[test]
fn threads_that_want_one_file_share_it() {
    let tree = Tree::new();
    tree.write("ui/a", vec![7; 100_000]);
    let before = HashMap::new();
    let files = files(&before);
    let loaded: Vec<_> = thread::scope(|scope| {
        let load = || files.load(&tree.path("ui/a")).unwrap().unwrap();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(load)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(loaded.iter().all(|it| Arc::ptr_eq(it, &loaded[0])));
    assert_eq!(files.opened(), (1, 100_000));
}

#[test]
fn a_read_is_fresh_while_the_same_is_there() {
    let tree = Tree::new();
    tree.write("ui/a", "1").write("ui/dir/file", "");
    let (before, root) = (HashMap::new(), root(&tree));
    let fresh = |read: &Read| files(&before).is_fresh(read, &root);
    assert!(fresh(&read("a", Some(b"1"))));
    assert!(!fresh(&read("a", Some(b"2"))), "changed");
    assert!(!fresh(&read("a", None)), "appeared");
    assert!(!fresh(&read("b", Some(b"1"))), "gone");
    assert!(fresh(&read("b", None)), "still missing");
    assert!(fresh(&read("../ui/a", Some(b"1"))));
    assert!(!fresh(&read("dir", Some(b""))), "a directory");
}

#[test]
fn what_is_known_is_not_opened() {
    let tree = Tree::new();
    tree.write("ui/part", "1").write("ui/young", "2").write("ui/moved", "3").settle();
    tree.write("ui/component", "4");
    // As it is found from the root.
    let file = |path: &str| tree.path("ui").join(path.trim_start_matches("ui/"));
    let name = |path: &str| file(path).to_str().unwrap().to_owned();
    let before = HashMap::from([
        (name("ui/part"), Some(entry(&tree, "ui/part", false))),
        (name("ui/young"), Some(entry(&tree, "ui/young", true))),
        (name("ui/moved"), Some(entry(&tree, "ui/moved", false))),
        (name("ui/missing"), None),
        (name("ui/component"), Some(entry(&tree, "ui/component", true))),
    ]);
    tree.write("ui/moved", "3 and more");
    let component = entry(&tree, "ui/component", false);
    let trusted = HashMap::from([(file("ui/component"), component)]);
    let files = Files::new(trusted, &before, places());
    let root = root(&tree);
    assert!(files.is_fresh(&read("part", Some(b"1")), &root));
    assert!(!files.is_fresh(&read("part", Some(b"2")), &root));
    assert!(files.is_fresh(&read("component", Some(b"4")), &root));
    assert_eq!(files.opened(), (0, 0), "by their stats");
    assert!(files.is_fresh(&read("young", Some(b"2")), &root));
    assert_eq!(files.opened(), (1, 1), "its stat proves nothing");
    assert!(!files.is_fresh(&read("moved", Some(b"3")), &root));
    assert_eq!(files.opened(), (2, 11));

    // What the next run will know of them.
    assert!(!files.entry(&file("ui/part")).unwrap().racy);
    assert!(!files.entry(&file("ui/young")).unwrap().racy, "it has become old");
    assert_eq!(files.entry(&file("ui/moved")).unwrap().digest, digest(b"3 and more"));
    assert!(files.entry(&file("ui/missing")).is_none());
    assert!(files.entry(&file("ui/never read")).is_none());
    let known = files.entry(&file("ui/component")).unwrap();
    assert!(!known.racy, "the walk has looked at it since");
}

#[test]
fn variables_are_recorded_set_or_not() {
    let tree = Tree::new();
    let (before, root) = (HashMap::new(), root(&tree));
    let files = files(&before);
    let mut reads = reads(&files, &root, "a");
    // The two that a test may count on.
    let dir = reads.env("CARGO_MANIFEST_DIR");
    assert_eq!(dir.as_deref(), Some(env!("CARGO_MANIFEST_DIR")));
    for name in ["INCLUDE_COMPONENTS_NO_SUCH_VARIABLE", "", "a=b", "a\0b"] {
        assert_eq!(reads.env(name), None, "{name:?}");
    }
    let env = |name: &str, found: Option<&str>| Read {
        what: ReadKind::Env,
        name: name.to_owned(),
        found: found.map(|value| digest(value.as_bytes())),
    };
    let set = env("CARGO_MANIFEST_DIR", Some(env!("CARGO_MANIFEST_DIR")));
    assert_eq!(
        reads.recorded[..2],
        [set.clone(), env("INCLUDE_COMPONENTS_NO_SUCH_VARIABLE", None)]
    );
    assert!(files.is_fresh(&set, &root));
    assert!(!files.is_fresh(&env("CARGO_MANIFEST_DIR", Some("elsewhere")), &root));
    assert!(!files.is_fresh(&env("CARGO_MANIFEST_DIR", None), &root));
    assert!(files.is_fresh(&env("INCLUDE_COMPONENTS_NO_SUCH_VARIABLE", None), &root));
    assert!(!files.is_fresh(&env("INCLUDE_COMPONENTS_NO_SUCH_VARIABLE", Some("")), &root));
}
