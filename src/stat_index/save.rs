//! Writing the stat index.

use std::path::Path;

use include_components_pack::Digest;

use super::{Entry, MAGIC, StatIndex, State};
use crate::bytes::{put_bytes, put_digest, put_u32, put_u64};
use crate::config::Root;
use crate::error::Problem;
use crate::fs;
use crate::hasher::digest;
use crate::walk::Dir;

/// Writes a new index, unless the file holds just these bytes; returns how many
/// were written.
///
/// `entries` has one entry a file of `dirs`, in their order. The records of a
/// directory that is as it was are copied from `before`.
pub(crate) fn save(
    path: &Path,
    before: &StatIndex,
    state: &State,
    dirs: &[Dir],
    roots: &[Root],
    entries: &[Entry],
) -> Result<u64, Problem> {
    let mut bytes = Vec::with_capacity(before.bytes.len() + 128 * entries.len() + 4096);
    bytes.extend_from_slice(MAGIC);
    put_digest(&mut bytes, Digest::from_bytes([0; 32]));
    put_state(&mut bytes, state);
    put_u32(&mut bytes, dirs.len() as u32);
    let mut rest = entries;
    for (nth, dir) in dirs.iter().enumerate() {
        let root = &roots[dir.root as usize].given;
        put_bytes(&mut bytes, root.as_bytes());
        put_bytes(&mut bytes, dir.prefix.as_bytes());
        let (entries, next) = rest.split_at(dir.files.len());
        rest = next;
        let known = before.position(nth, root, &dir.prefix).filter(|_| dir.same);
        match known.and_then(|place| before.records(place)) {
            Some(records) => put_bytes(&mut bytes, records.bytes),
            None => put_dir(&mut bytes, dir, entries),
        }
    }
    let (head, body) = bytes.split_at_mut(MAGIC.len() + 32);
    head[MAGIC.len()..].copy_from_slice(digest(body).as_bytes());
    if before.bytes == bytes {
        return Ok(0);
    }
    fs::replace_quickly(path, &bytes)?;
    Ok(bytes.len() as u64)
}

fn put_state(body: &mut Vec<u8>, state: &State) {
    put_digest(body, state.fingerprint.unwrap_or(digest(b"")));
    body.push(state.named as u8);
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
        put_entry(body, &entry.unwrap_or(Entry::NOTHING), path);
    }
    let mut actions: Vec<_> = state.actions.iter().collect();
    actions.sort_by_key(|(key, _)| **key);
    put_u32(body, actions.len() as u32);
    for (key, result) in actions {
        put_digest(body, *key);
        result.write(body);
    }
}

/// Writes a directory's records, with their length before them.
fn put_dir(body: &mut Vec<u8>, dir: &Dir, entries: &[Entry]) {
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

fn put_entry(out: &mut Vec<u8>, entry: &Entry, name: &str) {
    out.extend_from_slice(entry.stat.as_bytes());
    put_digest(out, entry.digest);
    out.push(entry.racy as u8);
    put_bytes(out, name.as_bytes());
}
