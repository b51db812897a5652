//! What is encoded, and what is not encoded again.

use std::time::Duration;

use super::*;
use crate::testing::{Fake, decoded};
use crate::{Cache, Effort, Encoder};

const ALL: [Encoder; 3] = [Encoder::br(), Encoder::gzip(), Encoder::zstd()];

/// Returns text that compresses well, another for each seed.
fn text(seed: usize) -> String {
    (0..200).map(|line| format!("line {line} of {seed}\n")).collect()
}

/// Returns bytes that do not compress.
fn noise(len: usize) -> Vec<u8> {
    let blocks =
        (0..len / 32 + 1).map(|at| *crate::base::hasher::digest(&at.to_le_bytes()).as_bytes());
    blocks.flatten().take(len).collect()
}

/// Returns how many encoders a run ran, and for how many encodings it need
/// not, as the last pack or the cache had them.
#[track_caller]
fn counts(build: &Build) -> (usize, usize, usize) {
    let report = run(build).report();
    (report.encoded(), report.encodings_reused(), report.encodings_from_cache())
}

/// Returns the encodings of each component, decoded by command-line tools and
/// compared with the artifact, with their lengths.
#[track_caller]
fn encodings(tree: &Tree) -> Vec<(String, Vec<(&'static str, usize)>)> {
    let bytes = pack(tree, "out", "components");
    let pack = Pack::open(&bytes).unwrap();
    let entries = (0..pack.len()).map(|at| pack.entry(at).unwrap());
    let encodings = entries.map(|entry| {
        let path = entry.path().unwrap();
        let artifact = pack.bytes(&entry.identity().unwrap()).unwrap();
        let encoded = (1..entry.representations()).map(|nth| {
            let blob = entry.representation(nth).unwrap();
            let encoded = pack.bytes(&blob).unwrap();
            assert_eq!(crate::base::hasher::digest(encoded), blob.content.digest, "{path}");
            assert!(decoded(blob.encoding, encoded) == artifact, "{path}");
            (blob.encoding.token(), encoded.len())
        });
        (path.to_owned(), encoded.collect())
    });
    encodings.collect()
}

/// Returns the names of the encodings of each component.
#[track_caller]
fn names(tree: &Tree) -> Vec<(String, String)> {
    let name = |(path, encoded): (_, Vec<(&str, usize)>)| {
        let names: Vec<_> = encoded.into_iter().map(|(name, _)| name).collect();
        (path, names.join(" "))
    };
    encodings(tree).into_iter().map(name).collect()
}

#[test]
fn what_gets_smaller_is_embedded_and_decodes() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1))
        .write("ui/again.css", text(1))
        .write("ui/b.png", text(2))
        .write("ui/empty.css", "")
        .write("ui/large.js", text(3).repeat(400))
        .write("ui/noise.bin", noise(3000))
        .write("ui/page.up", text(4))
        .write("ui/plain.txt", text(5))
        .write("ui/small.css", "a".repeat(255));
    let mut build = tree.build();
    build
        .encode("*", ALL)
        .encode("*.txt", [])
        .encode("*.html", [Encoder::gzip()])
        .compile("*.up", Fake::upper().renaming(".up", ".html"));
    let report = run(&build).report();
    let all = "br gzip zstd";
    let expected = [
        ("a.css", all),
        ("again.css", all),
        ("b.png", ""),
        ("empty.css", ""),
        ("large.js", all),
        ("noise.bin", ""),
        ("page.html", "gzip"),
        ("plain.txt", ""),
        ("small.css", ""),
    ];
    let expected = expected.map(|(path, names)| (path.to_owned(), names.to_owned()));
    assert_eq!(names(&tree), expected);
    // Equal artifacts once, noise in vain.
    assert_eq!(report.encoded(), 3 + 3 + 3 + 1);
    let lengths: usize =
        encodings(&tree).iter().flat_map(|(_, encoded)| encoded).map(|(_, len)| len).sum();
    assert_eq!(report.bytes_encoded(), lengths as u64);
    assert!(report.to_string().contains("1 compiled, 10 encoded, "), "{report}");
}

#[test]
fn nothing_is_encoded_again() {
    let tree = Tree::new();
    for nth in 0..20 {
        tree.write(format!("ui/{nth}.css"), text(nth));
    }
    tree.write("ui/noise.bin", noise(3000)).settle();
    let mut build = tree.build();
    build.encode("*", [Encoder::br(), Encoder::gzip()]);
    assert_eq!(counts(&build), (42, 0, 0));
    let before = run(&build).report();
    assert_eq!((before.opened(), before.bytes_written(), before.encoded()), (0, 0, 0));
    assert!(before.bytes_encoded() > 1000, "known without a look at the pack");

    tree.write("ui/7.css", text(99)).settle();
    assert_eq!(counts(&build), (2, 38, 0), "one changed");
    tree.write("ui/7.css", text(99)).settle();
    assert_eq!(counts(&build), (0, 40, 0), "one was touched, and the noise is known to be noise");
    tree.rename("ui/3.css", "ui/moved.css").settle();
    assert_eq!(counts(&build), (0, 40, 0), "one moved");
    tree.write("ui/twin.css", text(5)).settle();
    assert_eq!(counts(&build), (0, 42, 0), "one has a twin");
    tree.remove("ui/twin.css");
    assert_eq!(counts(&build), (0, 40, 0));
    let fresh = Tree::new();
    let mut clean = fresh.build();
    clean.root(tree.path("ui")).encode("*", [Encoder::br(), Encoder::gzip()]);
    run(&clean).report();
    let name = "components";
    assert!(pack(&tree, "out", name) == pack(&fresh, "out", name), "not that of a clean build");
}

/// The last pack has the artifact, but not with the encodings of its new path.
#[test]
fn a_file_that_moves_to_another_glob_has_the_encodings_of_that() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1)).write("ui/b.css", text(2)).settle();
    let mut build = tree.build();
    build.encode("*.css", [Encoder::br()]).encode("*.txt", [Encoder::gzip()]);
    assert_eq!(counts(&build), (2, 0, 0));
    tree.rename("ui/a.css", "ui/a.txt").rename("ui/b.css", "ui/b.png").settle();
    assert_eq!(counts(&build), (1, 0, 0));
    assert_eq!(names(&tree), [("a.txt".into(), "gzip".into()), ("b.png".into(), "".into())]);
}

/// Early cutoff: what compiles to the same bytes has its encodings.
#[test]
fn an_edit_that_compiles_to_the_same_bytes_encodes_nothing() {
    let tree = Tree::new();
    tree.write("ui/a.up", text(1)).settle();
    let mut build = tree.build();
    build.compile("*.up", Fake::upper()).encode("*", ALL);
    assert_eq!(counts(&build), (3, 0, 0));
    tree.write("ui/a.up", text(1).to_uppercase()).settle();
    let report = run(&build).report();
    assert_eq!((report.compiled(), report.encoded(), report.encodings_reused()), (1, 0, 3));
}

#[test]
fn options_change_just_what_they_are_about() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1)).write("ui/b.js", text(2)).settle();
    let cache = tree.path("cache");
    let with = |rules: &[(&str, &[Encoder])]| {
        let mut build = tree.build();
        build.cache(Cache::at(&cache));
        for (glob, encodings) in rules {
            build.encode(*glob, encodings.to_vec());
        }
        counts(&build)
    };
    assert_eq!(with(&[]), (0, 0, 0));
    assert_eq!(with(&[("*.css", &[Encoder::br()])]), (1, 0, 0));
    assert_eq!(with(&[("*.css", &ALL)]), (2, 0, 1));
    assert_eq!(with(&[("*", &[Encoder::br()])]), (1, 0, 1));
    assert_eq!(with(&[("*", &[Encoder::br().level(11)])]), (0, 0, 0), "the same, said otherwise");
    assert_eq!(with(&[("*", &[Encoder::br().level(9)])]), (2, 0, 0));
    assert_eq!(with(&[("*", &[Encoder::br()])]), (0, 0, 2));
    assert_eq!(with(&[]), (0, 0, 0));
    assert_eq!(names(&tree), [("a.css".into(), "".into()), ("b.js".into(), "".into())]);
}

#[test]
fn the_cache_has_encodings_and_what_was_in_vain() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1)).write("ui/noise.bin", noise(3000)).settle();
    let mut build = tree.build();
    build.cache(Cache::at(tree.path("cache"))).encode("*", ALL);
    assert_eq!(counts(&build), (6, 0, 0));
    let first = pack(&tree, "out", "components");
    tree.remove("out");
    std::fs::create_dir(tree.path("out")).unwrap();
    assert_eq!(counts(&build), (0, 0, 6));
    assert!(pack(&tree, "out", "components") == first);
    // Without its cache, and with a pack that was copied.
    tree.remove("cache").remove("out/components.index");
    assert_eq!(counts(&build), (6, 0, 0));
}

/// The effort is that of cargo's profile.
#[test]
fn a_dev_profile_is_fast_and_a_release_is_small() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1).repeat(9)).settle();
    let length = |is_dev, effort| {
        let mut build = tree.build();
        build.encode("*", [Encoder::gzip()]).effort(effort);
        run_in(CargoEnv { is_dev, ..no_cargo() }, &build).report().bytes_encoded()
    };
    let (fast, best) = (length(true, Effort::Fast), length(true, Effort::Best));
    assert!(best < fast, "{best} {fast}");
    assert_eq!(length(true, Effort::Auto), fast);
    assert_eq!(length(false, Effort::Auto), best);
    assert_eq!(length(false, Effort::Fast), fast);
}

/// Whatever the number of threads, also with more in the spool than fits
/// into memory.
#[test]
fn packs_are_the_same_for_any_number_of_threads() {
    let mut packs = Vec::new();
    for jobs in [1, 2, 8] {
        let tree = Tree::new();
        for nth in 0..60 {
            tree.write(format!("ui/{nth}.css"), text(nth % 50).repeat(1 + nth % 3 * 200));
        }
        let mut build = tree.build();
        build.encode("*", ALL).effort(Effort::Fast);
        run_in(CargoEnv { jobs: Some(jobs), ..no_cargo() }, &build).report();
        packs.push(pack(&tree, "out", "components"));
    }
    assert!(packs[0] == packs[1] && packs[0] == packs[2]);
}

#[test]
fn the_log_says_why_an_encoder_ran() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1)).settle();
    let mut build = tree.build();
    build.encode("*", [Encoder::br()]);
    let ran = run_in(CargoEnv { explain: true, ..no_cargo() }, &build);
    assert_eq!(ran.told("warning"), ["a.css: new", "a.css: no cache has it as br"]);
}

/// Told by a run that took no more than it may, and by one that took longer.
#[test]
fn a_slow_run_says_how_it_would_be_faster() {
    let tree = Tree::new();
    tree.write("ui/a.css", text(1)).write("ui/b.css", text(2)).settle();
    let warnings = |encodings: &[Encoder], slow| {
        let mut build = tree.build();
        build.encode("*", encodings.to_vec());
        let mut config = crate::testing::config(&build, no_cargo()).unwrap();
        config.slow = slow;
        let mut directives = Directives::default();
        run_stages(&mut config, &mut directives).unwrap();
        let warning = |line: &str| line.strip_prefix("warning=").map(str::to_owned);
        directives.lines().filter_map(warning).collect::<Vec<_>>()
    };
    assert!(warnings(&ALL, crate::config::checked::SLOW).is_empty());
    assert!(warnings(&ALL.map(|it| it.level(2)), Duration::MAX).is_empty());
    let said = warnings(&[Encoder::gzip().level(3), Encoder::zstd().level(4)], Duration::ZERO);
    let lines = ["[profile.release.package]", "libdeflate-sys.opt-level = 1"];
    assert!(said.len() == 3 && said[1..] == lines, "{said:?}");
    assert!(warnings(&[Encoder::zstd().level(5)], Duration::ZERO).is_empty());
}

/// What has a file to itself before it is a part of the pack is encoded too.
#[test]
fn a_long_component_is_encoded() {
    let tree = Tree::new();
    tree.write("ui/long.txt", text(1).repeat(100)).write("ui/short.txt", text(2)).settle();
    let mut build = tree.build();
    build.embed(crate::Embed::Link).part_size(4000).encode("*", [Encoder::gzip()]);
    let report = run_in(linux(), &build).report();
    assert_eq!(report.encoded(), 2);
    assert_eq!(embedded(&tree).len(), 2);
}
