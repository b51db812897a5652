//! Roots that have a prefix.

use super::*;
use crate::testing::Fake;

/// A tree with `ui`, `pages` and `more`; the build has the last two at `man/man1`.
fn tree() -> Tree {
    let tree = Tree::new();
    tree.write("ui/index.html", "i").write("pages/ls.1", "l").write("pages/deep/cp.1", "c");
    tree.write("more/mv.1", "m").settle();
    tree
}

fn build(tree: &Tree) -> Build {
    let mut build = tree.build();
    build.root_at("man/man1", tree.path("pages")).root_at("man/man1", tree.path("more"));
    build
}

#[test]
fn paths_begin_with_the_prefix_and_globs_match_them() {
    let tree = tree();
    let all = [
        ("index.html", "i"),
        ("man/man1/deep/cp.1", "c"),
        ("man/man1/ls.1", "l"),
        ("man/man1/mv.1", "m"),
    ];
    run(&build(&tree)).report();
    assert_texts(&tree, &all);
    run(build(&tree).include("man/man1/*.1")).report();
    assert_texts(&tree, &all[2..]);
    run(build(&tree).exclude("man/man1/deep").exclude("*.html")).report();
    assert_texts(&tree, &all[2..]);
    // Of a directory that is not entered, though no file is named so.
    run(build(&tree).exclude("man")).report();
    assert_texts(&tree, &all[..1]);
    run(build(&tree).compile("man/**", Fake::upper()).compile("pages/**", Fake::including()))
        .report();
    assert_texts(&tree, &[all[0], (all[1].0, "C"), (all[2].0, "L"), (all[3].0, "M")]);
    // As if there were none.
    run(tree.build().root_at("", tree.path("more"))).report();
    assert_texts(&tree, &[("index.html", "i"), ("mv.1", "m")]);
}

#[test]
fn edits_below_a_prefix_are_made_as_in_a_clean_build() {
    let tree = tree();
    let mut clean = 0;
    let mut assert_clean = || {
        run(&build(&tree)).report();
        clean += 1;
        std::fs::create_dir(tree.path(format!("clean-{clean}"))).unwrap();
        let out = format!("clean-{clean}");
        run(build(&tree).out_dir(tree.path(&out))).report();
        assert_eq!(pack(&tree, "out", "components"), pack(&tree, &out, "components"));
    };
    assert_clean();
    tree.write("pages/ls.1", "edited").settle();
    assert_clean();
    tree.write("pages/a.1", "new").remove("more/mv.1").settle();
    assert_clean();
    assert_eq!(run(&build(&tree)).report().opened(), 0);
    // The same files below another prefix are not read again.
    let report = run(tree.build().root_at("man", tree.path("pages"))).report();
    assert_eq!(report.opened(), 0);
    assert_texts(
        &tree,
        &[("index.html", "i"), ("man/a.1", "new"), ("man/deep/cp.1", "c"), ("man/ls.1", "edited")],
    );
}

#[test]
fn one_path_in_two_roots_is_an_error_wherever_they_are() {
    let tree = tree();
    tree.remove("more/mv.1").write("more/mv.1/part", "").write("pages/mv.1", "");
    tree.write("ui/man/man1/ls.1", "").settle();
    let [both, twice] = run(&build(&tree)).messages().try_into().unwrap();
    assert!(twice.starts_with("two roots have one logical path: "), "{twice}");
    assert!(twice.contains("ui/man/man1/ls.1\"") && twice.contains("pages/ls.1\""), "{twice}");
    assert!(both.starts_with("a file and a directory have one path: "), "{both}");
    assert!(both.contains("pages/mv.1\" and ") && both.contains("more/mv.1/part\""), "{both}");
}

/// Such paths could not be extracted.
#[test]
fn a_compiler_makes_no_file_where_a_directory_is() {
    let tree = Tree::new();
    tree.write("ui/a.txt", "")
        .write("ui/a-b", "")
        .write("ui/a/b/c", "")
        .write("ui/a/b.txt", "")
        .settle();
    let rename = || Fake::upper().renaming(".txt", "");
    let messages = run(tree.build().compile("*.txt", rename())).messages();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages.iter().all(|it| it.starts_with("a file and a directory have one path: ")));
    run(tree.build().compile("a.txt", rename()).exclude("a")).report();
}

/// Who gives a hidden name as a prefix wants what is below it.
#[test]
fn a_prefix_hides_nothing() {
    let tree = tree();
    tree.write("pages/.hidden", "").settle();
    run(tree.build().root_at(".github/x", tree.path("pages")).include("*.1")).report();
    let paths: Vec<String> = texts(&tree).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, [".github/x/deep/cp.1", ".github/x/ls.1"]);
    let report = run(tree.build().root_at(".github", tree.path("pages"))).report();
    assert_eq!((report.components(), report.hidden()), (3, 1));
}

#[test]
fn compilers_read_beside_the_file_on_disk() {
    let tree = tree();
    tree.write("pages/deep/x.inc", "@../ls.1\n@../../more/mv.1").settle();
    let mut build = build(&tree);
    build.compile("*.inc", Fake::including()).include("*.inc");
    let first = run(&build);
    // Cargo watches what is read out of the root too.
    assert!(first.told("rerun-if-changed").iter().any(|it| it.ends_with("/more")));
    first.report();
    assert_texts(&tree, &[("man/man1/deep/x.inc", "lm")]);
    tree.write("more/mv.1", "moved").settle();
    assert_eq!(run(&build).report().compiled(), 1);
    assert_texts(&tree, &[("man/man1/deep/x.inc", "lmoved")]);
}

#[test]
fn a_secret_below_a_prefix_is_allowed_by_its_logical_path() {
    let tree = tree();
    tree.write("pages/demo.key", "k").settle();
    let [message] = run(&build(&tree)).messages().try_into().unwrap();
    assert!(message.contains(".allow_secret(\"man/man1/demo.key\")"), "{message}");
    run(build(&tree).allow_secret("man/man1/demo.key")).report();
}

#[test]
fn directories_are_watched_that_the_globs_name_below_the_prefix() {
    let tree = tree();
    for (include, expected) in [
        (&["man/man1/deep/*"][..], &["pages/deep", "more"][..]),
        (&["man/**"], &["pages", "more"]),
        (&["index/**", "man/man1/*.1"], &["ui", "pages", "more"]),
        (&["*.1"], &["ui", "pages", "more"]),
    ] {
        let mut build = build(&tree);
        for glob in include {
            build.include(*glob);
        }
        let run = run(&build);
        let told = run.told("rerun-if-changed");
        for (dir, path) in ["ui", "pages", "pages/deep", "more"].map(|dir| (dir, tree.told(dir))) {
            let is_told = told.contains(&path.as_str());
            // A directory of `ui` is on the way to all that `man/**` may match there.
            let is_expected = expected.contains(&dir) || dir == "ui";
            assert_eq!(is_told, is_expected, "{include:?} {dir}: {told:?}");
        }
    }
}
