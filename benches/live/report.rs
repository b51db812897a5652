//! The tables of all that was measured, and the targets.

use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number, thousands, verdict};

use crate::app::Way;
use crate::{LEAKING, Measured};

/// What stands above the tables.
const INTRODUCTION: &str = "\
# Live mode, measured

Written by `cargo bench -p include-components-benches --bench live`; how it measures, and what the \
programs look like, is in [`../README.md`](../README.md).
";

/// How much of a rebuild and a restart live mode may take.
const OF_A_REBUILD: f64 = 1.0 / 40.0;

/// How much of a core it may take while a page is open, in percent, with up to so many
/// files; and while there is none.
const OPEN_PAGE: [(usize, f64); 2] = [(100, 1.0), (10_000, 10.0)];
const NO_PAGE: f64 = 0.0;

/// How much memory an edit may keep with up to 10,000 files, in MB.
const LEAK: (usize, f64) = (10_000, 1.5);

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) head: String,
    pub(crate) trees: Vec<Measured>,
}

impl Results {
    /// Returns everything, as Markdown.
    pub(crate) fn text(&self) -> String {
        let tables: String = self.trees.iter().map(tables).collect();
        format!("{INTRODUCTION}\n{}\n\n{}\n{tables}", self.head, self.targets())
    }

    /// Returns the table of the targets.
    pub(crate) fn targets(&self) -> String {
        let mut table = Table::new(["", "files", "measured", "target"]);
        for tree in &self.trees {
            let files = thousands(tree.files as u64);
            let mut row = |name: &str, value: f64, target: f64| {
                table.row([name, &files, &number(value), &verdict(value, target)]);
            };
            if let (Some(live), Some(rebuilt)) = (tree.of(Way::Live), tree.of(Way::Rebuilt)) {
                row(
                    "save to new bytes, over rebuild and restart",
                    live.wall_over(rebuilt),
                    OF_A_REBUILD,
                );
            }
            let page = OPEN_PAGE.iter().find(|(files, _)| tree.files <= *files);
            if let Some((_, target)) = page {
                row("CPU while a page is open, % of a core", tree.idle.page, *target);
            }
            row("CPU before a page is open, % of a core", tree.idle.before, NO_PAGE);
            row("CPU after it was closed, % of a core", tree.idle.after, NO_PAGE);
            if tree.files <= LEAK.0 {
                row("memory kept an edit, MB", tree.leaked / 1e6, LEAK.1);
            }
        }
        format!("## Targets\n\nThe first is the median of the ratios of each round.\n\n{table}")
    }
}

impl Measured {
    /// Returns the samples of a way, if there are any.
    fn of(&self, way: Way) -> Option<&Samples> {
        let found = self.saved.iter().find(|(it, _)| *it == way)?;
        found.1.as_ref().ok()
    }
}

/// Returns what was measured on one tree.
pub(crate) fn tables(tree: &Measured) -> String {
    let live = tree.of(Way::Live).cloned().unwrap_or_default();
    let mut saved = Table::new(["from save to new bytes", "median ms", "least ms", "over live"]);
    let mut reasons = String::new();
    for (way, measured) in &tree.saved {
        match measured {
            Ok(samples) => saved.row([
                way.name(),
                &number(samples.wall() * 1e3),
                &number(samples.least_wall() * 1e3),
                &format!("{}×", number(samples.wall_over(&live))),
            ]),
            Err(reason) => {
                saved.row([way.name(), "–", "–", "–"]);
                reasons += &format!("\n* {} is not there: {reason}", way.name());
            }
        }
    }
    if !reasons.is_empty() {
        reasons.push('\n');
    }
    let mut idle = Table::new(["CPU of program and build script, nothing changed", "% of a core"]);
    idle.row(["before a page is open", &number(tree.idle.before)]);
    idle.row(["while a page is open", &number(tree.idle.page)]);
    idle.row(["after it was closed", &number(tree.idle.after)]);
    format!(
        "## {} files, {} MB\n\n{} rounds.\n\n{saved}{reasons}\n{idle}\n\
         An edit keeps {} MB of memory, the mean of {LEAKING}.\n\n",
        thousands(tree.files as u64),
        number(tree.bytes as f64 / 1e6),
        live.rounds(),
        number(tree.leaked / 1e6),
    )
}
