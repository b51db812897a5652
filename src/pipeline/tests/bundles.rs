//! Artifacts of many components.

use super::*;
use crate::Cache;
use crate::Embed;
use crate::testing::{Fake, Listing, Log};

/// Returns the text of an artifact.
#[track_caller]
fn text(tree: &Tree, path: &str) -> String {
    let found = texts(tree);
    let paths: Vec<_> = found.iter().map(|(path, _)| path.clone()).collect();
    let found = found.into_iter().find(|it| it.0 == path);
    found.unwrap_or_else(|| panic!("{path} is not among {paths:?}")).1
}

fn listing(log: &Log) -> Listing {
    Listing { version: 1, log: log.clone() }
}

#[test]
fn a_bundle_is_made_of_all_that_match_in_path_order() {
    let tree = Tree::new();
    for path in ["z.svg", "a/b.svg", "a.svg", "a-b.svg", "other.txt"] {
        tree.write(format!("ui/{path}"), path);
    }
    tree.settle();
    let mut build = tree.build();
    build.bundle("*.svg", "m/sheet.svg", Listing::default());
    let first = run(&build);
    assert_eq!(first.told("warning"), ["m/sheet.svg: 4 sources"]);
    let first = first.report();
    assert_eq!((first.components(), first.opened(), first.compiled()), (6, 5, 1));
    let all = "a-b.svg=a-b.svg;a.svg=a.svg;a/b.svg=a/b.svg;z.svg=z.svg;";
    let expected = [
        ("a-b.svg", "a-b.svg"),
        ("a.svg", "a.svg"),
        ("a/b.svg", "a/b.svg"),
        ("m/sheet.svg", all),
        ("other.txt", "other.txt"),
        ("z.svg", "z.svg"),
    ];
    assert_texts(&tree, &expected);
    let again = run(&build);
    assert_eq!(again.told("warning"), ["m/sheet.svg: 4 sources"]);
    let again = again.report();
    assert_eq!((again.components(), again.unchanged, again.compiled()), (6, 5, 0));
    assert_eq!(
        (again.opened(), again.bytes_written(), again.bytes_embedded()),
        (0, 0, first.bytes_embedded())
    );
}

#[test]
fn a_bundle_is_made_again_when_a_source_changes_comes_or_goes() {
    let tree = Tree::new();
    tree.write("ui/a.svg", "1").write("ui/b.svg", "2").write("ui/c.txt", "3").settle();
    let log = Log::default();
    let mut build = tree.build();
    build.bundle("*.svg", "sheet", listing(&log));
    let step = |what: &str, made: usize, expected: &str| {
        tree.settle();
        let report = run(&build).report();
        assert_eq!((report.compiled(), log.take().len()), (made, made), "{what}");
        assert_eq!(text(&tree, "sheet"), expected, "{what}");
        report.opened()
    };
    step("first", 1, "a.svg=1;b.svg=2;");
    tree.write("ui/c.txt", "4");
    assert_eq!(step("no source", 0, "a.svg=1;b.svg=2;"), 1, "no source is opened");
    tree.write("ui/a.svg", "1");
    assert_eq!(step("touched", 0, "a.svg=1;b.svg=2;"), 1);
    tree.write("ui/a.svg", "5");
    step("edited", 1, "a.svg=5;b.svg=2;");
    tree.write("ui/x/n.svg", "6");
    step("added", 1, "a.svg=5;b.svg=2;x/n.svg=6;");
    tree.rename("ui/a.svg", "ui/d.svg");
    step("renamed", 1, "b.svg=2;d.svg=5;x/n.svg=6;");
    tree.remove("ui/x/n.svg").remove("ui/d.svg");
    step("removed", 1, "b.svg=2;");
    let mut other = tree.build();
    other.bundle("*.svg", "sheet", Listing { version: 2, ..Listing::default() });
    assert_eq!(run(&other).report().compiled(), 1, "another version");
    let mut other = tree.build();
    other.bundle("*.svg", "renamed", Listing { version: 2, ..Listing::default() });
    assert_eq!(run(&other).report().compiled(), 1, "a bundler may look at the path");
    assert_texts(&tree, &[("b.svg", "2"), ("c.txt", "4"), ("renamed", "b.svg=2;")]);
}

#[test]
fn what_a_bundler_reads_is_recorded() {
    let tree = Tree::new();
    tree.write("ui/a.svg", "@../../shared/x").write("shared/x", "1").settle();
    let mut build = tree.build();
    build.bundle("*.svg", "dir/sheet", Listing::default());
    let first = run(&build);
    assert!(first.told("rerun-if-changed").iter().any(|path| path.ends_with("shared/x")));
    assert_eq!(first.report().compiled(), 1);
    assert_eq!(text(&tree, "dir/sheet"), "a.svg=1;");
    assert_eq!(run(&build).report().compiled(), 0);
    tree.write("shared/x", "2").settle();
    assert_eq!(run(&build).report().compiled(), 1);
    assert_eq!(text(&tree, "dir/sheet"), "a.svg=2;");
}

#[test]
fn sources_are_embedded_too_unless_only_the_bundle_is_wanted() {
    let tree = Tree::new();
    tree.write("ui/a.up", "a").write("ui/b.up", "b").write("ui/c", "c").settle();
    let log = Log::default();
    let mut build = tree.build();
    build.compile("*.up", Fake::upper().renaming(".up", ".UP").logging(&log));
    build.bundle("*.up", "sheet", Listing::default());
    let report = run(&build).report();
    assert_eq!((report.components(), report.partials(), report.compiled()), (4, 0, 3));
    let sheet = "a.up=a;b.up=b;";
    assert_texts(&tree, &[("a.UP", "A"), ("b.UP", "B"), ("c", "c"), ("sheet", sheet)]);
    log.take();

    build.bundle_only("b.*", "only", Listing::default());
    let report = run(&build).report();
    assert_eq!((report.components(), report.partials()), (4, 1));
    assert_texts(&tree, &[("a.UP", "A"), ("c", "c"), ("only", "b.up=b;"), ("sheet", sheet)]);
    tree.write("ui/b.up", "d").settle();
    let report = run(&build).report();
    assert_eq!((report.compiled(), report.partials()), (2, 1));
    assert_eq!(log.take(), [""; 0], "it is not compiled by itself");
    let sheet = "a.up=a;b.up=d;";
    assert_texts(&tree, &[("a.UP", "A"), ("c", "c"), ("only", "b.up=d;"), ("sheet", sheet)]);
}

#[test]
fn long_sources_and_partials_are_sources_like_any() {
    let tree = Tree::new();
    let long = "x".repeat(3 << 20);
    tree.write("ui/long.svg", &long).write("ui/_part.svg", "p").settle();
    let mut build = tree.build();
    build.compile("*.svg", Fake::upper().with_partials("_")).bundle("*", "s", Listing::default());
    assert_eq!(run(&build).report().opened(), 2, "each once");
    assert_eq!(text(&tree, "s"), format!("_part.svg=p;long.svg={long};"));
    let mut build = tree.build();
    build.bundle("*", "s", Listing::default());
    tree.write("ui/long.svg", &long).write("ui/_part.svg", "p").settle();
    assert_eq!(run(&build).report().opened(), 2, "each once");
}

#[test]
fn a_bundle_that_fails_or_panics_is_reported_with_the_others() {
    let tree = Tree::new();
    tree.write("ui/a.fail", "fail").write("ui/a.panic", "panic").write("ui/a.up", "");
    let mut build = tree.build();
    build.compile("*.up", Fake::new("fails", |_, _| Err("compiler".into())));
    build.bundle("*.fail", "one", Listing::default());
    build.bundle("*.panic", "two", Listing::default());
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.location().is_some_and(|it| it.file().ends_with("testing.rs")) {
            hook(info);
        }
    }));
    let messages = run(&build).messages();
    let [compiler, one, two] = messages.as_slice() else { panic!("{messages:#?}") };
    assert!(compiler.contains("ui/a.up") && compiler.ends_with("compiler"), "{compiler}");
    assert_eq!(one, "cannot make the bundle \"one\": a.fail: no");
    assert_eq!(two, "cannot make the bundle \"two\": the compiler panicked: a.panic: oh");
    assert_eq!(tree.out(), ["components.lock"]);
}

#[test]
fn a_bundle_of_nothing_or_with_a_taken_path_is_refused() {
    let tree = Tree::new();
    tree.write("ui/a.svg", "").write("ui/b.up", "").settle();
    let messages = |set: &dyn Fn(&mut Build)| {
        let mut build = tree.build();
        build.compile("*.up", Fake::upper().renaming(".up", ".UP"));
        set(&mut build);
        run(&build).messages()
    };
    let listing = Listing::default;
    type Case<'a> = (&'a dyn Fn(&mut Build), &'a [&'a str]);
    let cases: [Case<'_>; 8] = [
        (
            &|it| _ = it.bundle("*.png", "s", listing()),
            &["no component matches \"*.png\"", "\"s\""],
        ),
        (&|it| _ = it.bundle("[", "s", listing()), &["glob \"[\""]),
        (
            &|it| _ = it.bundle("*.svg", "a.svg", listing()),
            &["a component and a bundle", "ui/a.svg\"", "the bundle \"a.svg\""],
        ),
        (
            &|it| _ = it.bundle("*.svg", "b.UP", listing()),
            &["a component and a bundle", "ui/b.up\"", "the bundle \"b.UP\""],
        ),
        (
            &|it| _ = it.bundle("*.svg", "A.svg", listing()),
            &["differ only in case", "ui/a.svg\"", "the bundle \"A.svg\""],
        ),
        (
            &|it| _ = it.bundle("*.svg", "s", listing()).bundle("*", "s", listing()),
            &["two bundles have one path"],
        ),
        (&|it| _ = it.bundle("*.svg", "../s", listing()), &["cannot name a bundle \"../s\""]),
        (&|it| _ = it.bundle("*.svg", "", listing()), &["cannot name a bundle \"\""]),
    ];
    for (set, expected) in cases {
        let messages = messages(set);
        let [message] = messages.as_slice() else { panic!("{messages:#?}") };
        expected.iter().for_each(|part| assert!(message.contains(part), "{part}: {message}"));
    }
    // The last source goes away.
    let mut build = tree.build();
    build.bundle("*.svg", "s", listing());
    run(&build).report();
    tree.remove("ui/a.svg");
    let messages = run(&build).messages();
    assert!(messages[0].contains("no component matches"), "{messages:?}");
    // A path that only its own source had is free.
    let mut build = tree.build();
    build.bundle_only("*.up", "b.up", listing());
    run(&build).report();
    assert_texts(&tree, &[("b.up", "b.up=;")]);
}

#[test]
fn the_cache_has_bundles_too() {
    let tree = Tree::new();
    tree.write("ui/a.svg", "@part").write("ui/part", "1").settle();
    let counts = |out: &str| {
        std::fs::create_dir_all(tree.path(out)).unwrap();
        let mut build = Build::new();
        build.root(tree.path("ui")).out_dir(tree.path(out)).cache(Cache::at(tree.path("cache")));
        let report = run(build.bundle("*.svg", "sheet", Listing::default())).report();
        (report.compiled(), report.reused(), report.from_cache())
    };
    assert_eq!(counts("out"), (1, 0, 0));
    assert_eq!(counts("other"), (0, 0, 1));
    assert!(pack(&tree, "out", "components") == pack(&tree, "other", "components"));
    tree.write("ui/new", "").settle();
    assert_eq!(counts("out"), (0, 1, 0));
}

/// Bundles stand between the components, so that all positions are shifted.
#[test]
fn incremental_is_clean_with_bundles() {
    let tree = Tree::new();
    for nth in 0..40 {
        tree.write(format!("ui/{:02}.{}", nth, if nth % 3 == 0 { "svg" } else { "txt" }), "0");
    }
    for route in [Embed::Include, Embed::Link] {
        let build = |out: &str| {
            let mut build = Build::new();
            build.root(tree.path("ui")).out_dir(tree.path(out)).embed(route);
            build.bundle("*.svg", "00.a", Listing::default());
            build.bundle("*1.*", "20.z", Listing::default());
            build.bundle_only("*[27].svg", "99", Listing::default());
            build
        };
        for step in 0..25 {
            match step % 5 {
                0 => tree.write("ui/01.txt", format!("{step}")),
                1 => tree.write("ui/03.svg", format!("{step}")),
                2 => tree.write("ui/27.svg", format!("{step}")).write("ui/38.txt", "other"),
                3 => tree.write(format!("ui/{step}.new"), "0"),
                _ => tree.remove(&format!("ui/{}.new", step - 1)),
            };
            if step % 2 == 0 {
                tree.settle();
            }
            run_in(linux(), &build("out")).report();
            if tree.path("clean").exists() {
                tree.remove("clean");
            }
            std::fs::create_dir(tree.path("clean")).unwrap();
            run_in(linux(), &build("clean")).report();
            let [a, b] = ["out", "clean"].map(|out| pack(&tree, out, "components"));
            assert!(a == b, "{step}, {route:?}");
        }
    }
}
