use std::panic::{AssertUnwindSafe, catch_unwind};
#[cfg(target_os = "linux")]
use std::thread::current;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::*;

/// The most that were in at a time.
#[derive(Default)]
struct AtOnce {
    began: OnceLock<Instant>,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl AtOnce {
    /// Counts the caller in for a moment, and until there were so many.
    fn enter(&self, wanted: usize) {
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let began = *self.began.get_or_init(Instant::now);
        wait(began, || self.most.load(Ordering::SeqCst) >= wanted);
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    fn most(self) -> usize {
        self.most.into_inner()
    }
}

/// Waits for a moment, and until something is so, but no longer than ten seconds from the
/// beginning: a thread may come late on a busy machine.
fn wait(began: Instant, is_so: impl Fn() -> bool) {
    sleep(Duration::from_millis(1));
    while !is_so() && began.elapsed() < Duration::from_secs(10) {
        sleep(Duration::from_millis(1));
    }
}

#[test]
fn results_are_in_the_order_of_the_items() {
    let items: Vec<usize> = (0..1000).collect();
    for jobs in [1, 2, 3, 8] {
        let threads = Threads::new(jobs);
        assert_eq!(threads.map(&items, 2, |item| item + 1), (1..1001).collect::<Vec<_>>());
        assert_eq!(threads.map_reading(&items, 2, |item| item + 1).len(), 1000);
        assert_eq!(threads.map(&items[..0], 2, |item| *item), Vec::<usize>::new());
    }
}

#[test]
fn no_more_threads_compute_than_may_and_more_read() {
    let threads = Threads::new(3);
    let items = [(); 200];
    let (computing, reading, alone) = Default::default();
    threads.map(&items, 2, |()| AtOnce::enter(&computing, 3));
    assert_eq!(computing.most(), 3);
    threads.map_reading(&items, 2, |()| AtOnce::enter(&reading, 4));
    // How many of the 16 are in at one moment, is the system's business.
    let most = reading.most();
    assert!((4..=16).contains(&most), "{most}");
    threads.map(&items, 201, |()| AtOnce::enter(&alone, 1));
    assert_eq!(alone.most(), 1);
}

/// As where one directory is long, or many are.
#[test]
fn what_is_shared_out_within_what_is_shared_out_takes_the_threads_that_are_left() {
    let threads = Threads::new(3);
    let (few, many) = Default::default();
    threads.map(&[(); 2], 2, |()| {
        threads.map(&[(); 30], 2, |()| AtOnce::enter(&few, 3));
    });
    assert_eq!(few.most(), 3);
    threads.map(&[(); 30], 2, |()| {
        threads.map(&[(); 30], 2, |()| AtOnce::enter(&many, 3));
    });
    assert_eq!(many.most(), 3);
}

#[test]
fn threads_are_made_when_there_is_work_for_them() {
    let threads = Threads::new(2);
    let items = [(); 63];
    threads.map(&items, 64, |()| ());
    threads.map_reading(&items[..1], 64, |()| ());
    assert!(threads.computing.get().is_none() && threads.reading.get().is_none());
    threads.map_reading(&items, 64, |()| ());
    assert!(threads.computing.get().is_some() && threads.reading.get().is_none());
    let alone = Threads::new(1);
    alone.map_reading(&items, 2, |()| ());
    alone.hash(&mut Hasher::new(), b"a");
    assert!(alone.computing.get().is_none() && alone.reading.get().is_none());
}

#[test]
fn a_panic_of_any_thread_is_the_callers_and_nobody_waits_for_ever() {
    let items: Vec<usize> = (0..100).collect();
    for jobs in [1, 2, 8] {
        let threads = Threads::new(jobs);
        for bad in [0, 1, 50, 99] {
            let f = |item: &usize| match *item == bad {
                true => std::panic::panic_any(bad),
                false => sleep(Duration::from_micros(100)),
            };
            type Map<'a> = &'a dyn Fn() -> Vec<()>;
            let maps: [Map<'_>; 4] = [
                &|| threads.map(&items, 2, f),
                &|| threads.map_reading(&items, 2, f),
                &|| threads.map_each(&items, f),
                &|| threads.map_reading(&items, 2, |_| drop(threads.map(&items, 2, f))),
            ];
            for map in maps {
                let panic = catch_unwind(AssertUnwindSafe(map)).unwrap_err();
                assert_eq!(panic.downcast_ref(), Some(&bad));
            }
        }
        assert_eq!(threads.map(&items, 2, |item| *item), items, "they work on");
    }
}

/// As where long files are hashed by those that read them.
#[test]
fn who_reads_may_compute_and_hash_on_all_threads() {
    let bytes = vec![7; 300_000];
    let expected = crate::base::hasher::digest(&bytes);
    for jobs in [1, 2, 3, 16] {
        let threads = Threads::new(jobs);
        let digest = |_: &()| {
            let mut hasher = Hasher::new();
            threads.hash(&mut hasher, &bytes);
            hasher.finalize()
        };
        let items = [(); 40];
        let nested = |_: &()| threads.map(&items[..4], 2, digest);
        for digests in threads.map_reading(&items, 2, nested) {
            assert_eq!(digests, [expected; 4]);
        }
        assert_eq!(threads.map_each(&items, digest), [expected; 40]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_token_that_becomes_free_in_between_is_used() {
    use std::collections::HashSet;
    use std::io::Write;
    use std::os::fd::AsRawFd;

    use crate::testing::{Tree, pipe};

    let tree = Tree::new();
    let (tokens, back) = pipe(&tree.path("jobs"));
    let flags = format!("--jobserver-auth={},{}", tokens.as_raw_fd(), back.as_raw_fd());
    let threads = Threads::with_jobserver(2, flags);
    let items: Vec<usize> = (0..100).collect();
    let (began, seen) = (Instant::now(), Mutex::new(HashSet::new()));
    let ids = threads.map(&items, 2, |item| {
        if *item == 50 {
            (&back).write_all(b"+").unwrap();
        }
        lock(&seen).insert(current().id());
        // Before this one the first thread asks for tokens again.
        wait(began, || *item < 60 || lock(&seen).len() > 1);
        current().id()
    });
    assert!(ids[..50].iter().all(|id| *id == ids[0]));
    let elsewhere = ids.iter().filter(|id| **id != ids[0]).count();
    assert!(elsewhere > 5, "{elsewhere}");
}
