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
