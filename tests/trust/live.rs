//! What live mode makes is what the next build makes, byte for byte.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use include_components_build::Embed;

use crate::edits;
use crate::harness::{By, Tree, driver, rules};
use crate::outcome::{Output, snapshot};
use crate::random::{Rng, times};
use crate::setup::Setup;

/// A build script that a program has started, and looks when it is asked.
struct Resident {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Resident {
    fn start(tree: &Tree, setup: &Setup, by: &By) -> Self {
        let mut command = driver(setup, &tree.out(), by);
        command.env("INCLUDE_COMPONENTS_LIVE", &setup.name).env_remove("CARGO_MAKEFLAGS");
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut resident = Resident { child, stdin, stdout: BufReader::new(stdout) };
        assert_eq!(resident.answer(), Ok(()), "it has come to the set");
        resident
    }

    /// Lets it look; returns its errors, sorted, one a line.
    fn look(&mut self) -> Result<(), String> {
        writeln!(self.stdin, "check").unwrap();
        self.answer()
    }

    fn answer(&mut self) -> Result<(), String> {
        let mut texts = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).unwrap() > 0, "it ended: {texts:?}");
            match line.trim_end_matches('\n').strip_prefix("include-components-live: ") {
                Some("good") => return Ok(()),
                Some("failed") => {
                    texts.sort();
                    return Err(texts.join("\n"));
                }
                Some(text) => texts.push(text.strip_prefix("| ").unwrap().to_owned()),
                None => {}
            }
        }
    }
}

impl Drop for Resident {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Edits at random; each is looked at before cargo would build.
#[test]
fn live_packs_are_those_of_the_next_build() {
    let mut rng = Rng::new();
    let (mut linked, mut in_parts, mut errors, mut builds) = (0, 0, 0, 0);
    for _ in 0..times(40) {
        let mut rng = rng.split();
        let tree = Tree::new();
        edits::furnish(&tree, &mut rng);
        let by = By::process();
        let mut setup = Setup { rules: rules(), ..tree.setup() };
        setup.embed = [Embed::Include, Embed::Link][rng.below(2)];
        setup.part_size = rng.chance(70).then_some(40);
        if rng.chance(50) {
            setup.encodings.push(("*".to_owned(), vec!["br", "gzip"]));
        }
        let mut log = String::new();
        let mut resident = None;
        for _ in 0..10 {
            let before = live(&tree);
            for _ in 0..1 + rng.below(2) {
                let done = match rng.below(20) {
                    0 => edits::damage(&tree, &mut rng),
                    _ => edits::edit_source(&tree, &mut rng),
                };
                writeln!(log, "- {done}").unwrap();
            }
            let after_edits = live(&tree);
            // The program is started now and then.
            if rng.chance(10) {
                resident = None;
            }
            let resident = resident.get_or_insert_with(|| Resident::start(&tree, &setup, &by));
            std::fs::create_dir_all(tree.out().join("components.live")).unwrap();
            let looked = resident.look();
            builds += 1;
            match (looked, tree.run(&setup, &by)) {
                (Ok(()), Ok(_)) => {
                    let live = Output::read(&tree.out().join("components.live"), &setup.name);
                    let built = Output::read(&tree.out(), &setup.name);
                    assert!(live.parts() == built.parts(), "other packs\n{log}");
                    linked += usize::from(built.is_linked());
                    in_parts += usize::from(built.files.len() > 1);
                }
                (Err(looked), Err(built)) => {
                    assert_eq!(looked, built, "{log}");
                    let after = live(&tree);
                    let is_new = before.is_empty() || after_edits.is_empty();
                    assert!(after == after_edits || is_new, "an error wrote\n{log}");
                    errors += 1;
                    writeln!(log, "- {}", edits::repair(&tree)).unwrap();
                }
                (looked, built) => panic!("{looked:?}, but the build: {built:?}\n{log}"),
            }
        }
    }
    assert!(linked > builds / 5 && in_parts > builds / 10, "{linked} {in_parts} of {builds}");
    assert!(errors > 0 && errors < builds / 3, "{errors} of {builds}");
}

/// Returns the files of the directory of live mode.
fn live(tree: &Tree) -> std::collections::BTreeMap<String, Vec<u8>> {
    snapshot(&tree.out().join("components.live"))
}
