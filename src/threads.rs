//! Threads, as many as cargo allows to compute, and more to wait for a disk.

use std::sync::OnceLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::hasher::Hasher;

/// Thread pools that are made when they are first of use.
#[derive(Debug)]
pub(crate) struct Threads {
    jobs: usize,
    pool: OnceLock<Option<ThreadPool>>,
    readers: OnceLock<Option<ThreadPool>>,
}

/// How many threads read for each that computes, and how many at most.
///
/// A read of a cold disk is mostly waiting: 10,000 files took 460 ms on 8
/// threads where they took 890 on 2. Files in memory are read no slower.
const READERS: (usize, usize) = (4, 16);

impl Threads {
    pub(crate) fn new(jobs: usize) -> Self {
        Threads { jobs, pool: OnceLock::new(), readers: OnceLock::new() }
    }

    /// Maps all items, in order; on several threads from `share` items up.
    pub(crate) fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        share: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        match self.pool(items.len() >= share) {
            Some(pool) => pool.install(|| items.par_iter().map(&f).collect()),
            None => items.iter().map(f).collect(),
        }
    }

    /// The same for work that mostly waits for a disk: from `share` items up on
    /// more threads than cargo allows to compute.
    pub(crate) fn map_reading<T: Sync, R: Send>(
        &self,
        items: &[T],
        share: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        if items.len() < share || self.jobs < 2 {
            return self.map(items, 2, f);
        }
        let (each, most) = READERS;
        let count = (each * self.jobs).min(most).max(self.jobs);
        match self.readers.get_or_init(|| pool(count)) {
            Some(pool) => pool.install(|| items.par_iter().map(&f).collect()),
            None => items.iter().map(f).collect(),
        }
    }

    /// Hashes bytes that are in memory, on all threads.
    pub(crate) fn hash(&self, hasher: &mut Hasher, bytes: &[u8]) {
        match self.pool(true) {
            Some(pool) => pool.install(|| hasher.update_all_threads(bytes)),
            None => hasher.update(bytes),
        };
    }

    /// Returns the pool, if it is of use; without one the caller works alone.
    fn pool(&self, of_use: bool) -> Option<&ThreadPool> {
        if !of_use || self.jobs < 2 {
            return None;
        }
        self.pool.get_or_init(|| pool(self.jobs)).as_ref()
    }
}

fn pool(threads: usize) -> Option<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(threads).build().ok()
}
