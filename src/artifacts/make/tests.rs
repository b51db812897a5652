use std::fs::File;

use super::*;
use crate::Build;
use crate::Embed;
use crate::base::cargo_env::CargoEnv;
use crate::base::hasher::digest;
use crate::compile::context::Context;
use crate::scan::collect::gather;
use crate::scan::stat_index::StatIndex;
use crate::scan::walk::walk;
use crate::testing::{Fake, Listing, Log, Tree, no_cargo};

/// What a test looks at after all components were made.
struct After<'a> {
    result: Result<Made, Error>,
    report: Report,
    components: &'a [Component<'a>],
    spool: &'a Spool,
}

/// Makes the components of a build, with the last run's output or without it.
fn with_made(build: &Build, jobs: usize, last: bool, aligned: bool, check: impl FnOnce(After<'_>)) {
    let env = CargoEnv { jobs: Some(jobs), log: true, ..no_cargo() };
    let config = crate::testing::config(build, env).unwrap();
    let threads = Threads::new(config.jobs);
    let index = match last {
        true => StatIndex::load(&config.out_file("index")),
        false => StatIndex::default(),
    };
    let mut listing = walk(&config, &threads, &index, last);
    listing.complete(&config, &index);
    let gathered = gather(&config, &listing, Vec::new()).unwrap();
    let mut old = OldPack::open(&config.out_dir, &index.state.set, &index.state.output);
    assert_eq!(old.is_some(), last);
    if let Some(old) = &mut old {
        old.aligned = aligned;
    }
    let spool = Spool::new(config.out_file("spool"));
    let store = Store::new(None, 0);
    let made = HashMap::new();
    let (before, old) = (&index.state, old.as_ref());
    let stores = Stores { before, old, store: &store, spool: &spool, made: &made };
    let mut report = Report::default();
    let result = make(&config, &threads, &gathered, &stores, &mut report);
    check(After { result, report, components: &gathered.components, spool: &spool });
}

/// A tree of many files: short, long, compiled, equal and empty ones.
fn tree() -> Tree {
    let tree = Tree::new();
    for nth in 0..300 {
        let path = format!("ui/{}/{nth}{}", nth % 7, if nth % 3 == 0 { ".up" } else { "" });
        tree.write(path, format!("content {}", nth % 50));
    }
    tree.write("ui/long", vec![b'l'; crate::source::reader::BUFFER + 3]).write("ui/empty", "");
    tree.write("ui/0/also long", vec![b'm'; crate::source::reader::BUFFER / 3]);
    tree.settle();
    tree
}

fn build(tree: &Tree) -> Build {
    let mut build = tree.build();
    build.compile("*.up", Fake::upper()).embed(Embed::Include);
    build
}

/// Returns what must be made of a component.
fn expected(component: &Component<'_>) -> Vec<u8> {
    let bytes = std::fs::read(component.file()).unwrap();
    if component.rule.is_some() { bytes.to_ascii_uppercase() } else { bytes }
}

#[test]
fn artifacts_are_in_the_order_of_their_components_whatever_the_threads_do() {
    let tree = tree();
    for jobs in [1, 8] {
        with_made(&build(&tree), jobs, false, false, |after| {
            let made = after.result.unwrap();
            assert_eq!(made.artifacts.len(), after.components.len());
            for (component, artifact) in after.components.iter().zip(&made.artifacts) {
                let expected = expected(component);
                let Blob { digest: found, len, place } = artifact.piece;
                assert_eq!((found, len), (digest(&expected), expected.len() as u64));
                assert_eq!(artifact.source.stat, component.found.stat);
                assert!(!artifact.is_unchanged());
                let Location::Spool(offset) = place else { panic!("{place:?}") };
                let mut out = File::create(tree.path("found")).unwrap();
                after.spool.copy_to(offset, len, &mut out).unwrap();
                assert!(tree.read("found") == expected, "{}", component.path);
            }
            let report = after.report;
            assert_eq!((report.opened(), report.compiled()), (303, 100), "{jobs} threads");
            assert_eq!((report.reused(), report.from_cache()), (0, 0));
            assert_eq!(made.actions.len(), 100);
        });
    }
}

#[test]
fn what_the_last_pack_has_is_neither_opened_nor_put_down() {
    let tree = tree();
    let build = build(&tree);
    crate::testing::run(&build).unwrap();
    for aligned in [true, false] {
        with_made(&build, 2, true, aligned, |after| {
            let made = after.result.unwrap();
            assert_eq!((after.report.opened(), after.report.compiled()), (0, 0));
            assert_eq!(after.report.reused(), 100);
            for (component, artifact) in after.components.iter().zip(&made.artifacts) {
                assert!(matches!(artifact.piece.place, Location::Pack(_)));
                assert_eq!(artifact.piece.digest, digest(&expected(component)));
                let same_position = aligned && component.rule.is_none();
                assert_eq!(artifact.is_unchanged(), same_position, "{}", component.path);
            }
            assert!(made.warnings.is_empty(), "there is nothing to give a reason for");
            assert!(!after.spool.path().exists());
        });
    }
    // Only what changed is put down.
    tree.write("ui/1/1", "changed").write("ui/0/0.up", "changed");
    with_made(&build, 2, true, true, |after| {
        assert_eq!((after.report.opened(), after.report.compiled()), (2, 1));
        let made = after.result.unwrap();
        let new = after.components.iter().zip(&made.artifacts);
        let new = new.filter(|(_, artifact)| matches!(artifact.piece.place, Location::Spool(_)));
        let new: Vec<_> = new.map(|(component, _)| component.path.as_str()).collect();
        assert_eq!(new, ["0/0.up", "1/1"]);
        let reasons = ["0/0.up: its content changed", "1/1: its content changed"];
        assert_eq!(made.warnings, reasons);
    });
}

#[test]
fn what_compilers_looked_at_is_kept_for_the_next_run() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@part\n@../missing").write("ui/b.inc", "@part").write("ui/part", "p");
    let mut build = tree.settle().build();
    build.compile("*.inc", Fake::including());
    with_made(&build, 2, false, false, |after| {
        assert_eq!(after.report.opened(), 3);
        let made = after.result.unwrap();
        let name = |path: &str| tree.path("ui").join(path).to_str().unwrap().to_owned();
        assert_eq!(made.extra.len(), 2);
        assert!(made.extra[&name("../missing")].is_none());
        let part = made.extra[&name("part")].unwrap();
        assert_eq!(
            (part.stat, part.digest, part.racy),
            (tree.stat("ui/part"), digest(b"p"), false)
        );
        let mut reads: Vec<_> = made.actions.values().map(|result| result.reads.len()).collect();
        reads.sort();
        assert_eq!(reads, [1, 2]);
    });
}

#[test]
fn all_problems_are_in_path_order_and_nothing_is_made() {
    let tree = Tree::new();
    for nth in 0..40 {
        tree.write(format!("ui/{nth:02}.x"), if nth % 4 == 0 { "bad" } else { "good" });
    }
    tree.write("ui/13.key.txt", "-----BEGIN PRIVATE KEY-----\n");
    let log = Log::default();
    let fails = |input: &[u8], _: &mut Context<'_>| match input {
        b"bad" => Err("it is bad".into()),
        _ => Ok(input.to_vec()),
    };
    let mut build = tree.build();
    build.compile("*.x", Fake::new("fails", fails).logging(&log));
    for jobs in [1, 8] {
        with_made(&build, jobs, false, false, |after| {
            let error = after.result.unwrap_err();
            let messages: Vec<_> = error.problems().map(ToString::to_string).collect();
            assert_eq!(messages.len(), 11, "{messages:#?}");
            assert!(messages.is_sorted_by_key(|it| it.split("/ui/").nth(1).map(str::to_owned)));
            assert!(messages[4].contains("13.key.txt"), "{messages:#?}");
            assert!(messages[0].contains("00.x\": it is bad"), "{messages:#?}");
        });
        assert_eq!(log.take().len(), 40, "each is tried");
    }
}

#[test]
fn copies_between_bundles_are_at_their_old_positions() {
    let tree = Tree::new();
    for path in ["a", "c", "e", "_p"] {
        tree.write(format!("ui/{path}"), path);
    }
    let mut build = tree.settle().build();
    build.bundle("[ac]", "b", Listing::default()).bundle("*", "d", Listing::default());
    build.bundle_only("_*", "0", Listing::default());
    crate::testing::run(&build).unwrap();
    with_made(&build, 1, true, true, |after| {
        let made = after.result.unwrap();
        assert_eq!((after.report.opened(), after.report.reused()), (0, 3));
        assert_eq!((made.artifacts.len(), made.bundles.len(), made.aside.len()), (3, 3, 1));
        assert!(made.artifacts.iter().all(Artifact::is_unchanged));
    });
}
