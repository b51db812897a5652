//! Why something was built, as `INCLUDE_COMPONENTS_EXPLAIN` shows it.

use super::*;
use crate::Embed;
use crate::testing::{Fake, Listing};

/// Returns the warnings of a run that is asked for its reasons.
fn reasons(build: &Build) -> Vec<String> {
    let run = run_in(CargoEnv { explain: true, ..no_cargo() }, build);
    let reasons = run.told("warning").into_iter().map(str::to_owned).collect();
    run.report();
    reasons
}

#[test]
fn every_reason_is_told_by_name() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "a\n@part").write("ui/b.txt", "b").write("ui/part", "1").settle();
    let with = |recipe: &str| {
        let mut build = tree.build();
        let compiler = Fake::new(recipe, |input, context| {
            context.env("CARGO_PKG_NAME");
            Ok([input, &context.read("part")?].concat())
        });
        build.compile("*.inc", compiler);
        build
    };
    let build = with("1");
    assert_eq!(reasons(&build), ["a.inc: new", "b.txt: new", "part: new"]);
    assert_eq!(reasons(&build), [""; 0]);
    tree.write("ui/b.txt", "B").settle();
    assert_eq!(reasons(&build), ["b.txt: its content changed"]);
    tree.write("ui/b.txt", "B").settle();
    assert_eq!(reasons(&build), ["b.txt: its stat changed; its content did not"]);
    tree.write("ui/a.inc", "A").settle();
    assert_eq!(reasons(&build), ["a.inc: its content changed"]);
    tree.write("ui/part", "2").settle();
    let because_of_part = ["a.inc: its dependency \"part\" changed", "part: its content changed"];
    assert_eq!(reasons(&build), because_of_part);
    assert_eq!(reasons(&with("2")), ["a.inc: its compiler was \"1\", is \"2\""]);
    tree.rename("ui/b.txt", "ui/c.txt").settle();
    assert_eq!(reasons(&with("2")), ["c.txt: new"]);
    // Nobody who does not ask is told.
    tree.write("ui/c.txt", "C").settle();
    assert!(run(&with("2")).told("warning").is_empty());
}

/// What is hashed is told: the option's name, and both values.
#[test]
fn an_option_is_told_by_its_name() {
    struct Minifier {
        level: u8,
    }

    impl crate::Compiler for Minifier {
        fn describe(&self, key: &mut crate::KeyHasher) {
            key.write("minifier").write("1.0").option("level", self.level);
        }

        fn compile(
            &self,
            input: &[u8],
            _: &mut crate::Context<'_>,
        ) -> Result<Vec<u8>, crate::BoxError> {
            Ok([input, &[self.level]].concat())
        }
    }

    use crate::Compiler as _;

    let tree = Tree::new();
    tree.write("ui/a.x", "a").write("ui/b.y", "b").settle();
    let with = |x: u8, y: u8| {
        let mut build = tree.build();
        build.compile("*.x", Minifier { level: x });
        build.compile("*.y", Minifier { level: y }.then(Fake::upper()));
        build
    };
    assert_eq!(reasons(&with(1, 1)), ["a.x: new", "b.y: new"]);
    assert_eq!(reasons(&with(2, 1)), ["a.x: option `level` was \"1\", is \"2\""]);
    assert_eq!(reasons(&with(2, 3)), ["b.y: option `first level` was \"1\", is \"3\""]);
    assert_eq!(reasons(&with(2, 3)), [""; 0]);
}

#[test]
fn the_reasons_of_bundles_are_told_too() {
    let tree = Tree::new();
    tree.write("ui/a.x", "@part").write("ui/part", "1").settle();
    let mut build = tree.build();
    build.bundle("*.x", "all", Listing::default());
    let said = "all: 1 sources";
    let source = "all: a source of it changed, or it has other sources";
    assert_eq!(reasons(&build), ["a.x: new", source, "part: new", said]);
    tree.write("ui/a.x", "x").settle();
    assert_eq!(reasons(&build), ["a.x: its content changed", source, said]);
    tree.write("ui/a.x", "@part").settle();
    reasons(&build);
    tree.write("ui/part", "2").settle();
    let because = "all: its dependency \"part\" changed";
    assert_eq!(reasons(&build), [because, "part: its content changed", said]);
}

#[test]
fn reports_say_in_a_line_what_was_done() {
    let tree = Tree::new();
    tree.write("ui/a.inc", "@part\n@../x\n@../y").write("ui/part", "1");
    tree.write("x", "1").write("y", "2").settle();
    let mut build = tree.build();
    build.compile("*.inc", Fake::including());
    let line = |build: &Build| {
        let text = run(build).report().to_string();
        text.split_once(';').unwrap().0.to_owned()
    };
    // More files are opened than there are components.
    assert_eq!(line(&build), "2 components (0.0 kB): 4 opened, 1 compiled, 0 unchanged");
    assert_eq!(line(&build), "2 components (0.0 kB): 0 opened, 2 unchanged");
    tree.write("y", "3").settle();
    assert_eq!(line(&build), "2 components (0.0 kB): 4 opened, 1 compiled, 2 unchanged");
    let stages: Vec<_> = run(&build).report().stages().map(|(name, _)| name).collect();
    assert_eq!(stages, ["load", "walk"], "of a run that had nothing to do");
}

/// Whatever the number of threads and the place, equal trees make equal packs.
#[test]
fn packs_depend_on_nothing_but_the_components() {
    let mut packs = Vec::new();
    for (jobs, embed) in [(1, Embed::Include), (2, Embed::Link), (8, Embed::Include)] {
        let tree = Tree::new();
        // In another order each time.
        for nth in 0..200 {
            let nth = (nth * 37 * jobs) % 199;
            tree.write(format!("ui/{}/{nth}.up", nth % 9), format!("{}", nth % 40));
        }
        let mut build = tree.build();
        build.compile("*7.up", Fake::upper()).embed(embed);
        run_in(CargoEnv { jobs: Some(jobs), ..linux() }, &build).report();
        packs.push(pack(&tree, "out", "components"));
    }
    assert!(packs[0].len() > 199 * 80);
    assert!(packs[0] == packs[1] && packs[0] == packs[2]);
}
