//! The cost of a look-up by path, beside that of other tables.
//!
//! All tables have the same keys and are asked for all of them in the same
//! random order, or for as many others. A table of ratios follows the run.
#![allow(clippy::print_stdout)] // It is a bench.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Bencher, Criterion, Throughput};
use include_components::{Components, include_components};

mod keys;

mod n100 {
    include!(concat!(env!("OUT_DIR"), "/100.rs"));
}

mod n1000 {
    include!(concat!(env!("OUT_DIR"), "/1000.rs"));
}

mod n10000 {
    include!(concat!(env!("OUT_DIR"), "/10000.rs"));
}

/// The tables of one size.
struct Tables {
    components: &'static Components,
    phf: &'static phf::Map<&'static str, &'static [u8]>,
    sorted: &'static [(&'static str, &'static [u8])],
}

/// What was measured: table, keys, hit or miss, nanoseconds a look-up.
struct Row {
    table: &'static str,
    count: usize,
    asked: &'static str,
    nanoseconds: f64,
}

fn main() {
    let mut criterion = Criterion::default()
        .configure_from_args()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    let rows = RefCell::new(Vec::new());
    for (components, phf, sorted) in [
        (include_components!("n100"), &n100::PHF, n100::SORTED),
        (include_components!("n1000"), &n1000::PHF, n1000::SORTED),
        (include_components!("n10000"), &n10000::PHF, n10000::SORTED),
    ] {
        one_size(&mut criterion, &rows, &Tables { components, phf, sorted });
    }
    criterion.final_summary();
    print_ratios(&rows.into_inner());
}

fn one_size(criterion: &mut Criterion, rows: &RefCell<Vec<Row>>, tables: &Tables) {
    let count = tables.sorted.len();
    let std: HashMap<&str, &[u8]> = tables.sorted.iter().copied().collect();
    let present = shuffled(keys::paths(count));
    // One letter differs, so that nothing tells them from the others early.
    let missing: Vec<String> = present.iter().map(|path| path.replace('-', "_")).collect();
    assert!(present.iter().all(|key| {
        let found = tables.components.get(key).map(|it| it.bytes());
        found == Some(key.as_bytes()) && found == tables.phf.get(key).copied()
    }));
    assert!(
        missing
            .iter()
            .all(|key| { tables.components.get(key).is_none() && tables.phf.get(key).is_none() })
    );
    for (asked, keys) in [("hit", &present), ("miss", &missing)] {
        let mut group = criterion.benchmark_group(format!("{count}/{asked}"));
        group.throughput(Throughput::Elements(count as u64));
        let mut bench = |table: &'static str, routine: &mut dyn FnMut(&mut Bencher<'_>) -> f64| {
            let mut best = f64::INFINITY;
            group.bench_function(table, |bencher| best = best.min(routine(bencher)));
            if best.is_finite() {
                rows.borrow_mut().push(Row { table, count, asked, nanoseconds: best });
            }
        };
        bench("Components::get", &mut |b| measure(b, keys, |key| tables.components.get(key)));
        bench("Components::get, bytes", &mut |b| {
            measure(b, keys, |key| tables.components.get(key).map(|it| it.bytes()))
        });
        bench("phf", &mut |b| measure(b, keys, |key| tables.phf.get(key)));
        bench("HashMap", &mut |b| measure(b, keys, |key| std.get(key)));
        bench("sorted slice", &mut |b| measure(b, keys, |key| binary_search(tables.sorted, key)));
        bench("as rust-embed does", &mut |b| {
            measure(b, keys, |key| binary_search(tables.sorted, &key.replace('\\', "/")))
        });
        group.finish();
    }
}

/// Asks for every key, again and again; returns the best nanoseconds a key.
fn measure<T>(bencher: &mut Bencher<'_>, keys: &[String], get: impl Fn(&str) -> T) -> f64 {
    let mut best = f64::INFINITY;
    bencher.iter_custom(|rounds| {
        let start = Instant::now();
        for _ in 0..rounds {
            for key in keys {
                black_box(get(black_box(key)));
            }
        }
        let elapsed = start.elapsed();
        best = best.min(elapsed.as_nanos() as f64 / (rounds as usize * keys.len()) as f64);
        elapsed
    });
    best
}

fn binary_search<'a>(sorted: &[(&str, &'a [u8])], path: &str) -> Option<&'a [u8]> {
    let at = sorted.binary_search_by_key(&path, |entry| entry.0).ok()?;
    Some(sorted[at].1)
}

/// Shuffles, the same way in each run.
fn shuffled(mut keys: Vec<String>) -> Vec<String> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for at in (1..keys.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        keys.swap(at, (state % (at as u64 + 1)) as usize);
    }
    keys
}

fn print_ratios(rows: &[Row]) {
    println!("best of the samples, ns a look-up, and phf's time over it:");
    for Row { table, count, asked, nanoseconds } in rows {
        let same = |row: &&Row| row.table == "phf" && row.count == *count && row.asked == *asked;
        let ratio = rows.iter().find(same).map_or(f64::NAN, |phf| phf.nanoseconds / nanoseconds);
        println!("{count:>6} {asked:4} {table:22} {nanoseconds:8.1} {ratio:6.2}x");
    }
}
