//! The persistent cache: action results and blobs, by key.
//!
//! ```text
//! DIR/CACHEDIR.TAG          for backup programs
//! DIR/v1/NAME.seg           segments: one for each run that made something
//! DIR/v1/lock               held while segments are merged or removed
//! ```
//!
//! A segment is written whole, under another name, and then renamed; it never
//! changes after. So readers need no lock, and 10,000 objects cost one file.
//! An object's digest covers its key too, so that no object passes for another.
//! Nothing is synced to disk: what a power cut leaves is found out on reading.
//! Whatever fails here, the build goes on without, and says so once.

mod segment;
mod sweep;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use include_components_pack::Digest;

use crate::base::error::shown;
use crate::base::sync::lock;
use segment::{Object, Segment};

/// The cache of one run.
#[derive(Debug)]
pub(crate) struct Store {
    dir: Option<PathBuf>,
    max_bytes: u64,
    /// Read when the first object is asked for.
    segments: OnceLock<Segments>,
    warning: Mutex<Option<String>>,
    damaged: AtomicUsize,
}

/// All segments, and where each key is.
#[derive(Debug, Default)]
struct Segments {
    segments: Vec<Segment>,
    /// A key may have several objects: results of one action with other reads.
    objects: HashMap<Digest, Vec<(usize, Object)>>,
}

/// The directory of this version's format; another version has another.
const VERSION: &str = "v1";

/// As the Cache Directory Tagging Specification wants it.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # This is a cache of include-components; it can be removed at any time.\n";

impl Store {
    pub(crate) fn new(dir: Option<PathBuf>, max_bytes: u64) -> Self {
        Store {
            dir,
            max_bytes,
            segments: OnceLock::new(),
            warning: Mutex::new(None),
            damaged: AtomicUsize::new(0),
        }
    }

    /// Finds an object that `accept` makes something of.
    pub(crate) fn find<T>(
        &self,
        key: Digest,
        mut accept: impl FnMut(Vec<u8>) -> Option<T>,
    ) -> Option<T> {
        let segments = self.segments();
        for (segment, object) in segments.objects.get(&key)? {
            let segment = &segments.segments[*segment];
            match segment.read(key, object) {
                Ok(Some(bytes)) => {
                    if let Some(found) = accept(bytes) {
                        segment.mark_used();
                        return Some(found);
                    }
                }
                // Damaged: unlinked, lest it be met again in every build.
                Ok(None) => {
                    self.damaged.fetch_add(1, Ordering::Relaxed);
                    segment.remove();
                }
                Err(error) => self.warn("cannot read the cache", segment.path(), &error),
            }
        }
        None
    }

    /// Whether there is an object with this key.
    pub(crate) fn has(&self, key: Digest) -> bool {
        self.segments().objects.contains_key(&key)
    }

    /// Writes objects as one segment, and removes what is too much.
    ///
    /// `objects` are keys and bytes. Keys that are there already may be written
    /// again.
    pub(crate) fn add(&self, objects: &[(Digest, Vec<u8>)]) {
        let Some(dir) = self.dir.as_deref().filter(|_| !objects.is_empty()) else { return };
        let written = make_dirs(dir).and_then(|version| {
            segment::write(&version, objects)?;
            sweep::sweep(&version, self.max_bytes)
        });
        if let Err(error) = written {
            self.warn("cannot write to the cache", dir, &error);
        }
    }

    /// Returns what to warn of: the first thing that failed.
    pub(crate) fn warning(&self) -> Option<String> {
        lock(&self.warning).clone()
    }

    /// Returns how many objects were found damaged.
    pub(crate) fn damaged(&self) -> usize {
        self.damaged.load(Ordering::Relaxed)
    }

    fn segments(&self) -> &Segments {
        self.segments.get_or_init(|| {
            let Some(dir) = &self.dir else { return Segments::default() };
            let found = segment::list(&dir.join(VERSION)).unwrap_or_else(|error| {
                if error.kind() != io::ErrorKind::NotFound {
                    self.warn("cannot read the cache", dir, &error);
                }
                Vec::new()
            });
            let mut segments = Segments::default();
            for (path, _) in found {
                match Segment::open(&path) {
                    Ok(Some((segment, objects))) => {
                        for (key, object) in objects {
                            let all = segments.objects.entry(key).or_default();
                            all.push((segments.segments.len(), object));
                        }
                        segments.segments.push(segment);
                    }
                    Ok(None) => {
                        self.damaged.fetch_add(1, Ordering::Relaxed);
                        crate::base::fs::remove(&path);
                    }
                    // Another process removed it just now.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => self.warn("cannot read the cache", &path, &error),
                }
            }
            segments
        })
    }

    fn warn(&self, what: &str, path: &Path, error: &io::Error) {
        let mut warning = lock(&self.warning);
        warning.get_or_insert_with(|| {
            format!("{what} {}: {error}; the build goes on without it", shown(path))
        });
    }
}

/// Makes the cache's directory, for its owner alone, and that of the version.
fn make_dirs(dir: &Path) -> io::Result<PathBuf> {
    let version = dir.join(VERSION);
    if !version.is_dir() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&version)?;
        fs::write(dir.join("CACHEDIR.TAG"), TAG)?;
    }
    Ok(version)
}

#[cfg(test)]
mod tests;
