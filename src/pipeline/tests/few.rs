//! A change of a few files: only those are gone through, where that is enough.

use super::*;
use crate::scan::collect::MAX_EDITED;

/// Writes 40 files and builds them.
fn fixture() -> (Tree, Build) {
    let tree = Tree::new();
    for nth in 0..40 {
        tree.write(format!("ui/{}/{nth:02}", nth % 3), format!("content {nth:02}"));
    }
    let build = tree.settle().build();
    assert_eq!(run(&build).report().opened(), 40);
    (tree, build)
}

/// Runs the build, whose output must be that of a clean one.
#[track_caller]
fn run_as_clean(tree: &Tree, build: &Build) -> Report {
    let report = run(build).report();
    std::fs::create_dir(tree.path("clean")).unwrap();
    let mut clean = tree.build();
    clean.out_dir(tree.path("clean"));
    let expected = run(&clean).report();
    assert!(pack(tree, "out", "components") == pack(tree, "clean", "components"));
    let sums =
        |report: &Report| (report.components(), report.bytes_embedded(), report.bytes_encoded());
    assert_eq!(sums(&report), sums(&expected));
    tree.remove("clean");
    report
}

#[test]
fn a_changed_file_is_opened_once_however_the_pack_is_written() {
    let (tree, build) = fixture();
    for (content, what) in [
        ("content 99", "of the same length"),
        ("longer than all of the others", "longer"),
        ("content 07", "another component has that"),
        ("content 99", "and no longer"),
        ("", "empty"),
        ("content 98", "no longer empty"),
    ] {
        tree.write("ui/0/03", content).settle();
        let report = run_as_clean(&tree, &build);
        assert_eq!((report.opened(), report.unchanged), (1, 39), "{what}");
        assert_eq!(run(&build).report().bytes_written(), 0, "{what}");
    }
}

#[test]
fn few_and_many_files_change_alike() {
    for count in [2, MAX_EDITED, MAX_EDITED + 1, 40] {
        let (tree, build) = fixture();
        for nth in 0..count {
            let path = format!("ui/{}/{nth:02}", nth % 3);
            tree.write(path, format!("changed {}", 7_usize.pow(nth as u32 % 9)));
        }
        tree.settle();
        let report = run_as_clean(&tree, &build);
        assert_eq!((report.opened(), report.unchanged), (count, 40 - count));
        // An edit that comes with a new name, or without an old one, is none of these.
        tree.write("ui/0/00", "again").write("ui/0/new", "new").settle();
        assert_eq!(run_as_clean(&tree, &build).opened(), 2);
        tree.write("ui/0/00", "and again").remove("ui/0/new").settle();
        assert_eq!(run_as_clean(&tree, &build).opened(), 1);
    }
}

#[test]
fn a_failure_among_few_is_reported_and_mended() {
    let (tree, build) = fixture();
    let before = pack(&tree, "out", "components");
    tree.write("ui/0/03", "-----BEGIN PRIVATE KEY-----\n").write("ui/1/04", "fine").settle();
    let messages = run(&build).messages();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("ui/0/03"), "{messages:?}");
    assert!(pack(&tree, "out", "components") == before);
    tree.write("ui/0/03", "mended").settle();
    assert_eq!(run_as_clean(&tree, &build).opened(), 2);
}
