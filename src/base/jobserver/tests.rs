use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::process::Command;
use std::thread::{current, sleep};
use std::time::{Duration, Instant};

use super::*;
use crate::base::threads::Threads;
use crate::testing::{Tree, pipe};

/// Returns how many threads work on a hundred items; they wait until there are so many, as
/// one may come late on a busy machine, but no longer than ten seconds.
fn working(threads: &Threads, wanted: usize) -> usize {
    let (began, ids) = (Instant::now(), Mutex::new(HashSet::new()));
    threads.map(&[(); 100], 2, |()| {
        lock(&ids).insert(current().id());
        sleep(Duration::from_millis(1));
        while lock(&ids).len() < wanted && began.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(1));
        }
    });
    lock(&ids).len()
}

#[test]
fn as_many_threads_work_as_there_are_tokens_and_all_come_back() {
    let tree = Tree::new();
    let (tokens, mut back) = pipe(&tree.path("jobs"));
    let flags = |tokens: i32| {
        format!("-j --jobserver-fds=1,2 --jobserver-auth={tokens},{}", back.as_raw_fd())
    };
    let flags = flags(tokens.as_raw_fd());
    let threads = Threads::with_jobserver(4, flags);
    assert_eq!(working(&threads, 1), 1, "no token is free");
    back.write_all(b"+").unwrap();
    assert_eq!(working(&threads, 2), 2);
    assert_eq!(working(&threads, 2), 2, "its token is kept");
    back.write_all(b"+++").unwrap();
    assert_eq!(working(&threads, 4), 4, "one is left to others");
    drop((threads, back));
    let mut left = Vec::new();
    (&tokens).read_to_end(&mut left).unwrap();
    assert_eq!(left, b"++++");
}

#[test]
fn a_named_pipe_is_a_jobserver_too() {
    let tree = Tree::new();
    let path = tree.path("jobs");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let mut fifo = File::options().read(true).write(true).open(&path).unwrap();
    fifo.write_all(b"ab").unwrap();
    let jobserver = Jobserver::find(&format!("--jobserver-auth=fifo:{}", path.display())).unwrap();
    assert_eq!((jobserver.take(1), jobserver.take(5), jobserver.take(5)), (1, 1, 0));
    drop(jobserver);
    let mut tokens = [0; 2];
    fifo.read_exact(&mut tokens).unwrap();
    assert_eq!(&tokens, b"ab");
}

#[test]
fn what_is_no_pipe_is_no_jobserver() {
    let tree = Tree::new();
    let file = File::open(tree.write("a", "").path("a")).unwrap();
    let (fd, nowhere) = (file.as_raw_fd(), 1 << 20);
    for flags in [
        String::new(),
        "-j4".to_owned(),
        "--jobserver-auth=".to_owned(),
        "--jobserver-auth=x,y".to_owned(),
        "--jobserver-auth=fifo:".to_owned(),
        format!("--jobserver-auth={fd},{fd}"),
        format!("--jobserver-auth={nowhere},{nowhere}"),
        format!("--jobserver-auth=fifo:{}", tree.path("a").display()),
    ] {
        assert!(Jobserver::find(&flags).is_none(), "{flags}");
    }
}
