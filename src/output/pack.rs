//! Puts the next pack together, from the last one and the spool.
//!
//! A pack that is linked is cut into parts, each a file of its own, whose name
//! has a digest of what is in it: a part that is there is right, and is left
//! alone. Which blobs a part has, and so each byte of each file, depends on the
//! components only, never on what was there before.

mod files;
mod part;

use std::fs;
use std::path::{Path, PathBuf};

use include_components_pack::write::{Change, EncodedContent, Index, Name, NewEntry, Note};
use include_components_pack::{Digest, Encoding};

use crate::base::error::{ErrorKind, Problem};
use crate::base::fs::{remove, write_problem};
use crate::base::stat::Stat;
use crate::base::threads::Threads;
use crate::cache::last_pack::LastPack;
use crate::config::checked::Config;
use crate::config::media_types::MediaTypes;
use crate::config::references::{Named, Naming};
use crate::output::blob::Blob;
use crate::output::media_type::media_type_of;
use crate::source::spool::Spool;
pub(crate) use files::alone;
use files::{OutFile, included, libraries, remove_others, set_file};
pub(crate) use part::Contents;
use part::{finish_library, part_file, write_part};

/// With more changes than this the index is made anew instead of patched.
const MAX_PATCHED: usize = 16;

/// One component of the next pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    /// Its position in the pack, in path order.
    pub(crate) position: usize,
    /// The path that it is looked up by.
    pub(crate) path: &'a str,
    /// What the digits in its hashed path are of, if not of the artifact.
    pub(crate) name: Option<Digest>,
    pub(crate) artifact: Blob<'a>,
    pub(crate) encoded: &'a [Encoded<'a>],
    /// What it has besides.
    pub(crate) notes: &'a [Note],
    /// Whether the last pack has just this at this position.
    pub(crate) unchanged: bool,
}

/// One encoded representation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoded<'a> {
    pub(crate) encoding: Encoding,
    pub(crate) blob: Blob<'a>,
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

/// Writes the parts of the pack and its set file, those that are not there.
///
/// `contents` has all components, or those that the last pack does not have;
/// `None` if it takes all to lay the pack out.
pub(crate) fn write(
    config: &Config<'_>,
    threads: &Threads,
    spool: &Spool,
    last: Option<&LastPack>,
    contents: Contents<'_>,
    is_complete: bool,
) -> Result<Option<Written>, Problem> {
    let names = (&config.naming, &config.media_types);
    let lay_out = |size| lay_out(contents, size, names, &config.out_dir);
    let size = part_size(config);
    let mut index = match patch(&config.naming, contents, size) {
        Some(index) => index,
        None if is_complete => lay_out(size)?,
        None => return Ok(None),
    };
    let mut files = libraries(config, &mut index, last, contents)?;
    if files.is_none() && !index.parts.is_empty() {
        // A blob is too long for a library, so nothing is linked.
        if !is_complete {
            return Ok(None);
        }
        index = lay_out(u64::MAX)?;
        files = libraries(config, &mut index, last, contents)?;
    }
    let files = files.unwrap_or_else(|| vec![included(config, last, &mut index)]);
    write_files(config, threads, spool, last, &files, &index, contents).map(Some)
}

fn part_size(config: &Config<'_>) -> u64 {
    if config.library.is_some() { config.part_size } else { u64::MAX }
}

/// Writes what is not there yet of a pack and its set file.
fn write_files(
    config: &Config<'_>,
    threads: &Threads,
    spool: &Spool,
    last: Option<&LastPack>,
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
        let part_file = part_file(file, index, nth, contents, spool);
        let beside = || config.out_dir.join(format!("{}.new", file.name));
        let is_written = part_file.is_some();
        let temporary = part_file.unwrap_or_else(beside);
        new.push(&temporary, &config.out_dir.join(&file.name));
        missing.push((nth, file, is_written, temporary));
    }
    let written = threads.map_reading(&missing, 2, |(nth, file, is_written, temporary)| {
        let written = match is_written {
            true => finish_library(temporary, file),
            false => write_part(temporary, file, index, *nth, contents, spool),
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
    if let Some(last) = last {
        last.close();
    }
    new.rename()?;
    remove_others(config, last, files);
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
fn patch(naming: &Naming, contents: Contents<'_>, size: u64) -> Option<Index> {
    let last = contents.last.filter(|last| last.pack().intact)?;
    let differ = contents.components.iter().filter(|component| !component.unchanged);
    let differ: Vec<&Packed<'_>> = differ.take(MAX_PATCHED + 1).collect();
    if differ.len() > MAX_PATCHED {
        return None;
    }
    let changed = |it: &&Packed<'_>| {
        last.artifact_at(it.position).is_none_or(|(digest, _)| digest != it.artifact.content.digest)
    };
    let differ: Vec<&Packed<'_>> = differ.into_iter().filter(changed).collect();
    let encoded: Vec<_> = differ.iter().map(|it| it.encodings()).collect();
    let changes = differ.iter().zip(&encoded).map(|(it, encoded)| Change {
        component: it.position as u32,
        name: it.name(naming),
        identity: it.artifact.content,
        encoded,
        notes: it.notes,
    });
    let changes: Vec<Change<'_>> = changes.collect();
    let (index, layout) = last.pack().index();
    Index::patch(index, layout, size, &changes, contents.notes)
}

/// Makes the next index.
fn lay_out(
    Contents { components, notes, .. }: Contents<'_>,
    size: u64,
    (naming, media_types): (&Naming, &MediaTypes),
    out_dir: &Path,
) -> Result<Index, Problem> {
    let encoded: Vec<_> = components.iter().map(Packed::encodings).collect();
    let entries: Vec<NewEntry<'_>> = components
        .iter()
        .zip(&encoded)
        .map(|(component, encoded)| NewEntry {
            path: component.path,
            name: component.name(naming),
            media_type: media_type_of(media_types, component.path),
            identity: component.artifact.content,
            encoded,
            notes: component.notes,
        })
        .collect();
    Index::in_parts(&entries, size, naming.served_at.as_str(), notes).map_err(|error| {
        let problem = Problem::with_path(ErrorKind::Write, "cannot make the pack in", out_dir, "");
        problem.caused_by(error.into())
    })
}

impl Packed<'_> {
    /// Returns what its name becomes.
    fn name(&self, naming: &Naming) -> Name {
        let digest = self.name.unwrap_or(self.artifact.content.digest);
        match naming.of(self.path) {
            Named::Hashed => Name::Hashed(digest),
            Named::Kept => Name::Kept(digest),
            Named::Given => Name::Given,
        }
    }

    /// Returns the length of all encodings, in bytes.
    pub(crate) fn bytes_encoded(&self) -> u64 {
        self.encoded.iter().map(|it| it.blob.content.len).sum()
    }

    /// Returns encoding and content of the other representations.
    fn encodings(&self) -> Vec<EncodedContent> {
        let encoded =
            |it: &Encoded<'_>| EncodedContent { encoding: it.encoding, content: it.blob.content };
        self.encoded.iter().map(encoded).collect()
    }
}

#[cfg(test)]
mod tests;
