//! Components that are only read by others.

use super::*;
use crate::testing::{Fake, Log};

/// A compiler that includes files, and to which `_x` is a partial.
fn including(log: &Log) -> Fake {
    Fake::including().renaming(".inc", ".txt").with_partials("_").logging(log)
}

#[test]
fn a_partial_is_not_embedded_and_rebuilds_its_readers_alone() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@_part.inc").write("ui/b.inc", "b").write("ui/_part.inc", "1");
    tree.write("ui/x/_lone.inc", "nobody reads it").write("ui/_plain", "embedded").settle();
    let log = Log::default();
    let mut build = tree.build();
    build.compile("*.inc", including(&log));
    let first = run(&build).report();
    assert_eq!((first.components(), first.partials()), (3, 2));
    assert_eq!((first.opened(), first.compiled(), first.unchanged), (5, 2, 0));
    assert_eq!(log.take(), ["a.inc", "b.inc"]);
    assert_texts(&tree, &[("_plain", "embedded"), ("a.txt", "1"), ("b.txt", "b")]);

    let again = run(&build).report();
    assert_eq!((again.components(), again.partials()), (3, 2));
    assert_eq!((again.opened(), again.bytes_written(), again.unchanged), (0, 0, 3));

    tree.write("ui/_part.inc", "2").settle();
    let changed = run(&build).report();
    assert_eq!((changed.opened(), changed.compiled(), changed.reused()), (2, 1, 1));
    assert_eq!(log.take(), ["a.inc"]);
    assert_texts(&tree, &[("_plain", "embedded"), ("a.txt", "2"), ("b.txt", "b")]);
    tree.write("ui/x/_lone.inc", "still nobody").settle();
    let changed = run(&build).report();
    assert_eq!((changed.opened(), changed.compiled(), changed.bytes_embedded()), (1, 0, 10));
    assert_eq!(run(&build).report().opened(), 0);

    tree.remove("ui/_part.inc");
    let gone = run(&build).report();
    assert_eq!((gone.partials(), gone.compiled()), (1, 1));
    assert_texts(&tree, &[("_plain", "embedded"), ("a.txt", "?"), ("b.txt", "b")]);
    tree.write("ui/_part.inc", "3").settle();
    assert_eq!(run(&build).report().compiled(), 1);
    assert_texts(&tree, &[("_plain", "embedded"), ("a.txt", "3"), ("b.txt", "b")]);
}

#[test]
fn a_component_becomes_a_partial_by_its_name_or_by_an_option() {
    let tree = Tree::new();
    tree.write("ui/part.inc", "1").write("ui/a.inc", "@_part.inc").settle();
    let log = Log::default();
    let mut build = tree.build();
    build.compile("*.inc", including(&log));
    run(&build).report();
    assert_texts(&tree, &[("a.txt", "?"), ("part.txt", "1")]);
    tree.rename("ui/part.inc", "ui/_part.inc").settle();
    run(&build).report();
    assert_texts(&tree, &[("a.txt", "1")]);
    assert_eq!(run(&tree.build()).report().partials(), 0);
    assert_texts(&tree, &[("_part.inc", "1"), ("a.inc", "@_part.inc")]);
    assert_eq!(run(&build).report().partials(), 1);
    assert_texts(&tree, &[("a.txt", "1")]);
    // It clashes with no artifact.
    tree.write("ui/_part.txt", "plain").settle();
    run(&build).report();
    assert_texts(&tree, &[("_part.txt", "plain"), ("a.txt", "1")]);
}

#[test]
fn a_partial_is_checked_like_any_component() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "a").write("ui/_key.inc", "-----BEGIN PRIVATE KEY-----\n");
    tree.write("ui/_B.inc", "").write("ui/_b.inc", "");
    let mut build = tree.build();
    build.compile("*.inc", including(&Log::default()));
    // A file system may take the two names for one.
    if tree.names("ui").len() == 4 {
        let messages = run(&build).messages();
        assert!(messages.len() == 2 && messages[0].contains("differ only in case"), "{messages:?}");
        assert!(messages[1].contains("ui/_key.inc"), "{messages:?}");
        tree.remove("ui/_B.inc");
    }
    let messages = run(&build).messages();
    assert!(messages.len() == 1 && messages[0].contains("ui/_key.inc"), "{messages:?}");
}

/// What a compiler reads in a root that the script writes is as young as the root each time.
#[test]
fn a_root_that_the_script_writes_does_not_bring_cargo_back_for_its_partials() {
    let tree = Tree::new();
    tree.write("shared/_outside.inc", "1");
    let mut build = tree.build();
    build.compile("*.inc", Fake::including().renaming(".inc", ".txt").with_partials("_"));
    let script = || {
        // As cargo does when it starts the script.
        tree.settle().write("invoked.timestamp", "").write("ui/_part.inc", "1");
        tree.write("ui/a.inc", "@_part.inc\n@../shared/_outside.inc");
        let run = run(&build);
        let told = run.told("rerun-if-changed").into_iter();
        let told: Vec<String> = told.map(|path| path.rsplit('/').next().unwrap().into()).collect();
        (told, run.told("warning").join("\n"))
    };
    script();
    assert_eq!(script(), (vec!["_outside.inc".to_owned()], String::new()));
    tree.write("shared/_outside.inc", "1");
    let (_, warnings) = script();
    assert!(!warnings.contains("was written"), "{warnings}");
    // A file that is no component is watched, so it had better not be written each time.
    tree.settle().write("invoked.timestamp", "").write("shared/_outside.inc", "1");
    let warnings = run(&build).told("warning").join("\n");
    assert!(warnings.contains("_outside.inc\" was written while the build script"), "{warnings}");
    // The root is not the script's alone if compilers read there what others write.
    tree.write("ui/mine.inc", "1");
    build.exclude("mine.inc");
    let script = || {
        tree.settle().write("invoked.timestamp", "").write("ui/_part.inc", "1");
        tree.write("ui/a.inc", "@mine.inc");
        run(&build).told("rerun-if-changed").iter().any(|path| path.ends_with("/ui"))
    };
    assert_eq!([script(), script(), script()], [true, true, true]);
}
