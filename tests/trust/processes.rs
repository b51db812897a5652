//! Several builds at once, on one cache or on one OUT_DIR.

use std::fs;
use std::process::Child;

use crate::harness::{By, Tree, driver, driver_under, outcome, run};
use crate::outcome::{Output, assert_same, snapshot};
use crate::random::{Rng, times};
use crate::setup::Setup;
use crate::syscalls::strace;

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

/// The same, with one that is so slow that the other is sure to come between:
/// before each call that writes, or before each that renames.
#[cfg(target_os = "linux")]
#[test]
fn one_cache_for_a_slow_process_and_a_quick_one() {
    if strace().is_none() {
        return;
    }
    let by = By::process();
    for call in ["write", "rename"] {
        let tree = Tree::new();
        let base = tree.furnish();
        tree.write("ui/long.up", "long ".repeat(20_000));
        let out = |builder: u32| tree.path(format!("target-{builder}/build/package/out"));
        let setups = [1, 2].map(|level| {
            fs::create_dir_all(out(level)).unwrap();
            let mut setup = base.clone();
            setup.rules.iter_mut().for_each(|(_, compiler)| compiler.level = level);
            setup
        });
        let inject = format!("inject={call}:delay_enter=15000");
        let strace = ["strace", "-f", "-o", "/dev/null", "-e", "trace=none", "-e", &inject];
        let mut slow = driver_under(&strace, &setups[0], &out(1), &by).spawn().unwrap();
        let mut rounds = 0;
        loop {
            let ended = slow.try_wait().unwrap().is_some();
            fs::remove_dir_all(out(2)).unwrap();
            fs::create_dir(out(2)).unwrap();
            let mut setup = setups[1].clone();
            setup.rules[0].1.level = 10 + rounds;
            let counts = run(&setup, &out(2), &by).unwrap();
            assert_eq!((counts.damaged, counts.warnings), (0, vec![]), "{call}, round {rounds}");
            rounds += 1;
            if ended {
                break;
            }
        }
        let exit = slow.wait_with_output().unwrap();
        let counts = outcome(&exit).unwrap();
        assert_eq!((counts.damaged, counts.warnings), (0, vec![]), "{call}");
        assert!(rounds > 3, "the slow process was not slow: {rounds}");
        // What each of them made is there.
        fs::remove_dir_all(out(1)).unwrap();
        fs::create_dir(out(1)).unwrap();
        let counts = run(&setups[0], &out(1), &by).unwrap();
        assert_eq!((counts.compiled, counts.damaged), (0, 0), "{call}");
    }
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
                setup
            })
            .collect();
        let start = |setup: &Setup| driver(setup, &tree.out(), &by).spawn().unwrap();
        let children: Vec<Child> = setups.iter().map(start).collect();
        for child in children {
            let counts = outcome(&child.wait_with_output().unwrap()).unwrap();
            assert_eq!((counts.damaged, &counts.warnings), (0, &vec![]), "round {round}");
        }
        for name in ["components", "others"] {
            let last = Output::read(&tree.out(), name);
            let made = |it: &&Setup| it.name == name && tree.clean(it, &by).unwrap() == last;
            assert!(
                setups.iter().any(|it| made(&it)),
                "round {round}: nobody was told to build it"
            );
        }
        let left: Vec<String> = snapshot(&tree.out()).into_keys().collect();
        assert_eq!(left.len(), 8, "{left:?}");
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
