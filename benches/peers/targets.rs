//! What the project promises, held against what was measured.

use include_components_benches::table::{Table, number, thousands, verdict};

use crate::HEAVY;
use crate::changes::{Change, Row};
use crate::consumer::{EMPTY, OURS, PEERS, Profile};
use crate::program::Program;
use crate::report::{PUBLISHED, Results};

/// How many files the smallest tree with a target has.
const FEW: usize = 100;

/// Returns a table of the targets with what was measured for each.
pub(crate) fn table(results: &Results) -> String {
    let view = View { results, files: results.main_tree().0 };
    let few = View { results, files: results.trees.first().map_or(0, |tree| tree.0) };
    let large = View { results, files: 1 };
    let is_large = results.trees.iter().any(|tree| tree.0 == 1 && tree.1 > HEAVY);
    let mut table = Table::new(["", "files", "measured", "target"]);
    let mut line = |what: &str, view: &View<'_>, due: usize, value: f64, target: f64| {
        // It is promised for one tree.
        let target = if view.files == due { verdict(value, target) } else { String::new() };
        table.row([what.to_owned(), thousands(view.files as u64), number(value), target]);
    };
    let cpu = |row: &Row| row.own.cpu();
    let whole = |row: &Row| row.whole.cpu();
    let peak = |row: &Row| row.own.peak();
    for profile in [Profile::Debug, Profile::Release] {
        let name = profile.name();
        let clean = |view: &View<'_>, peer, of: &dyn Fn(&Row) -> f64| {
            view.get(peer, profile, Change::Cleaned, of)
        };
        for (what, of, target) in [
            ("rustc + linker", &cpu as &dyn Fn(&Row) -> f64, 1.0 / 15.0),
            ("peak memory of rustc + linker", &peak, 1.0 / 3.0),
            ("whole `cargo build`, nothing cached", &whole, 1.0 / 6.0),
        ] {
            let (best, value) = view.best(profile, Change::Cleaned, of);
            let text = format!("{what}, {name}, over the best crate's ({best})");
            line(&text, &view, PUBLISHED, clean(&view, OURS, of) / value, target);
        }
        for (other, target) in [("rust-embed", 1.0 / 20.0), ("include_dir", 1.0 / 10.0)] {
            let ratio = clean(&view, OURS, &cpu) / clean(&view, other, &cpu);
            let text = format!("rustc + linker, {name}, over {other}'s");
            line(&text, &view, PUBLISHED, ratio, target);
        }
        let ratio = clean(&view, OURS, &peak) / clean(&view, EMPTY, &peak);
        let text = format!("peak memory of rustc + linker, {name}, over the empty crate's");
        line(&text, &view, PUBLISHED, ratio, 1.5);
        let (best, value) = view.best(profile, Change::Edited, &whole);
        let ratio = view.get(OURS, profile, Change::Edited, &whole) / value;
        let text = format!("whole `cargo build`, {name}, 1 edited, over {best}'s");
        line(&text, &view, PUBLISHED, ratio, 0.1);
        let floor = view.get(EMPTY, profile, Change::Source, &whole);
        let (best, value) = view.best(profile, Change::Source, &|row| whole(row) - floor);
        let ratio = (view.get(OURS, profile, Change::Source, &whole) - floor) / value;
        let text = format!("what embedding adds, {name}, a `.rs` edited, over {best}'s");
        line(&text, &view, PUBLISHED, ratio, 1.0 / 20.0);
        let ratio = clean(&few, OURS, &whole) / clean(&few, "include_dir", &whole);
        let text = format!("whole `cargo build`, {name}, nothing cached, over include_dir's");
        line(&text, &few, FEW, ratio, 1.0);
        if is_large {
            let rustc = |row: &Row| row.rustc;
            let ratio = clean(&large, OURS, &rustc) / clean(&large, EMPTY, &rustc);
            let text = format!("peak memory of rustc alone, {name}, over the empty crate's");
            line(&text, &large, 1, ratio, 1.2);
        }
    }
    for (profile, samples) in &results.from_nothing {
        let of = |name| samples.iter().find(|(other, _)| other == name);
        let cpu = |name| of(name).map_or(f64::NAN, |(_, samples)| samples.cpu());
        let text =
            format!("first build, {}, dependencies included, over rust-embed's", profile.name());
        line(&text, &few, few.files, cpu(OURS) / cpu("rust-embed"), 1.0);
    }
    for (nth, what) in ["a hit", "a miss"].into_iter().enumerate() {
        let (best, value) = view.quickest(nth);
        let text = format!("`get`, {what}, over the quickest crate's ({best})");
        let ours = view.look_up(OURS, nth);
        line(&text, &view, PUBLISHED, ours.unwrap_or(f64::NAN) / value, 1.0);
    }
    format!(
        "CPU seconds, bytes and nanoseconds, as ratios. `best crate` is the one that takes least \
         among those with a library; the table of `include_bytes!` that one writes by hand is \
         below. A target stands where it was promised. Those with brotli and gzip, and with a \
         cache that outlives `cargo clean`, are in [`encodings.md`](encodings.md).\n\n{table}"
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
        let rows =
            libraries().filter_map(|peer| self.results.row(peer, self.files, profile, change));
        let values = rows.filter(|row| row.fault.is_none()).map(|row| (row.peer, of(row)));
        values.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(("none", f64::NAN))
    }

    /// Returns how many nanoseconds a look-up takes: 0 is a hit, 1 a miss.
    fn look_up(&self, peer: &str, nth: usize) -> Option<f64> {
        let is_it = |it: &&Program| (it.peer, it.files) == (peer, self.files);
        let program = self.results.programs.iter().find(is_it)?;
        program.look_up.map(|times| times[nth])
    }

    fn quickest(&self, nth: usize) -> (&'static str, f64) {
        let times = libraries().filter_map(|peer| Some((peer, self.look_up(peer, nth)?)));
        times.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(("none", f64::NAN))
    }
}

/// Returns the peers that a user can depend on.
fn libraries() -> impl Iterator<Item = &'static str> {
    let peers = PEERS.iter().map(|peer| peer.name);
    peers.filter(|name| ![EMPTY, OURS, "include_bytes"].contains(name))
}
