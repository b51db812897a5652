use std::fs::File;

use include_components_pack::Content;

use super::*;
use crate::Build;
use crate::Embed;
use crate::base::cargo_env::CargoEnv;
use crate::base::hasher::digest;
use crate::cache::last_pack::{Aligned, LastPack};
use crate::compile::context::Context;
use crate::output::blob::Location;
use crate::scan::last_run::LastRun;
use crate::scan::walk::walk;
use crate::source::spool::Spool;
use crate::testing::{Fake, Listing, Log, Tree, no_cargo, run_in};

/// What a test looks at after all artifacts were made.
struct After<'a> {
    result: Result<Artifacts<'a>, Error>,
    report: Report,
    inputs: &'a Inputs<'a>,
    spool: &'a Spool,
}

/// Makes the artifacts of all inputs of a build, as the pipeline does.
fn with_made(build: &Build, jobs: usize, check: impl FnOnce(After<'_>)) {
    let env = CargoEnv { jobs: Some(jobs), explain: true, ..no_cargo() };
    let config = crate::testing::config(build, env).unwrap();
    let threads = Threads::new(config.jobs);
    let last = LastRun::load(&config);
    let mut listing = walk(&config, &threads, &last);
    let pack = LastPack::open(&config.out_dir, &last.state().set, &last.state().output);
    let inputs = Inputs::all(&config, &mut listing, &last, pack.as_ref());
    let aligned = pack.as_ref().filter(|_| inputs.same_paths).map(Aligned::new);
    let spool = Spool::new(config.out_file("spool"));
    let store = Store::new(None, 0);
    let stores =
        Stores { last: last.state(), pack: pack.as_ref(), aligned, store: &store, spool: &spool };
    let mut report = Report::default();
    let mut artifacts = Artifacts::default();
    let result = artifacts.make_missing(&config, &threads, &inputs, &stores, &mut report);
    let result = result.map(|()| artifacts);
    check(After { result, report, inputs: &inputs, spool: &spool });
}

/// Returns all inputs that are files, with what they became.
fn pairs<'a>(
    inputs: &'a Inputs<'_>,
    artifacts: &'a Artifacts<'_>,
) -> impl Iterator<Item = (&'a Source<'a>, &'a Artifact<'a>)> {
    let pairs = inputs.list.iter().zip(&artifacts.list);
    pairs.filter_map(|(input, made)| Some((input.source()?, made.as_ref().unwrap())))
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
fn expected(source: &Source<'_>) -> Vec<u8> {
    let bytes = std::fs::read(source.file()).unwrap();
    if source.rule.is_some() { bytes.to_ascii_uppercase() } else { bytes }
}

#[test]
fn artifacts_are_in_the_order_of_their_inputs_whatever_the_threads_do() {
    let tree = tree();
    for jobs in [1, 8] {
        with_made(&build(&tree), jobs, |after| {
            let made = after.result.unwrap();
            assert_eq!(pairs(after.inputs, &made).count(), 303);
            for (source, artifact) in pairs(after.inputs, &made) {
                let expected = expected(source);
                let Blob { content, location } = artifact.blob;
                let len = expected.len() as u64;
                assert_eq!(content, Content { digest: digest(&expected), len });
                assert_eq!(artifact.source.unwrap().stat, source.stat);
                assert_ne!(artifact.made, Made::Unchanged);
                assert!(matches!(location, Location::Spool(_)));
                let mut out = File::create(tree.path("found")).unwrap();
                location.copy_to(len, after.spool, &mut out).unwrap();
                assert!(tree.read("found") == expected, "{}", source.path);
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
    run_in(no_cargo(), &build).unwrap();
    // At the same positions, and after a new file came before most of them.
    for (aligned, opened) in [(true, 0), (false, 1)] {
        with_made(&build, 2, |after| {
            let made = after.result.unwrap();
            assert_eq!((after.report.opened(), after.report.compiled()), (opened, 0));
            assert_eq!(after.report.reused(), 100);
            for (source, artifact) in pairs(after.inputs, &made) {
                assert_eq!(artifact.blob.content.digest, digest(&expected(source)));
                let same_position = aligned && source.rule.is_none();
                assert_eq!(artifact.made == Made::Unchanged, same_position, "{}", source.path);
                let is_new = matches!(artifact.blob.location, Location::Spool(_));
                assert_eq!(is_new, source.path == "00 new", "{}", source.path);
            }
            let reasons: &[&str] = if aligned { &[] } else { &["00 new: new"] };
            assert_eq!(made.reasons, reasons);
            assert!(!after.spool.path().exists());
        });
        tree.write("ui/00 new", "a new one").settle();
    }
    // Only what changed is put down.
    tree.remove("ui/00 new");
    tree.write("ui/1/1", "changed").write("ui/0/0.up", "changed");
    with_made(&build, 2, |after| {
        assert_eq!((after.report.opened(), after.report.compiled()), (2, 1));
        let made = after.result.unwrap();
        let is_new = |it: &Artifact<'_>| matches!(it.blob.location, Location::Spool(_));
        let new = pairs(after.inputs, &made).filter(|(_, artifact)| is_new(artifact));
        let new: Vec<_> = new.map(|(source, _)| source.path.as_str()).collect();
        assert_eq!(new, ["0/0.up", "1/1"]);
        let reasons = ["0/0.up: its content changed", "1/1: its content changed"];
        assert_eq!(made.reasons, reasons);
    });
}

#[test]
fn what_compilers_looked_at_is_kept_for_the_next_run() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@part\n@../missing").write("ui/b.inc", "@part").write("ui/part", "p");
    let mut build = tree.settle().build();
    build.compile("*.inc", Fake::including());
    with_made(&build, 2, |after| {
        assert_eq!(after.report.opened(), 3);
        let made = after.result.unwrap();
        let name = |path: &str| tree.path("ui").join(path).to_str().unwrap().to_owned();
        assert_eq!(made.discovered.len(), 2);
        assert!(made.discovered[&name("../missing")].is_none());
        let part = made.discovered[&name("part")].unwrap();
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
        with_made(&build, jobs, |after| {
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
    run_in(no_cargo(), &build).unwrap();
    with_made(&build, 1, |after| {
        let made = after.result.unwrap();
        assert_eq!((after.report.opened(), after.report.reused()), (0, 3));
        assert_eq!((made.list.len(), made.partials.len()), (6, 1));
        assert_eq!(pairs(after.inputs, &made).count(), 3);
        assert!(pairs(after.inputs, &made).all(|(_, it)| it.made == Made::Unchanged));
    });
}
