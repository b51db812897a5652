//! What happens between two builds, and how the builds are measured.

use std::path::PathBuf;
use std::{fs, io};

use include_components_benches::samples::Samples;
use include_components_benches::{cargo, tree};

use crate::consumer::{Built, Consumer, EMPTY, Profile};

/// What happened since the last build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Nothing,
    Edited,
    Touched,
    Source,
    Added,
    Deleted,
    Checked,
    Cleaned,
}

impl Change {
    /// All, in the order in which they are made.
    const ALL: [Change; 8] = [
        Change::Nothing,
        Change::Edited,
        Change::Touched,
        Change::Source,
        Change::Added,
        Change::Deleted,
        Change::Checked,
        Change::Cleaned,
    ];

    /// Returns those that are made in a profile, in order: release builds take
    /// long.
    pub(crate) fn of(profile: Profile) -> &'static [Change] {
        match profile {
            Profile::Debug => &Change::ALL,
            Profile::Release => &[Change::Edited, Change::Source, Change::Cleaned],
        }
    }

    /// Returns the heading over its numbers.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Change::Nothing => "nothing",
            Change::Edited => "1 edited",
            Change::Touched => "1 touched",
            Change::Source => "a `.rs` edited",
            Change::Added => "1 added",
            Change::Deleted => "1 deleted",
            Change::Checked => "`check`, clean",
            Change::Cleaned => "`build`, clean",
        }
    }

    /// Whether components change, so that a build has something to notice.
    fn is_to_be_noticed(self) -> bool {
        matches!(self, Change::Edited | Change::Added | Change::Deleted)
    }
}

/// The builds of one consumer after one kind of change.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) peer: &'static str,
    pub(crate) files: usize,
    pub(crate) profile: Profile,
    pub(crate) change: Change,
    pub(crate) whole: Samples,
    pub(crate) own: Samples,
    /// The peak of rustc without a linker, in bytes, if that was measured.
    pub(crate) rustc: f64,
    /// Why there are no numbers, or why they are of no use.
    pub(crate) fault: Option<Fault>,
}

/// What a build did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The program does not have what is on disk.
    Stale,
    /// The build failed.
    Failed,
}

/// A tree, and how often to measure.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The tree that the consumers have copies of.
    pub(crate) tree: PathBuf,
    /// Its files, sorted.
    pub(crate) paths: Vec<String>,
    pub(crate) rounds: usize,
}

/// The component that is added.
const NEW: &str = "new-component.html";

/// Makes all changes in each round, and builds all consumers after each.
pub(crate) fn measure(
    plan: &Plan,
    consumers: &[&Consumer],
    profile: Profile,
) -> io::Result<Vec<Row>> {
    let changes = Change::of(profile);
    let mut rows: Vec<Row> = Vec::new();
    for change in changes {
        let row =
            |consumer: &&Consumer| Row::new(consumer.peer, plan.paths.len(), profile, *change);
        rows.extend(consumers.iter().map(row));
    }
    let mut asked = plan.paths.clone();
    asked.push(NEW.to_owned());
    for round in 0..plan.rounds {
        for (change, rows) in changes.iter().zip(rows.chunks_mut(consumers.len())) {
            for consumer in consumers {
                plan.make(*change, consumer, &format!("{} {round:04}", profile.name()))?;
            }
            tree::settle();
            for turn in 0..consumers.len() {
                let at = (round + turn) % consumers.len();
                let (consumer, row) = (consumers[at], &mut rows[at]);
                let Some(built) = build(*change, consumer, profile)? else {
                    row.fault = Some(Fault::Failed);
                    continue;
                };
                row.add(built);
                // Once is enough: programs are slow where nothing is optimised.
                let verify = round == 0 && consumer.peer != EMPTY && change.is_to_be_noticed();
                if verify && !consumer.is_right(profile, &asked)? {
                    row.fault = Some(Fault::Stale);
                }
            }
        }
    }
    Ok(rows)
}

impl Plan {
    /// Changes a consumer, as is to be measured next.
    ///
    /// No two edits have the same mark.
    fn make(&self, change: Change, consumer: &Consumer, mark: &str) -> io::Result<()> {
        // In the middle: the first or last may be a special case.
        let path = &self.paths[self.paths.len() / 2];
        let another = &self.paths[self.paths.len() / 3];
        match change {
            Change::Nothing | Change::Cleaned => Ok(()),
            Change::Edited => consumer.edit(path, mark),
            Change::Touched => consumer.touch(path),
            Change::Source => consumer.edit_source(mark),
            Change::Added => consumer.add(NEW, b"<p>new</p>\n"),
            Change::Deleted => consumer.delete(another),
            Change::Checked => {
                // From here on nothing that was built before is used.
                consumer.delete(NEW)?;
                consumer.add(another, &fs::read(self.tree.join(another))?)
            }
        }
    }
}

/// Builds after a change; returns nothing if the build fails.
fn build(change: Change, consumer: &Consumer, profile: Profile) -> io::Result<Option<Built>> {
    let what = if change == Change::Checked { "check" } else { "build" };
    if matches!(change, Change::Checked | Change::Cleaned) {
        consumer.clean(profile)?;
    }
    match consumer.build(what, profile) {
        Ok(built) => Ok(Some(built)),
        // One peer cannot be built after a component is deleted: a result.
        Err(error) if change == Change::Deleted => {
            eprintln!("{}: {}", consumer.peer, cargo::reason(&error));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

impl Row {
    /// Makes a row without a sample yet.
    fn new(peer: &'static str, files: usize, profile: Profile, change: Change) -> Self {
        let (whole, own) = (Samples::default(), Samples::default());
        Row { peer, files, profile, change, whole, own, rustc: f64::NAN, fault: None }
    }

    /// Makes a row of one clean build.
    pub(crate) fn once(peer: &'static str, files: usize, profile: Profile, built: Built) -> Self {
        let mut row = Row::new(peer, files, profile, Change::Cleaned);
        row.add(built);
        row
    }

    fn add(&mut self, built: Built) {
        self.whole.push(built.whole);
        // If rustc did not run, it cost nothing.
        self.own.push(built.own.unwrap_or_default());
    }
}
