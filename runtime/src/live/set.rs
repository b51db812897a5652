//! A set in live mode: its packs, which all slots of it share.

use std::boxed::Box;
use std::collections::{BTreeSet, HashMap};
use std::format;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::vec::Vec;

use include_components_pack::{Digest, Pack, live};

use super::looks::Looks;
use super::node::{Node, blobs};
use super::terminal;

/// One set of one package: what the program knows of it.
pub(crate) struct Set {
    /// OUT_DIR when the program was compiled.
    pub(super) out_dir: &'static str,
    pub(super) name: &'static str,
    /// The mark of the build; empty if it left no live record.
    pub(super) build: &'static str,
    /// Those that came after the embedded pack, by their versions.
    nodes: RwLock<Vec<&'static Node>>,
    /// The bytes of all representations in all packs, once live mode has begun.
    blobs: RwLock<HashMap<Digest, &'static [u8]>>,
    /// The paths of which the terminal knows that they are gone.
    deleted: Mutex<BTreeSet<String>>,
    pub(super) looks: Looks,
}

/// Returns the set with a name in a directory, the same for all who ask.
pub(super) fn find(out_dir: &'static str, name: &'static str, build: &'static str) -> &'static Set {
    static SETS: Mutex<Vec<&'static Set>> = Mutex::new(Vec::new());

    let mut sets = lock(&SETS);
    let same = |set: &&&Set| (set.out_dir, set.name) == (out_dir, name);
    if let Some(set) = sets.iter().find(same) {
        return set;
    }
    let set: &'static Set = Box::leak(Box::new(Set {
        out_dir,
        name,
        build,
        nodes: RwLock::default(),
        blobs: RwLock::default(),
        deleted: Mutex::default(),
        looks: Looks::default(),
    }));
    sets.push(set);
    set
}

impl Set {
    /// Returns the newest pack; `None` is the embedded one.
    pub(crate) fn newest(&self) -> Option<&'static Node> {
        read(&self.nodes).last().copied()
    }

    /// Returns the pack of a version, counted from 1.
    pub(crate) fn node(&self, version: u32) -> Option<&'static Node> {
        read(&self.nodes).get(version.checked_sub(1)? as usize).copied()
    }

    /// Returns the number of the newest pack; 0 is the embedded one.
    pub(crate) fn version(&self) -> u64 {
        self.newest().map_or(0, |node| node.version.into())
    }

    /// Returns the bytes that have a digest.
    pub(crate) fn blob(&self, digest: Digest) -> Option<&'static [u8]> {
        read(&self.blobs).get(&digest).copied()
    }

    /// Says once that the program still has a component which is gone.
    pub(crate) fn tell_deleted(&self, path: &str) {
        if lock(&self.deleted).insert(path.to_string()) {
            terminal::line(&format!(
                "{path} is gone: the program goes on with what it has embedded, and will not \
                 compile until nothing names it"
            ));
        }
    }

    /// Takes over the bytes that are embedded.
    pub(super) fn seed(&self, embedded: Pack<'static>) {
        let entries = (0..embedded.len()).filter_map(|at| embedded.entry(at));
        let found = entries
            .flat_map(blobs)
            .filter_map(|blob| Some((blob.content.digest, embedded.bytes(&blob)?)));
        write(&self.blobs).extend(found);
    }

    /// Adds bytes that are not there yet.
    pub(super) fn add_blob(&self, digest: Digest, bytes: &'static [u8]) {
        write(&self.blobs).insert(digest, bytes);
    }

    /// Makes a pack the newest.
    pub(super) fn push(&self, pack: Pack<'static>, digest: Digest) {
        let mut nodes = write(&self.nodes);
        let version = nodes.len() as u32 + 1;
        nodes.push(Box::leak(Box::new(Node { version, pack, digest })));
        // A path that was gone and is here again may go again.
        lock(&self.deleted).retain(|path| pack.find(path).is_none());
    }

    /// Returns the index of an earlier pack.
    pub(super) fn pack_with(&self, digest: Digest) -> Option<Pack<'static>> {
        read(&self.nodes).iter().find(|node| node.digest == digest).map(|node| node.pack)
    }

    /// Returns the file of OUT_DIR that has a name behind that of the set.
    pub(super) fn file(&self, extension: &str) -> PathBuf {
        Path::new(self.out_dir).join(format!("{}.{extension}", self.name))
    }

    /// Returns the directory that the build script writes to.
    pub(super) fn dir(&self) -> PathBuf {
        self.file(live::DIR)
    }
}

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Set").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Locks what is whole at every moment, whoever panicked meanwhile.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
