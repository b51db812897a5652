//! One part of a pack, written in as few copies as there are stretches of bytes.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_components_pack::ALIGN;
use include_components_pack::write::{Index, Note, Placement};

use super::Packed;
use super::files::OutFile;
use crate::base::fs::write_at;
use crate::cache::last_pack::Aligned;
use crate::output::blob::{Blob, Location};
use crate::source::spool::Spool;

/// What a pack is made of: all of its components, or those that changed and the
/// last pack for the others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contents<'a> {
    pub(crate) components: &'a [Packed<'a>],
    pub(crate) last: Option<Aligned<'a>>,
    /// What the set has besides.
    pub(crate) notes: &'a [Note],
}

impl<'a> Contents<'a> {
    /// Returns the blobs that go to these places.
    pub(super) fn blobs(&self, placements: &[Placement]) -> io::Result<Vec<Blob<'a>>> {
        let missing = || io::Error::other("the last pack does not have what its index names");
        placements.iter().map(|placement| self.blob(placement).ok_or_else(missing)).collect()
    }

    fn blob(&self, placement: &Placement) -> Option<Blob<'a>> {
        let position = placement.component as usize;
        let is_it = |it: &&Packed<'_>| it.position == position;
        let all = self.components.get(position).filter(is_it);
        if let Some(component) = all.or_else(|| self.components.iter().find(is_it)) {
            return match placement.representation.checked_sub(1) {
                Some(nth) => component.encoded.get(nth as usize).map(|it| it.blob),
                None => Some(component.artifact),
            };
        }
        let last = self.last?;
        let found = last.at(position)?.representation(placement.representation)?;
        let location = Location::Pack(last.pack(), found.address);
        Some(Blob { content: found.content, location })
    }
}

/// Some bytes of the new part that lie together in another file too.
#[derive(Debug)]
pub(super) struct Stretch<'a> {
    pub(super) from: Location<'a>,
    /// Where they go, counted from the start of the part.
    pub(super) to: u64,
    pub(super) len: u64,
}

/// Writes a whole file; returns its length.
pub(super) fn write_part(
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
    for stretch in stretches(placements, &contents.blobs(placements)?) {
        file.write_all(&[0; ALIGN as usize][..(stretch.to - end) as usize])?;
        stretch.from.copy_to(stretch.len, spool, &mut file)?;
        end = stretch.to + stretch.len;
    }
    file.write_all(&[0; ALIGN as usize][..(out.len - end) as usize])?;
    file.write_all(&out.frame.tail)?;
    Ok(out.offset + out.len + out.frame.tail.len() as u64)
}

/// Returns the file of the spool that has the blob of a part, if it has but one and
/// that has a file.
pub(super) fn part_file(
    out: &OutFile,
    index: &Index,
    part: usize,
    contents: Contents<'_>,
    spool: &Spool,
) -> Option<PathBuf> {
    let part = index.parts.get(part.checked_sub(1)?)?;
    let [placement] = part.placements() else { return None };
    match contents.blob(placement)?.location {
        Location::Spool(offset) if placement.offset == 0 => {
            spool.take(offset, part.len(), out.offset)
        }
        _ => None,
    }
}

/// Makes a library of a file with blobs and room for the head before them.
pub(super) fn finish_library(path: &Path, out: &OutFile) -> io::Result<u64> {
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
/// In a last pack that is not intact only the blobs themselves are verified.
pub(super) fn stretches<'a>(placements: &[Placement], blobs: &[Blob<'a>]) -> Vec<Stretch<'a>> {
    let mut stretches: Vec<Stretch<'a>> = Vec::new();
    for (placement, blob) in placements.iter().zip(blobs).filter(|(it, _)| it.len > 0) {
        let next = Stretch { from: blob.location, to: placement.offset, len: placement.len };
        if let Some(stretch) = stretches.last_mut() {
            let shift = next.to - stretch.to;
            let may = match stretch.from {
                Location::Pack(pack, _) => pack.intact,
                Location::Spool(_) => true,
                Location::Linked(..) => false,
            };
            if may && stretch.from.distance(next.from) == Some(shift) {
                stretch.len = shift + next.len;
                continue;
            }
        }
        stretches.push(next);
    }
    stretches
}
