//! What it takes until rust-analyzer has expanded the macro.

use std::io;
use std::path::Path;

use include_components_benches::analyzer::Expressions;
use include_components_benches::samples::Samples;
use include_components_benches::table::{Table, number};

use crate::changes::Plan;
use crate::consumer::{Consumer, EMPTY, OURS, PEERS, Profile};

/// How long it may take, in seconds, to be done more than once.
const SLOW: f64 = 20.0;

/// What it took with one consumer.
#[derive(Debug)]
pub(crate) struct Analyzed {
    peer: &'static str,
    files: usize,
    cost: Samples,
    /// Those around the macro.
    expressions: Expressions,
}

/// Measures it on all consumers, of which nothing is built but dependencies.
pub(crate) fn measure(
    program: &Path,
    plan: &Plan,
    consumers: &[&Consumer],
) -> io::Result<Vec<Analyzed>> {
    let run = |consumer: &Consumer| {
        consumer.clean(Profile::Debug)?;
        consumer.analyze(program)
    };
    let mut all = Vec::new();
    for consumer in consumers {
        // It checks dependencies in a way of its own, which the first run does.
        let (first, expressions) = run(consumer)?;
        let mut cost = Samples::default();
        if first.wall.as_secs_f64() > SLOW {
            cost.push(first);
        }
        all.push(Analyzed { peer: consumer.peer, files: plan.paths.len(), cost, expressions });
    }
    for round in 0..plan.rounds.min(3) {
        for turn in 0..consumers.len() {
            let at = (round + turn) % consumers.len();
            if all[at].cost.rounds() == round {
                all[at].cost.push(run(consumers[at])?.0);
            }
        }
    }
    Ok(all)
}

/// Returns a table of one tree, if there is something in it.
pub(crate) fn table(all: &[Analyzed], files: usize) -> Option<Table> {
    let of = |peer| all.iter().find(|it: &&Analyzed| (it.peer, it.files) == (peer, files));
    let ours = of(OURS)?;
    let mut table = Table::new([
        "",
        "CPU s",
        "×",
        "wall s",
        "CPU s over empty",
        "peak, MB",
        "expressions of known type",
    ]);
    for Analyzed { peer, cost, expressions, .. } in PEERS.iter().filter_map(|peer| of(peer.name)) {
        let over = of(EMPTY).map_or(f64::NAN, |empty| cost.cpu() - empty.cost.cpu());
        let numbers =
            [cost.cpu(), cost.cpu() / ours.cost.cpu(), cost.wall(), over, cost.peak() / 1e6];
        let Expressions { all, unknown } = expressions;
        let cells = [(*peer).to_owned()].into_iter().chain(numbers.map(number));
        table.row(cells.chain([format!("{} of {all}", all - unknown)]));
    }
    Some(table)
}
