//! The last run's pack: the first place to look for bytes.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use include_components_pack::{Blob, Digest, Entry, HEADER, INDEX_DIGEST, Layout, Pack, SetFile};

use crate::fs::read_at;
use crate::hasher::{self, digest};
use crate::stat::Stat;

/// A pack that an earlier run wrote.
#[derive(Debug)]
pub(crate) struct OldPack {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    /// Where the pack begins in the file.
    pub(crate) offset: u64,
    /// The index's own digest, which tells packs apart.
    pub(crate) digest: Digest,
    /// Whether the file is just as it was left. If not, its blobs have been
    /// verified, but what lies between them has not.
    pub(crate) intact: bool,
    /// Whether its components have the paths that those of this run have, so
    /// that their positions are the same too.
    pub(crate) aligned: bool,
    index: Vec<u8>,
    layout: Layout,
    searches: AtomicU32,
    blobs: OnceLock<Blobs>,
    artifacts: OnceLock<Artifacts>,
}

/// The offset in the pack and the length of each blob.
type Blobs = HashMap<Digest, (u64, u64), BuildHasherDefault<DigestHasher>>;

/// The position of the first component with each artifact.
type Artifacts = HashMap<Digest, u32, BuildHasherDefault<DigestHasher>>;

/// How many blobs are searched for without a table.
const FEW: u32 = 16;

/// Takes the first bytes of a digest for its hash: they are random already.
#[derive(Debug, Default)]
struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl OldPack {
    /// Opens the pack that `set` tells of; `None` unless all of it is right.
    ///
    /// `left` is the file's stat when it was written. If it is another one
    /// now, every byte is verified: a file that was copied or restored has
    /// another stat and the same bytes, a damaged one has not.
    pub(crate) fn open(out_dir: &Path, set: &str, left: Option<Stat>) -> Option<Self> {
        let set = SetFile::parse(set).ok()?;
        let path = out_dir.join(set.file);
        let mut file = File::open(&path).ok()?;
        let intact = left == Some(Stat::of(&file.metadata().ok()?));
        file.seek(SeekFrom::Start(set.offset)).ok()?;
        let mut index = vec![0; HEADER];
        file.read_exact(&mut index).ok()?;
        let layout = Layout::read(&index).ok()?;
        if layout.pack_len() != set.len {
            return None;
        }
        let rest = layout.index_len().checked_sub(HEADER as u64)?;
        if (&file).take(rest).read_to_end(&mut index).ok()? as u64 != rest {
            return None;
        }
        let digest = Digest::from_bytes(index[INDEX_DIGEST].try_into().ok()?);
        let pack = OldPack {
            path,
            file,
            offset: set.offset,
            digest,
            intact,
            aligned: false,
            index,
            layout,
            searches: AtomicU32::new(0),
            blobs: OnceLock::new(),
            artifacts: OnceLock::new(),
        };
        (intact || pack.verify().ok()?).then_some(pack)
    }

    /// Returns the offset in the file of the blob with a digest and a length.
    ///
    /// # Cost
    ///
    /// The first few searches go through the index; more of them make a table.
    pub(crate) fn find(&self, digest: Digest, len: u64) -> Option<u64> {
        let blob = self.blob(digest)?;
        (blob.1 == len).then_some(self.offset + blob.0)
    }

    /// Copies `len` bytes from an offset of the file to the end of another.
    pub(crate) fn copy_to(&self, offset: u64, len: u64, out: &mut File) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        match io::copy(&mut file.take(len), out)? == len {
            true => Ok(()),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Returns the length of the blob with a digest, if there is one.
    pub(crate) fn len_of(&self, digest: Digest) -> Option<u64> {
        self.blob(digest).map(|(_, len)| len)
    }

    /// Returns the index and its layout.
    pub(crate) fn index(&self) -> (&[u8], Layout) {
        (&self.index, self.layout)
    }

    /// Returns the number of components.
    pub(crate) fn len(&self) -> usize {
        self.layout.components() as usize
    }

    /// Returns the artifact at a position in path order: its digest, and its
    /// offset in the file.
    pub(crate) fn nth(&self, position: usize) -> Option<(Digest, u64)> {
        let blob = self.entry(position)?.identity()?;
        Some((blob.digest, self.offset + blob.offset))
    }

    /// Returns the component at a position in path order.
    pub(crate) fn entry(&self, position: usize) -> Option<Entry<'_>> {
        self.pack().entry(u32::try_from(position).ok()?)
    }

    /// Returns the component at a path.
    pub(crate) fn entry_at(&self, path: &str) -> Option<Entry<'_>> {
        let pack = self.pack();
        pack.entry(pack.find(path)?)
    }

    /// Returns the first component with an artifact.
    ///
    /// # Cost
    ///
    /// That of [`find`](Self::find).
    pub(crate) fn entry_with(&self, artifact: Digest) -> Option<Entry<'_>> {
        let pack = self.pack();
        if self.searches.fetch_add(1, Ordering::Relaxed) < FEW {
            return pack.entry(pack.position_of(artifact)?);
        }
        let position = |index| Some((pack.entry(index)?.identity()?.digest, index));
        let all = || (0..pack.len()).rev().filter_map(position).collect();
        pack.entry(*self.artifacts.get_or_init(all).get(&artifact)?)
    }

    /// Reads `len` bytes from an offset of the file.
    pub(crate) fn read(&self, offset: u64, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(len).map_err(io::Error::other)?];
        read_at(&self.file, &mut bytes, offset)?;
        Ok(bytes)
    }

    /// Returns the length of the artifact at a path, if there is one.
    pub(crate) fn len_at(&self, path: &str) -> Option<u64> {
        self.entry_at(path)?.identity().map(|blob| blob.len)
    }

    /// Returns the offset in the pack and the length of a blob.
    fn blob(&self, digest: Digest) -> Option<(u64, u64)> {
        if self.searches.fetch_add(1, Ordering::Relaxed) < FEW {
            return self.pack().blob_with(digest).map(|blob| (blob.offset, blob.len));
        }
        self.blobs().get(&digest).copied()
    }

    fn blobs(&self) -> &Blobs {
        self.blobs.get_or_init(|| {
            self.each_blob().map(|blob| (blob.digest, (blob.offset, blob.len))).collect()
        })
    }

    fn pack(&self) -> Pack<'_> {
        Pack::with_layout(&self.index, self.layout)
    }

    fn each_blob(&self) -> impl Iterator<Item = Blob> + '_ {
        let pack = self.pack();
        (0..pack.len()).filter_map(move |index| pack.entry(index)).flat_map(|entry| {
            (0..entry.representations()).filter_map(move |index| entry.representation(index))
        })
    }

    /// Whether the index and every blob have the digests that they should.
    fn verify(&self) -> io::Result<bool> {
        let mut index = self.index.clone();
        index[INDEX_DIGEST].fill(0);
        if digest(&index) != self.digest {
            return Ok(false);
        }
        for (expected, (offset, len)) in self.blobs() {
            let mut file = &self.file;
            file.seek(SeekFrom::Start(self.offset + offset))?;
            let mut hasher = hasher::Hasher::new();
            if io::copy(&mut file.take(*len), &mut hasher)? != *len
                || hasher.finalize() != *expected
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
