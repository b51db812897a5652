//! Threads, as many as cargo allows to compute, and more to wait for a disk.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{Builder, Scope, scope};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::base::hasher::Hasher;
use crate::base::jobserver::Jobserver;

/// How many threads may run; each is started when there is work for it.
#[derive(Debug)]
pub(crate) struct Threads {
    /// How many threads may compute at most.
    jobs: usize,
    /// What cargo says of its jobserver.
    makeflags: String,
    jobserver: OnceLock<Option<Jobserver>>,
    /// How many threads may compute at present.
    allowed: Mutex<usize>,
    /// How many run besides those that called.
    helpers: AtomicUsize,
    /// Those that hash what is long.
    hashing: OnceLock<Option<ThreadPool>>,
}

/// How many threads read for each that computes, and how many at most.
///
/// A read of a cold disk is mostly waiting: 10,000 files took 345 ms on 16
/// threads where they took 415 on 8, and more than twice as long on 2.
const READERS: (usize, usize) = (8, 16);

/// What threads are for.
#[derive(Clone, Copy, Debug)]
enum Use {
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
            helpers: AtomicUsize::new(0),
            hashing: OnceLock::new(),
        }
    }

    /// Maps all items, in order; on several threads from `share` items up.
    pub(crate) fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        share: usize,
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        match items.len() >= share {
            true => self.spread(Use::Compute, self.chunk(Use::Compute, items.len()), items, f),
            false => items.iter().map(f).collect(),
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
        let of_use = if items.len() >= share { Use::Read } else { Use::Compute };
        self.spread(of_use, self.chunk(of_use, items.len()), items, f)
    }

    /// Maps all items, in order, each by the thread that comes to it first: for
    /// what takes long.
    pub(crate) fn map_each<T: Sync, R: Send>(
        &self,
        items: &[T],
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        self.spread(Use::Compute, 1, items, f)
    }

    /// Hashes bytes that are in memory, on all threads.
    pub(crate) fn hash(&self, hasher: &mut Hasher, bytes: &[u8]) {
        let jobs = self.allowed();
        let new_pool = || ThreadPoolBuilder::new().num_threads(jobs).build().ok();
        let pool = if jobs > 1 { self.hashing.get_or_init(new_pool).as_ref() } else { None };
        match pool {
            Some(pool) => pool.install(|| hasher.update_all_threads(bytes)),
            None => hasher.update(bytes),
        };
    }

    /// Returns the size of as many chunks as keep all threads busy, if some take
    /// longer than others.
    fn chunk(&self, of_use: Use, items: usize) -> usize {
        items.div_ceil(8 * most(of_use, self.jobs)).max(1)
    }

    /// Maps all items, in order, in chunks of `size`.
    fn spread<T: Sync, R: Send>(
        &self,
        of_use: Use,
        size: usize,
        items: &[T],
        f: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        if self.jobs < 2 || items.len() < 2 {
            return items.iter().map(f).collect();
        }
        let chunks: Vec<_> = items.chunks(size).map(|chunk| (chunk, Mutex::default())).collect();
        self.share_out(of_use, chunks.len(), &|nth| {
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
    pub(crate) fn for_each(&self, count: usize, f: &(dyn Fn(usize) + Sync)) {
        self.share_out(Use::Compute, count, f);
    }

    /// It is not generic, so that it is compiled once.
    fn share_out(&self, of_use: Use, count: usize, f: &(dyn Fn(usize) + Sync)) {
        let work = Work { threads: self, of_use, count, next: AtomicUsize::new(0), f };
        scope(|scope| work.take_part(scope));
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

/// Locks what a thread that panicked may have locked too.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns how many threads to use where so many may compute.
fn most(of_use: Use, jobs: usize) -> usize {
    match of_use {
        Use::Read if jobs > 1 => (READERS.0 * jobs).min(READERS.1).max(jobs),
        _ => jobs,
    }
}

/// What several threads do together.
struct Work<'a> {
    threads: &'a Threads,
    of_use: Use,
    count: usize,
    next: AtomicUsize,
    f: &'a (dyn Fn(usize) + Sync),
}

impl Work<'_> {
    /// Does what is left to do, with the help of more threads if there may be.
    ///
    /// Each thread starts but one to read when it begins: where no disk is waited
    /// for, all is read before many have begun. One more may compute whenever
    /// there is a token for it.
    fn take_part<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) {
        let mut of_use = self.of_use;
        loop {
            let nth = self.next.fetch_add(1, Ordering::Relaxed);
            if nth >= self.count {
                return;
            }
            if nth + 1 < self.count {
                self.start_helper(scope, of_use);
                of_use = Use::Compute;
            }
            (self.f)(nth);
        }
    }

    /// Starts one more thread, unless there are as many as there may be.
    fn start_helper<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>, of_use: Use) {
        let helpers = &self.threads.helpers;
        let most = most(of_use, self.threads.allowed());
        let one_more = |now| (now + 1 < most).then_some(now + 1);
        if helpers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_err() {
            return;
        }
        let help = move || {
            self.take_part(scope);
            helpers.fetch_sub(1, Ordering::Relaxed);
        };
        // Without it the others have more to do.
        if Builder::new().spawn_scoped(scope, help).is_err() {
            helpers.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests;
