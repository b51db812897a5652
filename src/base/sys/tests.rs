use super::*;
use crate::base::hasher::digest;
use crate::testing::Tree;

#[test]
fn a_mapped_range_has_the_digest_of_its_bytes() {
    let tree = Tree::new();
    let bytes: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
    let file = File::open(tree.write("a", &bytes).path("a")).unwrap();
    for range in [0..300_000, 0..1, 4095..4097, 1000..250_000] {
        let expected = digest(&bytes[range.start as usize..range.end as usize]);
        assert_eq!(hash_mapped(&file, range, &Threads::new(2)).unwrap(), expected);
    }
}

#[test]
fn a_file_looks_the_same_by_its_name_in_its_directory() {
    let tree = Tree::new();
    let long = "n".repeat(255);
    tree.write("ui/a.html", "twelve bytes").write(format!("ui/{long}"), "").write("ui/ü", "ü");
    let dir = Dir::open(&tree.path("ui")).unwrap();
    assert_eq!(dir.stat().unwrap(), tree.stat("ui"));
    for name in ["a.html", &long, "ü"] {
        assert_eq!(dir.file(name), Some(tree.stat(format!("ui/{name}"))), "{name}");
    }
    tree.remove("ui/a.html").write("ui/a.html", "another file");
    assert_eq!(dir.file("a.html"), Some(tree.stat("ui/a.html")));
}

#[test]
fn what_is_no_regular_file_of_that_name_has_no_stat() {
    let tree = Tree::new();
    tree.write("ui/a/b", "").write("ui/c", "");
    #[cfg(unix)]
    std::os::unix::fs::symlink("c", tree.path("ui/link")).unwrap();
    let dir = Dir::open(&tree.path("ui")).unwrap();
    for name in ["a", "link", "missing", "", &"n".repeat(256), &"n".repeat(10_000)] {
        assert_eq!(dir.file(name), None, "{name}");
    }
    assert_eq!(dir.file("c"), Some(tree.stat("ui/c")));
}

#[test]
fn a_locked_file_is_nobody_elses_until_it_is_closed() {
    let tree = Tree::new();
    let path = tree.write("lock", "as it was").path("lock");
    let first = lock_file(&path).unwrap().unwrap();
    assert!(try_lock_file(&path).unwrap().is_none());
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let second = lock_file(&path).unwrap().unwrap();
            sender.send(()).unwrap();
            drop(second);
        });
        let moment = std::time::Duration::from_millis(100);
        assert!(receiver.recv_timeout(moment).is_err(), "it did not wait");
        drop(first);
        receiver.recv().unwrap();
    });
    assert!(try_lock_file(&path).unwrap().is_some());
    assert_eq!(std::fs::read(&path).unwrap(), b"as it was");
}

#[test]
fn a_lock_is_made_where_it_can_be() {
    let tree = Tree::new();
    assert!(lock_file(&tree.path("new")).unwrap().is_some());
    assert!(tree.path("new").exists());
    for lock in [lock_file, try_lock_file] {
        let error = lock(&tree.path("missing/lock")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
