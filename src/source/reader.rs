//! The only opener of components: each once, into bytes that are ours.
//!
//! The digest is always that of the very bytes that are compiled or embedded:
//! of a buffer, or of our own copy in the spool, never of a user's file that
//! is copied afterwards. Two passes over one file would see two contents if
//! somebody writes to it: 236 of 300 tries did so.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use include_components_pack::Digest;

use crate::base::error::{ErrorKind, Problem};
use crate::base::fs;
use crate::base::hasher::{Hasher, digest};
use crate::base::stat::{Fingerprint, Stat};
use crate::base::sys;
use crate::base::threads::Threads;
use crate::source::spool::{Slot, Spool};

/// Up to this length, in bytes, a source is read into a buffer in one piece.
///
/// A buffer that is used again beats mapping and fresh memory at every size
/// up to here: by 1.8 at 16 KiB, by 1.3 at 1 MiB.
pub(crate) const BUFFER: usize = 1 << 20;

/// How often a file that is being written to is read before that is an error.
const TRIES: u32 = 5;

/// Reads sources, one after another; each thread has its own.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    spool: &'a Spool,
    threads: &'a Threads,
    map_above: u64,
    /// As long as the longest source that was read into it needs.
    buffer: Vec<u8>,
}

/// Where the bytes of a source are, now that it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Taken {
    /// In the reader's buffer, up to this length.
    Buffer(usize),
    /// In the spool, from this offset.
    Spool(u64),
    /// In the last pack, which has the same bytes.
    LastPack,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(spool: &'a Spool, threads: &'a Threads, map_above: u64) -> Self {
        Reader { spool, threads, map_above, buffer: Vec::new() }
    }

    /// Returns the first bytes of the buffer.
    pub(crate) fn buffer(&self, len: usize) -> &[u8] {
        &self.buffer[..len]
    }

    /// Reads a component that is embedded as it is; `seen` is its stat when it
    /// was listed.
    ///
    /// `known` tells of a digest whether its bytes are at hand; `expect` is
    /// whether they are likely to be, so that a long file is better hashed where
    /// it is before it is copied.
    pub(crate) fn read(
        &mut self,
        path: &Path,
        seen: Stat,
        expect: bool,
        known: impl Fn(Digest) -> bool,
    ) -> Result<(Fingerprint, Taken), Problem> {
        stable(path, Some(seen), |file, len| {
            if len < BUFFER as u64 {
                self.make_room(len);
                let filled = fill(file, &mut self.buffer, len)?;
                let digest = digest(&self.buffer[..filled]);
                return Ok((filled as u64 == len).then_some((digest, Taken::Buffer(filled))));
            }
            if expect {
                let digest = self.hash_in_place(file, len)?;
                match digest {
                    Some(digest) if known(digest) => return Ok(Some((digest, Taken::LastPack))),
                    _ => {}
                }
            }
            self.copy(file, len)
        })
    }

    /// Makes the buffer long enough for a source of this length.
    ///
    /// There is room for one byte more, by which a source that grew is seen.
    fn make_room(&mut self, len: u64) {
        let needed = len as usize + 1;
        if self.buffer.len() < needed {
            self.buffer.resize(needed.next_power_of_two(), 0);
        }
    }

    /// Hashes a long file where it is.
    fn hash_in_place(&mut self, file: &File, len: u64) -> io::Result<Option<Digest>> {
        match len > self.map_above {
            true => sys::hash_mapped(file, 0..len, self.threads).map(Some),
            false => self.hash_pieces(file, len, io::sink()),
        }
    }

    /// Copies a long file into the spool, with the digest of the copy.
    fn copy(&mut self, mut file: &File, len: u64) -> io::Result<Option<(Digest, Taken)>> {
        let Slot { file: mut copy, start, offset } = self.spool.begin(len)?;
        file.rewind()?;
        let digest = if len > self.map_above {
            let copied = io::copy(&mut file.take(len), &mut copy)?;
            let hash = || sys::hash_mapped(&copy, start..start + len, self.threads);
            (copied == len).then(hash).transpose()?
        } else {
            self.hash_pieces(file, len, copy)?
        };
        Ok(digest.map(|digest| (digest, Taken::Spool(offset))))
    }

    /// Hashes the first `len` bytes of a file; `None` if it has fewer.
    ///
    /// Each piece is written to `out` too: the digest is of the very bytes that
    /// are put down.
    fn hash_pieces(
        &mut self,
        mut file: &File,
        len: u64,
        mut out: impl Write,
    ) -> io::Result<Option<Digest>> {
        self.make_room(BUFFER as u64 - 1);
        let (mut hasher, mut left) = (Hasher::new(), len);
        while left > 0 {
            let piece = &mut self.buffer[..left.min(BUFFER as u64) as usize];
            match file.read_exact(piece) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                read => read?,
            }
            hasher.update(piece);
            out.write_all(piece)?;
            left -= piece.len() as u64;
        }
        Ok(Some(hasher.finalize()))
    }
}

/// Reads a whole file into memory, for a compiler.
pub(crate) fn load(path: &Path) -> Result<(Fingerprint, Vec<u8>), Problem> {
    let mut loaded = Vec::new();
    let (now, _) = stable(path, None, |file, len| {
        loaded = vec![0; usize::try_from(len).map_err(io::Error::other)?.saturating_add(1)];
        let read = fill(file, &mut loaded, len)?;
        loaded.truncate(read);
        Ok((read as u64 == len).then(|| (digest(&loaded), Taken::Buffer(read))))
    })?;
    Ok((now, loaded))
}

/// Opens a file and reads it until it did not change meanwhile.
///
/// `seen` is its stat when it was listed. `read` is given the file and its
/// length, and returns `None` when it found another length. The file is opened
/// once, and if all is well its stat is asked for once: afterwards.
fn stable(
    path: &Path,
    seen: Option<Stat>,
    mut read: impl FnMut(&File, u64) -> io::Result<Option<(Digest, Taken)>>,
) -> Result<(Fingerprint, Taken), Problem> {
    let unreadable = |error| Problem::io(ErrorKind::Read, "cannot read the component", path, error);
    let file = fs::open(path).map_err(unreadable)?;
    let mut before = seen;
    for attempt in 0..TRIES {
        let started = SystemTime::now();
        let stat = match before.take() {
            Some(stat) => stat,
            None => stat_of(&file, path)?,
        };
        let found = read(&file, stat.len()).map_err(unreadable)?;
        if let Some((digest, taken)) = found {
            if stat_of(&file, path)? == stat {
                let racy = stat.is_racy(started);
                return Ok((Fingerprint { stat, digest, racy }, taken));
            }
        }
        std::thread::sleep(Duration::from_millis(20) * attempt);
        // First, as what is no regular file cannot be rewound.
        before = Some(stat_of(&file, path)?);
        (&file).rewind().map_err(unreadable)?;
    }
    Err(Problem::with_path(
        ErrorKind::Busy,
        "the component is being written to:",
        path,
        "wait until the other program is done, and build again",
    ))
}

/// Returns the stat of an open file, which must be a regular one.
fn stat_of(file: &File, path: &Path) -> Result<Stat, Problem> {
    let what = "cannot read the component";
    let metadata =
        file.metadata().map_err(|error| Problem::io(ErrorKind::Read, what, path, error))?;
    match metadata.is_file() {
        true => Ok(Stat::of(&metadata)),
        false => {
            let remedy = "it is no longer a regular file";
            Err(Problem::with_path(ErrorKind::FileType, what, path, remedy))
        }
    }
}

/// Reads until the buffer is full or the file ends; returns how many bytes.
///
/// A file that ends at `len`, as it should, is not asked for more.
fn fill(mut file: &File, buffer: &mut [u8], len: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() && (filled as u64 != len || filled == 0) {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
