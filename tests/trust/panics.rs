//! A panic in any thread ends a build, and nothing is lost by it.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::compilers::Panic;
use crate::harness::{By, Tree, driver};
use crate::outcome::snapshot;
use crate::setup::Setup;

/// A build takes some milliseconds; one that hangs takes for ever.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_panic_ends_the_build_and_the_next_one_is_right() {
    for jobs in ["1", "4"] {
        let by = By::process().with("NUM_JOBS", jobs);
        for (name, panic) in Panic::ALL {
            let when = format!("{name}, with {jobs} jobs");
            let tree = Tree::new();
            let setup = tree.furnish();
            // Enough for all threads to have some when the first panics.
            for file in 0..400 {
                tree.write(format!("ui/many/{file}.panic"), format!("{file}\n"));
            }
            tree.settle().check(&setup, &by, &when);
            let before = snapshot(&tree.out());

            let panics = Setup { panic: Some(panic), ..setup.clone() };
            let (code, stderr) = end(&tree, &panics, &by, &when);
            let said = stderr.contains(&format!("a panic in {panic:?}"));
            assert!(said, "{when}: {}", &stderr[..stderr.len().min(2000)]);
            // That of a compiler is an error with its path; others are cargo's to show.
            let is_caught = matches!(panic, Panic::Compile | Panic::Bundle);
            assert_eq!(code, Some(if is_caught { 1 } else { 101 }), "{when}");
            assert!(snapshot(&tree.out()) == before, "a panic changed OUT_DIR: {when}");

            let counts = tree.check(&setup, &by, &when);
            let done = (counts.opened, counts.compiled, counts.damaged, counts.written);
            assert_eq!(done, (0, 0, 0, 0), "the last run was lost: {when}");
            assert_eq!(counts.warnings, Vec::<String>::new(), "{when}");
        }
    }
}

/// Waits until a build ends, and fails the test if it does not; returns its code
/// and what it says.
fn end(tree: &Tree, setup: &Setup, by: &By, when: &str) -> (Option<i32>, String) {
    // Not pipes: nobody reads them meanwhile, and a full one is waited for.
    let said = tree.path("stderr");
    let mut command = driver(setup, &tree.out(), by);
    command.stdout(Stdio::null()).stderr(fs::File::create(&said).unwrap());
    let mut child = command.env("RUST_BACKTRACE", "0").spawn().unwrap();
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), fs::read_to_string(&said).unwrap());
        }
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            panic!("a build hangs: {when}");
        }
        thread::sleep(Duration::from_millis(5));
    }
}
