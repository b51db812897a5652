//! What a release program is like: how large, how soon ready, how quick.

use std::io;

use include_components_benches::samples::{Samples, Subject, interleave};
use include_components_benches::table::{Table, number};

use crate::changes::Plan;
use crate::consumer::{Consumer, EMPTY, PEERS, Profile};

/// How often each program is started.
const STARTS: usize = 21;

/// One release program.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) peer: &'static str,
    pub(crate) files: usize,
    /// Its length, in bytes.
    pub(crate) size: u64,
    /// From its start to its end, with nothing to do, in seconds.
    start: f64,
    /// What is resident then, in bytes.
    resident: f64,
    /// A look-up that finds, and one that does not, in nanoseconds.
    pub(crate) look_up: Option<[f64; 2]>,
}

/// Measures all programs side by side.
pub(crate) fn measure(plan: &Plan, consumers: &[&Consumer]) -> io::Result<Vec<Program>> {
    let start = |consumer| {
        let consumer: &Consumer = consumer;
        Subject::new(consumer.peer, || consumer.start(Profile::Release))
    };
    let starts = consumers.iter().copied().map(start).collect();
    let starts = interleave(STARTS, |_| Ok(()), starts)?;
    let program = |(consumer, (_, start)): (&&Consumer, (String, Samples))| {
        let ask = |question| consumer.ask(Profile::Release, &[question], &plan.paths);
        let resident = ask("start")?.and_then(|said| said.parse::<f64>().ok());
        let look_up = ask("look-up")?.and_then(|said| {
            let (hit, miss) = said.split_once(' ')?;
            Some([hit.parse().ok()?, miss.parse().ok()?])
        });
        Ok(Program {
            peer: consumer.peer,
            files: plan.paths.len(),
            size: consumer.size(Profile::Release)?,
            start: start.wall(),
            resident: resident.unwrap_or(f64::NAN) * 1024.0,
            look_up,
        })
    };
    consumers.iter().zip(starts).map(program).collect()
}

/// Returns a table of the programs of one tree.
pub(crate) fn table(programs: &[Program], files: usize, payload: u64) -> Table {
    let of = |peer| programs.iter().find(|it: &&Program| (it.peer, it.files) == (peer, files));
    let mut table = Table::new([
        "",
        "a hit, ns",
        "a miss, ns",
        "start to end, ms",
        "resident before first use, MB",
        "program over payload and empty, bytes a file",
    ]);
    for Program { peer, size, start, resident, look_up, .. } in
        PEERS.iter().filter_map(|peer| of(peer.name))
    {
        let [hit, miss] = look_up.unwrap_or([f64::NAN; 2]);
        let over = of(EMPTY).filter(|_| *peer != EMPTY).map_or(f64::NAN, |empty| {
            (*size as f64 - empty.size as f64 - payload as f64) / files as f64
        });
        let numbers = [hit, miss, start * 1e3, resident / 1e6, over].map(number);
        table.row([(*peer).to_owned()].into_iter().chain(numbers));
    }
    table
}
