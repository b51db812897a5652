//! The record of the roots, `OUT_DIR/NAME.roots`: what the build script saw there.
//!
//! Cargo does not run a build script for files that keep old times. So the macro
//! compares the record with what is there while rustc runs. The file's own
//! modification time is the moment that cargo compares with: what is newer makes
//! it run the script again.
//!
//! It has a head and the directories, each with a checksum before both:
//!
//! ```text
//! magic, checksum of the head, checksum of the directories, length of the head
//! head: the package's directory; roots as given, prefixes, who watches them; hidden; globs
//! directories: as they stand in the stat index
//! ```

use crate::bytes::Decoder;
#[cfg(feature = "write")]
use crate::bytes::{put_bytes, put_u32, put_u64};
use crate::checksum;

/// The first bytes of the file, with the version of its format.
const MAGIC: &[u8; 8] = b"\xFFicroot\x02";

/// The length of a stat: length, modification time, change time, inode, device.
pub const STAT: usize = 40;

/// What a build script asked for, and the directory that its roots are relative to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg(feature = "write")]
pub struct Head<'a> {
    /// The package's directory, as `CARGO_MANIFEST_DIR` has it.
    pub package_dir: Vec<u8>,
    /// The roots, in the order of the calls.
    pub roots: Vec<SeenRoot<'a>>,
    /// Whether hidden files are taken.
    pub hidden: bool,
    /// The globs that select, with `true` beside those of `include`.
    pub globs: Vec<(String, bool)>,
}

/// One root as the build script was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenRoot<'a> {
    /// The directory as it was given.
    pub given: &'a str,
    /// The logical path of the directory with a `/` behind it, or nothing.
    pub prefix: &'a str,
    /// Who watches it.
    pub watched: Watched,
}

/// Who runs the build script again when a root changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// Cargo does, if something in it is newer than the script's last run.
    ByCargo,
    /// Nobody does: the script writes all of its files itself.
    ByNobody,
    /// It is below OUT_DIR, so that nobody else writes to it, and is not compared.
    Own,
    /// The program does, in live mode (`Dev::Live`), and it is not compared.
    ByProgram,
}

/// The record, read. It borrows the file's bytes.
#[derive(Clone, Copy, Debug)]
pub struct RootsFile<'a> {
    head_checksum: u64,
    dirs_checksum: u64,
    head: &'a [u8],
    /// What is in the head behind the package's directory.
    options: &'a [u8],
    dirs: &'a [u8],
    /// The package's directory, as `CARGO_MANIFEST_DIR` was.
    pub package_dir: &'a [u8],
}

/// One directory as the build script saw it.
#[derive(Clone, Copy, Debug)]
pub struct SeenDir<'a> {
    /// Its root, as it was given.
    pub root: &'a str,
    /// Its path relative to the root with a `/` behind it, or nothing for the root.
    pub prefix: &'a str,
    /// Its own stat.
    pub stat: &'a [u8; STAT],
    rest: Decoder<'a>,
}

/// One file as the build script saw it.
#[derive(Clone, Copy, Debug)]
pub struct SeenFile<'a> {
    /// Its name in the directory.
    pub name: &'a str,
    /// Its stat; all zeros if nothing is known but the name.
    pub stat: &'a [u8; STAT],
    /// The BLAKE3 digest of its bytes.
    pub digest: &'a [u8; 32],
}

impl<'a> RootsFile<'a> {
    /// Reads a record; `None` if it is of another version, or not complete.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Decoder(bytes);
        if reader.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let (head_checksum, dirs_checksum) = (reader.u64()?, reader.u64()?);
        let head = reader.bytes()?;
        let mut options = Decoder(head);
        let package_dir = options.bytes()?;
        let (options, dirs) = (options.0, reader.0);
        Some(RootsFile { head_checksum, dirs_checksum, head, options, dirs, package_dir })
    }

    /// Whether no byte of it has changed since it was written.
    ///
    /// # Cost
    ///
    /// All bytes are gone through, so it is for when a difference was found.
    pub fn is_intact(&self) -> bool {
        checksum(self.head) == self.head_checksum && checksum(self.dirs) == self.dirs_checksum
    }

    /// Returns the directories, in the order of the walk.
    pub fn dirs(&self) -> impl Iterator<Item = SeenDir<'a>> + use<'a> {
        let mut reader = Decoder(self.dirs);
        let count = reader.u32().unwrap_or_default();
        (0..count).map_while(move |_| SeenDir::read(&mut reader))
    }

    /// Returns the roots, in the order of the calls.
    pub fn roots(&self) -> impl Iterator<Item = SeenRoot<'a>> + use<'a> {
        let mut reader = Decoder(self.options);
        let count = reader.u32().unwrap_or_default();
        (0..count).map_while(move |_| SeenRoot::read(&mut reader))
    }

    /// Returns whether hidden files were taken, and the globs of `include` and
    /// `exclude`, with `true` beside those of `include`.
    pub fn selection(&self) -> Option<(bool, impl Iterator<Item = (&'a str, bool)> + use<'a>)> {
        let mut reader = Decoder(self.options);
        for _ in 0..reader.u32()? {
            SeenRoot::read(&mut reader)?;
        }
        let (hidden, count) = (reader.u8()? != 0, reader.u32()?);
        let globs = move |_| Some((reader.text()?, reader.u8()? != 0));
        Some((hidden, (0..count).map_while(globs)))
    }
}

impl<'a> SeenRoot<'a> {
    fn read(reader: &mut Decoder<'a>) -> Option<Self> {
        let (given, prefix) = (reader.text()?, reader.text()?);
        Some(SeenRoot { given, prefix, watched: Watched::read(reader)? })
    }
}

impl Watched {
    fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        match reader.u8()? {
            0 => Some(Watched::ByCargo),
            1 => Some(Watched::ByNobody),
            2 => Some(Watched::Own),
            3 => Some(Watched::ByProgram),
            _ => None,
        }
    }
}

impl<'a> SeenDir<'a> {
    fn read(reader: &mut Decoder<'a>) -> Option<Self> {
        let (root, prefix) = (reader.text()?, reader.text()?);
        let mut rest = Decoder(reader.bytes()?);
        let stat = rest.chunk()?;
        Some(SeenDir { root, prefix, stat, rest })
    }

    /// Returns the components in it, sorted by name; `None` if it is damaged.
    pub fn files(&self) -> Option<impl Iterator<Item = SeenFile<'a>> + use<'a>> {
        let mut reader = self.rest;
        // Whether the stat index may trust it, and how many entries the globs left out.
        reader.u8()?;
        reader.u32()?;
        // The hidden entries, and the directories.
        for _ in 0..2 {
            for _ in 0..reader.u32()? {
                reader.text()?;
            }
        }
        let count = reader.u32()?;
        Some((0..count).map_while(move |_| SeenFile::read(&mut reader)))
    }
}

impl<'a> SeenFile<'a> {
    fn read(reader: &mut Decoder<'a>) -> Option<Self> {
        let (stat, digest) = (reader.chunk()?, reader.chunk()?);
        // Whether the stat proves nothing.
        reader.u8()?;
        Some(SeenFile { name: reader.text()?, stat, digest })
    }
}

/// Returns a record of directories as they stand in the stat index, which has
/// their checksum.
#[cfg(feature = "write")]
pub fn roots_file(head: &Head<'_>, dirs: &[u8], dirs_checksum: u64) -> Vec<u8> {
    let mut text = Vec::new();
    put_bytes(&mut text, &head.package_dir);
    put_u32(&mut text, head.roots.len() as u32);
    for SeenRoot { given, prefix, watched } in &head.roots {
        put_bytes(&mut text, given.as_bytes());
        put_bytes(&mut text, prefix.as_bytes());
        text.push(*watched as u8);
    }
    text.push(head.hidden as u8);
    put_u32(&mut text, head.globs.len() as u32);
    for (glob, is_include) in &head.globs {
        put_bytes(&mut text, glob.as_bytes());
        text.push(*is_include as u8);
    }
    let mut bytes = Vec::with_capacity(MAGIC.len() + 20 + text.len() + dirs.len());
    bytes.extend_from_slice(MAGIC);
    put_u64(&mut bytes, checksum(&text));
    put_u64(&mut bytes, dirs_checksum);
    put_bytes(&mut bytes, &text);
    bytes.extend_from_slice(dirs);
    bytes
}

#[cfg(all(test, feature = "write"))]
mod tests;
