//! After any sequence of changes, a build is what a clean build is.

use std::fmt::Write;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use include_components_build::{Embed, Links};

use crate::compilers::{Fake, Kind};
use crate::edits;
use crate::expected::expected;
use crate::harness::{By, Tree, rules};
use crate::outcome::{Output, assert_same, snapshot};
use crate::random::{Rng, times};
use crate::setup::{Bundled, Setup};

/// How many changes a sequence has.
const STEPS: usize = 10;

const EMBED: [Embed; 3] = [Embed::Include, Embed::Link, Embed::Auto];

/// From what age on a stat is trusted, and a little more.
const AGE: Duration = Duration::from_millis(110);

/// One tree, and what was done to it.
struct Sequence {
    tree: Tree,
    setup: Setup,
    by: By,
    rng: Rng,
    /// What was done, for whoever has to find out why it went wrong.
    log: String,
    /// Whether our own files may be damaged too.
    harm: bool,
    /// Whether that was done.
    damaged: bool,
    /// Whether there are files of a megabyte and more.
    long: bool,
    failed: bool,
}

/// What builds did, so that a test can tell that it tested something.
#[derive(Default)]
struct Totals {
    builds: usize,
    errors: usize,
    components: usize,
    opened: usize,
    reused: usize,
    from_cache: usize,
    compiled: usize,
    encoded: usize,
    /// Linked packs, and those of more than one part.
    linked: usize,
    in_parts: usize,
    /// Builds with a bundle, and those whose output is known otherwise.
    bundled: usize,
    expected: usize,
    /// References to hashed paths.
    references: usize,
}

/// Files are trusted only when they have a certain age: so the sequences take
/// turns here, and there is time between two steps of each.
#[test]
fn sequences_side_by_side() {
    let totals = run(times(1_500), 100, |rng| Sequence::new(Tree::new(), By::Call, true, rng));
    assert!(totals.opened < totals.components / 2, "files were opened that had not changed");
    assert!(totals.reused > totals.builds / 10 && totals.from_cache > totals.builds / 100);
    assert!(totals.encoded > totals.builds / 20, "{}", totals.encoded);
    assert!(totals.bundled > totals.builds / 10, "{}", totals.bundled);
    assert!(totals.references > totals.builds / 10, "{}", totals.references);
}

/// Here all that a build sees was changed some milliseconds ago.
#[test]
fn sequences_at_full_speed() {
    run(times(500), 1, |rng| Sequence::new(Tree::new(), By::Call, true, rng));
}

/// The same with variables that change, and with static libraries.
#[test]
fn sequences_in_processes() {
    let totals = run(times(60), 20, |rng| {
        let mut sequence = Sequence::new(Tree::new(), By::process(), true, rng);
        sequence.setup.part_size = sequence.rng.chance(70).then_some(40);
        sequence.setup.embed = EMBED[sequence.rng.below(3)];
        sequence
    });
    let others = totals.builds - totals.errors - totals.linked;
    assert!(totals.linked > totals.builds / 5 && others > totals.builds / 5, "{}", totals.linked);
    assert!(totals.in_parts > totals.builds / 10, "{}", totals.in_parts);
}

/// The same with files that are read in pieces, or mapped.
#[test]
fn sequences_of_long_files() {
    let begin = |rng| Sequence { long: true, ..Sequence::new(Tree::new(), By::Call, true, rng) };
    run(times(20), 4, begin);
}

/// The same with stamps of whole seconds: what is changed shows nowhere.
///
/// Our own files are not damaged here, since that would not show either.
#[test]
fn sequences_with_coarse_stamps() {
    if let Some(mount) = crate::mounts::coarse() {
        let tree = || Tree::new_in(mount.path());
        run(times(150), 1, |rng| Sequence::new(tree(), By::Call, false, rng));
    }
}

/// Runs sequences, so many of them side by side.
fn run(sequences: usize, side_by_side: usize, begin: impl Fn(Rng) -> Sequence) -> Totals {
    let mut rng = Rng::new();
    let mut totals = Totals::default();
    for _ in 0..sequences / side_by_side {
        let mut all: Vec<Sequence> = (0..side_by_side).map(|_| begin(rng.split())).collect();
        for _ in 0..STEPS {
            let start = Instant::now();
            all.iter_mut().for_each(|sequence| sequence.step(&mut totals));
            if side_by_side > 1 {
                thread::sleep(AGE.saturating_sub(start.elapsed()));
            }
        }
    }
    assert_eq!(totals.builds, sequences * STEPS);
    assert!(totals.errors > 0 && totals.errors < totals.builds / 3, "{}", totals.errors);
    assert!(totals.expected > totals.builds / 5, "{}", totals.expected);
    totals
}

impl Sequence {
    fn new(tree: Tree, by: By, harm: bool, mut rng: Rng) -> Self {
        edits::furnish(&tree, &mut rng);
        let mut setup = Setup { rules: rules(), ..tree.setup() };
        if rng.chance(30) {
            setup.bundles.push(bundle(&mut rng));
        }
        if rng.chance(50) {
            setup.encodings.push(("*".to_owned(), vec!["br", "gzip"]));
        }
        if rng.chance(60) {
            setup.references = Some(("*".to_owned(), "allow"));
        }
        Sequence {
            tree,
            setup,
            by,
            rng,
            log: String::new(),
            harm,
            damaged: false,
            long: false,
            failed: false,
        }
    }

    fn step(&mut self, totals: &mut Totals) {
        let done = self.change();
        writeln!(self.log, "- {done}").unwrap();
        let before = snapshot(&self.tree.out());
        let got = self.tree.run(&self.setup, &self.by);
        let clean = self.tree.clean(&self.setup, &self.by);
        totals.builds += 1;
        self.failed = got.is_err();
        match (got, clean) {
            (Ok(counts), Ok(clean)) => {
                let output = Output::read(&self.tree.out(), &self.setup.name);
                assert_same(&output, &clean, &self.log);
                if self.setup.references.is_some() {
                    totals.references += output.check_references(&self.log);
                }
                if let Some(expected) = expected(&self.tree, &self.setup, &self.by) {
                    assert!(output.contents() == expected, "not what is on disk\n{}", self.log);
                    totals.expected += 1;
                }
                assert!(self.damaged || counts.damaged == 0, "{counts:?}\n{}", self.log);
                // A time that was set may be one in the future, which is told.
                let is_told = |it: &String| it.starts_with("modified in the future");
                let may_be = self.log.contains("set the time of");
                let is_missing = |it: &String| it.contains(": no component \"");
                let as_it_may =
                    counts.warnings.iter().all(|it| may_be && is_told(it) || is_missing(it));
                assert!(as_it_may, "{counts:?}\n{}", self.log);
                let left: Vec<String> = snapshot(&self.tree.out()).into_keys().collect();
                assert_eq!(left.len(), clean.count(), "{left:?}\n{}", self.log);
                totals.components += counts.components;
                totals.opened += counts.opened;
                totals.reused += counts.reused;
                totals.from_cache += counts.from_cache;
                totals.compiled += counts.compiled;
                totals.encoded += counts.encoded;
                totals.linked += usize::from(output.is_linked());
                totals.in_parts += usize::from(output.files.len() > 1);
                totals.bundled += usize::from(!self.setup.bundles.is_empty());
            }
            (Err(got), Err(clean)) => {
                assert_eq!(got, clean, "{}", self.log);
                let mut after = snapshot(&self.tree.out());
                // The lock is made before anything can go wrong.
                if !before.contains_key("components.lock") {
                    after.remove("components.lock");
                }
                assert!(before == after, "a failure changed OUT_DIR\n{}", self.log);
                totals.errors += 1;
            }
            (got, clean) => {
                panic!("{got:?}\nbut a clean build: {:?}\n{}", clean.err(), self.log)
            }
        }
    }

    /// Changes the sources, the options or our own files.
    fn change(&mut self) -> String {
        let (tree, rng) = (&self.tree, &mut self.rng);
        if self.failed && rng.chance(70) {
            self.setup = Setup { rules: rules(), ..tree.setup() };
            return edits::repair(tree);
        }
        if self.long && rng.chance(40) {
            return edits::edit_long(tree, rng);
        }
        match rng.below(20) {
            0 => "nothing".to_owned(),
            1 if self.harm => {
                self.damaged = true;
                edits::damage(tree, rng)
            }
            2..=4 => self.change_option(),
            5 => {
                let first = edits::edit_source(tree, rng);
                let second = edits::edit_source(tree, rng);
                format!("{first}; {second}; {}", self.change_option())
            }
            _ => edits::edit_source(tree, rng),
        }
    }

    fn change_option(&mut self) -> String {
        let (setup, rng) = (&mut self.setup, &mut self.rng);
        match rng.below(18) {
            0 => toggle(&mut setup.exclude, rng.pick(&["*.txt", "a", "*.up", "part.txt"])),
            1 => toggle(&mut setup.include, rng.pick(&["*.txt", "a/**", "*.{up,inc}", ".hidden"])),
            2 => toggle(&mut setup.include, "notes.txt"),
            3 | 4 if !setup.rules.is_empty() => {
                let at = rng.below(setup.rules.len());
                setup.rules[at].1.level = rng.below(3) as u32;
                format!("set a compiler's option: {:?}", setup.rules[at])
            }
            5 if !setup.rules.is_empty() => {
                let removed = setup.rules.remove(rng.below(setup.rules.len()));
                format!("remove the compiler {removed:?}")
            }
            6 => {
                let mut rule = rules()[rng.below(4)].clone();
                rule.0 = rng.pick(&["*.txt", "a/*", "*", "*.up", "*.slow"]).to_owned();
                setup.rules.push(rule);
                format!("add the compiler {:?}", setup.rules.last())
            }
            7 => {
                setup.map_above = [None, Some(0), Some(u64::MAX)][rng.below(3)];
                format!("map above {:?}", setup.map_above)
            }
            8 => {
                setup.links = [Links::Inside, Links::Anywhere, Links::Refuse][rng.below(3)];
                format!("links {:?}", setup.links)
            }
            9 => {
                setup.cache = rng.chance(70).then(|| self.tree.cache());
                setup.max_bytes = rng.chance(30).then(|| rng.below(3000) as u64);
                format!("cache {:?}, {:?} bytes", setup.cache, setup.max_bytes)
            }
            10 => {
                let other = self.tree.path("other");
                match setup.roots.iter().position(|root| *root == other) {
                    Some(at) => drop(setup.roots.remove(at)),
                    None => setup.roots.insert(0, other),
                }
                self.tree.write("other/more.txt", rng.pick(&["more", "less"]));
                format!("roots {:?}", setup.roots)
            }
            11 => {
                let wide: PathBuf = self.tree.path("ui/../ui");
                setup
                    .roots
                    .iter_mut()
                    .filter(|it| it.ends_with("ui"))
                    .for_each(|it| *it = wide.clone());
                format!("roots {:?}", setup.roots)
            }
            12 => match setup.bundles.pop() {
                Some((glob, _)) => format!("no bundle of {glob}"),
                None => {
                    setup.bundles.push(bundle(rng));
                    format!("bundle {:?}", setup.bundles)
                }
            },
            13 => {
                setup.hidden = !setup.hidden;
                format!("hidden files: {}", setup.hidden)
            }
            14 => {
                let glob = rng.pick(&["*", "*", "*.txt", "a/*"]).to_owned();
                let missing = rng.pick(&["allow", "allow", "warn", "error"]);
                setup.references = rng.chance(70).then_some((glob, missing));
                format!("references {:?}", setup.references)
            }
            15 => {
                let glob = rng.pick(&["*", "*.txt", "a/**", "*.up"]).to_owned();
                let names = [&["br", "gzip"][..], &["zstd"], &[]][rng.below(3)];
                setup.encodings.truncate(rng.below(3));
                setup.encodings.push((glob, names.to_vec()));
                format!("encode {:?}", setup.encodings)
            }
            _ => match &self.by {
                By::Call => "nothing".to_owned(),
                _ if rng.chance(40) => {
                    setup.part_size = [None, Some(20), Some(60), Some(200)][rng.below(4)];
                    format!("parts of {:?} bytes", setup.part_size)
                }
                by if rng.chance(50) => {
                    setup.embed = EMBED[rng.below(3)];
                    let changed = format!("embed {:?}", setup.embed);
                    self.by = by.clone();
                    changed
                }
                by => {
                    let (key, value) = (rng.pick(&["FLAVOUR", "OTHER"]), rng.pick(&["", "mint"]));
                    self.by = by.with(key, value);
                    format!("set {key} to {value:?}")
                }
            },
        }
    }
}

/// Makes a bundle of some of the components, in one of several ways.
fn bundle(rng: &mut Rng) -> (String, Bundled) {
    let kind = [Kind::Body, Kind::Including, Kind::Upper][rng.below(3)];
    let fake = Fake { kind, level: rng.below(2) as u32 };
    let path = rng.pick(&["all.list", "a/all.list"]).to_owned();
    let glob = rng.pick(&["*.txt", "*.txt", "*.inc", "a/*", "*.up"]).to_owned();
    (glob, Bundled { path, fake, only: rng.chance(40) })
}

fn toggle(globs: &mut Vec<String>, glob: &str) -> String {
    match globs.iter().position(|other| other == glob) {
        Some(at) => drop(globs.remove(at)),
        None => globs.push(glob.to_owned()),
    }
    format!("globs {globs:?}")
}
