//! Tables of what was measured, with the targets.

use std::fmt;

use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number, thousands, verdict};

use crate::scene::Scene;
use crate::stage::{OURS, Stage};

/// What stands above the tables.
pub(crate) const INTRODUCTION: &str = "\
# The stages of a build, measured

Written by `cargo bench -p include-components-benches --bench stages`; how it measures is in \
[`../README.md`](../README.md).

Times are medians, in milliseconds, of the whole process; `call` is the call of `compile` in \
the build script alone. `ours over it` is the median of the ratios of each round: under 1, our \
build script took less than the row's program. A target is that of the wall time.
";

/// All that was measured on one tree.
pub(crate) struct Measured<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) stages: Vec<Stage>,
    /// The call in a run that cargo started, nothing having changed, in
    /// seconds.
    pub(crate) inside_cargo: Option<f64>,
}

impl Measured<'_> {
    fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// Whether the targets are for this tree; all but the large ones are for
    /// ten thousand files.
    fn has_targets(&self) -> bool {
        self.scene.files < 100 || self.scene.files == 10_000
    }
}

impl fmt::Display for Measured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scene { name, files, bytes, .. } = self.scene;
        let title = match name.parse::<u64>() {
            Ok(count) => format!("{} files", thousands(count)),
            Err(_) => name.clone(),
        };
        let plural = if *files == 1 { "" } else { "s" };
        let files = thousands(*files as u64);
        let size = number(*bytes as f64 / 1e6);
        writeln!(f, "## {title}\n\n{files} file{plural}, {size} MB.\n")?;
        let mut table = Table::new([
            "",
            "wall",
            "CPU",
            "call",
            "ours over it, wall",
            "ours over it, CPU",
            "target",
        ]);
        for stage in &self.stages {
            table.row([format!("**{}**", stage.name)]);
            for (name, samples) in &stage.subjects {
                table.row(self.row(stage, name, samples));
            }
        }
        writeln!(f, "{table}")?;
        writeln!(f, "Where the call spends its time, in milliseconds:\n")?;
        for stage in &self.stages {
            let parts =
                stage.parts.iter().map(|(name, time)| format!("{name} {}", milliseconds(*time)));
            writeln!(f, "* {}: {}", stage.name, parts.collect::<Vec<_>>().join(", "))?;
        }
        writeln!(f)?;
        if let (Some(inside), Some(no_op)) = (self.inside_cargo, self.stage("nothing changed")) {
            let (inside, alone) = (milliseconds(inside), milliseconds(no_op.took));
            writeln!(
                f,
                "The call with nothing changed, in build scripts that `cargo build` started: \
                 {inside} ms; above, started by the bench: {alone} ms.\n"
            )?;
        }
        Ok(())
    }
}

impl Measured<'_> {
    fn row(&self, stage: &Stage, name: &str, samples: &Samples) -> [String; 7] {
        let ours = stage.ours();
        let times = [milliseconds(samples.wall()), milliseconds(samples.cpu())];
        let [wall, cpu] = times;
        if name == OURS {
            // The only target that is a time, which is that of the call.
            let target = match stage.name {
                "all changed" if self.scene.files == 100 => {
                    let word = if stage.took < 0.005 { "pass" } else { "**miss**" };
                    format!("call < 5 ms: {word}")
                }
                _ => String::new(),
            };
            let [none, of_none] = [String::new(), String::new()];
            return [name.to_owned(), wall, cpu, milliseconds(stage.took), none, of_none, target];
        }
        let over = ours.wall_over(samples);
        let target = stage.targets.iter().find(|(other, _)| self.has_targets() && *other == name);
        [
            name.to_owned(),
            wall,
            cpu,
            String::new(),
            number(over),
            number(ours.cpu_over(samples)),
            target.map_or_else(String::new, |(_, target)| verdict(over, *target)),
        ]
    }
}

/// Returns a table of what each file costs, on trees of all sizes.
pub(crate) fn growth(measured: &[Measured<'_>]) -> String {
    let small: Vec<&Measured<'_>> =
        measured.iter().filter(|each| each.inside_cargo.is_some()).collect();
    let first = small.iter().find(|each| each.scene.files >= 1_000);
    let (Some(first), Some(last)) = (first, small.last()) else { return String::new() };
    if first.scene.files == last.scene.files {
        return String::new();
    }
    let counts = small.iter().map(|each| format!("{} files", thousands(each.scene.files as u64)));
    let last_column = format!("last over {}", thousands(first.scene.files as u64));
    let mut table = Table::new([String::new()].into_iter().chain(counts).chain([last_column]));
    for stage in &last.stages {
        let each_file = |measured: &Measured<'_>| {
            let stage = measured.stage(stage.name)?;
            Some(stage.ours().wall() * 1e6 / measured.scene.files as f64)
        };
        let mut row = vec![stage.name.to_owned()];
        row.extend(small.iter().map(|each| number(each_file(each).unwrap_or(f64::NAN))));
        if let (Some(first), Some(last)) = (each_file(first), each_file(last)) {
            row.push(verdict_of_growth(last / first));
        }
        table.row(row);
    }
    format!(
        "## Growth\n\n![Wall time by number of files](stages.svg)\n\nWall time of our build script, in microseconds a file. At most as much a \
         file for the largest tree as for 1,000 is linear or better.\n\n{table}"
    )
}

fn verdict_of_growth(ratio: f64) -> String {
    format!("{} ({})", number(ratio), verdict(ratio, 1.0))
}

fn milliseconds(seconds: f64) -> String {
    number(seconds * 1e3)
}
