//! Which directories of the roots cargo is told.

use super::*;

#[track_caller]
fn assert_watched(tree: &Tree, include: &[&str], expected: &[&str]) {
    let mut build = tree.build();
    for glob in include {
        build.include(*glob);
    }
    let run = run(&build);
    let root = tree.told("ui");
    let told = run.told("rerun-if-changed");
    let of_root = told.into_iter().filter_map(|path| path.strip_prefix(&root));
    let of_root: Vec<&str> = of_root.map(|path| path.trim_start_matches('/')).collect();
    assert_eq!(of_root, expected, "{include:?}");
}

#[test]
fn only_what_every_glob_begins_with_is_watched() {
    let tree = Tree::new();
    tree.write("ui/dist/js/a.js", "a").write("ui/dist/b.css", "b").write("ui/src/c.ts", "c");
    tree.write("ui/file", "").settle();
    for (include, expected) in [
        (&[][..], &[""][..]),
        (&["dist/**"], &["dist"]),
        (&["dist/b.css"], &["dist"]),
        (&["dist/js/*.js", "src/*.ts"], &["dist/js", "src"]),
        (&["dist/**", "dist/js/*"], &["dist"]),
        (&["dist/**", "*.ts"], &[""]),
        (&["dist/**", "{src,dist}/*"], &[""]),
        (&["**/a.js"], &[""]),
        // Nothing is there yet, or no directory is.
        (&["dist/none/deep/*", "dist/js/*"], &["dist"]),
        (&["none/*"], &[""]),
        (&["file/*"], &[""]),
    ] {
        assert_watched(&tree, include, expected);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_watched_in_its_directory() {
    let tree = Tree::new();
    tree.write("ui/v1/js/a.js", "a").link("v1", "ui/current").settle();
    assert_watched(&tree, &["current/js/**"], &[""]);
    assert_watched(&tree, &["v1/js/**"], &["v1/js"]);
}
