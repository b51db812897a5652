//! What a file looks like from outside, and when that can be believed.

use std::fs::Metadata;
use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime};

use include_components_pack::Digest;

/// What `stat` tells of a file, as 40 bytes that are compared as a whole.
///
/// Length, modification time, change time, inode and device; the times are
/// nanoseconds since 1970. What a platform does not have is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stat([[u8; 8]; 5]);

impl Stat {
    pub(crate) const SIZE: usize = 40;

    /// The stat of no file, where one is written.
    pub(crate) const NOWHERE: Stat = Stat([[0; 8]; 5]);

    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let mtime = (metadata.mtime(), metadata.mtime_nsec());
        let ctime = (metadata.ctime(), metadata.ctime_nsec());
        Self::new(metadata.len(), mtime, ctime, metadata.ino(), metadata.dev())
    }

    /// Here the creation time stands for the change time; std tells no more.
    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let stamp = |time: std::io::Result<SystemTime>| (0, time.map_or(0, since_epoch));
        Self::new(metadata.len(), stamp(metadata.modified()), stamp(metadata.created()), 0, 0)
    }

    /// Each time is of seconds and nanoseconds.
    pub(crate) fn new(
        len: u64,
        mtime: (i64, i64),
        ctime: (i64, i64),
        inode: u64,
        device: u64,
    ) -> Self {
        let stamp = |(seconds, rest): (i64, i64)| {
            seconds.saturating_mul(SECOND).saturating_add(rest).to_le_bytes()
        };
        Stat([
            len.to_le_bytes(),
            stamp(mtime),
            stamp(ctime),
            inode.to_le_bytes(),
            device.to_le_bytes(),
        ])
    }

    pub(crate) fn from_bytes(bytes: [u8; Stat::SIZE]) -> Self {
        let mut words = [[0; 8]; 5];
        words.as_flattened_mut().copy_from_slice(&bytes);
        Stat(words)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }

    /// Returns the file's length in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.word(0) as u64
    }

    /// Whether a change right after `taken` could leave the stat as it is.
    ///
    /// That is git's *racily clean*: the stamps are not older than the moment
    /// by more than the clock's tick. A file system with fine stamps moves
    /// them by the kernel's tick, 10 ms at most, but sets them before it
    /// copies the data: 45 ms were seen for 8 MiB under load. One whose stamps
    /// are whole seconds has a tick of one second, or two (FAT).
    pub(crate) fn is_racy(&self, taken: SystemTime) -> bool {
        let (mtime, ctime) = (self.word(1), self.word(2));
        let coarse = mtime % SECOND == 0 && ctime % SECOND == 0;
        let tick = if coarse { Duration::from_secs(2) } else { Duration::from_millis(100) };
        // Without a change time an old stamp proves nothing: it can be put back.
        ctime == 0 || mtime.max(ctime).saturating_add(nanoseconds(tick)) >= since_epoch(taken)
    }

    /// Whether the modification time is later than `time`.
    pub(crate) fn is_modified_after(&self, time: SystemTime) -> bool {
        self.word(1) > since_epoch(time)
    }

    /// Whether the file was last written in a span of time, whatever modification time it was
    /// given: where there is a change time, the later one counts.
    pub(crate) fn is_written_in(&self, span: &RangeInclusive<SystemTime>) -> bool {
        let span = since_epoch(*span.start())..=since_epoch(*span.end());
        span.contains(&self.word(1).max(self.word(2)))
    }

    fn word(&self, index: usize) -> i64 {
        i64::from_le_bytes(self.0[index])
    }
}

/// By how much a file may be ahead of the clock: the coarsest stamps, those of FAT, are
/// rounded to two seconds, and a file system of another machine has a clock of its own.
pub(crate) const AHEAD: Duration = Duration::from_secs(2);

const SECOND: i64 = 1_000_000_000;

fn since_epoch(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}

fn nanoseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

/// A file's stat and digest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fingerprint {
    pub(crate) stat: Stat,
    pub(crate) digest: Digest,
    /// Whether the stat proves nothing, since the file was too young.
    pub(crate) racy: bool,
}

impl Fingerprint {
    /// Its length in bytes: stat, digest and whether it is racy.
    pub(crate) const SIZE: usize = Stat::SIZE + 33;

    pub(crate) fn from_bytes(bytes: &[u8; Self::SIZE]) -> Self {
        let (mut stat, mut digest) = ([0; Stat::SIZE], [0; 32]);
        stat.copy_from_slice(&bytes[..Stat::SIZE]);
        digest.copy_from_slice(&bytes[Stat::SIZE..Stat::SIZE + 32]);
        Fingerprint {
            stat: Stat::from_bytes(stat),
            digest: Digest::from_bytes(digest),
            racy: bytes[Self::SIZE - 1] != 0,
        }
    }

    /// Returns the digest if the file looks now as it did.
    pub(crate) fn trusted(&self, now: &Stat) -> Option<Digest> {
        (!self.racy && self.stat == *now).then_some(self.digest)
    }

    /// Whether somebody has written the file anew, in a span of time, with the bytes that it
    /// had before.
    pub(crate) fn is_rewritten(
        &self,
        last: &Fingerprint,
        span: &RangeInclusive<SystemTime>,
    ) -> bool {
        self.digest == last.digest && self.stat != last.stat && self.stat.is_written_in(span)
    }
}

#[cfg(test)]
mod tests;
