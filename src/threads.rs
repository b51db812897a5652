//! Threads, as many as cargo allows.

use std::sync::OnceLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::hasher::Hasher;

/// A thread pool that is made when it is first of use.
#[derive(Debug)]
pub(crate) struct Threads {
    jobs: usize,
    pool: OnceLock<Option<ThreadPool>>,
}

impl Threads {
    pub(crate) fn new(jobs: usize) -> Self {
        Threads { jobs, pool: OnceLock::new() }
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
        let build = || ThreadPoolBuilder::new().num_threads(self.jobs).build().ok();
        self.pool.get_or_init(build).as_ref()
    }
}
