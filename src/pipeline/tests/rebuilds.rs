//! What is opened and compiled again after a change, and nothing else.

use super::*;
use crate::Cache;
use crate::cache::action::ReadKind;
use crate::testing::{Fake, Log};

/// Returns how many files a run opened, how many components it compiled, and
/// for how many the last pack had the result.
#[track_caller]
fn counts(build: &Build) -> (usize, usize, usize) {
    let report = run(build).report();
    assert_eq!(report.from_cache(), 0, "there is no cache");
    (report.opened(), report.compiled(), report.reused())
}

#[test]
fn copies_are_opened_when_they_change() {
    let tree = Tree::new();
    for path in ["a", "b", "c/d", "c/e"] {
        tree.write(format!("ui/{path}"), path);
    }
    let build = tree.settle().build();
    let report = run(&build).report();
    assert_eq!((report.components(), report.opened(), report.bytes_read()), (4, 4, 8));
    assert_eq!((report.bytes_embedded(), report.compiled()), (8, 0));
    assert!(report.bytes_written() > 8);
    assert_eq!(counts(&build), (0, 0, 0));

    tree.write("ui/c/d", "changed").settle();
    assert_eq!(counts(&build), (1, 0, 0));
    assert_texts(&tree, &[("a", "a"), ("b", "b"), ("c/d", "changed"), ("c/e", "c/e")]);
    tree.write("ui/b", "b").write("ui/new", "a").settle();
    assert_eq!(counts(&build), (2, 0, 0), "one is touched, one is new");
    tree.rename("ui/c/e", "ui/c/f").remove("ui/a").settle();
    assert_eq!(counts(&build), (1, 0, 0), "the renamed one");
    assert_texts(&tree, &[("b", "b"), ("c/d", "changed"), ("c/f", "c/e"), ("new", "a")]);
    tree.remove("ui/c");
    assert_eq!(counts(&build), (0, 0, 0));
    assert_texts(&tree, &[("b", "b"), ("new", "a")]);
}

#[test]
fn a_component_is_compiled_when_its_source_or_its_compiler_changes() {
    let tree = Tree::new();
    tree.write("ui/a.up", "a").write("ui/b.up", "b").write("ui/c.txt", "c").settle();
    let log = Log::default();
    let with = |recipe: &str| {
        let mut build = tree.build();
        let compiler = Fake::new(recipe, |input, _| Ok(input.to_ascii_uppercase()));
        build.compile("*.up", compiler.logging(&log));
        build
    };
    let build = with("1");
    assert_eq!(counts(&build), (3, 2, 0));
    assert_eq!(log.take(), ["a.up", "b.up"]);
    assert_texts(&tree, &[("a.up", "A"), ("b.up", "B"), ("c.txt", "c")]);
    assert_eq!(counts(&build), (0, 0, 0), "nothing is even asked for");

    tree.write("ui/b.up", "changed").settle();
    assert_eq!(counts(&build), (1, 1, 1));
    assert_eq!(log.take(), ["b.up"]);
    assert_texts(&tree, &[("a.up", "A"), ("b.up", "CHANGED"), ("c.txt", "c")]);

    tree.write("ui/b.up", "changed").write("ui/c.txt", "d").settle();
    assert_eq!(counts(&build), (2, 0, 2), "touched");
    let other = with("2");
    assert_eq!(counts(&other), (2, 2, 0), "what is copied is not opened");
    assert_eq!(log.take(), ["a.up", "b.up"]);
    tree.rename("ui/a.up", "ui/d.up").settle();
    assert_eq!(counts(&other), (1, 1, 1), "a compiler may look at the path");
    assert_eq!(log.take(), ["d.up"]);
}

#[test]
fn a_file_that_is_read_rebuilds_its_readers_alone() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "a@\n@part").write("ui/b/b.inc", "b\n@../part\n@../../shared/x");
    tree.write("ui/c.inc", "c").write("ui/part", "1").write("shared/x", "x").settle();
    let log = Log::default();
    let mut build = tree.build();
    build.compile("*.inc", Fake::including().logging(&log));
    assert_eq!(counts(&build), (5, 3, 0), "the part once for all");
    log.take();
    let texts = |part: &str, x: &str| {
        let b = format!("b{part}{x}");
        assert_texts(
            &tree,
            &[("a.inc", &format!("a@{part}")), ("b/b.inc", &b), ("c.inc", "c"), ("part", part)],
        );
    };
    texts("1", "x");
    assert_eq!(counts(&build), (0, 0, 0));

    tree.write("ui/part", "2").settle();
    let changed = run(&build).report();
    assert_eq!((changed.compiled(), changed.reused()), (2, 1));
    assert_eq!(log.take(), ["a.inc", "b/b.inc"]);
    texts("2", "x");
    tree.write("shared/x", "y").settle();
    let told = run(&build);
    assert!(told.told("rerun-if-changed").iter().any(|path| path.ends_with("shared/x")));
    let changed = told.report();
    assert_eq!((changed.compiled(), changed.reused()), (1, 2));
    assert_eq!(log.take(), ["b/b.inc"]);
    texts("2", "y");
    tree.write("shared/x", "y").write("ui/part", "2").settle();
    assert_eq!(counts(&build), (2, 0, 3), "touched");
    assert_eq!(counts(&build), (0, 0, 0));
}

#[test]
fn what_is_read_outside_of_the_roots_is_told_to_cargo() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@part\n@../shared/x\n@../missing/y\n@../shared/z\n@missing");
    tree.write("ui/part", "").write("shared/x", "").settle();
    let mut build = tree.build();
    build.compile("*.inc", Fake::including());
    let expected = ["ui", "ui/../missing/y", "ui/../shared/x", "ui/../shared"];
    let expected = expected.map(|path| tree.told(path));
    for _ in 0..2 {
        // The second run has nothing to do, and says the same.
        assert_eq!(run(&build).told("rerun-if-changed"), expected);
    }
}

#[test]
fn a_file_that_appears_rebuilds_who_missed_it() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@../part").write("ui/b.inc", "b").settle();
    let mut build = tree.build();
    build.compile("*.inc", Fake::including());
    assert_eq!(counts(&build), (2, 2, 0));
    assert_eq!(counts(&build), (0, 0, 0), "still missing");
    tree.write("part", "here").settle();
    assert_eq!(run(&build).report().compiled(), 1);
    assert_texts(&tree, &[("a.inc", "here"), ("b.inc", "b")]);
    tree.remove("part");
    assert_eq!(run(&build).report().compiled(), 1);
    assert_texts(&tree, &[("a.inc", "?"), ("b.inc", "b")]);
}

/// Changes what the index says that the last run found.
fn forge(build: &Build, change: impl FnOnce(&mut State)) {
    let config = crate::testing::config(build, no_cargo()).unwrap();
    let path = config.out_file("index");
    let (last, mut state) = (LastRun::load(&config), LastRun::load(&config).index.state);
    change(&mut state);
    let listing = walk(&config, &Threads::new(1), &last);
    assert_eq!(listing.change, Change::None, "all records are copied");
    let bytes = stat_index::anew(&last.index, &state, &listing, &config.roots);
    stat_index::save(&path, &last.index, &bytes).unwrap();
}

/// A test cannot change a variable, so it changes what is known of it.
#[test]
fn a_variable_rebuilds_its_readers_alone() {
    let tree = Tree::new();
    tree.write("ui/a.env", "").write("ui/b.txt", "b").settle();
    let mut build = tree.build();
    build.compile(
        "*.env",
        Fake::new("env", |_, context| {
            let name = context.env("CARGO_PKG_NAME").ok_or("not set")?;
            Ok(format!("{name}{:?}", context.env("INCLUDE_COMPONENTS_NO_SUCH_VARIABLE"))
                .into_bytes())
        }),
    );
    let first = run(&build);
    let names = ["CARGO_PKG_NAME", "INCLUDE_COMPONENTS_NO_SUCH_VARIABLE"];
    assert_eq!(first.told("rerun-if-env-changed"), names);
    assert_texts(&tree, &[("a.env", "include-components-buildNone"), ("b.txt", "b")]);
    let again = run(&build);
    assert_eq!(again.told("rerun-if-env-changed"), names);
    assert_eq!(again.report().compiled(), 0);
    for (name, value) in [(names[0], Some("before")), (names[0], None), (names[1], Some(""))] {
        forge(&build, |state| {
            let reads = state.actions.values_mut().flat_map(|result| &mut result.reads);
            for read in reads.filter(|read| read.name == name) {
                assert_eq!(read.what, ReadKind::Env);
                read.found = value.map(|value| {
                    crate::cache::action::key(
                        Digest::from_bytes([0; 32]),
                        Digest::from_bytes([0; 32]),
                        value,
                    )
                });
            }
        });
        assert_eq!(run(&build).report().compiled(), 1, "{name} was {value:?}");
        assert_eq!(run(&build).report().compiled(), 0);
    }
}

#[test]
fn warnings_are_shown_as_long_as_they_hold() {
    let tree = Tree::new();
    tree.write("ui/b.w", "two").write("ui/a.w", "one\ncargo::rustc-env=A=1").settle();
    let mut build = tree.build();
    build.compile(
        "*.w",
        Fake::new("warn", |input, context| {
            context.warn(std::str::from_utf8(input)?);
            Ok(Vec::new())
        }),
    );
    let expected = ["a.w: one", "cargo::rustc-env=A=1", "b.w: two"];
    assert_eq!(run(&build).told("warning"), expected);
    assert_eq!(run(&build).told("warning"), expected, "though nothing is done");
    tree.write("ui/b.w", "three");
    assert_eq!(run(&build).told("warning"), ["a.w: one", "cargo::rustc-env=A=1", "b.w: three"]);
    tree.remove("ui/a.w");
    assert_eq!(run(&build).told("warning"), ["b.w: three"]);
}

#[test]
fn an_option_that_changes_what_is_taken_opens_nothing() {
    let tree = Tree::new();
    tree.write("ui/a.css", "a").write("ui/b.txt", "b").write("ui/.c", "c").settle();
    assert_eq!(counts(&tree.build()), (2, 0, 0));
    assert_eq!(counts(tree.build().exclude("*.txt")), (0, 0, 0));
    assert_texts(&tree, &[("a.css", "a")]);
    assert_eq!(counts(tree.build().include("*.css").include(".c")), (1, 0, 0), "the new one");
    assert_texts(&tree, &[(".c", "c"), ("a.css", "a")]);
}

#[test]
fn the_cache_has_what_another_out_dir_had_compiled() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "a\n@../part").write("ui/b.inc", "b").write("part", "1").settle();
    let build = |out: &str| {
        std::fs::create_dir_all(tree.path(out)).unwrap();
        let mut build = Build::new();
        build.root(tree.path("ui")).out_dir(tree.path(out)).cache(Cache::at(tree.path("cache")));
        build.compile("*.inc", Fake::including());
        build
    };
    let counts = |out: &str| {
        let report = run(&build(out)).report();
        assert_eq!(report.damaged(), 0);
        (report.compiled(), report.reused(), report.from_cache())
    };
    assert_eq!(counts("out"), (2, 0, 0));
    assert_eq!(counts("other"), (0, 0, 2));
    assert!(pack(&tree, "out", "components") == pack(&tree, "other", "components"));
    tree.write("part", "2").settle();
    assert_eq!(counts("other"), (1, 1, 0), "the part is another one");
    assert_eq!(counts("third"), (0, 0, 2));
    assert!(pack(&tree, "third", "components") == pack(&tree, "other", "components"));
    tree.write("part", "1").settle();
    assert_eq!(counts("other"), (0, 1, 1), "as it was at first");
    assert!(pack(&tree, "out", "components") == pack(&tree, "other", "components"));
}
