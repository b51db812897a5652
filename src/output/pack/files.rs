//! The files that the parts of a pack are in: what each is called, whether it is
//! there already, and which others are not needed any more.

use std::{fs, io};

use include_components_pack::write::{Index, PartPlan, Placement, part_target};
use include_components_pack::{Digest, LinkedAs, Part, SetFile};

use super::Contents;
use crate::base::error::Problem;
use crate::base::fs::{remove, write_problem};
use crate::base::hasher::digest;
use crate::base::key::KeyHasher;
use crate::base::stat::Stat;
use crate::cache::last_pack::{LastFile, LastPack};
use crate::config::checked::Config;
use crate::library::{Format, Frame};
use crate::source::spool::Alone;

/// A file of the output: a part of the pack and what is around it.
#[derive(Debug)]
pub(super) struct OutFile {
    pub(super) name: String,
    /// What it is called by who links it: empty, if it is not a library.
    pub(super) library: String,
    /// Made of a digest, so that parts with other blobs have other symbols.
    pub(super) symbol: String,
    pub(super) frame: Frame,
    pub(super) offset: u64,
    pub(super) len: u64,
    /// Its stat, if it is as it should be already.
    pub(super) there: Option<Stat>,
}

/// Returns which blobs will be parts by themselves, and where they begin in
/// their files, if there are about `total` bytes to link.
pub(crate) fn alone(config: &Config<'_>, total: u64) -> Option<Alone> {
    let format = config.library?;
    let from = part_target(config.part_size, total);
    // Neither the digest nor the length makes a head longer.
    let frame = format.frame(&symbol(Digest::from_bytes([0; 32])), from, format.is_large(total))?;
    Some(Alone { from, room: frame.head.len() as u64 })
}

/// Seals an index, and names the libraries of its parts, in their order.
///
/// `None` if the pack is not to be linked, or cannot be.
pub(super) fn libraries(
    config: &Config<'_>,
    index: &mut Index,
    last: Option<&LastPack>,
    contents: Contents<'_>,
) -> Result<Option<Vec<OutFile>>, Problem> {
    let Some(format) = config.library else { return Ok(None) };
    if index.parts.is_empty() && index.len < config.link_from {
        return Ok(None);
    }
    let total = index.parts.iter().fold(index.len, |sum, part| sum.saturating_add(part.len()));
    let is_large = format.is_large(total);
    let library = |id: Digest, len: u64| {
        let symbol = symbol(id);
        // The file has what depends on the target in its name as well.
        let mut key = KeyHasher::new("include-components part 1");
        format.describe(&mut key);
        key.write([is_large.into()]).write(id.as_bytes());
        let library = format!("{}_{:.16}", config.library_name, key.finish());
        let name = format.file_name(&library);
        let same = |file: &&LastFile| file.name == name && file.symbol == symbol;
        let there = last.and_then(|last| last.files.iter().find(same)?.intact);
        let frame = format.frame(&symbol, len, is_large)?;
        let offset = frame.head.len() as u64;
        Some(OutFile { name, library, symbol, frame, offset, len, there })
    };
    let mut files = vec![library(seal(index), index.len)];
    for (part, nth) in index.parts.iter().zip(1..) {
        files.push(match part {
            PartPlan::Kept { len } => {
                last.and_then(|last| Some(OutFile::of(last.files.get(nth)?, *len)))
            }
            PartPlan::New { placements, len } => {
                let id = part_digest(placements, contents)
                    .map_err(|error| write_problem(&config.out_dir, error))?;
                library(id, *len)
            }
        });
    }
    Ok(files.into_iter().collect())
}

/// Seals an index, and names the file of a pack that is included.
pub(super) fn included(config: &Config<'_>, last: Option<&LastPack>, index: &mut Index) -> OutFile {
    let id = seal(index);
    let (name, symbol) = (format!("{}.pack", config.name), symbol(id));
    let same = |last: &&LastPack| last.digest == id && last.files[0].name == name;
    let there = last.filter(same).and_then(|last| last.files[0].intact);
    let frame = Frame { head: Vec::new(), tail: Vec::new() };
    OutFile { name, library: String::new(), symbol, frame, offset: 0, len: index.len, there }
}

impl OutFile {
    /// A file of the last run, as it is.
    fn of(file: &LastFile, len: u64) -> Self {
        OutFile {
            name: file.name.clone(),
            library: file.library.clone(),
            symbol: file.symbol.clone(),
            frame: Frame { head: Vec::new(), tail: Vec::new() },
            offset: file.offset,
            len,
            there: file.intact,
        }
    }

    fn part(&self) -> Part<'_> {
        let OutFile { name: file, offset, len, library, symbol, .. } = self;
        let linked = (!library.is_empty()).then_some(LinkedAs { library, symbol });
        Part { file, offset: *offset, len: *len, linked }
    }
}

/// Names a part's first byte.
///
/// A static library that another crate of the program makes (`staticlib`) lacks
/// the part. Nothing here knows of that crate, but its linker says the name.
fn symbol(id: Digest) -> String {
    format!("include_components_{id:.32}_needs_Embed_Include_in_a_staticlib")
}

fn seal(index: &mut Index) -> Digest {
    index.seal(Digest::from_bytes([0; 32]));
    let id = digest(&index.bytes);
    index.seal(id);
    id
}

/// Returns what tells parts apart: a digest of the digests of their blobs,
/// which say all of a part's bytes.
fn part_digest(placements: &[Placement], contents: Contents<'_>) -> io::Result<Digest> {
    let mut list = Vec::with_capacity(40 * placements.len());
    for blob in contents.blobs(placements)? {
        list.extend_from_slice(blob.content.digest.as_bytes());
        list.extend_from_slice(&blob.content.len.to_le_bytes());
    }
    Ok(digest(&list))
}

/// Returns the text of the set file.
pub(super) fn set_file(files: &[OutFile]) -> String {
    SetFile::text(files.iter().map(OutFile::part))
}

/// Removes what earlier runs left: the files of the last set, of the other
/// route, and of runs that were killed.
pub(super) fn remove_others(config: &Config<'_>, last: Option<&LastPack>, files: &[OutFile]) {
    let is_current = |name: &str| files.iter().any(|file| file.name == name);
    // Also of another package version, say, after which libraries are named.
    for file in last.iter().flat_map(|last| &last.files).filter(|file| !is_current(&file.name)) {
        remove(&file.path);
    }
    for entry in fs::read_dir(&config.out_dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| is_ours(config, name) && !is_current(name)) {
            remove(&entry.path());
        }
    }
}

/// Whether a file is a part of the set's pack, or was to become one.
fn is_ours(config: &Config<'_>, name: &str) -> bool {
    let name = name.strip_suffix(".new").unwrap_or(name);
    let is_digest = |text: &str| text.len() == 16 && text.bytes().all(|it| it.is_ascii_hexdigit());
    let is_library = |format: Format| {
        let (prefix, suffix) = format.around_name();
        let library = name.strip_prefix(prefix).and_then(|it| it.strip_suffix(suffix));
        let rest = library.and_then(|it| it.strip_prefix(&config.library_name)?.strip_prefix('_'));
        rest.is_some_and(is_digest)
    };
    let is_pack = name.strip_prefix(config.name) == Some(".pack");
    is_pack || config.any_library.is_some_and(is_library)
}
