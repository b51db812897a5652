//! Puts the next pack together, from the last one and the spool.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_components_pack::write::{Change, Component, Index, Patched, Placement};
use include_components_pack::{ALIGN, Digest, EmbedRoute, SetFile};

use crate::config::Config;
use crate::encode::Encoded;
use crate::error::{ErrorKind, Problem};
use crate::fs::{remove, write_problem};
use crate::hasher::digest;
use crate::library::Frame;
use crate::media_type::media_type;
use crate::old_pack::OldPack;
use crate::spool::Spool;
use crate::stat::Stat;

/// One component of the next pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    /// The path that it is looked up by.
    pub(crate) path: &'a str,
    pub(crate) artifact: Piece,
    pub(crate) encoded: &'a [Encoded],
    /// Whether the last pack has just this at this position, if it is aligned.
    pub(crate) unchanged: bool,
}

/// A blob, and where it is now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) digest: Digest,
    pub(crate) len: u64,
    pub(crate) place: Place,
}

/// Where a blob is, by its offset in that file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Old(u64),
    Spool(u64),
}

/// The pack's file as it is after a run.
#[derive(Debug)]
pub(crate) struct Written {
    /// The text of the set file.
    pub(crate) set: String,
    /// The stat of the file with the pack, if it could be had.
    pub(crate) stat: Option<Stat>,
    /// How many bytes were written: 0 if it was there already.
    pub(crate) bytes: u64,
}

/// Writes the pack and its set file unless they are there; `components` are in
/// path order.
pub(crate) fn write(
    config: &Config<'_>,
    old: Option<&OldPack>,
    spool: &Spool,
    components: &[Packed<'_>],
) -> Result<Written, Problem> {
    let (mut index, runs) = match old.and_then(|old| patch(old, components)) {
        Some(patched) => patched,
        None => lay_out(components, old.is_some_and(|old| old.intact), &config.out_dir)?,
    };
    let id = digest(&index.bytes);
    index.seal(id);
    let symbol = format!("include_components_{id:.32}");
    let format = config.library.filter(|_| index.len >= config.link_from);
    let linked = format.and_then(|format| Some((format, format.frame(&symbol, index.len)?)));
    let (file, frame) = match linked {
        Some((format, frame)) => (format.file_name(&config.library_name), frame),
        None => (format!("{}.pack", config.name), Frame { head: Vec::new(), tail: Vec::new() }),
    };
    let is_linked = !frame.head.is_empty();
    let embed = match is_linked {
        true => EmbedRoute::Link { library: &config.library_name, symbol: &symbol },
        false => EmbedRoute::Include,
    };
    let offset = frame.head.len() as u64;
    let set = SetFile { file: &file, offset, len: index.len, embed }.to_string();
    let path = config.out_dir.join(&file);
    let there =
        |old: &OldPack| old.intact && old.path == path && old.digest == id && old.offset == offset;
    let set_path = config.out_file("set");
    let set_there = crate::fs::read(&set_path).is_some_and(|bytes| bytes == set.as_bytes());
    // Whatever takes room is written before anything is replaced: the last
    // output is whole until then, and the macro sees the new one by its set.
    let mut new = Temporaries::default();
    let mut bytes = 0;
    if !old.is_some_and(there) {
        let temporary = config.out_file("pack.new");
        new.push(&temporary, &path);
        stream(&temporary, &frame, &index, &runs, old, spool)
            .map_err(|error| write_problem(&temporary, error))?;
        bytes += offset + index.len + frame.tail.len() as u64;
    }
    if !set_there {
        let temporary = config.out_file("set.new");
        new.push(&temporary, &set_path);
        fs::write(&temporary, &set).map_err(|error| write_problem(&temporary, error))?;
        bytes += set.len() as u64;
    }
    new.rename()?;
    remove_other(config, is_linked);
    if let Some(old) = old.filter(|old| old.path != path) {
        // Of another package version, say, after which libraries are named.
        remove(&old.path);
    }
    let stat = fs::metadata(&path).ok().map(|metadata| Stat::of(&metadata));
    Ok(Written { set, stat, bytes })
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

/// More changes than this are laid out anew.
const FEW: usize = 16;

/// Makes the next index of the last, if few blobs differ.
fn patch(old: &OldPack, components: &[Packed<'_>]) -> Option<(Index, Vec<Run>)> {
    if !old.aligned || !old.intact {
        return None;
    }
    if components.iter().any(|component| !component.encoded.is_empty()) {
        return None;
    }
    let differ = components.iter().enumerate().filter(|(_, component)| !component.unchanged);
    let differ: Vec<(usize, &Packed<'_>)> = differ.take(FEW + 1).collect();
    if differ.len() > FEW {
        return None;
    }
    let changed = |(at, it): &(usize, &Packed<'_>)| {
        old.nth(*at).is_none_or(|(digest, _)| digest != it.artifact.digest)
    };
    let changes = differ.into_iter().filter(changed).map(|(at, it)| {
        let Piece { digest, len, .. } = it.artifact;
        Change { component: at as u32, digest, len }
    });
    let changes: Vec<Change> = changes.collect();
    let (index, layout) = old.index();
    let Patched { index, kept } = Index::patch(index, layout, &changes)?;
    let kept = kept.into_iter().map(|(from, to, len)| Run {
        from: Place::Old(old.offset + from),
        to,
        len,
    });
    let mut runs: Vec<Run> = kept.collect();
    runs.extend(index.placements.iter().map(|it| Run::of(it, components)));
    runs.sort_by_key(|run| run.to);
    Some((index, runs))
}

/// Makes the next index, and says how its blobs come together.
fn lay_out(
    components: &[Packed<'_>],
    intact: bool,
    out_dir: &Path,
) -> Result<(Index, Vec<Run>), Problem> {
    let encoded = components.iter().map(|component| {
        let encoded = component.encoded.iter();
        encoded.map(|it| (it.coding, it.piece.digest, it.piece.len)).collect()
    });
    let encoded: Vec<Vec<_>> = encoded.collect();
    let entries: Vec<Component<'_>> = components
        .iter()
        .zip(&encoded)
        .map(|(component, encoded)| Component {
            path: component.path,
            media_type: media_type(component.path),
            identity: (component.artifact.digest, component.artifact.len),
            encoded,
        })
        .collect();
    let index = Index::new(&entries).map_err(|error| {
        let problem = Problem::with_path(ErrorKind::Write, "cannot make the pack in", out_dir, "");
        problem.caused_by(error.into())
    })?;
    let runs = runs(&index, components, intact);
    Ok((index, runs))
}

/// Some bytes of the new pack that lie together in another file too.
#[derive(Debug)]
struct Run {
    from: Place,
    /// Where they go, counted from the start of the pack.
    to: u64,
    len: u64,
}

impl Run {
    fn of(placement: &Placement, components: &[Packed<'_>]) -> Self {
        let component = &components[placement.component as usize];
        let from = match placement.representation.checked_sub(1) {
            Some(nth) => component.encoded[nth as usize].piece.place,
            None => component.artifact.place,
        };
        Run { from, to: placement.offset, len: placement.len }
    }
}

/// Writes the whole file, in as few copies as there are runs.
fn stream(
    path: &Path,
    frame: &Frame,
    index: &Index,
    runs: &[Run],
    old: Option<&OldPack>,
    spool: &Spool,
) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&frame.head)?;
    file.write_all(&index.bytes)?;
    let mut end = index.bytes.len() as u64;
    for run in runs {
        file.write_all(&[0; ALIGN as usize][..(run.to - end) as usize])?;
        match (run.from, old) {
            (Place::Spool(offset), _) => spool.copy_to(offset, run.len, &mut file)?,
            (Place::Old(offset), Some(old)) => old.copy_to(offset, run.len, &mut file)?,
            (Place::Old(_), None) => return Err(io::Error::other("there is no old pack")),
        }
        end = run.to + run.len;
    }
    file.write_all(&[0; ALIGN as usize][..(index.len - end) as usize])?;
    file.write_all(&frame.tail)
}

/// Joins blobs that lie behind one another both where they are and where they
/// go, with the zeros between them.
///
/// In an old pack that is not `intact` only the blobs themselves are verified.
fn runs(index: &Index, components: &[Packed<'_>], intact: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for placement in index.placements.iter().filter(|it| it.len > 0) {
        let next = Run::of(placement, components);
        if let Some(run) = runs.last_mut() {
            let shift = next.to - run.to;
            let joins = match (run.from, next.from) {
                (Place::Old(start), Place::Old(next)) => intact && start + shift == next,
                (Place::Spool(start), Place::Spool(next)) => start + shift == next,
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

/// Removes the file of the other route, which an earlier run may have left.
fn remove_other(config: &Config<'_>, is_linked: bool) {
    match (is_linked, config.any_library) {
        (true, _) => remove(&config.out_file("pack")),
        (false, Some(format)) => {
            remove(&config.out_dir.join(format.file_name(&config.library_name)));
        }
        (false, None) => {}
    }
}

#[cfg(test)]
mod tests;
