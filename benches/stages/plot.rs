//! How the stages grow with the tree: a plot, as SVG.

use std::fmt::Write as _;

use include_components_benches::table::thousands;

use crate::report::Measured;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 460.0;
/// Left of the plot are the times, below it the numbers of files, right of it
/// the names of the lines.
const LEFT: f64 = 80.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 410.0;

const COLOURS: [&str; 6] = ["#d1571f", "#1f6fd1", "#2a8f4f", "#8a4fbf", "#a0772a", "#555d68"];

/// Draws the wall time of each stage over the number of files; both scales are
/// logarithmic, so that what is linear is a line that rises by one in one.
///
/// Nothing if there are not two trees.
pub(crate) fn draw(measured: &[&Measured<'_>]) -> Option<String> {
    let (first, last) = (measured.first()?, measured.last()?);
    let stages: Vec<&str> = last.stages.iter().map(|stage| stage.name).collect();
    let lines: Vec<Vec<(f64, f64)>> = stages.iter().map(|name| points(measured, name)).collect();
    let all = || lines.iter().flatten();
    let files = (first.scene.files as f64, last.scene.files as f64);
    let lowest = all().map(|point| point.1).fold(f64::INFINITY, f64::min).log10().floor();
    let highest = all().map(|point| point.1).fold(0.0, f64::max).log10().ceil();
    if files.0 >= files.1 || lowest >= highest {
        return None;
    }
    let x = |files_here: f64| {
        LEFT + (files_here / files.0).log10() / (files.1 / files.0).log10() * (RIGHT - LEFT)
    };
    let y = |time: f64| BOTTOM - (time.log10() - lowest) / (highest - lowest) * (BOTTOM - TOP);
    let mut body = String::new();
    for power in lowest as i32..=highest as i32 {
        let (time, at) = (10_f64.powi(power), y(10_f64.powi(power)));
        let _ = writeln!(
            body,
            r##"<path d="M{LEFT} {at:.1}H{RIGHT}" stroke="#d8dee4"/>
<text x="{}" y="{:.1}" text-anchor="end">{} ms</text>"##,
            LEFT - 8.0,
            at + 4.5,
            time * 1e3
        );
    }
    for tree in measured {
        let at = x(tree.scene.files as f64);
        let count = thousands(tree.scene.files as u64);
        let _ = writeln!(
            body,
            r##"<path d="M{at:.1} {TOP}V{BOTTOM}" stroke="#d8dee4"/>
<text x="{at:.1}" y="{}" text-anchor="middle">{count}</text>"##,
            BOTTOM + 20.0
        );
    }
    // The names stand beside the ends of the lines, and not on one another.
    let mut ends: Vec<(usize, f64)> =
        lines.iter().enumerate().filter_map(|(nth, it)| Some((nth, y(it.last()?.1)))).collect();
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut free = f64::NEG_INFINITY;
    for (nth, end) in ends {
        let colour = COLOURS[nth % COLOURS.len()];
        let path: Vec<String> = lines[nth]
            .iter()
            .map(|(files, time)| format!("{:.1} {:.1}", x(*files), y(*time)))
            .collect();
        let at = end.max(free);
        free = at + 17.0;
        let _ = writeln!(
            body,
            r#"<path d="M{}" fill="none" stroke="{colour}" stroke-width="2.5"/>
<text x="{}" y="{:.1}" style="fill:{colour}">{}</text>"#,
            path.join("L"),
            RIGHT + 10.0,
            at + 4.5,
            stages[nth]
        );
    }
    Some(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" font-size="13">
<style>text {{ fill: #24292f }}</style>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="10" y="24" font-size="16" font-weight="600">Wall time of the build script, by number of files</text>
{body}<text x="{}" y="{}" text-anchor="middle">files</text>
</svg>
"##,
        f64::midpoint(LEFT, RIGHT),
        HEIGHT - 8.0
    ))
}

/// Returns the files and the seconds of one stage, tree by tree.
fn points(measured: &[&Measured<'_>], name: &str) -> Vec<(f64, f64)> {
    let point = |tree: &&Measured<'_>| {
        let stage = tree.stages.iter().find(|stage| stage.name == name)?;
        Some((tree.scene.files as f64, stage.ours().wall()))
    };
    measured.iter().filter_map(point).collect()
}
