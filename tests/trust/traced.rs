//! What only the kernel can tell of a build, by `strace`; and builds that it
//! makes slow.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::fs;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use crate::counts::thousand;
use crate::edits::files;
use crate::harness::{By, Tree, driver_under, outcome, run, say};
use crate::outcome::Output;
use crate::setup::Setup;

/// Whether there is `strace`, which CI has.
pub(crate) fn strace() -> Option<()> {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    match traced {
        Ok(exit) if exit.status.success() => Some(()),
        Ok(exit) => {
            let why = String::from_utf8_lossy(&exit.stderr);
            say(&format!("not tested, as strace may not trace here: {}", why.trim()));
            None
        }
        Err(error) => {
            say(&format!("not tested, as there is no strace: {error}"));
            None
        }
    }
}

/// Returns the calls of a trace, one a line: strace writes one in two where another thread's
/// comes between.
fn calls(log: &Path) -> Vec<String> {
    let mut begun: HashMap<String, String> = HashMap::new();
    let mut calls = Vec::new();
    for line in fs::read_to_string(log).unwrap().lines() {
        let (thread, call) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(first) = line.strip_suffix("<unfinished ...>") {
            begun.insert(thread.to_owned(), first.trim_end().to_owned());
        } else if call.trim_start().starts_with("<... ") {
            let rest = call.split_once(" resumed>").map_or("", |(_, rest)| rest);
            calls.push(begun.remove(thread).unwrap_or_default() + rest);
        } else {
            calls.push(line.to_owned());
        }
    }
    calls
}

/// The report says so; the kernel says so too.
#[test]
fn nothing_changed_by_the_kernels_account() {
    let (tree, setup) = thousand();
    let by = By::process();
    tree.run(&setup, &by).unwrap();
    let log = tree.path("log");
    let opened = |changed: &str| {
        let strace =
            ["strace", "-f", "-e", "trace=open,openat,openat2", "-o", log.to_str().unwrap()];
        outcome(&driver_under(&strace, &setup, &tree.out(), &by).output().unwrap()).unwrap();
        let calls = calls(&log);
        let is_traced = calls.iter().any(|call| call.contains("components.index"));
        assert!(is_traced, "nothing was traced: {calls:?}");
        let root = format!("\"{}/", tree.path("ui").display());
        let of_root = calls.iter().filter(|call| call.contains(&root));
        // A directory has to be opened to be listed.
        let files: Vec<&String> = of_root.filter(|call| !call.contains("O_DIRECTORY")).collect();
        assert!(files.len() < 3, "{changed}: {files:?}");
        files.len()
    };
    if strace().is_some() {
        assert_eq!(opened("nothing"), 0);
        tree.write("ui/7/507.txt", "changed\n");
        assert_eq!(opened("one file"), 1);
    }
}

/// No file is opened twice, and none is written but our own.
#[test]
fn opened_once_and_written_nowhere_else() {
    if strace().is_none() {
        return;
    }
    let tree = Tree::new();
    let setup = tree.furnish();
    let log = tree.path("log");
    let strace = ["strace", "-f", "-e", "trace=%file", "-o", log.to_str().unwrap()];
    let by = By::process();
    for run in ["with nothing there", "with a cache", "with all there"] {
        outcome(&driver_under(&strace, &setup, &tree.out(), &by).output().unwrap()).unwrap();
        let calls = calls(&log);
        for file in files(&tree) {
            let name = format!("\"{}\"", file.display());
            let opened = |call: &&String| call.contains("open") && call.contains(&name);
            let times = calls.iter().filter(opened).count();
            assert!(times < 2, "{run}: {name} was opened {times} times");
            assert!(times == 1 || run == "with all there", "{run}: {name} was not opened");
        }
        let changes =
            ["O_CREAT", "O_WRONLY", "O_RDWR", "mkdir", "rename", "unlink", " link", "chmod"];
        for call in calls.iter().filter(|call| changes.iter().any(|it| call.contains(it))) {
            let ours = [tree.out(), tree.cache()].map(|dir| format!("\"{}", dir.display()));
            assert!(ours.iter().any(|dir| call.contains(dir)), "{run}: {call}");
        }
        if run == "with nothing there" {
            fs::remove_dir_all(tree.out()).unwrap();
            fs::create_dir(tree.out()).unwrap();
            tree.settle();
        }
    }
}

/// On some systems no file can be replaced that is open.
#[test]
fn the_last_pack_is_closed_before_the_next_takes_its_place() {
    if strace().is_none() {
        return;
    }
    let tree = Tree::new();
    let setup = tree.furnish();
    let by = By::process();
    tree.run(&setup, &by).unwrap();
    tree.settle();
    // What the next pack takes over from the last one is most of it.
    tree.write("ui/one more.txt", "more\n");
    let log = tree.path("log");
    let traced = "trace=openat,close,rename,renameat,renameat2";
    let strace = ["strace", "-f", "-y", "-e", traced, "-o", log.to_str().unwrap()];
    outcome(&driver_under(&strace, &setup, &tree.out(), &by).output().unwrap()).unwrap();
    let (mut open, mut opened, mut renamed) = (0, 0, 0);
    for call in calls(&log) {
        let of_pack = call.contains(".pack>") || call.contains("/libinclude_components_");
        if call.contains(" openat(")
            && of_pack
            && call.contains("O_RDONLY")
            && !call.ends_with("(No such file or directory)")
        {
            (open, opened) = (open + 1, opened + 1);
        } else if call.contains(" close(") && of_pack {
            open -= 1;
        } else if call.contains(" rename") && call.contains("/out/") && !call.contains(".index") {
            renamed += 1;
            assert_eq!(open, 0, "{call}");
        }
    }
    assert!(opened > 0 && renamed > 0, "{opened} opened, {renamed} renamed");
}

/// One process is so slow that others are sure to come between: it waits before
/// each call that writes, or before each that renames.
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
        let mut slow = slowed(call, &setups[0], &out(1), &by);
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
        assert!(rounds > 1, "the slow process was not slow: {rounds}");
        // What each of them made is there.
        fs::remove_dir_all(out(1)).unwrap();
        fs::create_dir(out(1)).unwrap();
        let counts = run(&setups[0], &out(1), &by).unwrap();
        assert_eq!((counts.compiled, counts.damaged), (0, 0), "{call}");
    }
}

/// The same with one OUT_DIR.
#[test]
fn one_out_dir_for_a_slow_process_and_quick_ones() {
    if strace().is_none() {
        return;
    }
    let by = By::process();
    for call in ["write", "rename"] {
        let tree = Tree::new();
        let base = tree.furnish();
        let setups = [1, 2, 3].map(|level| {
            let mut setup = base.clone();
            setup.rules[0].1.level = level;
            setup
        });
        let mut slow = slowed(call, &setups[0], &tree.out(), &by);
        let mut rounds = 0;
        while slow.try_wait().unwrap().is_none() {
            // It waits for the slow one, which is in its way.
            run(&setups[1 + rounds % 2], &tree.out(), &by).unwrap();
            rounds += 1;
        }
        assert!(rounds > 0, "the slow process was not slow");
        outcome(&slow.wait_with_output().unwrap()).unwrap();
        let last = Output::read(&tree.out(), "components");
        assert!(setups.iter().any(|it| tree.clean(it, &by).unwrap() == last), "{call}");
        tree.check(&base, &by, &call);
    }
}

/// What is embedded was there at some instant, all of it.
#[test]
fn never_half_of_one_content_and_half_of_another() {
    if strace().is_none() {
        return;
    }
    let tree = Tree::new();
    let by = By::process().with("NUM_JOBS", "1");
    let mut built = 0;
    for round in 0..8 {
        // It is read in pieces, one read each; without an old pack, only once.
        if round % 4 < 2 {
            fs::remove_dir_all(tree.out()).unwrap();
            fs::create_dir(tree.out()).unwrap();
        }
        let mut letters = (b'a'..=b'z').cycle();
        let mut fill = || vec![letters.next().unwrap(); 3 << 20];
        tree.write("ui/long.txt", fill());
        let setup = tree.setup();
        let mut slow = slowed("read", &setup, &tree.out(), &by);
        let mut file = fs::File::options().write(true).open(tree.path("ui/long.txt")).unwrap();
        for _ in 0..3 * round + 12 {
            thread::sleep(Duration::from_millis(20));
            file.rewind().unwrap();
            file.write_all(&fill()).unwrap();
        }
        slow.wait().unwrap();
        if let Some(output) = Output::find(&tree.out(), "components") {
            let pack = *output.parts().last().unwrap();
            let content = &pack[pack.len() - (3 << 20)..];
            let other = content.iter().find(|byte| **byte != content[0]);
            assert!(other.is_none(), "{} and {}", content[0], other.unwrap());
            built += 1;
        }
        tree.check(&setup, &By::Call, &"when nobody writes any more");
    }
    assert!(built > 0, "no build succeeded");
}

/// Starts a driver that waits before each call of some kind.
fn slowed(call: &str, setup: &Setup, out: &Path, by: &By) -> Child {
    let inject = format!("inject={call}:delay_enter=30000");
    let trace = format!("trace={call}");
    let strace = ["strace", "-f", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    driver_under(&strace, setup, out, by).spawn().unwrap()
}
