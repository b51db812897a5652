//! The tables of all that was measured, and the targets.

use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number, thousands, verdict};

use crate::Measured;
use crate::consumer::{EMPTY, OURS};
use crate::way::{Optimised, Step, WAYS, Way};

/// What stands above the tables.
const INTRODUCTION: &str = "\
# Embedding with brotli and gzip, measured

Written by `cargo bench -p include-components-benches --bench encodings`; how it measures, and \
what the crates look like, is in [`../README.md`](../README.md).

All numbers are medians of whole calls of `cargo build`. A `×` is how many times as much as \
`include-components, release` took. `empty` is a crate without components: what no embedding can \
go below. memory-serve has brotli only, and makes gzip when the program starts; static-serve has \
gzip and zstd.
";

/// All that was measured.
pub(crate) struct Results {
    /// The machine and the versions.
    pub(crate) head: String,
    trees: Vec<Tree>,
}

struct Tree {
    files: usize,
    bytes: u64,
    /// One for each of [`WAYS`].
    measured: Vec<Measured>,
}

impl Results {
    pub(crate) fn new(head: String) -> Self {
        Results { head, trees: Vec::new() }
    }

    /// Adds what was measured on one tree.
    pub(crate) fn add(&mut self, files: usize, bytes: u64, measured: Vec<Measured>) {
        self.trees.push(Tree { files, bytes, measured });
    }

    /// Returns everything, as Markdown.
    pub(crate) fn text(&self) -> String {
        let trees: String = self.trees.iter().map(Tree::text).collect();
        format!("{INTRODUCTION}\n{}\n\n{}{trees}", self.head, self.targets())
    }

    /// Returns the tables of the tree that was added last.
    pub(crate) fn last(&self) -> String {
        self.trees.last().map(Tree::text).unwrap_or_default()
    }

    /// Returns the targets, on each tree.
    pub(crate) fn targets(&self) -> String {
        let mut table = Table::new(["", "files", "measured", "target"]);
        for tree in &self.trees {
            for (what, value, target) in tree.ratios() {
                let target = target.map_or(String::new(), |target| verdict(value, target));
                table.row([what, thousands(tree.files as u64), number(value), target]);
            }
        }
        format!(
            "## Targets\n\nRatios, of CPU seconds if nothing else is said. A target stands where \
             it was promised: for 1,000 files, or for a UI.\n\n{table}"
        )
    }
}

impl Tree {
    fn text(&self) -> String {
        let mut headings = vec![String::new()];
        headings.extend(Step::ALL.map(|step| step.heading().to_owned()));
        let (mut cpu, mut wall) = (Table::new(headings.clone()), Table::new(headings));
        let mut rest = Table::new(["", "peak, MB", "br, kB", "gzip, kB", "zstd, kB", "rounds"]);
        let mut left_out = String::new();
        for (way, measured) in WAYS.iter().zip(&self.measured) {
            if let Some(reason) = &measured.left_out {
                left_out += &format!("\n* {} is left out: it {reason}.", way.name());
                continue;
            }
            let row = |cell: &dyn Fn(Step) -> String| {
                [way.name()].into_iter().chain(Step::ALL.map(cell)).collect::<Vec<_>>()
            };
            cpu.row(row(&|step| {
                let (cost, ours) = (measured.of(step).cpu(), self.cpu(&WAYS[1], step));
                format!("{} ({}×)", number(cost), number(cost / ours))
            }));
            wall.row(row(&|step| number(measured.of(step).wall())));
            let cold = measured.of(Step::Cold);
            let mut cells = vec![way.name(), thousands((cold.peak() / 1e6) as u64)];
            let sizes = measured.sizes.map(|sizes| [sizes.br, sizes.gzip, sizes.zstd]);
            cells.extend(sizes.unwrap_or_default().map(|bytes| match bytes {
                0 => "–".to_owned(),
                _ => thousands(bytes / 1000),
            }));
            cells.push(cold.rounds().to_string());
            rest.row(cells);
        }
        format!(
            "\n## {} files, {} MB\n\n### CPU seconds\n\n{cpu}\n### Wall seconds\n\n{wall}\n\
             ### Peak memory with nothing cached, and what is embedded\n\n{rest}{left_out}\n",
            thousands(self.files as u64),
            number(self.bytes as f64 / 1e6)
        )
    }

    /// Returns what the targets are about, and those that are due here.
    fn ratios(&self) -> Vec<(String, f64, Option<f64>)> {
        use Step::{Changed, Cleaned, Cold, Program};
        let mut ratios = Vec::new();
        let small = |target| (self.files == 1_000).then_some(target);
        for optimised in [Optimised::Nothing, Optimised::All] {
            let of = |krate, step| self.cpu(&Way { krate, profile: "release", optimised }, step);
            let (best, value) = self.best(optimised);
            let with = match optimised {
                Optimised::All => ", all with build-override 3",
                _ => "",
            };
            let text = format!("1 edited, over the best crate's ({best}){with}");
            ratios.push((text, of(OURS, Changed) / value, small(1.0 / 20.0)));
            let floor = self.cpu(&WAYS[0], Program);
            let text = format!("the same, both without what the empty crate costs{with}");
            ratios.push((text, (of(OURS, Changed) - floor) / (value - floor), None));
            let text = format!("1 edited, over memory-serve's{with}");
            ratios.push((text, of(OURS, Changed) / of("memory-serve", Changed), small(0.01)));
        }
        let ours = |step| self.cpu(&WAYS[1], step);
        let text = "cleaned, cache kept, over nothing cached".to_owned();
        let due = [150, 1_000].contains(&self.files).then_some(1.0 / 20.0);
        ratios.push((text, ours(Cleaned) / ours(Cold), due));
        let floor = self.cpu(&WAYS[0], Cold);
        let text = "the same, both without what the empty crate costs".to_owned();
        ratios.push((text, (ours(Cleaned) - floor) / (ours(Cold) - floor), None));
        let two_lines = Way { krate: OURS, profile: "release", optimised: Optimised::TwoLines };
        let text = "nothing cached, without the two lines over with them".to_owned();
        ratios.push((text, ours(Cold) / self.cpu(&two_lines, Cold), None));
        let (ours, web) = (&self.measured[1], self.at("rust-embed-for-web"));
        let Some(web) = web.filter(|web| web.left_out.is_none()) else { return ratios };
        let ui = |target| (self.files == 150).then_some(target);
        let wall = |measured: &Measured| measured.of(Cold).wall();
        let text = "nothing cached, over rust-embed-for-web's, wall".to_owned();
        ratios.push((text, wall(ours) / wall(web), ui(0.1)));
        if let (Some(ours), Some(web)) = (ours.sizes, web.sizes) {
            for (coding, ours, web) in [("br", ours.br, web.br), ("gzip", ours.gzip, web.gzip)] {
                let text = format!("length of all {coding}, over rust-embed-for-web's");
                ratios.push((text, ours as f64 / web as f64, ui(1.02)));
            }
        }
        ratios
    }

    /// Returns the crate for which an edit costs least, and how many seconds.
    fn best(&self, optimised: Optimised) -> (&'static str, f64) {
        let peers = WAYS
            .iter()
            .filter(|way| ![EMPTY, OURS].contains(&way.krate) && way.optimised == optimised);
        let costs = peers.map(|way| (way.krate, self.cpu(way, Step::Changed)));
        let least = costs.filter(|(_, cost)| !cost.is_nan()).min_by(|a, b| a.1.total_cmp(&b.1));
        least.unwrap_or(("none", f64::NAN))
    }

    /// Returns the CPU seconds of one step; NaN if the way is left out.
    fn cpu(&self, way: &Way, step: Step) -> f64 {
        let measured = WAYS.iter().zip(&self.measured).find(|(other, _)| *other == way);
        let measured = measured.filter(|(_, measured)| measured.left_out.is_none());
        measured.map_or(f64::NAN, |(_, measured)| measured.of(step).cpu())
    }

    /// Finds what was measured of a crate, release and nothing optimised.
    fn at(&self, krate: &str) -> Option<&Measured> {
        let at = WAYS.iter().position(|way| way.krate == krate)?;
        self.measured.get(at)
    }
}

impl Measured {
    fn of(&self, step: Step) -> &Samples {
        &self.costs[step as usize]
    }
}
