//! Threads, as many as cargo allows to compute, and more to wait for a disk.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::hasher::Hasher;
use crate::jobserver::Jobserver;

/// Thread pools that are made when they are first of use.
#[derive(Debug)]
pub(crate) struct Threads {
    /// How many threads may compute at most.
    jobs: usize,
    /// What cargo says of its jobserver.
    makeflags: String,
    jobserver: OnceLock<Option<Jobserver>>,
    pools: Mutex<Pools>,
}

/// The pools for as many threads as may compute at present.
#[derive(Debug)]
struct Pools {
    jobs: usize,
    computing: Option<Arc<ThreadPool>>,
    reading: Option<Arc<ThreadPool>>,
}

/// How many threads read for each that computes, and how many at most.
///
/// A read of a cold disk is mostly waiting: 10,000 files took 345 ms on 16
/// threads where they took 415 on 8, and more than twice as long on 2. Files in
/// memory are read no slower.
const READERS: (usize, usize) = (8, 16);

impl Threads {
    #[cfg(test)]
    pub(crate) fn new(jobs: usize) -> Self {
        Self::with_jobserver(jobs, String::new())
    }

    /// Leaves it to a jobserver, if there is one, how many may compute at a time.
    pub(crate) fn with_jobserver(jobs: usize, makeflags: String) -> Self {
        let pools = Mutex::new(Pools { jobs: 1, computing: None, reading: None });
        Threads { jobs, makeflags, jobserver: OnceLock::new(), pools }
    }

    /// Maps all items, in order; on several threads from `share` items up.
    pub(crate) fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        share: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        spread(self.pool(items.len() >= share, false), items, f)
    }

    /// The same for work that mostly waits for a disk: from `share` items up on
    /// more threads than cargo allows to compute.
    pub(crate) fn map_reading<T: Sync, R: Send>(
        &self,
        items: &[T],
        share: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        let to_read = items.len() >= share;
        spread(self.pool(to_read || items.len() > 1, to_read), items, f)
    }

    /// Hashes bytes that are in memory, on all threads.
    pub(crate) fn hash(&self, hasher: &mut Hasher, bytes: &[u8]) {
        match self.pool(true, false) {
            Some(pool) => pool.install(|| hasher.update_all_threads(bytes)),
            None => hasher.update(bytes),
        };
    }

    /// Returns the pool, if it is of use; without one the caller works alone.
    fn pool(&self, of_use: bool, to_read: bool) -> Option<Arc<ThreadPool>> {
        if !of_use || self.jobs < 2 {
            return None;
        }
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        // Not from within a pool: its threads compute already.
        if pools.jobs < self.jobs && rayon::current_thread_index().is_none() {
            let jobserver = self.jobserver.get_or_init(|| Jobserver::find(&self.makeflags));
            let more = self.jobs - pools.jobs;
            let more = jobserver.as_ref().map_or(more, |jobserver| jobserver.take(more));
            if more > 0 {
                *pools = Pools { jobs: pools.jobs + more, computing: None, reading: None };
            }
        }
        let Pools { jobs, computing, reading } = &mut *pools;
        let (pool, threads) = match to_read {
            true => (reading, (READERS.0 * *jobs).min(READERS.1).max(*jobs)),
            false => (computing, *jobs),
        };
        if *jobs > 1 && pool.is_none() {
            *pool = ThreadPoolBuilder::new().num_threads(threads).build().ok().map(Arc::new);
        }
        pool.clone()
    }
}

/// Maps all items, in order, on the threads of a pool if there is one.
fn spread<T: Sync, R: Send>(
    pool: Option<Arc<ThreadPool>>,
    items: &[T],
    f: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let Some(pool) = pool else {
        return items.iter().map(f).collect();
    };
    // As many chunks as keep all threads busy, if some take longer than others.
    let size = items.len().div_ceil(8 * pool.current_num_threads()).max(1);
    let chunks: Vec<_> = items.chunks(size).map(|chunk| (chunk, Mutex::default())).collect();
    for_each(&pool, chunks.len(), &|nth| {
        let (chunk, results) = &chunks[nth];
        let made: Vec<R> = chunk.iter().map(&f).collect();
        *results.lock().unwrap_or_else(PoisonError::into_inner) = made;
    });
    let mut all = Vec::with_capacity(items.len());
    for (_, results) in chunks {
        all.append(&mut results.into_inner().unwrap_or_else(PoisonError::into_inner));
    }
    all
}

/// Runs what is to be done for each number below `count`.
///
/// It is not generic, so that what it takes of rayon is compiled once: for each
/// type and closure that was a tenth of the time that this crate took.
fn for_each(pool: &ThreadPool, count: usize, f: &(dyn Fn(usize) + Sync)) {
    pool.scope(|scope| (0..count).for_each(|nth| scope.spawn(move |_| f(nth))));
}
