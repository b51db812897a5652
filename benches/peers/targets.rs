//! What the project promises, held against what was measured.

use include_components_benches::table::{Table, number, verdict};

use crate::changes::{Change, Row};
use crate::consumer::{EMPTY, OURS, PEERS, Profile};
use crate::report::Results;

/// Returns a table of the targets with what was measured for each.
pub(crate) fn table(results: &Results, smallest: usize, largest: usize) -> String {
    let view = View { results, files: largest };
    let few = View { results, files: smallest };
    let mut table = Table::new(["", "measured", "target"]);
    let mut line = |what: &str, value: f64, target: f64| {
        // They are promised for these trees.
        let is_due = (smallest, largest) == (100, 10_000);
        let target = if is_due { verdict(value, target) } else { String::new() };
        table.row([what.to_owned(), number(value), target]);
    };
    let cpu = |row: &Row| row.own.cpu();
    let whole = |row: &Row| row.whole.cpu();
    let peak = |row: &Row| row.own.peak();
    for profile in [Profile::Debug, Profile::Release] {
        let name = profile.name();
        let clean = |peer, of: &dyn Fn(&Row) -> f64| view.get(peer, profile, Change::Cleaned, of);
        let ratio = |other, of: &dyn Fn(&Row) -> f64| clean(OURS, of) / clean(other, of);
        let text = format!("rustc + linker, {name}, over rust-embed's");
        line(&text, ratio("rust-embed", &cpu), 1.0 / 20.0);
        let text = format!("rustc + linker, {name}, over include_dir's");
        line(&text, ratio("include_dir", &cpu), 1.0 / 10.0);
        let text = format!("peak memory of rustc + linker, {name}, over the empty crate's");
        line(&text, ratio(EMPTY, &peak), 1.5);
        for (what, of, target) in [
            ("rustc + linker", &cpu as &dyn Fn(&Row) -> f64, 1.0 / 15.0),
            ("peak memory of rustc + linker", &peak, 1.0 / 3.0),
            ("whole `cargo build`, nothing cached", &whole, 1.0 / 6.0),
        ] {
            let (best, value) = view.best(profile, Change::Cleaned, of);
            let text = format!("{what}, {name}, over the best crate's ({best})");
            line(&text, clean(OURS, of) / value, target);
        }
        let (best, value) = view.best(profile, Change::Edited, &whole);
        let ours = view.get(OURS, profile, Change::Edited, &whole);
        line(&format!("whole `cargo build`, {name}, 1 edited, over {best}"), ours / value, 0.1);
        let floor = view.get(EMPTY, profile, Change::Source, &whole);
        let (best, value) = view.best(profile, Change::Source, &|row| whole(row) - floor);
        let ours = view.get(OURS, profile, Change::Source, &whole) - floor;
        let text = format!("what embedding adds, {name}, a `.rs` edited, over {best}");
        line(&text, ours / value, 1.0 / 20.0);
        let few = |peer| few.get(peer, profile, Change::Cleaned, &whole);
        let text = format!("whole `cargo build`, {name}, smallest tree, over include_dir's");
        line(&text, few(OURS) / few("include_dir"), 1.0);
    }
    for (profile, samples) in &results.from_nothing {
        let of = |name| samples.iter().find(|(other, _)| other == name);
        let cpu = |name| of(name).map_or(f64::NAN, |(_, samples)| samples.cpu());
        let text =
            format!("first build, {}, dependencies included, over rust-embed's", profile.name());
        line(&text, cpu(OURS) / cpu("rust-embed"), 1.0);
    }
    format!(
        "CPU seconds and bytes, as ratios, on the largest tree unless it says another. `best \
         crate` is the one that takes least among those with a library; the table of \
         `include_bytes!` that one writes by hand is below.\n\n{table}"
    )
}

/// What was measured on one tree.
struct View<'a> {
    results: &'a Results,
    files: usize,
}

impl View<'_> {
    fn get(&self, peer: &str, profile: Profile, change: Change, of: &dyn Fn(&Row) -> f64) -> f64 {
        self.results.row(peer, self.files, profile, change).map_or(f64::NAN, of)
    }

    /// Returns the peer for which it is least, among those that did right.
    fn best(
        &self,
        profile: Profile,
        change: Change,
        of: &dyn Fn(&Row) -> f64,
    ) -> (&'static str, f64) {
        let is_library = |name: &str| ![EMPTY, OURS, "include_bytes"].contains(&name);
        let peers = PEERS.iter().map(|peer| peer.name).filter(|name| is_library(name));
        let rows = peers.filter_map(|peer| self.results.row(peer, self.files, profile, change));
        let values = rows.filter(|row| row.fault.is_none()).map(|row| (row.peer, of(row)));
        values.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(("none", f64::NAN))
    }
}
