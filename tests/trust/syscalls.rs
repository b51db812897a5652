//! Every system call of a run fails once, and kills it once.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output as Exit};

use include_components_build::Embed;

use crate::harness::{By, DRIVER, Tree, driver_under, outcome};
use crate::outcome::{Output, assert_same};
use crate::random::{Rng, times};
use crate::setup::Setup;
use crate::traced::strace;

/// What programs ask of file systems.
const CALLS: [&str; 17] = [
    "openat",
    "read",
    "pread64",
    "write",
    "pwrite64",
    "writev",
    "close",
    "statx",
    "lseek",
    "getdents64",
    "rename",
    "mkdir",
    "unlink",
    "copy_file_range",
    "sendfile",
    "flock",
    "ftruncate",
];

const ERRORS: [&str; 6] = ["EIO", "ENOSPC", "EACCES", "EMFILE", "EXDEV", "EINTR"];

/// What a run finds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scene {
    /// The last build, and one source that changed.
    Warm,
    /// A cache, and no OUT_DIR.
    Clean,
    /// Nothing.
    Cold,
}

/// One fault: what happens to which call, counted from 1.
#[derive(Clone, Debug)]
struct Fault {
    scene: Scene,
    call: &'static str,
    effect: String,
    when: String,
}

#[test]
fn each_fails_once() {
    let Some(()) = strace() else { return };
    let (right, failed) = fail_once(&Stage::new(), times(700));
    assert!(right > times(100) && failed > times(100), "{right} were right, {failed} failed");
}

/// The same with a linked pack of several parts.
#[test]
fn each_fails_once_in_parts() {
    let Some(()) = strace() else { return };
    let (right, failed) = fail_once(&Stage::in_parts(), times(200));
    assert!(right > times(30) && failed > times(30), "{right} were right, {failed} failed");
}

/// Makes some calls fail; returns after how many the build was right and after
/// how many it failed.
fn fail_once(stage: &Stage, count: usize) -> (usize, usize) {
    let (mut rng, mut faults) = (Rng::new(), Vec::new());
    for (scene, call, nth) in stage.calls() {
        if call == "openat" {
            // A disk that dies.
            let effect = "error=EIO".to_owned();
            faults.push(Fault { scene, call: "openat,statx", effect, when: format!("{nth}+") });
        }
        for error in ERRORS {
            let effect = format!("error={error}");
            faults.push(Fault { scene, call, effect: effect.clone(), when: nth.to_string() });
            // Standard output would fail too, and what is interrupted is tried
            // again, for ever.
            if call != "write" && error != "EINTR" {
                faults.push(Fault { scene, call, effect, when: format!("{nth}+") });
            }
        }
    }
    let (mut right, mut failed) = (0, 0);
    for fault in sample(faults, count, &mut rng) {
        match stage.suffer(&fault) {
            Some(true) => right += 1,
            Some(false) => failed += 1,
            None => {}
        }
    }
    (right, failed)
}

#[test]
fn killed_at_each() {
    let Some(()) = strace() else { return };
    for (stage, count) in [(Stage::new(), times(150)), (Stage::in_parts(), times(100))] {
        let faults = stage.calls().into_iter().map(|(scene, call, nth)| Fault {
            scene,
            call,
            effect: "signal=KILL".to_owned(),
            when: nth.to_string(),
        });
        for fault in sample(faults.collect(), count, &mut Rng::new()) {
            stage.suffer(&fault);
        }
    }
}

/// A tree that is built again and again.
struct Stage {
    tree: Tree,
    setup: Setup,
    /// With one thread, so that calls can be counted.
    by: By,
    /// How to run what is not traced, with the same result.
    plain: By,
}

impl Stage {
    fn new() -> Self {
        let tree = Tree::new();
        let setup = tree.furnish();
        // Too long to wait in memory for its place in the pack.
        tree.write("ui/long.txt", "long ".repeat(60_000));
        tree.settle();
        let by = By::Process(vec![("NUM_JOBS".to_owned(), "1".to_owned())]);
        Stage { tree, setup, by, plain: By::Call }
    }

    fn in_parts() -> Self {
        let Stage { tree, setup, .. } = Stage::new();
        for nth in 0..12 {
            tree.write(format!("ui/more/{nth}.txt"), format!("{nth} ").repeat(1000));
        }
        tree.settle();
        let setup = Setup { part_size: Some(20), embed: Embed::Link, ..setup };
        let by = By::process().with("NUM_JOBS", "1");
        let files = tree.clean(&setup, &by).unwrap().files;
        assert!(files.len() > 3, "{} files", files.len());
        Stage { tree, setup, plain: by.clone(), by }
    }

    /// Lists the calls of a run in each scene, without those that start a
    /// program: which call, and the how many-th of these.
    fn calls(&self) -> Vec<(Scene, &'static str, usize)> {
        let log = self.tree.path("log");
        let count = |command: &mut Command| -> BTreeMap<&'static str, usize> {
            outcome(&command.output().unwrap()).ok();
            let log = fs::read_to_string(&log).unwrap();
            let made = |call: &str| log.lines().filter(|line| is_call(line, call)).count();
            CALLS.map(|call| (call, made(call))).into()
        };
        let trace = ["strace", "-f", "-o", log.to_str().unwrap()];
        let idle = {
            let mut command = Command::new(trace[0]);
            command.args(&trace[1..]).arg(DRIVER).arg("idle");
            command.output().unwrap();
            let log = fs::read_to_string(&log).unwrap();
            CALLS.map(|call| log.lines().filter(|line| is_call(line, call)).count())
        };
        let mut calls = Vec::new();
        for scene in [Scene::Warm, Scene::Clean, Scene::Cold] {
            self.set(scene);
            let mut command = driver_under(&trace, &self.setup, &self.tree.out(), &self.by);
            let counts = count(&mut command);
            for (call, idle) in CALLS.into_iter().zip(idle) {
                calls.extend((idle + 1..=counts[call]).map(|nth| (scene, call, nth)));
            }
        }
        assert!(calls.len() > 200, "{} calls", calls.len());
        calls
    }

    /// Puts everything into the state in which a run begins.
    fn set(&self, scene: Scene) {
        if scene == Scene::Cold {
            fs::remove_dir_all(self.tree.cache()).ok();
        }
        if scene != Scene::Warm {
            fs::remove_dir_all(self.tree.out()).unwrap();
            fs::create_dir(self.tree.out()).unwrap();
        } else {
            let before = fs::read(self.tree.path("ui/a/part.txt")).unwrap();
            let other = if before == b"a part\n" { "another part\n" } else { "a part\n" };
            self.tree.run(&self.setup, &self.plain).unwrap();
            self.tree.write("ui/a/part.txt", other);
        }
    }

    /// Runs a build with a fault: whether it built, if the fault was met.
    fn suffer(&self, fault: &Fault) -> Option<bool> {
        self.set(fault.scene);
        let before = Output::find(&self.tree.out(), "components");
        let log = self.tree.path("log");
        let trace = format!("trace={}", fault.call);
        let inject = format!("inject={}:{}:when={}", fault.call, fault.effect, fault.when);
        let log_name = log.to_str().unwrap();
        let strace = ["strace", "-f", "-y", "-e", &trace, "-e", &inject, "-o", log_name];
        let exit = driver_under(&strace, &self.setup, &self.tree.out(), &self.by).output().unwrap();
        let log = fs::read_to_string(&log).unwrap();
        let built = self.judge(fault, &exit, before.as_ref(), &log);
        let counts = self.tree.check(&self.setup, &self.plain, &format!("after {fault:?}\n{log}"));
        assert_eq!((counts.damaged, &counts.warnings), (0, &vec![]), "{fault:?}");
        let names = fs::read_dir(self.tree.out()).unwrap().map(|entry| entry.unwrap().file_name());
        let names: Vec<_> = names.collect();
        let count = Output::read(&self.tree.out(), "components").count();
        assert_eq!(names.len(), count, "{names:?} are left after {fault:?}\n{log}");
        built
    }

    fn judge(
        &self,
        fault: &Fault,
        exit: &Exit,
        before: Option<&Output>,
        log: &str,
    ) -> Option<bool> {
        let met = log.lines().find(|line| line.contains("INJECTED"));
        let stderr = String::from_utf8_lossy(&exit.stderr);
        // The standard library panics if a directory cannot be closed.
        let is_excused =
            stderr.contains("unexpected error during closedir") || met.is_none_or(is_of_a_stream);
        if exit.status.signal() == Some(9) || is_excused {
            return None;
        }
        let when = format!("{fault:?}\n{log}");
        assert!(matches!(exit.status.code(), Some(0 | 1)), "{stderr}\n{when}");
        let after = Output::find(&self.tree.out(), "components");
        match outcome(exit) {
            Ok(counts) => {
                let clean = self.tree.clean(&self.setup, &self.plain).unwrap();
                assert_same(&after.unwrap(), &clean, &when);
                assert!(counts.warnings.len() < 2, "{counts:?}\n{when}");
                Some(true)
            }
            Err(error) => {
                assert!(error.contains(self.tree.path("").to_str().unwrap()), "{error}\n{when}");
                // Two files cannot be replaced at once: to rename the second,
                // the set file, needs nothing that the first did not need.
                let is_second = fault.call == "rename" && error.contains("components.set\"");
                let is_intact = is_second || after.as_ref() == before;
                assert!(is_intact, "{error}, and the output changed\n{when}");
                Some(false)
            }
        }
    }
}

/// Whether a call of the log is about standard input, output or error.
fn is_of_a_stream(line: &str) -> bool {
    ["(0<", "(1<", "(2<"].iter().any(|stream| line.contains(stream))
}

fn is_call(line: &str, call: &str) -> bool {
    // Before the call stands the id of the process.
    line.split_whitespace()
        .nth(1)
        .is_some_and(|rest| rest.strip_prefix(call).is_some_and(|rest| rest.starts_with('(')))
}

fn sample(mut all: Vec<Fault>, count: usize, rng: &mut Rng) -> Vec<Fault> {
    for at in 0..count.min(all.len()) {
        let other = at + rng.below(all.len() - at);
        all.swap(at, other);
    }
    all.truncate(count);
    all
}
