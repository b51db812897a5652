//! The tables of all that was measured.

use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number, thousands};

use crate::analyzed::{self, Analyzed};
use crate::changes::{Change, Fault, Row};
use crate::consumer::{EMPTY, OURS, PEERS, Profile};
use crate::program::{self, Program};
use crate::targets;

/// The number of files that the targets are about.
pub(crate) const PUBLISHED: usize = 10_000;

/// What stands above the tables.
const INTRODUCTION: &str = "\
# include-components and its peers, measured

Written by `cargo bench -p include-components-benches --bench peers`; how it measures, and what \
the peers' crates look like, is in [`../README.md`](../README.md).

![CPU seconds of cargo build](NAME.svg)

All numbers are medians. A `×` is how many times as much as `include-components` took. `empty` \
is a crate without components: what no embedding can go below. **stale**: cargo was content, and \
the program does not have what is on disk. **fails**: the build does.
";

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Results {
    /// The machine and the versions.
    pub(crate) head: String,
    /// The trees: files and bytes.
    pub(crate) trees: Vec<(usize, u64)>,
    pub(crate) rows: Vec<Row>,
    /// The first builds, by profile and peer.
    pub(crate) from_nothing: Vec<(Profile, Vec<(String, Samples)>)>,
    pub(crate) programs: Vec<Program>,
    pub(crate) analyzed: Vec<Analyzed>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// A peer that a tree would take too much of, or that cannot be built with it.
#[derive(Debug)]
pub(crate) struct LeftOut {
    pub(crate) peer: &'static str,
    pub(crate) files: usize,
    pub(crate) profile: Profile,
    /// Such as `would take some 50 s`.
    pub(crate) reason: String,
}

impl Results {
    pub(crate) fn new(head: String) -> Self {
        let (trees, rows, from_nothing, programs, analyzed, left_out) = Default::default();
        Results { head, trees, rows, from_nothing, programs, analyzed, left_out }
    }

    /// Finds what was measured of a peer.
    pub(crate) fn row(
        &self,
        peer: &str,
        files: usize,
        profile: Profile,
        change: Change,
    ) -> Option<&Row> {
        self.rows.iter().find(|row| {
            (row.peer, row.files, row.profile, row.change) == (peer, files, profile, change)
        })
    }

    /// Whether something was measured of a peer.
    pub(crate) fn has(&self, peer: &str, files: usize, profile: Profile, change: Change) -> bool {
        self.row(peer, files, profile, change).is_some()
    }

    /// Returns everything, as Markdown, with the chart of that name.
    pub(crate) fn text(&self, chart: &str) -> String {
        let introduction = INTRODUCTION.replace("NAME", chart);
        let mut text = format!("{introduction}\n{}\n\n{}\n", self.head, self.summary());
        text += &self.first_build_table();
        for (files, bytes) in &self.trees {
            let size = number(*bytes as f64 / 1e6);
            text += &format!("\n## {} files, {size} MB\n", thousands(*files as u64));
            for profile in [Profile::Debug, Profile::Release] {
                text += &self.tables(*files, profile);
            }
        }
        text
    }

    /// Returns the targets.
    pub(crate) fn summary(&self) -> String {
        format!("## Targets\n\n{}", targets::table(self))
    }

    /// Returns the files and bytes of the tree that the targets are about, or
    /// else of the one with the most files.
    pub(crate) fn main_tree(&self) -> (usize, u64) {
        let published = self.trees.iter().find(|tree| tree.0 == PUBLISHED);
        published.or(self.trees.iter().max()).copied().unwrap_or_default()
    }

    /// Returns what the first builds cost.
    pub(crate) fn first_build_table(&self) -> String {
        if self.from_nothing.is_empty() {
            return String::new();
        }
        let mut table =
            Table::new(["", "debug, CPU s", "×", "wall s", "release, CPU s", "×", "wall s"]);
        for peer in &PEERS {
            let mut cells = vec![peer.name.to_owned()];
            for (_, samples) in &self.from_nothing {
                let of = |name| samples.iter().find(|(other, _)| other == name);
                if let (Some((_, cost)), Some((_, ours))) = (of(peer.name), of(OURS)) {
                    cells.push(number(cost.cpu()));
                    cells.push(number(cost.cpu() / ours.cpu()));
                    cells.push(number(cost.wall()));
                }
            }
            table.row(cells);
        }
        let files = self.trees.first().map_or(String::new(), |tree| thousands(tree.0 as u64));
        let files = if files.is_empty() { String::new() } else { format!(" ({files} files)") };
        format!(
            "## First build, all dependencies included{files}\n\nDownloads are done before.\n\n\
             {table}"
        )
    }

    /// Returns the tables of one tree and profile.
    pub(crate) fn tables(&self, files: usize, profile: Profile) -> String {
        let changes = Change::of(profile);
        let headings = changes.iter().map(|change| change.heading().to_owned());
        let headings: Vec<String> = [String::new()].into_iter().chain(headings).collect();
        let (mut cpu, mut wall) = (Table::new(headings.clone()), Table::new(headings));
        for peer in &PEERS {
            let cells = |cell: &dyn Fn(&Row, &Row) -> String| {
                let mut cells = vec![peer.name.to_owned()];
                cells.extend(changes.iter().map(|change| {
                    let of = |peer| self.row(peer, files, profile, *change);
                    match (of(peer.name), of(OURS)) {
                        (Some(row), Some(ours)) => cell(row, ours),
                        _ => "–".to_owned(),
                    }
                }));
                cells
            };
            cpu.row(cells(&|row, ours| match row.fault {
                Some(Fault::Failed) => "**fails**".to_owned(),
                Some(Fault::Stale) => format!("{} **stale**", number(row.whole.cpu())),
                None => {
                    let times = number(row.whole.cpu() / ours.whole.cpu());
                    format!("{} ({times}×)", number(row.whole.cpu()))
                }
            }));
            wall.row(cells(&|row, _| number(row.whole.wall())));
        }
        let own = self.own_table(files, profile, changes);
        let left_out = self.left_out(files, profile);
        let payload = self.trees.iter().find(|tree| tree.0 == files).map_or(0, |tree| tree.1);
        let programs = match profile {
            Profile::Debug => analyzed::table(&self.analyzed, files)
                .map_or(String::new(), |table| {
                    format!("\n### rust-analyzer until the macro is expanded\n\n{table}")
                }),
            Profile::Release => format!(
                "\n### The program, release\n\n{}",
                program::table(&self.programs, files, payload)
            ),
        };
        format!(
            "\n### The whole call of cargo, {0}, CPU seconds\n\n{cpu}\
             \n### The whole call of cargo, {0}, wall seconds\n\n{wall}\
             \n### Rustc and linker for the consumer crate alone, {0}\n\n{own}{left_out}{programs}",
            profile.name()
        )
    }

    /// Returns who is left out of a tree and why, as a list.
    fn left_out(&self, files: usize, profile: Profile) -> String {
        let here = |it: &&LeftOut| (it.files, it.profile) == (files, profile);
        let line = |LeftOut { peer, reason, .. }: &LeftOut| {
            format!("\n* {peer}, {}, is left out: it {reason}.", profile.name())
        };
        let lines: String = self.left_out.iter().filter(here).map(line).collect();
        if lines.is_empty() { lines } else { lines + "\n" }
    }

    fn own_table(&self, files: usize, profile: Profile, changes: &[Change]) -> Table {
        let changes: Vec<Change> = changes
            .iter()
            .copied()
            .filter(|change| {
                use Change::{Checked, Cleaned, Edited, Source};
                matches!(change, Edited | Source | Checked | Cleaned)
            })
            .collect();
        let mut headings = vec![String::new()];
        headings.extend(changes.iter().map(|change| format!("{}, CPU s", change.heading())));
        let memory = ["`build`, peak MB", "over empty", "rustc alone, peak MB", "over empty"];
        headings.extend(memory.map(str::to_owned));
        let mut table = Table::new(headings);
        for peer in &PEERS {
            let Some(clean) = self.row(peer.name, files, profile, Change::Cleaned) else {
                continue;
            };
            let mut cells = vec![peer.name.to_owned()];
            cells.extend(changes.iter().map(|change| {
                let row = self.row(peer.name, files, profile, *change);
                number(row.map_or(f64::NAN, |row| row.own.cpu()))
            }));
            let empty = self.row(EMPTY, files, profile, Change::Cleaned).unwrap_or(clean);
            for (peak, floor) in [(clean.own.peak(), empty.own.peak()), (clean.rustc, empty.rustc)]
            {
                cells.extend([number(peak / 1e6), format!("{}×", number(peak / floor))]);
            }
            table.row(cells);
        }
        table
    }
}
