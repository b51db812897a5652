//! Segments: files of objects that never change.
//!
//! ```text
//! magic    8 B
//! digest  32 B   of the table
//! count    4 B   \ the table
//! objects 80 B   / each: key, digest of key and bytes, offset, length
//! bytes          of all objects
//! ```

use std::fs::{self, File, FileTimes};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use include_components_pack::Digest;

use crate::base::fs::{read_at, remove};
use crate::base::hasher::{Hasher, digest};
use include_components_pack::bytes::{Decoder, put_digest, put_u32, put_u64};

const MAGIC: &[u8; 8] = b"\xFFicsegm\x01";
const OBJECT: u64 = 80;

/// How old the stamp of a segment may become that is in use.
const USED: Duration = Duration::from_secs(3600);

/// A segment that is open.
#[derive(Debug)]
pub(super) struct Segment {
    path: PathBuf,
    file: File,
    used: AtomicBool,
}

/// Where an object is in its segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    pub(super) digest: Digest,
    offset: u64,
    len: u64,
}

/// The objects of a segment, by key.
type Table = Vec<(Digest, Object)>;

/// Returns all segments of a directory, with their stat, in order of name.
pub(super) fn list(dir: &Path) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "seg") {
            if let Ok(metadata) = fs::metadata(&path) {
                found.push((path, metadata));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(found)
}

/// Writes a segment and returns its path: readers see all of it or nothing.
pub(super) fn write(dir: &Path, objects: &[(Digest, Vec<u8>)]) -> io::Result<PathBuf> {
    let mut table = Vec::new();
    put_u32(&mut table, objects.len() as u32);
    let mut offset = 8 + 32 + 4 + OBJECT * objects.len() as u64;
    for (key, bytes) in objects {
        put_digest(&mut table, *key);
        put_digest(&mut table, bound_digest(*key, bytes));
        put_u64(&mut table, offset);
        put_u64(&mut table, bytes.len() as u64);
        offset += bytes.len() as u64;
    }
    let name = digest(&table);
    let (temporary, path) = (temporary(dir), dir.join(format!("{name:.32}.seg")));
    let written = (|| {
        let mut file = BufWriter::new(File::create(&temporary)?);
        file.write_all(MAGIC)?;
        file.write_all(name.as_bytes())?;
        file.write_all(&table)?;
        for (_, bytes) in objects {
            file.write_all(bytes)?;
        }
        file.into_inner().map_err(|error| error.into_error())?;
        fs::rename(&temporary, &path)
    })();
    if written.is_err() {
        remove(&temporary);
    }
    written.map(|()| path)
}

impl Segment {
    /// Opens a segment and reads its table; `None` if that is damaged.
    pub(super) fn open(path: &Path) -> io::Result<Option<(Self, Table)>> {
        let mut file = File::open(path)?;
        let len = file.metadata()?.len();
        let mut head = [0; 44];
        if file.read_exact(&mut head).is_err() {
            return Ok(None);
        }
        let Some((expected, count)) = parse_head(&head) else { return Ok(None) };
        if OBJECT * count as u64 > len {
            return Ok(None);
        }
        let mut table = head[40..].to_vec();
        let size = OBJECT * count as u64;
        if (&file).take(size).read_to_end(&mut table)? as u64 != size || digest(&table) != expected
        {
            return Ok(None);
        }
        let mut reader = Decoder(&table[4..]);
        let objects = (0..count).map_while(|_| {
            let key = reader.digest()?;
            let (digest, offset, len) = (reader.digest()?, reader.u64()?, reader.u64()?);
            Some((key, Object { digest, offset, len }))
        });
        let objects = objects.collect();
        let segment = Segment { path: path.to_owned(), file, used: AtomicBool::new(false) };
        Ok(Some((segment, objects)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads an object; `None` if its bytes are not those that were written
    /// for this key.
    pub(super) fn read(&self, key: Digest, object: &Object) -> io::Result<Option<Vec<u8>>> {
        let len = self.file.metadata()?.len();
        if object.offset.checked_add(object.len).is_none_or(|end| end > len) {
            return Ok(None);
        }
        let mut bytes = vec![0; usize::try_from(object.len).map_err(io::Error::other)?];
        read_at(&self.file, &mut bytes, object.offset)?;
        Ok((bound_digest(key, &bytes) == object.digest).then_some(bytes))
    }

    /// Sets the time of the last use, unless that was done this hour.
    pub(super) fn mark_used(&self) {
        if self.used.swap(true, Ordering::Relaxed) {
            return;
        }
        let stamp = self.file.metadata().and_then(|metadata| metadata.modified());
        let age = stamp.ok().and_then(|stamp| stamp.elapsed().ok());
        if age.is_some_and(|age| age > USED) {
            // A cache that is read-only stays as it is.
            let file = File::options().append(true).open(&self.path);
            let times = FileTimes::new().set_modified(SystemTime::now());
            drop(file.and_then(|file| file.set_times(times)));
        }
    }

    pub(super) fn remove(&self) {
        remove(&self.path);
    }
}

/// Returns a name that no other writer has, of this process or another.
fn temporary(dir: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    dir.join(format!("{}-{count}-{}.tmp", process::id(), now.as_nanos()))
}

fn parse_head(head: &[u8]) -> Option<(Digest, u32)> {
    let mut reader = Decoder(head);
    if reader.take(8)? != MAGIC {
        return None;
    }
    Some((reader.digest()?, reader.u32()?))
}

/// Returns the digest that binds bytes to their key.
fn bound_digest(key: Digest, bytes: &[u8]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.update(key.as_bytes()).update(bytes);
    hasher.finalize()
}
