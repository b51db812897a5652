//! Writing the stat index.

use std::ops::Range;
use std::path::Path;

use super::{MAGIC, StatIndex, State};
use crate::base::bytes::{put_bytes, put_digest, put_u32, put_u64};
use crate::base::checksum::checksum;
use crate::base::error::Problem;
use crate::base::fs;
use crate::base::hasher::digest;
use crate::base::roots::Root;
use crate::base::stat::Fingerprint;
use crate::scan::listing::Dir;

/// Where the checksum of all that follows it stands.
const CHECKSUM: Range<usize> = MAGIC.len()..MAGIC.len() + 8;

/// What the records are made of: `entries` has one entry a file of `dirs`, in
/// their order.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) state: &'a State,
    pub(crate) dirs: &'a [Dir],
    pub(crate) roots: &'a [Root],
    pub(crate) entries: &'a [Fingerprint],
}

impl<'a> Found<'a> {
    /// Returns each directory with its root, as it was given, and its entries.
    fn each(self) -> impl Iterator<Item = (&'a Dir, &'a str, &'a [Fingerprint])> {
        let mut rest = self.entries;
        self.dirs.iter().map(move |dir| {
            let (entries, next) = rest.split_at(dir.files.len());
            rest = next;
            (dir, self.roots[dir.root as usize].given.as_str(), entries)
        })
    }
}

/// Writes a new index, unless the file holds just these bytes; returns how many
/// were written.
pub(crate) fn save(path: &Path, before: StatIndex, found: Found<'_>) -> Result<u64, Problem> {
    let mut bytes = anew(&before, found);
    let (head, body) = bytes.split_at_mut(CHECKSUM.end);
    head[CHECKSUM].copy_from_slice(&checksum(body).to_le_bytes());
    if bytes == before.bytes {
        return Ok(0);
    }
    fs::replace_quickly(path, &bytes)?;
    Ok(bytes.len() as u64)
}

/// Returns a whole new index, without its checksum; what is known of a directory
/// that is as it was is copied from the last.
fn anew(before: &StatIndex, found: Found<'_>) -> Vec<u8> {
    let room = before.bytes.len() + 128 * found.entries.len() + 4096;
    let mut bytes = Vec::with_capacity(room);
    bytes.extend_from_slice(MAGIC);
    put_u64(&mut bytes, 0);
    put_state(&mut bytes, found.state);
    put_u32(&mut bytes, found.dirs.len() as u32);
    for (nth, (dir, root, entries)) in found.each().enumerate() {
        let known = before.position(nth, root, &dir.prefix).filter(|_| dir.same);
        match known.and_then(|place| before.bytes.get(before.dir(place)?)) {
            Some(dir) => bytes.extend_from_slice(dir),
            None => put_dir(&mut bytes, root, dir, entries),
        }
    }
    bytes
}

fn put_state(body: &mut Vec<u8>, state: &State) {
    put_digest(body, state.fingerprint.unwrap_or(digest(b"")));
    body.push(state.allows_secrets as u8);
    put_bytes(body, state.set.as_bytes());
    put_u32(body, state.output.len() as u32);
    for stat in &state.output {
        body.extend_from_slice(stat.as_bytes());
    }
    put_digest(body, state.encoders.unwrap_or(digest(b"")));
    state.counts.iter().for_each(|count| put_u32(body, *count));
    put_u64(body, state.bytes);
    put_u64(body, state.bytes_encoded);
    body.push(state.racy as u8);
    let mut extra: Vec<_> = state.extra.iter().collect();
    extra.sort_by_key(|(path, _)| path.as_str());
    put_u32(body, extra.len() as u32);
    for (path, entry) in extra {
        put_entry(body, &entry.unwrap_or(Fingerprint::NOTHING), path);
    }
    let mut actions: Vec<_> = state.actions.iter().collect();
    actions.sort_by_key(|(key, _)| **key);
    put_u32(body, actions.len() as u32);
    for (key, result) in actions {
        put_digest(body, *key);
        result.write(body);
    }
}

/// Writes a directory's names and its records, each with the length before them.
fn put_dir(body: &mut Vec<u8>, root: &str, dir: &Dir, entries: &[Fingerprint]) {
    put_bytes(body, root.as_bytes());
    put_bytes(body, dir.prefix.as_bytes());
    let start = body.len();
    put_u32(body, 0);
    body.extend_from_slice(dir.stat.as_bytes());
    body.push(dir.settled as u8);
    put_u32(body, dir.hidden);
    put_u32(body, dir.subdirs.len() as u32);
    for subdir in &dir.subdirs {
        put_bytes(body, subdir.as_bytes());
    }
    put_u32(body, dir.files.len() as u32);
    for (file, entry) in dir.files.iter().zip(entries) {
        put_entry(body, entry, &file.name);
    }
    let len = (body.len() - start - 4) as u32;
    body[start..start + 4].copy_from_slice(&len.to_le_bytes());
}

fn put_entry(out: &mut Vec<u8>, entry: &Fingerprint, name: &str) {
    out.extend_from_slice(entry.stat.as_bytes());
    put_digest(out, entry.digest);
    out.push(entry.racy as u8);
    put_bytes(out, name.as_bytes());
}
