//! The spool: a temporary file for the bytes that go into the next pack.
//!
//! Threads append to it while nobody knows yet how long each blob will be and
//! which are equal; then the pack is put together from it, in order.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use include_components_pack::ALIGN;

use crate::fs::{remove, write_at};

/// A file that is made at the first write and removed at the end.
#[derive(Debug)]
pub(crate) struct Spool {
    path: PathBuf,
    file: OnceLock<File>,
    end: AtomicU64,
}

/// Collects small blobs of one thread, to write many with one call.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    spool: &'a Spool,
    bytes: Vec<u8>,
    /// Where the bytes will be; up to `REGION` of them.
    start: u64,
}

/// How much of the spool a batch reserves at a time, in bytes.
const REGION: usize = 1 << 20;

impl Spool {
    pub(crate) fn new(path: PathBuf) -> Self {
        Spool { path, file: OnceLock::new(), end: AtomicU64::new(0) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reserves room for `len` bytes and returns its offset, a multiple of
    /// [`ALIGN`].
    pub(crate) fn reserve(&self, len: u64) -> u64 {
        self.end.fetch_add(len.next_multiple_of(ALIGN), Ordering::Relaxed)
    }

    /// Writes at an offset that was reserved.
    pub(crate) fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        write_at(self.file()?, bytes, offset)
    }

    /// Opens the spool anew, with a cursor of its own at an offset.
    pub(crate) fn open_at(&self, offset: u64) -> io::Result<File> {
        self.file()?;
        let mut file = OpenOptions::new().read(true).write(true).open(&self.path)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(file)
    }

    fn file(&self) -> io::Result<&File> {
        if self.file.get().is_none() {
            let mut options = OpenOptions::new();
            let file = options.read(true).write(true).create(true).truncate(false);
            let file = file.open(&self.path)?;
            // Several threads may get here at once: all have the one file.
            return Ok(self.file.get_or_init(|| file));
        }
        self.file.get().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if self.file.get().is_some() {
            remove(&self.path);
        }
    }
}

impl<'a> Batch<'a> {
    pub(crate) fn new(spool: &'a Spool) -> Self {
        Batch { spool, bytes: Vec::new(), start: 0 }
    }

    /// Adds a blob and returns its offset in the spool.
    pub(crate) fn push(&mut self, blob: &[u8]) -> io::Result<u64> {
        if blob.len() > REGION / 4 {
            let offset = self.spool.reserve(blob.len() as u64);
            self.spool.write(blob, offset)?;
            return Ok(offset);
        }
        if self.bytes.is_empty() || self.bytes.len() + blob.len() > REGION {
            self.flush()?;
            self.start = self.spool.reserve(REGION as u64);
        }
        let offset = self.start + self.bytes.len() as u64;
        self.bytes.extend_from_slice(blob);
        let padding = self.bytes.len().next_multiple_of(ALIGN as usize) - self.bytes.len();
        self.bytes.extend_from_slice(&[0; ALIGN as usize][..padding]);
        Ok(offset)
    }

    /// Writes what is left.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            self.spool.write(&self.bytes, self.start)?;
            self.bytes.clear();
        }
        Ok(())
    }
}

/// Removes the spool that a killed run left.
pub(crate) fn remove_left_over(path: &Path) {
    if fs::metadata(path).is_ok() {
        remove(path);
    }
}

#[cfg(test)]
mod tests;
