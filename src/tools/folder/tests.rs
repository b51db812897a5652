#![cfg(unix)]

use super::*;
use crate::testing::Tree;

fn read(tree: &Tree, dir: &str) -> Folder {
    Folder::read(&tree.path(dir)).unwrap()
}

#[test]
fn what_did_not_change_is_not_written() {
    let tree = Tree::new();
    tree.write("new/a", "1").write("new/b/c", "2").write("new/b/d", "3");
    let left = read(&tree, "new").put_down(&tree.path("ui")).unwrap();
    assert!(is_as_left(&tree.path("ui"), &left));
    let before = [tree.stat("ui/a"), tree.stat("ui/b/c")];
    tree.settle().write("new/b/c", "other").remove("new/b/d").write("new/e/f", "");
    let left = read(&tree, "new").put_down(&tree.path("ui")).unwrap();
    assert_eq!(tree.stat("ui/a"), before[0]);
    assert_ne!(tree.stat("ui/b/c"), before[1]);
    assert_eq!(left.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(), ["a", "b/c", "e/f"]);
    assert_eq!(
        (tree.names("ui"), tree.names("ui/b")),
        (vec!["a".into(), "b".into(), "e".into()], vec!["c".into()])
    );
    assert!(is_as_left(&tree.path("ui"), &left));
    let changes: [&dyn Fn(); 3] = [
        &|| {
            tree.write("ui/a", "2");
        },
        &|| {
            tree.remove("ui/a");
        },
        &|| {
            tree.write("ui/x", "");
        },
    ];
    for change in changes {
        change();
        assert!(!is_as_left(&tree.path("ui"), &left));
        let left = read(&tree, "new").put_down(&tree.path("ui")).unwrap();
        assert!(is_as_left(&tree.path("ui"), &left));
    }
}

/// No name that a tool may give is that of our temporary file.
#[test]
fn files_have_any_name() {
    let tree = Tree::new();
    for name in ["x.new", "app.new", "app.zip", "app", "new", ".new", "b/app.new", "b/app.tmp"] {
        tree.write(format!("new/{name}"), name);
    }
    let folder = read(&tree, "new");
    for _ in 0..2 {
        let left = folder.put_down(&tree.path("ui")).unwrap();
        assert!(is_as_left(&tree.path("ui"), &left));
        for Made { path, bytes, .. } in &folder.files {
            assert_eq!(&tree.read(format!("ui/{path}")), bytes, "{path}");
            tree.write(format!("ui/{path}"), "other");
        }
    }
    assert_eq!(tree.names(""), ["new", "out", "ui"], "nothing is left beside it");
}

/// A directory becomes a file, a file a directory, and a link is nothing that is followed.
#[test]
fn what_stands_in_the_way_goes() {
    let tree = Tree::new();
    tree.write("new/a", "file").write("new/b/c", "in a directory").write("new/d", "no link");
    tree.write("ui/a/x/y", "").write("ui/b", "").write("precious", "kept").write("far/x", "");
    tree.link(tree.path("precious"), "ui/d").link(tree.path("far"), "ui/e");
    read(&tree, "new").put_down(&tree.path("ui")).unwrap();
    assert_eq!(tree.names("ui"), ["a", "b", "d"]);
    assert_eq!((tree.read("precious"), tree.read("ui/d")), (b"kept".to_vec(), b"no link".to_vec()));
    assert_eq!(tree.names("far"), ["x"]);
}

#[test]
fn what_is_no_file_is_refused() {
    type Change<'a> = &'a dyn Fn(&Tree);
    let cases: [(Change<'_>, &str); 4] = [
        (
            &|tree| {
                tree.link("a", "new/link");
            },
            "it is a link",
        ),
        (
            &|tree| {
                tree.link(tree.path("ui"), "new/b/dir");
            },
            "it is a link",
        ),
        (
            &|tree| {
                tree.fifo("new/pipe");
            },
            "it is no regular file",
        ),
        (
            &|tree| {
                tree.write("new/a\\b", "");
            },
            "has a `\\` or control",
        ),
    ];
    for (change, expected) in cases {
        let tree = Tree::new();
        tree.write("new/a", "").write("new/b/c", "");
        change(&tree);
        let error = Folder::read(&tree.path("new")).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
