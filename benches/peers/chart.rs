//! A bar chart, as SVG.

use std::fmt::Write as _;

use include_components_benches::table::{number, thousands};

use crate::changes::{Change, Fault, Row};
use crate::consumer::{OURS, PEERS, Profile};
use crate::report::Results;

const WIDTH: f64 = 760.0;
/// Where the bars begin: left of it are the names.
const LEFT: f64 = 150.0;
/// How long the longest bar is: right of it are the numbers.
const LONGEST: f64 = 420.0;
const BAR: f64 = 18.0;
const HEAD: f64 = 34.0;

/// Draws, for the tree of the targets, the CPU seconds of `cargo build` by change.
///
/// Each change has a scale of its own, from 0.
pub(crate) fn draw(results: &Results) -> String {
    let panels = [Change::Cleaned, Change::Edited, Change::Source, Change::Checked];
    let (files, bytes) = results.main_tree();
    let mut body = String::new();
    let mut y = 30.0;
    let title = format!(
        "CPU seconds of cargo, debug, {} files, {} MB",
        thousands(files as u64),
        number(bytes as f64 / 1e6)
    );
    let _ = writeln!(body, r#"<text x="10" y="22" class="title">{title}</text>"#);
    for change in panels {
        y += HEAD;
        let heading = change.heading().replace('`', "");
        let _ = writeln!(body, r#"<text x="10" y="{}" class="head">{heading}</text>"#, y - 8.0);
        let rows: Vec<&Row> = PEERS
            .iter()
            .filter_map(|peer| results.row(peer.name, files, Profile::Debug, change))
            .collect();
        let ours = rows.iter().find(|row| row.peer == OURS).map(|row| row.whole.cpu());
        let most = rows.iter().map(|row| row.whole.cpu()).fold(0.0, f64::max);
        for row in rows {
            bar(&mut body, y, row, most, ours.unwrap_or(f64::NAN));
            y += BAR + 4.0;
        }
    }
    let height = y + 10.0;
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="system-ui, sans-serif" font-size="13">
<style>
.title {{ font-size: 16px; font-weight: 600 }} .head {{ font-weight: 600 }}
text {{ fill: #24292f }} rect.bar {{ fill: #9aa4b2 }} rect.ours {{ fill: #d1571f }}
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
{body}</svg>
"##
    )
}

fn bar(body: &mut String, y: f64, row: &Row, most: f64, ours: f64) {
    let seconds = row.whole.cpu();
    let length = (seconds / most * LONGEST).max(1.0);
    let class = if row.peer == OURS { "ours" } else { "bar" };
    let middle = y + BAR / 2.0 + 4.5;
    let number = match row.fault {
        Some(Fault::Failed) => "fails".to_owned(),
        Some(Fault::Stale) => format!("{} s, stale", number(seconds)),
        None if row.peer == OURS => format!("{} s", number(seconds)),
        None => format!("{} s, {}×", number(seconds), number(seconds / ours)),
    };
    let _ = writeln!(
        body,
        r#"<text x="{}" y="{middle}" text-anchor="end">{}</text>
<rect x="{LEFT}" y="{y}" width="{length:.1}" height="{BAR}" class="{class}"/>
<text x="{:.1}" y="{middle}">{number}</text>"#,
        LEFT - 8.0,
        row.peer,
        LEFT + length + 8.0
    );
}
