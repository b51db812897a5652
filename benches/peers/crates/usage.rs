//! Says what the components cost at run time, when the bench asks.

use std::hint::black_box;
use std::time::Instant;
use std::{env, fs, io};

/// Answers the bench if the first argument is a question; returns whether it is.
///
/// `start`: how many kilobytes are resident. `look-up`, with paths on stdin:
/// how many nanoseconds a hit and a miss take, or nothing if there is no look-up.
pub(crate) fn answered<T>(get: impl Fn(&str) -> Option<T>) -> bool {
    match env::args().nth(1).as_deref() {
        Some("start") => println!("{}", resident().unwrap_or_default()),
        Some("look-up") => {
            let paths: Vec<String> = io::stdin().lines().map_while(Result::ok).collect();
            let paths = a_thousand(paths);
            if paths.iter().all(|path| get(path).is_some()) {
                // The last letter differs, so that nothing tells them apart early.
                let others: Vec<String> =
                    paths.iter().map(|path| path[..path.len() - 1].to_owned() + "~").collect();
                println!("{} {}", nanoseconds(&paths, &get), nanoseconds(&others, &get));
            }
        }
        _ => return false,
    }
    true
}

/// Returns the best of some passes over all paths, a path.
fn nanoseconds<T>(paths: &[String], get: impl Fn(&str) -> Option<T>) -> f64 {
    let pass = || {
        let start = Instant::now();
        for path in paths {
            black_box(get(black_box(path)));
        }
        start.elapsed().as_nanos() as f64 / paths.len() as f64
    };
    (0..7).map(|_| pass()).fold(f64::INFINITY, f64::min)
}

/// Returns a thousand of the paths, or all as often as that takes, in an order
/// that nothing foresees.
fn a_thousand(some: Vec<String>) -> Vec<String> {
    let count = some.len().max(1000);
    let mut paths: Vec<String> = some.into_iter().cycle().take(count).collect();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for at in (1..paths.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        paths.swap(at, (state % (at as u64 + 1)) as usize);
    }
    paths.truncate(1000);
    paths
}

/// Returns the resident set, in kilobytes, where the system tells it.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
