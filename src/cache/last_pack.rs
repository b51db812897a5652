//! The last run's pack: the first place to look for bytes.

use std::collections::HashMap;
use std::fs::{File, metadata};
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use include_components_pack::{
    Digest, Entry, HEADER, INDEX_DIGEST, Layout, Pack, Part, SetFile, StoredBlob, split_address,
};

use crate::base::fs::{copy_exactly, read_at};
use crate::base::hasher::{self, digest};
use crate::base::stat::Stat;
use crate::base::sync::lock;

/// A pack that an earlier run wrote.
#[derive(Debug)]
pub(crate) struct LastPack {
    /// Its files: the one with the index, and then one for each other part.
    pub(crate) files: Vec<LastFile>,
    /// The index's own digest, which tells packs apart.
    pub(crate) digest: Digest,
    /// Whether all files are just as they were left. If not, the blobs have
    /// been verified, but what lies between them has not.
    pub(crate) intact: bool,
    index: Vec<u8>,
    layout: Layout,
    searches: AtomicU32,
    /// Held while the cursor of one of the files is of use.
    cursor: Mutex<()>,
    table: OnceLock<Table>,
}

/// A last pack whose components have the paths that those of this run have, so
/// that their positions are the same too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aligned<'a>(&'a LastPack);

/// A file with a part of a pack.
#[derive(Debug)]
pub(crate) struct LastFile {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Where the part begins in the file.
    pub(crate) offset: u64,
    /// What it is called by who links it, if it is a static library.
    pub(crate) library: String,
    pub(crate) symbol: String,
    /// Its stat, if it is just as it was left.
    pub(crate) intact: Option<Stat>,
    /// While it is open.
    file: Mutex<Option<Arc<File>>>,
}

/// What is known of each blob, by its digest.
type Table = HashMap<Digest, Known, BuildHasherDefault<DigestHasher>>;

/// Where a blob is, and which component is the first that has it for its artifact.
#[derive(Clone, Copy, Debug)]
struct Known {
    address: u64,
    len: u64,
    component: Option<u32>,
}

/// How many searches go through the index before a table is made.
const LINEAR_SEARCHES: u32 = 16;

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

impl LastPack {
    /// Opens the pack that `set` tells of; `None` unless all of it is right.
    ///
    /// `left` are the files' stats when they were written. Where a file has
    /// another one now, every blob in it is verified: a file that was copied or
    /// restored has another stat and the same bytes, a damaged one has not.
    pub(crate) fn open(out_dir: &Path, set: &str, left: &[Stat]) -> Option<Self> {
        let set = SetFile::parse(set).ok()?;
        let Part { offset, len, .. } = set.first();
        let files =
            set.parts().enumerate().map(|(nth, part)| LastFile::new(out_dir, part, left.get(nth)));
        let files: Vec<LastFile> = files.collect::<Option<_>>()?;
        let file = files.first()?.open().ok()?;
        let mut file = &*file;
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).ok()?;
        let layout = Layout::read(&header).ok()?;
        if layout.pack_len() != len || layout.parts() as usize + 1 != files.len() {
            return None;
        }
        // A damaged length asks for no more memory than the file is long.
        if layout.index_len() > file.metadata().ok()?.len() {
            return None;
        }
        let mut index = vec![0; usize::try_from(layout.index_len()).ok()?];
        let (head, rest) = index.split_at_mut_checked(HEADER)?;
        head.copy_from_slice(&header);
        file.read_exact(rest).ok()?;
        let digest = Pack::with_layout(&index, layout).digest()?;
        let pack = LastPack {
            intact: files.iter().all(|file| file.intact.is_some()),
            files,
            digest,
            index,
            layout,
            searches: AtomicU32::new(0),
            cursor: Mutex::default(),
            table: OnceLock::new(),
        };
        (pack.intact || pack.verify().ok()?).then_some(pack)
    }

    /// Returns the address of the blob with a digest and a length.
    ///
    /// # Cost
    ///
    /// The first few searches go through the index; more of them make a table.
    pub(crate) fn find(&self, digest: Digest, len: u64) -> Option<u64> {
        let (address, found) = self.blob(digest)?;
        (found == len).then_some(address)
    }

    /// Closes all files, so that others can take their places: on some systems none that
    /// is open can be replaced.
    pub(crate) fn close(&self) {
        self.files.iter().for_each(|file| drop(lock(&file.file).take()));
    }

    /// Copies `len` bytes from an address to `out`.
    pub(crate) fn copy_to(&self, address: u64, len: u64, out: &mut impl Write) -> io::Result<()> {
        let (file, offset) = self.place(address)?;
        let file = file.open()?;
        let mut file = &*file;
        let _alone = lock(&self.cursor);
        file.seek(SeekFrom::Start(offset))?;
        copy_exactly(file, len, out)
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

    /// Returns the position of the component at a path, in path order.
    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        Some(self.pack().find(path)? as usize)
    }

    /// Returns the component at a position in path order.
    fn entry(&self, position: usize) -> Option<Entry<'_>> {
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
        if self.searches.fetch_add(1, Ordering::Relaxed) < LINEAR_SEARCHES {
            return pack.entry(pack.position_of(artifact)?);
        }
        pack.entry(self.table().get(&artifact)?.component?)
    }

    /// Reads `len` bytes from an address.
    pub(crate) fn read(&self, address: u64, len: u64) -> io::Result<Vec<u8>> {
        let (file, offset) = self.place(address)?;
        let mut bytes = vec![0; usize::try_from(len).map_err(io::Error::other)?];
        read_at(&*file.open()?, &mut bytes, offset)?;
        Ok(bytes)
    }

    /// Returns the number of all encodings.
    pub(crate) fn encodings(&self) -> usize {
        self.layout.encoded() as usize
    }

    /// Returns the lengths of all representations at a position, in bytes.
    pub(crate) fn lens(&self, position: usize) -> Vec<u64> {
        let entry = self.entry(position);
        let lens = entry.into_iter().flat_map(|entry| {
            (0..entry.representations())
                .filter_map(move |nth| Some(entry.representation(nth)?.content.len))
        });
        lens.collect()
    }

    /// Returns the length of the artifact at a path, if there is one.
    pub(crate) fn len_at(&self, path: &str) -> Option<u64> {
        self.entry_at(path)?.identity().map(|blob| blob.content.len)
    }

    /// Returns the address and the length of a blob.
    fn blob(&self, digest: Digest) -> Option<(u64, u64)> {
        if self.searches.fetch_add(1, Ordering::Relaxed) < LINEAR_SEARCHES {
            return self.pack().blob_with(digest).map(|blob| (blob.address, blob.content.len));
        }
        self.table().get(&digest).map(|known| (known.address, known.len))
    }

    fn table(&self) -> &Table {
        self.table.get_or_init(|| {
            let pack = self.pack();
            let mut table = Table::default();
            // The first component that has a blob comes last.
            for component in (0..pack.len()).rev() {
                let Some(entry) = pack.entry(component) else { continue };
                for nth in 0..entry.representations() {
                    let Some(StoredBlob { content, address, .. }) = entry.representation(nth)
                    else {
                        continue;
                    };
                    let none = Known { address, len: content.len, component: None };
                    let known = table.entry(content.digest).or_insert(none);
                    if nth == 0 {
                        known.component = Some(component);
                    }
                }
            }
            table
        })
    }

    fn pack(&self) -> Pack<'_> {
        Pack::with_layout(&self.index, self.layout)
    }

    /// Returns the file of an address, and the offset in it.
    fn place(&self, address: u64) -> io::Result<(&LastFile, u64)> {
        let (part, offset) = split_address(address);
        let file = self.files.get(part as usize).ok_or(io::ErrorKind::NotFound)?;
        Ok((file, file.offset.saturating_add(offset)))
    }

    /// Returns the file in which an address is.
    pub(crate) fn path(&self, address: u64) -> &Path {
        self.place(address).map_or(Path::new(""), |(file, _)| &file.path)
    }

    /// Whether the index, and every blob in a file that is not as it was left,
    /// have the digests that they should.
    fn verify(&self) -> io::Result<bool> {
        let mut index = self.index.clone();
        index[INDEX_DIGEST].fill(0);
        if digest(&index) != self.digest {
            return Ok(false);
        }
        let touched = |address: u64| {
            let file = self.files.get(split_address(address).0 as usize);
            file.is_none_or(|file| file.intact.is_none())
        };
        for (expected, Known { address, len, .. }) in self.table() {
            if !touched(*address) {
                continue;
            }
            let mut hasher = hasher::Hasher::new();
            self.copy_to(*address, *len, &mut hasher)?;
            if hasher.finalize() != *expected {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl<'a> Aligned<'a> {
    /// Takes a pack to be aligned, which the caller knows.
    pub(crate) fn new(pack: &'a LastPack) -> Self {
        Aligned(pack)
    }

    pub(crate) fn pack(self) -> &'a LastPack {
        self.0
    }

    /// Returns the component at a position in path order.
    pub(crate) fn at(self, position: usize) -> Option<Entry<'a>> {
        self.0.entry(position)
    }

    /// Returns the artifact at a position: its digest and its address.
    pub(crate) fn artifact_at(self, position: usize) -> Option<(Digest, u64)> {
        let blob = self.at(position)?.identity()?;
        Some((blob.content.digest, blob.address))
    }
}

impl LastFile {
    /// `None` if there is no such file.
    fn new(out_dir: &Path, part: Part<'_>, left: Option<&Stat>) -> Option<Self> {
        let path = out_dir.join(part.file);
        let stat = Stat::of(&metadata(&path).ok()?);
        Some(LastFile {
            name: part.file.to_owned(),
            path,
            offset: part.offset,
            library: part.linked.map_or("", |it| it.library).to_owned(),
            symbol: part.linked.map_or("", |it| it.symbol).to_owned(),
            intact: (left == Some(&stat)).then_some(stat),
            file: Mutex::default(),
        })
    }

    fn open(&self) -> io::Result<Arc<File>> {
        let mut open = lock(&self.file);
        if let Some(file) = &*open {
            return Ok(Arc::clone(file));
        }
        Ok(Arc::clone(open.insert(Arc::new(File::open(&self.path)?))))
    }
}

#[cfg(test)]
mod tests;
