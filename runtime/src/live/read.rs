//! Reads the packs that the build script makes.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::string::String;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::vec::Vec;
use std::{format, vec};

use include_components_pack::{
    Digest, HEADER, Layout, Pack, Part, SetError, SetFile, StoredBlob, split_address,
};

use super::node::{difference, leak};
use super::set::Set;
use super::terminal;

/// Why a pack could not be read.
pub(super) enum Unread {
    /// Another version of the build helper wrote it.
    Version,
    /// Something is not there, or not what it should be.
    Io(io::Error),
}

/// How often a pack is read again that somebody replaces meanwhile.
const ATTEMPTS: u32 = 5;

/// Reads the pack that is there, if it is not the one that was seen last; returns the
/// paths of what differs from the newest.
///
/// Nothing of it is used before all of it was read.
pub(super) fn newest(
    set: &Set,
    embedded: Pack<'static>,
    seen: &mut Option<Digest>,
) -> Result<Vec<String>, Unread> {
    let mut attempt = 1;
    loop {
        match read(set, embedded, seen) {
            // Another program's build script wrote into the directory.
            Err(Unread::Io(_)) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

fn read(
    set: &Set,
    embedded: Pack<'static>,
    seen: &mut Option<Digest>,
) -> Result<Vec<String>, Unread> {
    let dir = set.dir();
    let text = fs::read_to_string(dir.join(format!("{}.set", set.name)))?;
    let described = SetFile::parse(&text).map_err(|error| match error {
        SetError::Version => Unread::Version,
        _ => damaged("the set file").into(),
    })?;
    let parts: Vec<Part<'_>> = described.parts().collect();
    let mut files = Files { dir: &dir, parts: &parts, open: parts.iter().map(|_| None).collect() };
    let header = files.read(0, 0, HEADER as u64)?;
    let layout = Layout::read(&header).map_err(|_| Unread::Version)?;
    let found = Pack::with_layout(&header, layout).digest().ok_or(Unread::Version)?;
    if *seen == Some(found) {
        return Ok(Vec::new());
    }
    let there = Some(embedded).filter(|it| it.digest() == Some(found));
    let there = there.or_else(|| set.pack_with(found));
    let mut index = Vec::new();
    if there.is_none() {
        index = files.read(0, 0, layout.index_len())?;
        if Pack::with_layout(&index, layout).digest() != Some(found) {
            return Err(damaged("the pack").into());
        }
    }
    let newest = set.newest().map_or(embedded, |node| node.pack);
    let difference = difference(newest, there.unwrap_or(Pack::with_layout(&index, layout)));
    // Packs may differ in no more than where their blobs are.
    if !difference.paths.is_empty() {
        for blob in difference.blobs {
            if set.blob(blob.content.digest).is_none() {
                set.add_blob(blob.content.digest, count(files.blob(&blob)?));
            }
        }
        let pack = there.unwrap_or_else(|| Pack::with_layout(count(index), layout));
        set.push(pack, found);
    }
    *seen = Some(found);
    Ok(difference.paths)
}

/// The files of a pack's parts, each opened once.
struct Files<'a> {
    dir: &'a Path,
    parts: &'a [Part<'a>],
    open: Vec<Option<File>>,
}

impl Files<'_> {
    fn blob(&mut self, blob: &StoredBlob) -> io::Result<Vec<u8>> {
        let (part, offset) = split_address(blob.address);
        self.read(part as usize, offset, blob.content.len)
    }

    /// Reads `len` bytes from an offset in a part on.
    fn read(&mut self, part: usize, offset: u64, len: u64) -> io::Result<Vec<u8>> {
        let there = self.parts.get(part).zip(self.open.get_mut(part));
        let (described, open) = there.ok_or_else(|| damaged("the pack"))?;
        let end = offset.checked_add(len).filter(|end| *end <= described.len);
        let len = usize::try_from(end.ok_or_else(|| damaged("the pack"))? - offset);
        let file = match open {
            Some(file) => file,
            None => open.insert(File::open(self.dir.join(described.file))?),
        };
        file.seek(SeekFrom::Start(described.offset + offset))?;
        let mut bytes = vec![0; len.map_err(io::Error::other)?];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// Keeps bytes for ever, and says once how many there are, if they are many.
fn count(bytes: Vec<u8>) -> &'static [u8] {
    const MANY: u64 = 1 << 30;
    static KEPT: AtomicU64 = AtomicU64::new(0);
    static IS_TOLD: AtomicBool = AtomicBool::new(false);

    let len = bytes.len() as u64;
    let kept = KEPT.fetch_add(len, Ordering::Relaxed) + len;
    if kept > MANY && !IS_TOLD.swap(true, Ordering::Relaxed) {
        terminal::line(
            "live mode keeps all that it ever served, which is 1 GiB by now: \
             start the program again to be rid of it",
        );
    }
    leak(bytes)
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{what} is damaged"))
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Unread::Io(error)
    }
}
