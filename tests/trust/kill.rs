//! A run that is killed leaves nothing that a later run takes for right.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::harness::{By, Tree, driver, set_modified};
use crate::outcome::{Output, snapshot};
use crate::random::{Rng, times};
use crate::setup::Setup;

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn killed_at_random_instants() {
    let (mut rng, by) = (Rng::new(), By::process());
    let tree = Tree::new();
    let furnished = tree.furnish();
    let mut killed = 0;
    // About as long as a run takes, as it turns out.
    let mut span = Duration::from_millis(5);
    let rounds = times(300);
    for round in 0..rounds {
        let setup = Setup { part_size: rng.chance(60).then_some(3000), ..furnished.clone() };
        change(&tree, &setup, &mut rng);
        let wait = span.mul_f64(rng.below(1000) as f64 / 1000.0);
        // Else every file is read again, whatever the killed run left.
        if rng.chance(5) {
            tree.settle();
        }
        let mut child = driver(&setup, &tree.out(), &by).spawn().unwrap();
        thread::sleep(wait);
        child.kill().unwrap();
        let was_killed = child.wait().unwrap().signal() == Some(9);
        killed += usize::from(was_killed);
        span = span.mul_f64(if was_killed { 1.05 } else { 0.93 });
        let when = format!("round {round}, killed after {wait:?}");
        let counts = tree.check(&setup, &by, &when);
        assert_eq!((counts.damaged, &counts.warnings), (0, &vec![]), "{when}");
        let left: Vec<String> = snapshot(&tree.out()).into_keys().collect();
        let count = Output::read(&tree.out(), &setup.name).count();
        assert_eq!(left.len(), count, "temporary files are left: {left:?}; {when}");
    }
    assert!(killed > rounds / 3, "only {killed} runs were killed");
    // What they left in the cache goes when it is an hour old.
    let left = temporary(&tree);
    assert!(left.len() <= killed);
    left.iter().for_each(|path| set_modified(path, SystemTime::now() - 2 * HOUR));
    tree.write("ui/a/loud.up", "something to keep\n").run(&furnished, &by).unwrap();
    assert_eq!(temporary(&tree), Vec::<PathBuf>::new());
}

/// What a killed run left is told from what a run that goes on needs.
#[test]
fn left_overs_of_killed_runs_are_removed() {
    let tree = Tree::new();
    let setup = tree.furnish();
    tree.run(&setup, &By::Call).unwrap();
    tree.write("cache/v1/1-0-1.tmp", "of a run that was killed long ago");
    tree.write("cache/v1/2-0-2.tmp", "of a run that may go on still");
    set_modified(&tree.path("cache/v1/1-0-1.tmp"), SystemTime::now() - 2 * HOUR);
    tree.write("ui/a/loud.up", "something else to keep\n");
    tree.check(&setup, &By::Call, &"after the removal");
    assert_eq!(temporary(&tree), [tree.path("cache/v1/2-0-2.tmp")]);
}

/// Changes so much that the run has something to write everywhere.
fn change(tree: &Tree, setup: &Setup, rng: &mut Rng) {
    let text =
        |rng: &mut Rng, len| -> Vec<u8> { (0..len).map(|_| b"abcdefgh\n"[rng.below(9)]).collect() };
    for component in 0..12 {
        let len = rng.below(6000);
        let extension = rng.pick(&["up", "inc", "body", "txt"]);
        tree.write(format!("ui/many/{component}-{extension}.{extension}"), text(rng, len));
    }
    // Long enough for a static library now and then.
    if rng.chance(30) {
        let len = 300_000 * rng.below(2);
        tree.write("ui/long.txt", text(rng, len));
    }
    if rng.chance(20) {
        fs::remove_dir_all(tree.out()).unwrap();
        fs::create_dir(tree.out()).unwrap();
    }
    if rng.chance(10) {
        fs::remove_dir_all(setup.cache.as_ref().unwrap()).ok();
    }
}

fn temporary(tree: &Tree) -> Vec<PathBuf> {
    let names = snapshot(&tree.cache()).into_keys();
    names.filter(|name| name.ends_with(".tmp")).map(|name| tree.cache().join(name)).collect()
}
