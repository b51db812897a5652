//! Keeps the cache small: few segments, few bytes, no left-over files.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::segment::{self, Segment};
use crate::base::fs::remove;
use crate::base::sys;

/// From how many segments on the small ones are merged.
const MANY: usize = 16;

/// A segment above this length, in bytes, is not merged.
const LARGE: u64 = 16 << 20;

/// After how long a temporary file is one that a killed process left.
const LEFT_OVER: Duration = Duration::from_secs(3600);

/// Removes and merges segments, unless another process is doing so.
pub(super) fn sweep(dir: &Path, max_bytes: u64) -> io::Result<()> {
    remove_left_over(dir)?;
    let mut segments = segment::list(dir)?;
    let total: u64 = segments.iter().map(|(_, metadata)| metadata.len()).sum();
    if total <= max_bytes && segments.len() < MANY {
        return Ok(());
    }
    let Some(_lock) = sys::try_lock_file(&dir.join("lock"))? else { return Ok(()) };
    segments.sort_by_key(|(_, metadata)| metadata.modified().ok());
    let mut total = total;
    let mut kept = Vec::new();
    for (path, metadata) in segments {
        if total > max_bytes {
            remove(&path);
            total -= metadata.len();
        } else if metadata.len() <= LARGE {
            kept.push(path);
        }
    }
    if kept.len() >= MANY {
        merge(dir, &kept)?;
    }
    Ok(())
}

/// Puts the objects of several segments into one, each once.
///
/// The small segments make at most `MANY * LARGE` bytes, which fit in memory.
fn merge(dir: &Path, paths: &[PathBuf]) -> io::Result<()> {
    let mut seen = HashSet::new();
    let mut objects = Vec::new();
    for path in paths {
        let Some((segment, found)) = Segment::open(path)? else { continue };
        for (key, object) in found {
            if let Some(bytes) = segment.read(key, &object)? {
                if seen.insert((key, object.digest)) {
                    objects.push((key, bytes));
                }
            }
        }
    }
    let merged = segment::write(dir, &objects)?;
    paths.iter().filter(|path| **path != merged).for_each(|path| remove(path));
    Ok(())
}

fn remove_left_over(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let is_temporary = path.extension().is_some_and(|extension| extension == "tmp");
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified());
        let age =
            modified.ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
        if is_temporary && age.is_some_and(|age| age > LEFT_OVER) {
            remove(&path);
        }
    }
    Ok(())
}
