//! A long file, piece by piece on all threads.

use std::fs::File;
use std::io;
use std::sync::{Condvar, Mutex, PoisonError};

use include_components_pack::Digest;

use super::BUFFER;
use crate::base::fs::read_at;
use crate::base::hasher::Hasher;
use crate::base::threads::{Threads, lock};

/// What the threads have in common.
struct Progress {
    /// Has all pieces before `next`.
    hasher: Hasher,
    next: usize,
    error: Option<io::Error>,
    /// Those that no thread uses.
    buffers: Vec<Vec<u8>>,
}

/// Hashes the first `len` bytes of a file; `None` if it has fewer.
///
/// Each piece is given to `put` too, with its offset: the digest is of the very
/// bytes that are put down. While one thread hashes, others read and put, so
/// that two take half as long as one.
pub(super) fn hash(
    file: &File,
    len: u64,
    threads: &Threads,
    put: &(dyn Fn(&[u8], u64) -> io::Result<()> + Sync),
) -> io::Result<Option<Digest>> {
    let count = usize::try_from(len.div_ceil(BUFFER as u64)).map_err(io::Error::other)?;
    let progress =
        Mutex::new(Progress { hasher: Hasher::new(), next: 0, error: None, buffers: Vec::new() });
    let hashed = Condvar::new();
    threads.for_each(count, &|nth| {
        let mut now = lock(&progress);
        let buffer = now.buffers.pop();
        let failed = now.error.is_some();
        drop(now);
        let mut buffer = buffer.unwrap_or_else(|| vec![0; BUFFER]);
        let offset = nth as u64 * BUFFER as u64;
        let piece = &mut buffer[..(len - offset).min(BUFFER as u64) as usize];
        let done = match failed {
            true => Ok(()),
            false => read_at(file, piece, offset).and_then(|()| put(piece, offset)),
        };
        now = lock(&progress);
        while now.next != nth {
            now = hashed.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
        match done {
            Ok(()) => drop(now.hasher.update(piece)),
            Err(error) => drop(now.error.get_or_insert(error)),
        }
        now.next += 1;
        now.buffers.push(buffer);
        hashed.notify_all();
    });
    let progress = progress.into_inner().unwrap_or_else(PoisonError::into_inner);
    match progress.error {
        None => Ok(Some(progress.hasher.finalize())),
        Some(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Some(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
