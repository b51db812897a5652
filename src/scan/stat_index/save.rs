//! Writing the stat index.

use std::path::Path;

use super::{CHECKSUM, HEAD, MAGIC, StatIndex, State};
use crate::base::error::Problem;
use crate::base::fs;
use crate::base::roots::Root;
use crate::base::stat::{Fingerprint, Stat};
use crate::scan::listing::{Change, Dir, Listing};
use include_components_pack::bytes::{put_bytes, put_digest, put_maybe_digest, put_u32, put_u64};
use include_components_pack::checksum;

/// Writes an index, unless the last one has just these bytes; returns how many
/// were written.
pub(crate) fn save(path: &Path, last: &StatIndex, bytes: &[u8]) -> Result<u64, Problem> {
    if bytes == last.bytes {
        return Ok(0);
    }
    fs::replace_quickly(path, bytes)?;
    Ok(bytes.len() as u64)
}

/// Returns a whole new index; what is known of a directory that is as it was is
/// copied from the last.
pub(crate) fn anew(last: &StatIndex, state: &State, listing: &Listing, roots: &[Root]) -> Vec<u8> {
    let room = last.bytes.len() + 128 * listing.files().count() + 4096;
    let mut bytes = Vec::with_capacity(room);
    bytes.extend_from_slice(MAGIC);
    bytes.resize(HEAD, 0);
    put_state(&mut bytes, state);
    let head = bytes.len();
    put_u32(&mut bytes, listing.dirs.len() as u32);
    for (nth, dir) in listing.dirs.iter().enumerate() {
        let root = roots[dir.root as usize].given.as_str();
        let as_it_was = dir.change == Change::None;
        let position = last.position(nth, root, &dir.prefix).filter(|_| as_it_was);
        match position.and_then(|position| last.bytes.get(last.dir(position)?)) {
            Some(dir) => bytes.extend_from_slice(dir),
            None => put_dir(&mut bytes, root, dir),
        }
    }
    let of_dirs = checksum(&bytes[head..]).to_le_bytes();
    let head_len = ((head - HEAD) as u32).to_le_bytes();
    bytes[CHECKSUM.end..HEAD].copy_from_slice([&of_dirs[..], &head_len].concat().as_slice());
    let of_head = checksum(&bytes[CHECKSUM.end..head]);
    bytes[CHECKSUM].copy_from_slice(&of_head.to_le_bytes());
    bytes
}

fn put_state(body: &mut Vec<u8>, state: &State) {
    put_maybe_digest(body, state.options);
    body.push(state.is_lenient as u8);
    put_bytes(body, state.set.as_bytes());
    put_u32(body, state.output.len() as u32);
    for stat in &state.output {
        body.extend_from_slice(stat.as_bytes());
    }
    put_maybe_digest(body, state.encoders);
    put_u32(body, state.components);
    put_u32(body, state.partials);
    put_u64(body, state.bytes_embedded);
    put_u64(body, state.bytes_encoded);
    body.push(state.racy as u8);
    put_u32(body, state.written.len() as u32);
    for root in &state.written {
        put_bytes(body, root.as_bytes());
    }
    let mut discovered: Vec<_> = state.discovered.iter().collect();
    discovered.sort_by_key(|(path, _)| path.as_str());
    put_u32(body, discovered.len() as u32);
    for (path, found) in discovered {
        put_record(body, *found, path);
    }
    put_u32(body, state.recipes.len() as u32);
    for (given, recipe) in &state.recipes {
        put_bytes(body, given.as_bytes());
        recipe.write(body);
    }
    let mut actions: Vec<_> = state.actions.iter().collect();
    actions.sort_by_key(|(key, _)| **key);
    put_u32(body, actions.len() as u32);
    for (key, result) in actions {
        put_digest(body, *key);
        result.write(body);
    }
    state.notes.write(body);
    state.links.write(body);
}

/// Writes a directory's names and its records, each with the length before them.
fn put_dir(body: &mut Vec<u8>, root: &str, dir: &Dir) {
    put_bytes(body, root.as_bytes());
    put_bytes(body, dir.prefix.as_bytes());
    let start = body.len();
    put_u32(body, 0);
    body.extend_from_slice(dir.stat.as_bytes());
    body.push(dir.trustworthy as u8);
    put_u32(body, dir.excluded);
    for names in [&dir.hidden, &dir.subdirs] {
        put_u32(body, names.len() as u32);
        names.iter().for_each(|name| put_bytes(body, name.as_bytes()));
    }
    put_u32(body, dir.files.len() as u32);
    for file in &dir.files {
        put_record(body, file.now, &file.name);
    }
    let len = (body.len() - start - 4) as u32;
    body[start..start + 4].copy_from_slice(&len.to_le_bytes());
}

/// Writes a record; one of nothing has a stat that no file has.
fn put_record(out: &mut Vec<u8>, found: Option<Fingerprint>, name: &str) {
    match found {
        Some(Fingerprint { stat, digest, racy }) => {
            out.extend_from_slice(stat.as_bytes());
            put_digest(out, digest);
            out.push(racy as u8);
        }
        None => {
            out.extend_from_slice(Stat::NOWHERE.as_bytes());
            out.extend_from_slice(&[0; 33]);
        }
    }
    put_bytes(out, name.as_bytes());
}
