use super::*;
use crate::testing::Tree;

fn listed(tree: &Tree, pattern: &str) -> Vec<String> {
    Matches::find(&tree.path("ui"), pattern).unwrap().paths
}

#[test]
fn a_glob_begins_with_a_directory() {
    for (pattern, expected) in [
        ("src/**/*.rs", "src"),
        ("src/a/b*/c", "src/a"),
        ("src/{a,b}", "src"),
        ("src/a", "src"),
        ("../src/[ab]", "../src"),
        ("*.rs", ""),
        ("a*/b", ""),
        ("a", ""),
    ] {
        assert_eq!(literal_dir(pattern), expected, "{pattern}");
    }
}

#[test]
fn files_that_match_are_listed_in_order() {
    let tree = Tree::new();
    for path in ["src/b.rs", "src/a/c.rs", "src/a.txt", "other/d.rs", "src/z/z/e.rs"] {
        tree.write(format!("ui/{path}"), "");
    }
    tree.write("out/f.rs", "");
    assert_eq!(listed(&tree, "src/**/*.rs"), ["src/a/c.rs", "src/b.rs", "src/z/z/e.rs"]);
    assert_eq!(listed(&tree, "src/*.rs"), ["src/b.rs"]);
    assert_eq!(listed(&tree, "src/a.txt"), ["src/a.txt"]);
    assert_eq!(listed(&tree, "../out/*.rs"), ["../out/f.rs"]);
    assert!(listed(&tree, "missing/*.rs").is_empty());
}

#[test]
fn the_digest_is_that_of_the_paths() {
    let tree = Tree::new();
    let now = || Matches::find(&tree.path("ui"), "src/*.rs").unwrap().digest;
    let none = now();
    tree.write("ui/src/a.rs", "");
    let one = now();
    assert_ne!(one, none);
    tree.write("ui/src/a.rs", "other").write("ui/src/b.txt", "");
    assert_eq!(now(), one);
    tree.rename("ui/src/a.rs", "ui/src/b.rs");
    assert_ne!(now(), one);
    assert!(Matches::find(&tree.path("ui"), "/src/*").is_err(), "no glob");
}

#[cfg(unix)]
#[test]
fn links_to_directories_are_not_followed() {
    let tree = Tree::new();
    tree.write("ui/src/a.rs", "").link(".", "ui/src/loop").link("a.rs", "ui/src/b.rs");
    assert_eq!(listed(&tree, "src/**/*.rs"), ["src/a.rs", "src/b.rs"]);
}
