//! Several builds at once, on one cache or on one OUT_DIR.

use std::fs;
use std::process::Child;

use crate::harness::{By, Tree, driver, outcome};
use crate::outcome::{Output, assert_same, snapshot};
use crate::random::{Rng, times};
use crate::setup::Setup;

const BUILDERS: usize = 8;

#[test]
fn one_cache_for_eight_processes() {
    let (mut rng, by) = (Rng::new(), By::process());
    let tree = Tree::new();
    let base = tree.furnish();
    let out = |builder: usize| tree.path(format!("target-{builder}/build/package/out"));
    for round in 0..times(50) {
        change(&tree, &mut rng);
        if round % 10 == 9 {
            fs::remove_dir_all(tree.cache()).unwrap();
        }
        // Some have options of their own, and some what others have too.
        let setups: Vec<Setup> = (0..BUILDERS)
            .map(|builder| {
                let mut setup = base.clone();
                for (_, compiler) in &mut setup.rules {
                    compiler.level = builder as u32 / 2;
                }
                // One of them removes from the cache almost all that it finds.
                setup.max_bytes = (builder == 7).then_some(2000);
                setup
            })
            .collect();
        let start = |builder: usize| -> Child {
            if round % 3 == 0 {
                fs::remove_dir_all(out(builder)).ok();
            }
            fs::create_dir_all(out(builder)).unwrap();
            driver(&setups[builder], &out(builder), &by).spawn().unwrap()
        };
        let children: Vec<Child> = (0..BUILDERS).map(start).collect();
        for (builder, child) in children.into_iter().enumerate() {
            let when = format!("round {round}, builder {builder}");
            let counts = outcome(&child.wait_with_output().unwrap()).unwrap();
            assert_eq!((counts.damaged, &counts.warnings), (0, &vec![]), "{when}");
            let clean = tree.clean(&setups[builder], &by).unwrap();
            assert_same(&Output::read(&out(builder), "components"), &clean, &when);
        }
    }
    let left: Vec<String> = snapshot(&tree.cache()).into_keys().collect();
    assert!(!left.iter().any(|name| name.ends_with(".tmp")), "{left:?}");
    assert!(left.len() < 32, "{} files are in the cache", left.len());
}

/// Cargo never does so, but nothing keeps others from it. There are two sets,
/// and two processes for each.
#[test]
fn one_out_dir_for_four_processes() {
    let (mut rng, by) = (Rng::new(), By::process());
    let tree = Tree::new();
    let base = tree.furnish();
    for round in 0..times(50) {
        change(&tree, &mut rng);
        let setups: Vec<Setup> = (0..4)
            .map(|builder| {
                let mut setup = base.clone();
                setup.name = ["components", "others"][builder % 2].to_owned();
                setup.rules[0].1.level = if round % 2 == 0 { 0 } else { builder as u32 };
                setup.part_size = (round % 3 > 0).then_some(10_000);
                setup
            })
            .collect();
        let start = |setup: &Setup| driver(setup, &tree.out(), &by).spawn().unwrap();
        let children: Vec<Child> = setups.iter().map(start).collect();
        for child in children {
            let counts = outcome(&child.wait_with_output().unwrap()).unwrap();
            assert_eq!((counts.damaged, &counts.warnings), (0, &vec![]), "round {round}");
        }
        let mut expected = 0;
        for name in ["components", "others"] {
            let last = Output::read(&tree.out(), name);
            let made = |it: &&Setup| it.name == name && tree.clean(it, &by).unwrap() == last;
            assert!(
                setups.iter().any(|it| made(&it)),
                "round {round}: nobody was told to build it"
            );
            expected += last.count();
        }
        let left: Vec<String> = snapshot(&tree.out()).into_keys().collect();
        assert_eq!(left.len(), expected, "{left:?}");
    }
}

/// Changes some files, to contents that were there before among others.
fn change(tree: &Tree, rng: &mut Rng) {
    for _ in 0..6 {
        let extension = rng.pick(&["up", "inc", "body", "txt"]);
        let text = format!("text {}\n@../a/part.txt\n", rng.below(5));
        let path = format!("ui/many/{extension}-{}.{extension}", rng.below(10));
        tree.write(path, text.repeat(1 + rng.below(200)));
        let long = format!("long {}\n", rng.below(5)).repeat(10_000);
        tree.write(format!("ui/many/long-{}.up", rng.below(4)), long);
    }
    tree.write("ui/a/part.txt", format!("part {}\n", rng.below(4)));
}
