//! The tables of all that was measured, and the targets.

use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number, thousands, verdict};

use crate::Measured;
use crate::case::CASES;
use crate::server::Server;

/// What stands above the tables.
const INTRODUCTION: &str = "\
# Serving, measured

Written by `cargo bench -p include-components-benches --bench serve`; how it measures, and what the \
crates look like, is in [`../README.md`](../README.md).
";

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Results {
    head: String,
    servers: Vec<&'static Server>,
    /// By case; then the floor, and each server.
    pub(crate) cases: Vec<Vec<Measured>>,
}

impl Results {
    pub(crate) fn new(head: String, servers: Vec<&'static Server>) -> Self {
        let row = |_| (0..=servers.len()).map(|_| Measured::default()).collect();
        let cases = (0..CASES.len()).map(row).collect();
        Results { head, servers, cases }
    }

    /// Returns everything, as Markdown.
    pub(crate) fn text(&self) -> String {
        let slices = self.cases[0][0].cost.rounds();
        format!(
            "{INTRODUCTION}\n{} {slices} slices.\n\n{}\n## CPU microseconds a request\n\n\
             The median of all slices; a `×` is how many times as much as the floor took, the \
             median of the ratios of all slices. A `*` marks what was answered in another way \
             than it was asked for, as the last table says.\n\n{}\n## What was answered\n\n{}",
            self.head,
            self.targets(),
            self.costs(),
            self.answers()
        )
    }

    fn costs(&self) -> Table {
        self.table(|nth, measured| {
            if measured.failed.is_some() {
                return "–".to_owned();
            }
            let mark = if is_right(nth, measured) { "" } else { "*" };
            let ratio = measured.cost.cpu_over(&self.cases[nth][0].cost);
            format!("{} ({ratio:.2}×){mark}", number(measured.cost.cpu() * 1e6))
        })
    }

    fn answers(&self) -> Table {
        self.table(|_, measured| {
            let Some(response) = &measured.response else {
                return measured.failed.clone().unwrap_or_default();
            };
            let coding = response.field("content-encoding").unwrap_or_default();
            let len = thousands(response.body().len() as u64);
            format!("{}, {len} {coding}", response.status()).trim_end().to_owned()
        })
    }

    /// Makes a table with a row a server and a column a case.
    fn table(&self, cell: impl Fn(usize, &Measured) -> String) -> Table {
        let headings = [""].into_iter().chain(CASES.iter().map(|case| case.name));
        let mut table = Table::new(headings);
        let servers = self.servers.iter().map(|it| name(it));
        for (at, name) in ["floor, hyper".to_owned()].into_iter().chain(servers).enumerate() {
            let cells = (0..CASES.len()).map(|nth| cell(nth, &self.cases[nth][at]));
            table.row([name].into_iter().chain(cells));
        }
        table
    }

    fn targets(&self) -> String {
        let mut table = Table::new(["ours over", "case", "measured", "target"]);
        for (ours_at, ours) in self.servers.iter().enumerate().filter(|it| it.1.is_ours()) {
            for (nth, case) in CASES.iter().enumerate() {
                let cost = &self.cases[nth][ours_at + 1].cost;
                let mut row = |over: &str, other: &Samples, target| {
                    let ratio = cost.cpu_over(other);
                    let row = [over, case.name, &format!("{ratio:.2}"), &verdict(ratio, target)];
                    table.row(row);
                };
                if ours.framework == "hyper" {
                    row("the floor", &self.cases[nth][0].cost, 1.1);
                }
                let same =
                    |it: &(usize, &&Server)| it.1.framework == ours.framework && !it.1.is_ours();
                for (at, peer) in self.servers.iter().enumerate().filter(same) {
                    let measured = &self.cases[nth][at + 1];
                    if is_right(nth, measured) {
                        let target = if peer.negotiates { 1.0 } else { 1.25 };
                        row(&name(peer), &measured.cost, target);
                    }
                }
            }
        }
        format!(
            "## Targets\n\nMedians of the ratios of all slices, for every case that a peer answers as it was asked. 1 is for \
             peers that negotiate encodings, 1.25 for the others.\n\n{table}"
        )
    }
}

fn name(server: &Server) -> String {
    match server.is_ours() {
        true => format!("include-components-serve, {}", server.framework),
        false => format!("{}, {}", server.krate, server.framework),
    }
}

fn is_right(nth: usize, measured: &Measured) -> bool {
    measured.response.as_ref().is_some_and(|response| CASES[nth].is_answered_by(response))
}
