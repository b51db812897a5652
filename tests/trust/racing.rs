//! Files that change while a build reads them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use include_components_build::{BoxError, Build, Compiler, Context, KeyHasher};

use crate::harness::{By, Tree, set_modified};
use crate::outcome::{Output, assert_same};
use crate::random::{Rng, times};

/// A compiler that does something to another file while it runs, if it is
/// armed, and copies its input.
#[derive(Clone)]
struct Meddler {
    victim: PathBuf,
    harm: Harm,
    armed: bool,
}

#[derive(Clone, Copy, Debug)]
enum Harm {
    Edit,
    EditSameSize,
    EditWithTimePutBack,
    Append,
    Replace,
    Remove,
}

const HARMS: [Harm; 6] = [
    Harm::Edit,
    Harm::EditSameSize,
    Harm::EditWithTimePutBack,
    Harm::Append,
    Harm::Replace,
    Harm::Remove,
];

impl Compiler for Meddler {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("meddler");
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let part = context.read("part.txt").unwrap_or_default();
        if self.armed {
            self.harm.to(&self.victim);
        }
        Ok([input, &part].concat())
    }
}

impl Harm {
    fn to(self, victim: &Path) {
        let before = fs::read(victim).unwrap_or_default();
        match self {
            Harm::Edit => fs::write(victim, "quite another text\n").unwrap(),
            Harm::EditSameSize => fs::write(victim, vec![b'x'; before.len()]).unwrap(),
            Harm::EditWithTimePutBack => {
                let time = fs::metadata(victim).unwrap().modified().unwrap();
                fs::write(victim, vec![b'y'; before.len()]).unwrap();
                set_modified(victim, time);
            }
            Harm::Append => fs::write(victim, [&before, b"more\n".as_slice()].concat()).unwrap(),
            Harm::Replace => {
                let new = victim.with_extension("new");
                fs::write(&new, vec![b'z'; before.len()]).unwrap();
                fs::rename(new, victim).unwrap();
            }
            Harm::Remove if victim.is_dir() => fs::remove_dir_all(victim).unwrap(),
            Harm::Remove => fs::remove_file(victim).unwrap(),
        }
    }
}

/// What is read before and after the compiler runs, and by it.
const VICTIMS: [&str; 6] =
    ["ui/a.txt", "ui/z.txt", "ui/m.med", "ui/part.txt", "ui/page.inc", "ui/new.txt"];

#[test]
fn changed_by_a_compiler_that_runs() {
    let mut cases = Vec::new();
    for known in [false, true] {
        for (victim, harm) in VICTIMS.iter().flat_map(|it| HARMS.map(|harm| (it, harm))) {
            if *victim == "ui/new.txt" && !matches!(harm, Harm::Edit) {
                continue;
            }
            let tree = Tree::new();
            tree.write("ui/a.txt", "first\n").write("ui/m.med", "meddle\n");
            tree.write("ui/part.txt", "a part\n").write("ui/z.txt", "last\n");
            tree.write("ui/page.inc", "@part.txt\n");
            cases.push((tree, *victim, harm, known));
        }
    }
    let run = |tree: &Tree, out: &Path, meddler: Meddler| {
        let mut build: Build = tree.furnished().build();
        build.compile("*.med", meddler).run_in(out)
    };
    // All of them grow old together, so that stats are trusted.
    cases[0].0.settle();
    for (tree, victim, harm, known) in &cases {
        let meddler = Meddler { victim: tree.path(victim), harm: *harm, armed: false };
        if *known {
            run(tree, &tree.out(), meddler.clone()).unwrap();
            tree.write("ui/m.med", "meddle more\n");
        }
    }
    for (tree, victim, harm, known) in &cases {
        let when = format!("{harm:?} of {victim}, known before: {known}");
        let meddler = Meddler { victim: tree.path(victim), harm: *harm, armed: true };
        // It may fail, but not be wrong for longer than this run.
        let first = run(tree, &tree.out(), meddler.clone());
        let meddler = Meddler { armed: false, ..meddler };
        run(tree, &tree.out(), meddler.clone())
            .unwrap_or_else(|error| panic!("{error}\nbefore: {first:?}\n{when}"));
        let clean = tree.path("clean/build/package/out");
        fs::create_dir_all(&clean).unwrap();
        run(tree, &clean, meddler).unwrap();
        let [got, clean] = [tree.out(), clean].map(|out| Output::read(&out, "components"));
        assert_same(&got, &clean, &when);
    }
}

#[test]
fn our_own_directories_removed_by_a_compiler_that_runs() {
    for (victim, is_fatal) in [("cache", false), ("build/package/out", true)] {
        let tree = Tree::new();
        let setup = tree.furnish();
        tree.run(&setup, &By::Call).unwrap();
        tree.write("ui/m.med", "meddle\n");
        let run = |armed| {
            let meddler = Meddler { victim: tree.path(victim), harm: Harm::Remove, armed };
            setup.build().compile("*.med", meddler).run_in(tree.out())
        };
        let result = run(true);
        match result {
            Ok(_) => assert!(Output::find(&tree.out(), "components").is_some(), "{victim}"),
            Err(error) => {
                assert!(is_fatal, "{victim}: {error}");
                assert!(error.to_string().contains(tree.out().to_str().unwrap()), "{error}");
            }
        }
        fs::create_dir_all(tree.out()).unwrap();
        let (report, _) = run(false).unwrap();
        assert_eq!(report.damaged(), 0);
    }
}

/// Somebody writes all the time; when that ends, the next build is right.
#[test]
fn changed_by_another_thread_all_the_time() {
    let mut rng = Rng::new();
    let tree = Tree::new();
    let setup = tree.furnish();
    for file in 0..40 {
        tree.write(format!("ui/many/{file}.txt"), "text\n");
    }
    let mut errors = 0;
    for round in 0..times(60) {
        let (done, mut rng) = (AtomicBool::new(false), rng.split());
        thread::scope(|scope| {
            let writer = scope.spawn(|| scribble(&tree, &mut rng, &done));
            for _ in 0..4 {
                errors += usize::from(tree.run(&setup, &By::Call).is_err());
            }
            done.store(true, Ordering::Relaxed);
            writer.join().unwrap();
        });
        let counts = tree.check(&setup, &By::Call, &format!("round {round}"));
        assert_eq!(counts.damaged, 0);
    }
    assert!(errors < times(60) * 4, "no build succeeded");
}

fn scribble(tree: &Tree, rng: &mut Rng, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let names = ["ui/index.html", "ui/a/part.txt", "ui/a/page.inc", "ui/a/loud.up"];
        let path = match rng.below(3) {
            0 => tree.path(rng.pick(&names)),
            _ => tree.path(format!("ui/many/{}.txt", rng.below(40))),
        };
        let text = ["text\n", "next\n", "longer\n", ""][rng.below(4)];
        match rng.below(4) {
            0 => {
                fs::write(tree.path("new"), text).unwrap();
                fs::rename(tree.path("new"), path).unwrap();
            }
            1 => {
                fs::write(&path, text).unwrap();
                set_modified(&path, std::time::UNIX_EPOCH);
            }
            _ => fs::write(path, text).unwrap(),
        }
    }
}
