//! The last run's pack: the first place to look for bytes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::OnceLock;

use include_components_pack::{Blob, Digest, HEADER, INDEX_DIGEST, Layout, Pack, SetFile};

use crate::key::digest;
use crate::stat::Stat;

/// A pack that an earlier run wrote.
#[derive(Debug)]
pub(crate) struct OldPack {
    pub(crate) file: File,
    /// Where the pack begins in the file.
    pub(crate) offset: u64,
    /// The index's own digest, which tells packs apart.
    pub(crate) digest: Digest,
    /// Whether the file is just as it was left. If not, its blobs have been
    /// verified, but what lies between them has not.
    pub(crate) intact: bool,
    index: Vec<u8>,
    layout: Layout,
    blobs: OnceLock<HashMap<Digest, (u64, u64)>>,
}

impl OldPack {
    /// Opens the pack that `set` tells of; `None` unless all of it is right.
    ///
    /// `left` is the file's stat when it was written. If it is another one
    /// now, every byte is verified: a file that was copied or restored has
    /// another stat and the same bytes, a damaged one has not.
    pub(crate) fn open(out_dir: &Path, set: &str, left: Option<Stat>) -> Option<Self> {
        let set = SetFile::parse(set).ok()?;
        let mut file = File::open(out_dir.join(set.file)).ok()?;
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
        let blobs = OnceLock::new();
        let pack =
            OldPack { file, offset: set.offset, digest, intact, index, layout, blobs };
        (intact || pack.verify().ok()?).then_some(pack)
    }

    /// Returns the offset in the file of the blob with a digest and a length.
    pub(crate) fn find(&self, digest: Digest, len: u64) -> Option<u64> {
        let (offset, found) = *self.blobs().get(&digest)?;
        (found == len).then_some(self.offset + offset)
    }

    /// Returns the length of the blob with a digest, if there is one.
    pub(crate) fn len_of(&self, digest: Digest) -> Option<u64> {
        self.blobs().get(&digest).map(|(_, len)| *len)
    }

    /// Returns the length of the artifact at a path, if there is one.
    pub(crate) fn len_at(&self, path: &str) -> Option<u64> {
        let pack = self.pack();
        pack.entry(pack.find(path)?)?.identity().map(|blob| blob.len)
    }

    fn blobs(&self) -> &HashMap<Digest, (u64, u64)> {
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
            let mut hasher = blake3::Hasher::new();
            if io::copy(&mut file.take(*len), &mut hasher)? != *len
                || hasher.finalize().as_bytes() != expected.as_bytes()
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
