use std::fs;

use super::*;
use crate::testing::Tree;

/// A moment with a fraction of a second, in nanoseconds since 1970.
const MOMENT: i64 = 1_700_000_000_123_456_700;

fn stat(mtime: i64, ctime: i64) -> Stat {
    Stat([[0; 8], mtime.to_le_bytes(), ctime.to_le_bytes(), [0; 8], [0; 8]])
}

fn at(nanoseconds: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds as u64)
}

const MILLISECOND: i64 = 1_000_000;

/// What Windows counts time by.
const TICK: i64 = 100;

#[test]
fn fine_stamps_are_racy_for_a_tenth_of_a_second() {
    for (mtime, ctime) in [(MOMENT, MOMENT), (MOMENT - SECOND, MOMENT), (MOMENT, MOMENT - SECOND)] {
        let stat = stat(mtime, ctime);
        assert!(stat.is_racy(at(MOMENT)));
        assert!(stat.is_racy(at(MOMENT + 100 * MILLISECOND)));
        assert!(!stat.is_racy(at(MOMENT + 100 * MILLISECOND + TICK)));
    }
}

#[test]
fn stamps_of_whole_seconds_are_racy_for_two() {
    let whole = MOMENT - MOMENT % SECOND;
    let coarse = stat(whole, whole);
    assert!(coarse.is_racy(at(whole + 2 * SECOND)));
    assert!(!coarse.is_racy(at(whole + 2 * SECOND + TICK)));
    // An old file that was unpacked with its stamp on a file system with fine
    // ones: the change time tells.
    let unpacked = stat(whole - 1000 * SECOND, whole + 1);
    assert!(unpacked.is_racy(at(whole + 100 * MILLISECOND)));
    assert!(!unpacked.is_racy(at(whole + 101 * MILLISECOND)));
}

#[test]
fn stamps_that_prove_nothing_are_always_racy() {
    let years = 100_000_000 * SECOND;
    assert!(stat(MOMENT, 0).is_racy(at(MOMENT + years)), "no change time");
    assert!(stat(MOMENT + years, MOMENT).is_racy(at(MOMENT + SECOND)), "from the future");
    assert!(stat(i64::MAX, MOMENT).is_racy(at(MOMENT)), "without overflow");
    assert!(!stat(-SECOND - 1, -SECOND - 1).is_racy(at(0)), "before 1970");
}

#[test]
fn a_stat_survives_as_bytes() {
    let tree = Tree::new();
    let stat = tree.write("ui/a", "12345").stat("ui/a");
    assert_eq!(stat.len(), 5);
    assert_eq!(Stat::from_bytes(stat.as_bytes().try_into().unwrap()), stat);
    assert_ne!(stat, Stat::NOWHERE);
}

#[test]
fn every_change_that_the_system_tells_of_makes_another_stat() {
    let tree = Tree::new();
    let mut stats = vec![tree.write("ui/a", "1").settle().stat("ui/a")];
    assert_eq!(tree.stat("ui/a"), stats[0], "no change");
    stats.push(tree.write("ui/a", "2").settle().stat("ui/a"));
    stats.push(tree.write("ui/a", "22").settle().stat("ui/a"));
    let file = fs::File::options().write(true).open(tree.path("ui/a")).unwrap();
    file.set_modified(at(MOMENT)).unwrap();
    stats.push(tree.settle().stat("ui/a"));
    #[cfg(unix)]
    {
        // The same length and modification time: by the change time alone, and
        // by the inode.
        tree.write("ui/a", "33");
        file.set_modified(at(MOMENT)).unwrap();
        stats.push(tree.stat("ui/a"));
        let copy = fs::File::create(tree.path("ui/b")).unwrap();
        tree.write("ui/b", "44");
        copy.set_modified(at(MOMENT)).unwrap();
        stats.push(tree.rename("ui/b", "ui/a").stat("ui/a"));
    }
    for (at, stat) in stats.iter().enumerate() {
        assert!(!stats[..at].contains(stat), "{at} is another one: {stats:?}");
    }
}
