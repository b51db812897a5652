//! The spool: where the bytes wait that go into the next pack.
//!
//! Threads append to it while nobody knows yet how long each blob will be and
//! which are equal; then the pack is put together from it, in order. The first
//! bytes stay in memory, the others go to a temporary file. A long blob, which
//! will be a part of the pack by itself, gets a file that can become the part's.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};

use include_components_pack::ALIGN;

use crate::base::fs::{copy_exactly, read_at, remove, write_at};
use crate::base::sync::lock;

/// Which blobs get files to themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alone {
    /// From how many bytes on.
    pub(crate) from: u64,
    /// How much room is left before the blob in its file, for a library's head.
    pub(crate) room: u64,
}

/// A place for one long blob.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The file that it goes to, with a cursor of its own where it is to begin.
    pub(crate) file: File,
    /// Where it begins in the file.
    pub(crate) start: u64,
    /// Where it is in the spool then.
    pub(crate) offset: u64,
}

/// A file that can become that of a part of the pack.
#[derive(Debug)]
struct PartFile {
    path: PathBuf,
    /// The length of the part in bytes.
    len: u64,
}

/// One space of bytes, in memory or in a file that is made when it is needed
/// and removed at the end.
#[derive(Debug)]
pub(crate) struct Spool {
    path: PathBuf,
    file: OnceLock<File>,
    /// Held while the file's cursor is of use.
    cursor: Mutex<()>,
    end: AtomicU64,
    /// Regions that are in memory, by their offset.
    memory: RwLock<BTreeMap<u64, Vec<u8>>>,
    alone: Option<Alone>,
    /// The files of long blobs, by the blob's offset.
    files: Mutex<BTreeMap<u64, PartFile>>,
    in_memory: AtomicUsize,
    /// How many bytes may stay in memory.
    limit: usize,
}

/// Collects small blobs of one thread, a region at a time.
#[derive(Debug)]
pub(crate) struct Batch<'a> {
    spool: &'a Spool,
    bytes: Vec<u8>,
    /// Where the bytes will be; up to `REGION` of them.
    start: u64,
}

/// How much of the spool a batch reserves at a time, in bytes.
const REGION: usize = 1 << 20;

/// How many bytes stay in memory by default.
const MEMORY: usize = 64 << 20;

impl Spool {
    pub(crate) fn new(path: PathBuf) -> Self {
        Spool {
            path,
            file: OnceLock::new(),
            cursor: Mutex::default(),
            end: AtomicU64::new(0),
            memory: RwLock::default(),
            alone: None,
            files: Mutex::default(),
            in_memory: AtomicUsize::new(0),
            limit: MEMORY,
        }
    }

    /// Gives files of their own to long blobs.
    pub(crate) fn with_files(mut self, alone: Option<Alone>) -> Self {
        self.alone = alone;
        self
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reserves room for `len` bytes and returns its offset, a multiple of
    /// [`ALIGN`].
    pub(crate) fn reserve(&self, len: u64) -> u64 {
        self.end.fetch_add(len.next_multiple_of(ALIGN), Ordering::Relaxed)
    }

    /// Makes a place for a blob of `len` bytes, in a file of its own if it is long.
    pub(crate) fn begin(&self, len: u64) -> io::Result<Slot> {
        match self.alone.filter(|alone| len >= alone.from) {
            Some(Alone { room, .. }) => self.begin_alone(len, room),
            None => {
                let offset = self.reserve(len);
                Ok(Slot { file: self.open_at(offset)?, start: offset, offset })
            }
        }
    }

    fn begin_alone(&self, len: u64, room: u64) -> io::Result<Slot> {
        // By the spool's own file the next run knows that there may be others.
        self.file()?;
        let len = len.next_multiple_of(ALIGN);
        // Nothing adjoins it, as nothing does in its file.
        let offset = self.reserve(len.saturating_add(2 * ALIGN)) + ALIGN;
        let path = numbered(&self.path, offset);
        let mut options = File::options();
        let mut file = options.read(true).write(true).create(true).truncate(true).open(&path)?;
        lock(&self.files).insert(offset, PartFile { path, len });
        file.seek(SeekFrom::Start(room))?;
        Ok(Slot { file, start: room, offset })
    }

    /// Hands over the file of the long blob at this offset, with `room` bytes
    /// before it, if it has one.
    pub(crate) fn take(&self, offset: u64, len: u64, room: u64) -> Option<PathBuf> {
        self.alone.filter(|alone| alone.room == room)?;
        let mut files = lock(&self.files);
        files.get(&offset).filter(|part| part.len == len)?;
        files.remove(&offset).map(|part| part.path)
    }

    /// Opens the file of the long blob at this offset where the blob begins, if
    /// it has one.
    fn open_part_file(&self, offset: u64) -> io::Result<Option<File>> {
        let path = lock(&self.files).get(&offset).map(|part| part.path.clone());
        let (Some(path), Some(alone)) = (path, self.alone) else { return Ok(None) };
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(alone.room))?;
        Ok(Some(file))
    }

    /// Takes bytes for an offset that was reserved.
    fn keep(&self, bytes: Vec<u8>, offset: u64) -> io::Result<()> {
        if self.in_memory.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() > self.limit {
            return self.write(&bytes, offset);
        }
        self.memory.write().unwrap_or_else(PoisonError::into_inner).insert(offset, bytes);
        Ok(())
    }

    /// Copies `len` bytes from an offset on to the end of another file.
    pub(crate) fn copy_to(&self, mut offset: u64, len: u64, out: &mut File) -> io::Result<()> {
        if let Some(file) = self.open_part_file(offset)? {
            return copy_exactly(file, len, out);
        }
        let memory = self.memory.read().unwrap_or_else(PoisonError::into_inner);
        let end = offset + len;
        while offset < end {
            let region = memory.range(..=offset).next_back();
            let rest = region.and_then(|(start, bytes)| bytes.get((offset - start) as usize..));
            let next = memory.range(offset + 1..).next().map_or(end, |(start, _)| end.min(*start));
            let copied = match rest.filter(|rest| !rest.is_empty()) {
                Some(rest) => {
                    let count = rest.len().min((end - offset) as usize);
                    out.write_all(&rest[..count])?;
                    count as u64
                }
                None => {
                    let mut file = self.file()?;
                    let _alone = lock(&self.cursor);
                    file.seek(SeekFrom::Start(offset))?;
                    let count = io::copy(&mut file.take(next - offset), out)?;
                    // The file may end before the zeros behind its last blob.
                    let zeros = next - offset - count;
                    if zeros > 0 && (next == end || zeros >= ALIGN) {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    out.write_all(&[0; ALIGN as usize][..zeros as usize])?;
                    next - offset
                }
            };
            offset += copied;
        }
        Ok(())
    }

    /// Reads one blob, by its offset and length.
    pub(crate) fn read(&self, offset: u64, len: u64) -> io::Result<Vec<u8>> {
        let len = usize::try_from(len).map_err(io::Error::other)?;
        if let Some(mut file) = self.open_part_file(offset)? {
            let mut bytes = vec![0; len];
            file.read_exact(&mut bytes)?;
            return Ok(bytes);
        }
        let memory = self.memory.read().unwrap_or_else(PoisonError::into_inner);
        let region = memory.range(..=offset).next_back();
        let rest = region.and_then(|(start, bytes)| bytes.get((offset - start) as usize..));
        if let Some(bytes) = rest.and_then(|rest| rest.get(..len)) {
            return Ok(bytes.to_vec());
        }
        drop(memory);
        let mut bytes = vec![0; len];
        read_at(self.file()?, &mut bytes, offset)?;
        Ok(bytes)
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
        lock(&self.files).values().for_each(|part| remove(&part.path));
        // Last, since by it the next run knows that there may be others.
        if self.file.get().is_some() {
            remove(&self.path);
        }
    }
}

impl<'a> Batch<'a> {
    pub(crate) fn new(spool: &'a Spool) -> Self {
        Batch { spool, bytes: Vec::new(), start: 0 }
    }

    /// Adds a blob, and returns its offset in the spool.
    pub(crate) fn push(&mut self, blob: &[u8]) -> io::Result<u64> {
        if blob.len() > REGION / 4 {
            let Slot { file, start, offset } = self.spool.begin(blob.len() as u64)?;
            write_at(&file, blob, start)?;
            return Ok(offset);
        }
        if self.bytes.is_empty() || self.bytes.len() + blob.len() > REGION {
            self.flush()?;
            self.start = self.spool.reserve(REGION as u64);
            self.bytes.reserve_exact(REGION + ALIGN as usize);
        }
        let offset = self.start + self.bytes.len() as u64;
        self.bytes.extend_from_slice(blob);
        let padding = self.bytes.len().next_multiple_of(ALIGN as usize) - self.bytes.len();
        self.bytes.extend_from_slice(&[0; ALIGN as usize][..padding]);
        Ok(offset)
    }

    /// Gives what is left to the spool.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self.bytes.is_empty() {
            true => Ok(()),
            false => self.spool.keep(std::mem::take(&mut self.bytes), self.start),
        }
    }
}

/// Removes the spool that a killed run left.
pub(crate) fn remove_left_over(path: &Path) {
    if fs::metadata(path).is_err() {
        return;
    }
    let dir = path.parent().and_then(|dir| fs::read_dir(dir).ok());
    for entry in dir.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = || name.to_str()?.rsplit_once('.')?.1.parse().ok();
        if number().is_some_and(|number| entry.path() == numbered(path, number)) {
            remove(&entry.path());
        }
    }
    remove(path);
}

/// Names the file of a part, by the offset of its first blob.
fn numbered(path: &Path, offset: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{offset}"));
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
