//! Threads: as many as cargo allows to compute, and more to wait for a disk.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::base::hasher::Hasher;
use crate::base::jobserver::Jobserver;
use crate::base::sync::lock;

/// Two pools of rayon's threads, each made when there is work for it.
///
/// Threads that read may wait for threads that compute, never the other way
/// round. So the two pools cannot wait for each other.
#[derive(Debug)]
pub(crate) struct Threads {
    /// How many threads may compute at most.
    jobs: usize,
    /// What cargo says of its jobserver.
    makeflags: String,
    jobserver: OnceLock<Option<Jobserver>>,
    /// How many threads may compute at present.
    allowed: Mutex<usize>,
    computing: OnceLock<Option<ThreadPool>>,
    reading: OnceLock<Option<ThreadPool>>,
}

/// How many threads read, unless only one may run.
///
/// A read of a cold disk is mostly waiting: 10,000 files took 345 ms on 16
/// threads where they took 415 on 8, and more than twice as long on 2.
const READERS: usize = 16;

/// What threads are for.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Compute,
    Read,
}

impl Threads {
    #[cfg(test)]
    pub(crate) fn new(jobs: usize) -> Self {
        Self::with_jobserver(jobs, String::new())
    }

    /// Leaves it to a jobserver, if there is one, how many may compute at a time.
    pub(crate) fn with_jobserver(jobs: usize, makeflags: String) -> Self {
        Threads {
            jobs,
            makeflags,
            jobserver: OnceLock::new(),
            allowed: Mutex::new(1),
            computing: OnceLock::new(),
            reading: OnceLock::new(),
        }
    }

    /// Maps all items, in order; in parallel if there are `min_parallel` or more.
    pub(crate) fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        min_parallel: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        match items.len() >= min_parallel {
            true => self.spread(Kind::Compute, self.chunk(Kind::Compute, items.len()), items, f),
            false => items.iter().map(f).collect(),
        }
    }

    /// The same for work that mostly waits for a disk: if there are `min_parallel`
    /// items or more, on more threads than cargo allows to compute.
    pub(crate) fn map_reading<T: Sync, R: Send>(
        &self,
        items: &[T],
        min_parallel: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        let kind = if items.len() >= min_parallel { Kind::Read } else { Kind::Compute };
        self.spread(kind, self.chunk(kind, items.len()), items, f)
    }

    /// Maps all items, in order, each by the thread that comes to it first: for
    /// what takes long.
    pub(crate) fn map_each<T: Sync, R: Send>(
        &self,
        items: &[T],
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        self.spread(Kind::Compute, 1, items, f)
    }

    /// Hashes bytes that are in memory, on all threads.
    pub(crate) fn hash(&self, hasher: &mut Hasher, bytes: &[u8]) {
        let pool = if self.allowed() > 1 { self.pool(Kind::Compute) } else { None };
        match pool {
            Some(pool) => pool.install(|| hasher.update_all_threads(bytes)),
            None => hasher.update(bytes),
        };
    }

    /// Returns the size of as many chunks as keep all threads busy, if some take
    /// longer than others.
    fn chunk(&self, kind: Kind, items: usize) -> usize {
        items.div_ceil(8 * self.most(kind)).max(1)
    }

    /// Maps all items, in order, in chunks of `size`.
    fn spread<T: Sync, R: Send>(
        &self,
        kind: Kind,
        size: usize,
        items: &[T],
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        if self.jobs < 2 || items.len() < 2 {
            return items.iter().map(f).collect();
        }
        let chunks: Vec<_> = items.chunks(size).map(|chunk| (chunk, Mutex::default())).collect();
        self.share_out(kind, chunks.len(), &|nth| {
            let (chunk, results) = &chunks[nth];
            let made: Vec<R> = chunk.iter().map(&f).collect();
            *lock(results) = made;
        });
        let mut all = Vec::with_capacity(items.len());
        for (_, results) in chunks {
            all.append(&mut results.into_inner().unwrap_or_else(PoisonError::into_inner));
        }
        all
    }

    /// Calls `f` with each number below `count`, which threads take in this order.
    ///
    /// The first thread starts the others, also when a token becomes free later.
    /// A panic in one of them is the caller's when all have ended. It is not
    /// generic, so that what it takes of rayon is compiled once.
    fn share_out(&self, kind: Kind, count: usize, f: &(dyn Fn(usize) + Sync)) {
        let Some(pool) = self.pool(kind) else { return (0..count).for_each(f) };
        let next = AtomicUsize::new(0);
        let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|nth| *nth < count);
        pool.scope(|scope| {
            let mut started = 1;
            while let Some(nth) = take() {
                let may_run = match kind {
                    Kind::Compute => self.allowed(),
                    Kind::Read => READERS,
                };
                while started < may_run.min(count - nth) {
                    scope.spawn(|_| {
                        while let Some(nth) = take() {
                            f(nth);
                        }
                    });
                    started += 1;
                }
                f(nth);
            }
        });
    }

    /// Returns the pool; `None` if no thread can be started.
    fn pool(&self, kind: Kind) -> Option<&ThreadPool> {
        let pool = match kind {
            Kind::Compute => &self.computing,
            Kind::Read => &self.reading,
        };
        let new = || ThreadPoolBuilder::new().num_threads(self.most(kind)).build().ok();
        pool.get_or_init(new).as_ref()
    }

    fn most(&self, kind: Kind) -> usize {
        match kind {
            Kind::Compute => self.jobs,
            Kind::Read => READERS,
        }
    }

    /// Returns how many threads may compute, with a token for each but the first.
    fn allowed(&self) -> usize {
        let mut allowed = lock(&self.allowed);
        if *allowed < self.jobs {
            let more = self.jobs - *allowed;
            let jobserver = self.jobserver.get_or_init(|| Jobserver::find(&self.makeflags));
            *allowed += jobserver.as_ref().map_or(more, |jobserver| jobserver.take(more));
        }
        *allowed
    }
}

#[cfg(test)]
mod tests;
