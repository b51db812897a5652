use std::thread::{current, sleep};
use std::time::Duration;

use super::*;

/// The most that were in at a time.
#[derive(Default)]
struct AtOnce {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl AtOnce {
    /// Counts the caller in for a moment.
    fn enter(&self) {
        self.most.fetch_max(self.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        sleep(Duration::from_millis(1));
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    fn most(self) -> usize {
        self.most.into_inner()
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
        assert_eq!(threads.helpers.into_inner(), 0);
    }
}

#[test]
fn no_more_threads_compute_than_may_and_more_read() {
    let threads = Threads::new(3);
    let items = [(); 200];
    let (computing, reading, alone) = Default::default();
    threads.map(&items, 2, |()| AtOnce::enter(&computing));
    assert_eq!(computing.most(), 3);
    threads.map_reading(&items, 2, |()| AtOnce::enter(&reading));
    assert_eq!(reading.most(), 16);
    threads.map(&items, 201, |()| AtOnce::enter(&alone));
    assert_eq!(alone.most(), 1);
}

/// As where one directory is long, or many are.
#[test]
fn what_is_shared_out_within_what_is_shared_out_takes_the_threads_that_are_left() {
    let threads = Threads::new(3);
    let (few, many) = Default::default();
    threads.map(&[(); 2], 2, |()| {
        threads.map(&[(); 30], 2, |()| AtOnce::enter(&few));
    });
    assert_eq!(few.most(), 3);
    threads.map(&[(); 30], 2, |()| {
        threads.map(&[(); 30], 2, |()| AtOnce::enter(&many));
    });
    assert_eq!(many.most(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_token_that_becomes_free_in_between_is_used() {
    use std::io::Write;
    use std::os::fd::AsRawFd;

    use crate::testing::{Tree, pipe};

    let tree = Tree::new();
    let (tokens, back) = pipe(&tree.path("jobs"));
    let flags = format!("--jobserver-auth={},{}", tokens.as_raw_fd(), back.as_raw_fd());
    let threads = Threads::with_jobserver(2, flags);
    let items: Vec<usize> = (0..100).collect();
    let first = current().id();
    let elsewhere = threads.map(&items, 2, |item| {
        if *item == 50 {
            (&back).write_all(b"+").unwrap();
        }
        sleep(Duration::from_millis(1));
        current().id() != first
    });
    let elsewhere: Vec<_> = items.iter().filter(|item| elsewhere[**item]).collect();
    assert!(elsewhere.iter().all(|item| **item > 50) && elsewhere.len() > 5, "{elsewhere:?}");
}
