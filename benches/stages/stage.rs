//! The stages: what is run side by side, and what it should cost.

use std::hint::black_box;
use std::io;
use std::process::Command;

use include_components_benches::measure;
use include_components_benches::samples::{Samples, Subject, interleave, median};
use include_components_benches::tree;

use crate::bare;
use crate::scene::{Scene, drop_caches, sync};
use crate::script::{Run, Script, is_installed};

/// The name of our build script in all tables.
pub(crate) const OURS: &str = "our build script";

/// What was measured side by side.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    /// Of our build script, first of the subjects: the median wall time of the
    /// call alone, in seconds, without the start and the end of the process.
    pub(crate) took: f64,
    /// The parts of the call, in order, with the median of each, in seconds.
    pub(crate) parts: Vec<(String, f64)>,
    pub(crate) subjects: Vec<(String, Samples)>,
    /// The targets: what our wall time over that of a subject may be.
    pub(crate) targets: Vec<(&'static str, f64)>,
}

impl Stage {
    /// Returns what our build script cost.
    pub(crate) fn ours(&self) -> &Samples {
        &self.subjects[0].1
    }
}

/// The scripts, and how long to measure.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) ours: Script,
    pub(crate) naive: Script,
    pub(crate) rounds: usize,
}

impl Bench {
    /// Measures a run in which nothing changed.
    pub(crate) fn no_op(&self, scene: &Scene) -> io::Result<Stage> {
        let ours = self.ours.on(&scene.still, &scene.name);
        ours.settle()?;
        let mut subjects = vec![
            Subject::new(OURS, || ours.run_opening(0)),
            Subject::new("find -printf", || measure::run(&mut scene.find(&scene.still))),
        ];
        if is_installed("git") {
            scene.init_git(&scene.still)?;
            let status = || measure::run(&mut scene.git_status(&scene.still));
            subjects.push(Subject::new("git status", status));
        }
        let measured = interleave(self.rounds, |_| Ok(()), subjects)?;
        let targets = vec![("find -printf", 0.5), ("git status", 1.1)];
        Ok(stage("nothing changed", &ours, measured, targets))
    }

    /// Measures a run after an edit of one file, beside one after none.
    pub(crate) fn one_changed(&self, scene: &Scene) -> io::Result<Stage> {
        let still = self.ours.on(&scene.still, &scene.name);
        let edited = self.ours.on(&scene.edited, &format!("{}-edited", scene.name));
        still.settle()?;
        edited.settle()?;
        let subjects = vec![
            Subject::new(OURS, || edited.run_opening(1)),
            Subject::new("the same, nothing changed", || still.run_opening(0)),
        ];
        let measured = interleave(self.rounds, |round| scene.edit(1, round), subjects)?;
        let targets = vec![("the same, nothing changed", 1.5)];
        Ok(stage("1 changed", &edited, measured, targets))
    }

    /// Measures a run after an edit of every file.
    pub(crate) fn all_changed(&self, scene: &Scene) -> io::Result<Stage> {
        let ours = self.ours.on(&scene.edited, &format!("{}-edited", scene.name));
        ours.settle()?;
        let mut subjects = vec![Subject::new(OURS, || ours.run_opening(scene.files as u64))];
        self.add_hashers(scene, &mut subjects, &["b3sum"]);
        let prepare = |round| scene.edit(scene.files, round);
        let measured = interleave(self.rounds, prepare, subjects)?;
        Ok(stage("all changed", &ours, measured, Vec::new()))
    }

    /// Measures a run after every file got a new time and the same bytes.
    pub(crate) fn all_touched(&self, scene: &Scene) -> io::Result<Stage> {
        let ours = self.ours.on(&scene.edited, &format!("{}-edited", scene.name));
        ours.settle()?;
        let mut subjects = vec![Subject::new(OURS, || ours.run_opening(scene.files as u64))];
        if is_installed("git") {
            scene.init_git(&scene.edited)?;
            let status = || measure::run(&mut scene.git_status(&scene.edited));
            subjects.push(Subject::new("git status", status));
        }
        let measured = interleave(self.rounds.min(9), |_| scene.touch_all(), subjects)?;
        Ok(stage("all touched", &ours, measured, Vec::new()))
    }

    /// Measures a first run, the files being in memory.
    pub(crate) fn nothing_cached(&self, scene: &Scene) -> io::Result<Stage> {
        let ours = self.ours.on(&scene.still, &format!("{}-first", scene.name));
        let naive = self.naive.on(&scene.still, &scene.name);
        let out = scene.still.with_file_name("bare");
        let mut subjects = vec![Subject::new(OURS, || {
            ours.forget()?;
            ours.run_opening(scene.files as u64)
        })];
        self.add_hashers(scene, &mut subjects, &["b3sum", "sha256sum"]);
        subjects.push(Subject::new("bare calls", || {
            measure::run(&mut bare::command(&scene.still, &scene.list, &out)?)
        }));
        let opened = 2 * scene.files as u64;
        let slow = Subject::new("naive build script", || naive.run_opening(opened));
        subjects.push(slow.at_most(if scene.files > 20_000 { 1 } else { 3 }));
        let measured = interleave(self.rounds, |_| Ok(()), subjects)?;
        std::fs::remove_file(&out)?;
        let targets = vec![("b3sum", 0.6), ("naive build script", 1.0 / 15.0)];
        Ok(stage("nothing cached", &ours, measured, targets))
    }

    /// Measures runs with an empty page cache: a first one, and one in which
    /// nothing changed.
    pub(crate) fn cold(&self, scene: &Scene) -> io::Result<Vec<Stage>> {
        let rounds = self.rounds.min(5);
        let empty = scene.edited.with_file_name("empty");
        std::fs::create_dir_all(&empty)?;
        let warm_up = self.ours.on(&empty, "empty");
        let drop = || -> io::Result<()> {
            drop_caches()?;
            warm_up.run().map(drop)
        };

        let ours = self.ours.on(&scene.still, &format!("{}-first", scene.name));
        let mut subjects = vec![Subject::new(OURS, || {
            ours.forget()?;
            drop()?;
            ours.run_opening(scene.files as u64)
        })];
        for program in ["b3sum"].into_iter().filter(|program| is_installed(program)) {
            subjects.push(Subject::new(program, || {
                drop()?;
                measure::run(&mut scene.on_all(&scene.still, program)?)
            }));
        }
        let measured = interleave(rounds, |_| Ok(()), subjects)?;
        let first = stage("nothing cached, disk cold", &ours, measured, vec![("b3sum", 0.4)]);

        let ours = self.ours.on(&scene.still, &scene.name);
        ours.settle()?;
        let after_drop = |command: &mut Command| {
            drop()?;
            measure::run(command)
        };
        let mut subjects = vec![
            Subject::new(OURS, || {
                drop()?;
                ours.run_opening(0)
            }),
            Subject::new("find -printf", || after_drop(&mut scene.find(&scene.still))),
        ];
        if is_installed("git") {
            let status = || after_drop(&mut scene.git_status(&scene.still));
            subjects.push(Subject::new("git status", status));
        }
        let measured = interleave(rounds, |_| Ok(()), subjects)?;
        Ok(vec![first, stage("nothing changed, disk cold", &ours, measured, Vec::new())])
    }

    /// Measures a first run over large files, the files being in memory.
    pub(crate) fn large(&self, scene: &Scene, target: f64) -> io::Result<Stage> {
        let ours = self.ours.on(&scene.still, &scene.name);
        let copy = scene.still.with_file_name("copy");
        let mut subjects = vec![Subject::new(OURS, || {
            ours.forget()?;
            sync()?;
            claim_memory(scene.bytes);
            ours.run_opening(scene.files as u64)
        })];
        self.add_hashers(scene, &mut subjects, &["b3sum"]);
        if is_installed("sha256sum") {
            let run = || measure::run(&mut scene.on_all(&scene.still, "sha256sum")?);
            subjects.push(Subject::new("sha256sum", run).at_most(1));
        }
        // A first run also writes all bytes once: this is what that costs.
        subjects.push(Subject::new("cp -r", || {
            tree::remove(&copy)?;
            sync()?;
            claim_memory(scene.bytes);
            measure::run(Command::new("cp").arg("-r").arg(&scene.still).arg(&copy))
        }));
        let measured = interleave(self.rounds.min(7), |_| Ok(()), subjects)?;
        for left_over in [ours.forget(), std::fs::remove_dir_all(&copy)] {
            left_over?;
        }
        Ok(stage("nothing cached", &ours, measured, vec![("b3sum", target)]))
    }

    fn add_hashers<'a>(
        &self,
        scene: &'a Scene,
        subjects: &mut Vec<Subject<'a>>,
        programs: &[&'static str],
    ) {
        for program in programs.iter().filter(|program| is_installed(program)) {
            let run = || measure::run(&mut scene.on_all(&scene.still, program)?);
            subjects.push(Subject::new(program, run));
        }
    }

    /// Measures the call in runs that cargo itself starts though nothing
    /// changed; returns the median, in seconds.
    pub(crate) fn inside_cargo(&self, scene: &Scene) -> io::Result<f64> {
        // The first is for another tree and reads it; its stamps must be old.
        for round in 0..2 {
            self.ours.run_in_cargo(&scene.still, round)?;
        }
        let mut took = Vec::new();
        for round in 0..self.rounds.min(7) {
            let (_, ran) = self.ours.run_in_cargo(&scene.still, round + 2)?;
            if ran.opened > 0 || ran.written > 0 {
                return Err(io::Error::other(format!("nothing changed, but {ran:?}")));
            }
            took.push(ran.took);
        }
        Ok(median(took))
    }
}

/// Uses three times as many bytes of memory, and frees them.
///
/// A virtual machine gives its host back what is long free; whoever needs it
/// first would wait for the host, which took up to 4 s for 2 GiB. Of what was
/// free before, some is taken all the same: hence more than is needed.
fn claim_memory(bytes: u64) {
    drop(black_box(vec![1_u8; 3 * bytes as usize]));
}

fn stage(
    name: &'static str,
    ours: &Run<'_>,
    subjects: Vec<(String, Samples)>,
    targets: Vec<(&'static str, f64)>,
) -> Stage {
    let said = ours.take_said();
    let took = median(said.iter().map(|ran| ran.took).collect());
    let names = said.first().map(|ran| ran.stages.clone()).unwrap_or_default();
    let part = |nth: usize| {
        let times = said.iter().filter_map(|ran| ran.stages.get(nth)).map(|(_, time)| *time);
        median(times.collect())
    };
    let parts = names.into_iter().enumerate().map(|(nth, (name, _))| (name, part(nth))).collect();
    Stage { name, took, parts, subjects, targets }
}
