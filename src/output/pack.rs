//! Puts the next pack together, from the last one and the spool.
//!
//! A pack that is linked is cut into parts, each a file of its own, whose name
//! has a digest of what is in it: a part that is there is right, and is left
//! alone. Which blobs a part has, and so each byte of each file, depends on the
//! components only, never on what was there before.

mod files;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_components_pack::write::{Change, EncodedContent, Index, NewEntry, Placement};
use include_components_pack::{ALIGN, Content, Digest, Encoding, StoredBlob};

use crate::base::error::{ErrorKind, Problem};
use crate::base::fs::{remove, write_at, write_problem};
use crate::base::stat::Stat;
use crate::base::threads::Threads;
use crate::cache::last_pack::OldPack;
use crate::config::checked::Config;
use crate::config::media_types::MediaTypes;
use crate::output::media_type::media_type;
use crate::source::blob::{Blob, Location};
use crate::source::spool::Spool;
pub(crate) use files::alone;
use files::{OutFile, included, libraries, remove_others, set_file};

/// With more changes than this the index is made anew instead of patched.
const MAX_PATCHED: usize = 16;

/// One component of the next pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    /// Its position in the pack, in path order.
    pub(crate) position: usize,
    /// The path that it is looked up by.
    pub(crate) path: &'a str,
    pub(crate) artifact: Blob,
    pub(crate) encoded: &'a [Encoded],
    /// Whether the last pack has just this at this position, if it is aligned.
    pub(crate) unchanged: bool,
}

/// One encoded representation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoded {
    pub(crate) encoding: Encoding,
    pub(crate) piece: Blob,
}

/// The files of a run's output, as they are after it.
#[derive(Debug)]
pub(crate) struct Written {
    /// The text of the set file.
    pub(crate) set: String,
    /// The stats of the files that it names, in its order.
    pub(crate) stats: Vec<Stat>,
    /// How many bytes were written: 0 if all was there already.
    pub(crate) bytes: u64,
}

/// Writes the parts of the pack and its set file, those that are not there;
/// `components` are all, in path order.
pub(crate) fn write(
    config: &Config<'_>,
    threads: &Threads,
    old: Option<&OldPack>,
    spool: &Spool,
    components: &[Packed<'_>],
) -> Result<Written, Problem> {
    let size = part_size(config);
    let contents = Contents { components, old };
    let mut index = match old.and_then(|old| patch(old, size, components)) {
        Some(index) => index,
        None => lay_out(components, size, &config.media_types, &config.out_dir)?,
    };
    let mut files = libraries(config, &mut index, contents);
    if files.is_none() && !index.parts.is_empty() {
        // A blob is too long for a library, so nothing is linked.
        index = lay_out(components, u64::MAX, &config.media_types, &config.out_dir)?;
        files = libraries(config, &mut index, contents);
    }
    let files = files.unwrap_or_else(|| vec![included(config, old, &mut index)]);
    put(config, threads, spool, &files, &index, contents)
}

/// The same for a pack that differs from the last one in these components only.
///
/// `None` if it takes all components to lay the pack out.
pub(crate) fn write_changed(
    config: &Config<'_>,
    threads: &Threads,
    old: &OldPack,
    spool: &Spool,
    changed: &[Packed<'_>],
) -> Result<Option<Written>, Problem> {
    let Some(mut index) = patch(old, part_size(config), changed) else { return Ok(None) };
    let contents = Contents { components: changed, old: Some(old) };
    let files = match libraries(config, &mut index, contents) {
        Some(files) => files,
        None if index.parts.is_empty() => vec![included(config, Some(old), &mut index)],
        None => return Ok(None),
    };
    put(config, threads, spool, &files, &index, contents).map(Some)
}

fn part_size(config: &Config<'_>) -> u64 {
    if config.library.is_some() { config.part_size } else { u64::MAX }
}

/// Writes what is not there yet of a pack and its set file.
fn put(
    config: &Config<'_>,
    threads: &Threads,
    spool: &Spool,
    files: &[OutFile],
    index: &Index,
    contents: Contents<'_>,
) -> Result<Written, Problem> {
    let set = set_file(files);
    let set_path = config.out_file("set");
    let set_there = crate::base::fs::read(&set_path).is_some_and(|bytes| bytes == set.as_bytes());
    // Whatever takes room is written before anything is replaced: the last
    // output is whole until then, and the macro sees the new one by its set.
    let mut new = Temporaries::default();
    let mut missing = Vec::new();
    for (nth, file) in files.iter().enumerate().filter(|(_, file)| file.there.is_none()) {
        let own = own_file(file, index, nth, contents, spool);
        let beside = || config.out_dir.join(format!("{}.new", file.name));
        let temporary = own.clone().unwrap_or_else(beside);
        new.push(&temporary, &config.out_dir.join(&file.name));
        missing.push((nth, file, own.is_some(), temporary));
    }
    let written = threads.map_reading(&missing, 2, |(nth, file, is_own, temporary)| {
        let written = match is_own {
            true => complete(temporary, file),
            false => stream(temporary, file, index, *nth, contents, spool),
        };
        written.map_err(|error| write_problem(temporary, error))
    });
    let mut bytes = written.into_iter().sum::<Result<u64, Problem>>()?;
    if !set_there {
        let temporary = config.out_file("set.new");
        new.push(&temporary, &set_path);
        fs::write(&temporary, &set).map_err(|error| write_problem(&temporary, error))?;
        bytes += set.len() as u64;
    }
    new.rename()?;
    remove_others(config, contents.old, files);
    let stat = |file: &OutFile| {
        let now = || fs::metadata(config.out_dir.join(&file.name)).ok();
        file.there.or_else(|| now().map(|metadata| Stat::of(&metadata)))
    };
    let stats = files.iter().map(|file| stat(file).unwrap_or(Stat::NOWHERE)).collect();
    Ok(Written { set, stats, bytes })
}

/// Files that are to take the place of others; removed if they do not.
#[derive(Default)]
struct Temporaries(Vec<(PathBuf, PathBuf)>);

impl Temporaries {
    fn push(&mut self, temporary: &Path, path: &Path) {
        self.0.push((temporary.to_owned(), path.to_owned()));
    }

    fn rename(mut self) -> Result<(), Problem> {
        while let Some((temporary, path)) = self.0.first() {
            fs::rename(temporary, path).map_err(|error| write_problem(path, error))?;
            self.0.remove(0);
        }
        Ok(())
    }
}

impl Drop for Temporaries {
    fn drop(&mut self) {
        self.0.iter().for_each(|(temporary, _)| remove(temporary));
    }
}

/// Makes the next index of the last, if few blobs differ.
fn patch(old: &OldPack, size: u64, components: &[Packed<'_>]) -> Option<Index> {
    if !old.aligned || !old.intact {
        return None;
    }
    let differ = components.iter().filter(|component| !component.unchanged);
    let differ: Vec<&Packed<'_>> = differ.take(MAX_PATCHED + 1).collect();
    if differ.len() > MAX_PATCHED {
        return None;
    }
    let changed = |it: &&Packed<'_>| {
        old.nth(it.position).is_none_or(|(digest, _)| digest != it.artifact.digest)
    };
    let differ: Vec<&Packed<'_>> = differ.into_iter().filter(changed).collect();
    let encoded: Vec<_> = differ.iter().map(|it| it.encodings()).collect();
    let changes = differ.iter().zip(&encoded).map(|(it, encoded)| Change {
        component: it.position as u32,
        identity: it.artifact.content(),
        encoded,
    });
    let changes: Vec<Change<'_>> = changes.collect();
    let (index, layout) = old.index();
    Index::patch(index, layout, size, &changes)
}

/// Makes the next index.
fn lay_out(
    components: &[Packed<'_>],
    size: u64,
    media_types: &MediaTypes,
    out_dir: &Path,
) -> Result<Index, Problem> {
    let encoded: Vec<_> = components.iter().map(Packed::encodings).collect();
    let entries: Vec<NewEntry<'_>> = components
        .iter()
        .zip(&encoded)
        .map(|(component, encoded)| NewEntry {
            path: component.path,
            media_type: media_types
                .of(component.path)
                .unwrap_or_else(|| media_type(component.path)),
            identity: component.artifact.content(),
            encoded,
        })
        .collect();
    Index::in_parts(&entries, size).map_err(|error| {
        let problem = Problem::with_path(ErrorKind::Write, "cannot make the pack in", out_dir, "");
        problem.caused_by(error.into())
    })
}

impl<'a> Packed<'a> {
    /// Returns the length of all encodings, in bytes.
    pub(crate) fn bytes_encoded(&self) -> u64 {
        self.encoded.iter().map(|it| it.piece.len).sum()
    }

    /// Returns a representation's blob; 0 is the artifact itself.
    fn piece(&self, representation: u32) -> Blob {
        match representation.checked_sub(1) {
            Some(nth) => self.encoded[nth as usize].piece,
            None => self.artifact,
        }
    }

    /// Returns the other representations.
    fn encodings(&self) -> Vec<EncodedContent> {
        let encoded = self.encoded.iter();
        encoded
            .map(|it| EncodedContent { encoding: it.encoding, content: it.piece.content() })
            .collect()
    }
}

/// What a pack is made of: all of its components, or those that changed and the
/// last pack for the others.
#[derive(Clone, Copy, Debug)]
struct Contents<'a> {
    components: &'a [Packed<'a>],
    old: Option<&'a OldPack>,
}

impl Contents<'_> {
    /// Returns the blob that goes to a place.
    fn piece(&self, placement: &Placement) -> Blob {
        let position = placement.component as usize;
        let is_it = |it: &&Packed<'_>| it.position == position;
        let all = self.components.get(position).filter(is_it);
        if let Some(component) = all.or_else(|| self.components.iter().find(is_it)) {
            return component.piece(placement.representation);
        }
        let entry = self.old.and_then(|old| old.entry(position));
        match entry.and_then(|entry| entry.representation(placement.representation)) {
            Some(StoredBlob { content: Content { digest, len }, address, .. }) => {
                Blob { digest, len, place: Location::Pack(address) }
            }
            // The old pack has no such address: to copy from it is an error.
            None => Blob {
                digest: Digest::from_bytes([0; 32]),
                len: 0,
                place: Location::Pack(u64::MAX),
            },
        }
    }
}

/// Some bytes of the new part that lie together in another file too.
#[derive(Debug)]
struct Run {
    from: Location,
    /// Where they go, counted from the start of the part.
    to: u64,
    len: u64,
}

/// Writes a whole file, in as few copies as there are runs; returns its length.
fn stream(
    path: &Path,
    out: &OutFile,
    index: &Index,
    part: usize,
    contents: Contents<'_>,
    spool: &Spool,
) -> io::Result<u64> {
    let (bytes, placements) = match part.checked_sub(1) {
        None => (&index.bytes[..], &index.placements[..]),
        Some(nth) => (&[][..], index.parts[nth].placements()),
    };
    let mut file = File::create(path)?;
    file.write_all(&out.frame.head)?;
    file.write_all(bytes)?;
    let mut end = bytes.len() as u64;
    let intact = contents.old.is_some_and(|old| old.intact);
    for run in runs(placements, contents, intact) {
        file.write_all(&[0; ALIGN as usize][..(run.to - end) as usize])?;
        match (run.from, contents.old) {
            (Location::Spool(offset), _) => spool.copy_to(offset, run.len, &mut file)?,
            (Location::Pack(address), Some(old)) => old.copy_to(address, run.len, &mut file)?,
            (Location::Pack(_), None) => return Err(io::Error::other("there is no old pack")),
        }
        end = run.to + run.len;
    }
    file.write_all(&[0; ALIGN as usize][..(out.len - end) as usize])?;
    file.write_all(&out.frame.tail)?;
    Ok(out.offset + out.len + out.frame.tail.len() as u64)
}

/// Returns the file of the spool that has the one blob of a part, if there is
/// one.
fn own_file(
    out: &OutFile,
    index: &Index,
    part: usize,
    contents: Contents<'_>,
    spool: &Spool,
) -> Option<PathBuf> {
    let part = index.parts.get(part.checked_sub(1)?)?;
    let [placement] = part.placements() else { return None };
    match contents.piece(placement).place {
        Location::Spool(offset) => spool.take(offset, part.len(), out.offset),
        Location::Pack(_) => None,
    }
}

/// Makes a library of a file with blobs and room for the head before them.
fn complete(path: &Path, out: &OutFile) -> io::Result<u64> {
    let file = File::options().write(true).open(path)?;
    let end = out.offset + out.len;
    // With it come the zeros behind the last blob.
    file.set_len(end)?;
    write_at(&file, &out.frame.head, 0)?;
    write_at(&file, &out.frame.tail, end)?;
    Ok(end + out.frame.tail.len() as u64)
}

/// Joins blobs that lie behind one another both where they are and where they
/// go, with the zeros between them.
///
/// In an old pack that is not `intact` only the blobs themselves are verified.
fn runs(placements: &[Placement], contents: Contents<'_>, intact: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for placement in placements.iter().filter(|it| it.len > 0) {
        let piece = contents.piece(placement);
        let next = Run { from: piece.place, to: placement.offset, len: placement.len };
        if let Some(run) = runs.last_mut() {
            let shift = next.to - run.to;
            let joins = match (run.from, next.from) {
                (Location::Pack(start), Location::Pack(next)) => intact && start + shift == next,
                (Location::Spool(start), Location::Spool(next)) => start + shift == next,
                _ => false,
            };
            if joins {
                run.len = shift + next.len;
                continue;
            }
        }
        runs.push(next);
    }
    runs
}

#[cfg(test)]
mod tests;
