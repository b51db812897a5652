//! Chance that can be repeated, and how much of everything is done.

use std::time::{SystemTime, UNIX_EPOCH};

/// A xorshift64* generator; it tells its seed when the test fails.
#[derive(Debug)]
pub(crate) struct Rng {
    /// What it was begun with, unless another generator made it.
    seed: Option<u64>,
    state: u64,
}

impl Rng {
    /// Begins with the seed of the environment, in the long mode with one that
    /// is new, and else always with the same, so that a gate can be repeated.
    pub(crate) fn new() -> Self {
        let given = std::env::var("INCLUDE_COMPONENTS_SEED").ok();
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
        let fresh = || if is_long() { now() } else { 20_261_122 };
        let seed = given.map_or_else(fresh, |seed| seed.parse().unwrap());
        Rng { seed: Some(seed), state: seed | 1 }
    }

    /// Makes another generator.
    pub(crate) fn split(&mut self) -> Self {
        Rng { seed: None, state: self.next() | 1 }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Returns a number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((self.next() >> 33) % end as u64) as usize
    }

    /// Whether something happens that does so `percent` times in 100.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next() as u8).collect()
    }
}

impl Drop for Rng {
    fn drop(&mut self) {
        if let Some(seed) = self.seed.filter(|_| std::thread::panicking()) {
            eprintln!("repeat with INCLUDE_COMPONENTS_SEED={seed}");
        }
    }
}

/// Returns how often to do what is done `times` by default.
pub(crate) fn times(times: usize) -> usize {
    if is_long() { 10 * times } else { times }
}

/// Whether the long mode is on.
fn is_long() -> bool {
    std::env::var_os("INCLUDE_COMPONENTS_LONG").is_some()
}
