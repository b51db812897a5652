//! The stat index: what every file looked like in the last run, and its digest.
//!
//! A file that looks the same now is not opened. The index also holds what
//! else the last run knew: the state of its output and of its actions.
//!
//! Its records stand in the order in which the system listed the files, so
//! that a run over an unchanged tree compares them one by one: no parsing, no
//! hashing of names and no sorting, which unoptimised code would pay dearly.

use std::collections::HashMap;
use std::path::Path;

use include_components_pack::Digest;

use crate::action::{ActionResult, Read, ReadKind};
use crate::bytes::{Reader, put_bytes, put_digest, put_u32, put_u64};
use crate::config::Root;
use crate::fs;
use crate::key::digest;
use crate::error::Problem;
use crate::stat::Stat;
use crate::walk::Dir;

/// The first bytes of the file, with the version of its format.
const MAGIC: &[u8; 8] = b"\xFFicstat\x01";

/// The last run's stat index.
#[derive(Debug, Default)]
pub(crate) struct StatIndex {
    bytes: Vec<u8>,
    /// How many directories have records.
    dirs: usize,
    /// Where the records of a directory begin and how many they are, by root
    /// and prefix.
    by_prefix: HashMap<String, HashMap<String, (usize, u32)>>,
    pub(crate) state: State,
}

/// What the last run knew besides the files.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The digest of the configuration.
    pub(crate) fingerprint: Option<Digest>,
    /// The text of the set file.
    pub(crate) set: String,
    /// The stat of the file with the pack.
    pub(crate) output: Option<Stat>,
    /// The length of all artifacts in bytes.
    pub(crate) bytes: u64,
    /// Whether some file must be read again because its stat proves nothing.
    pub(crate) racy: bool,
    /// The files that compilers read, by where they are; `None` where there
    /// was none.
    pub(crate) extra: HashMap<String, Option<Entry>>,
    /// The results of all actions that the pack is made of, by key.
    pub(crate) actions: HashMap<Digest, ActionResult>,
}

/// A file's stat and digest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) stat: Stat,
    pub(crate) digest: Digest,
    /// Whether the stat proves nothing, since the file was too young.
    pub(crate) racy: bool,
}

impl State {
    /// Returns the variables that compilers read, in order of the name.
    pub(crate) fn env_reads(&self) -> impl Iterator<Item = &Read> {
        let reads = self.actions.values().flat_map(|result| &result.reads);
        let mut reads: Vec<_> = reads.filter(|read| read.what == ReadKind::Env).collect();
        reads.sort_by_key(|read| read.name.as_str());
        reads.into_iter()
    }
}

impl Entry {
    /// The entry of no file.
    const NOTHING: Entry =
        Entry { stat: Stat::NOWHERE, digest: Digest::from_bytes([0; 32]), racy: false };

    /// Returns the digest if the file looks now as it did.
    pub(crate) fn trusted(&self, now: &Stat) -> Option<Digest> {
        (!self.racy && self.stat == *now).then_some(self.digest)
    }
}

impl StatIndex {
    /// Reads the index; whatever is wrong with it, it is an empty one then.
    pub(crate) fn load(path: &Path) -> Self {
        fs::read(path).and_then(Self::parse).unwrap_or_default()
    }

    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let mut reader = Reader(&bytes);
        let magic = reader.take(MAGIC.len())?;
        if magic != MAGIC || reader.digest()? != digest(reader.0) {
            return None;
        }
        let fingerprint = Some(reader.digest()?);
        let set = reader.text()?.to_owned();
        let output = Some(Stat::from_bytes(reader.array()?));
        let total = reader.u64()?;
        let racy = reader.u8()? != 0;
        let mut extra = HashMap::new();
        for _ in 0..reader.u32()? {
            let (entry, path) = read_entry(&mut reader)?;
            let entry = (entry.stat != Stat::NOWHERE).then_some(entry);
            extra.insert(String::from_utf8(path.to_vec()).ok()?, entry);
        }
        let mut actions = HashMap::new();
        for _ in 0..reader.u32()? {
            actions.insert(reader.digest()?, ActionResult::read(&mut reader)?);
        }
        let mut by_prefix = HashMap::<String, HashMap<String, (usize, u32)>>::new();
        let dirs = reader.u32()?;
        for _ in 0..dirs {
            let (root, prefix) = (reader.text()?, reader.text()?);
            let count = reader.u32()?;
            let records = reader.bytes()?;
            let start = bytes.len() - reader.0.len() - records.len();
            if !by_prefix.contains_key(root) {
                by_prefix.insert(root.to_owned(), HashMap::new());
            }
            if let Some(by_prefix) = by_prefix.get_mut(root) {
                by_prefix.insert(prefix.to_owned(), (start, count));
            }
        }
        let state = State { fingerprint, set, output, bytes: total, racy, extra, actions };
        Some(StatIndex { dirs: dirs as usize, by_prefix, state, bytes })
    }

    /// Returns how many directories have records.
    pub(crate) fn len(&self) -> usize {
        self.dirs
    }

    /// Returns the records of a directory, by its root as it was given.
    pub(crate) fn dir(&self, root: &str, prefix: &str) -> Option<Records<'_>> {
        let (start, count) = *self.by_prefix.get(root)?.get(prefix)?;
        let all = Reader(&self.bytes[start..]);
        Some(Records { all, count, rest: all, left: count, by_name: None })
    }
}

/// The records of one directory, with a cursor.
#[derive(Debug)]
pub(crate) struct Records<'a> {
    all: Reader<'a>,
    count: u32,
    rest: Reader<'a>,
    left: u32,
    /// Built when the order is found to be another one.
    by_name: Option<HashMap<&'a [u8], Entry>>,
}

impl<'a> Records<'a> {
    /// Returns how many files have a record.
    pub(crate) fn len(&self) -> usize {
        self.count as usize
    }

    /// Returns the record of a file: at no cost for the one after the last.
    pub(crate) fn find(&mut self, name: &[u8]) -> Option<Entry> {
        if let Some(by_name) = &self.by_name {
            return by_name.get(name).copied();
        }
        let mut rest = self.rest;
        match (self.left > 0).then(|| read_entry(&mut rest)).flatten() {
            Some((entry, next)) if next == name => {
                self.rest = rest;
                self.left -= 1;
                Some(entry)
            }
            _ => self.names().get(name).copied(),
        }
    }

    fn names(&mut self) -> &HashMap<&'a [u8], Entry> {
        let (mut all, count) = (self.all, self.count);
        self.by_name.get_or_insert_with(|| {
            let entries = (0..count).map_while(|_| read_entry(&mut all));
            entries.map(|(entry, name)| (name, entry)).collect()
        })
    }
}

/// Writes a new index, unless the file holds just these bytes; returns how many
/// were written.
///
/// `entries` has one entry a file of `dirs`, in their order.
pub(crate) fn save(
    path: &Path,
    state: &State,
    dirs: &[Dir],
    roots: &[Root],
    entries: &[Entry],
) -> Result<u64, Problem> {
    let mut body = Vec::with_capacity(128 * entries.len() + 4096);
    body.extend_from_slice(state.fingerprint.unwrap_or(digest(b"")).as_bytes());
    put_bytes(&mut body, state.set.as_bytes());
    body.extend_from_slice(state.output.unwrap_or(Stat::NOWHERE).as_bytes());
    put_u64(&mut body, state.bytes);
    body.push(state.racy as u8);
    let mut extra: Vec<_> = state.extra.iter().collect();
    extra.sort_by_key(|(path, _)| path.as_str());
    put_u32(&mut body, extra.len() as u32);
    for (path, entry) in extra {
        put_entry(&mut body, &entry.unwrap_or(Entry::NOTHING), path);
    }
    let mut actions: Vec<_> = state.actions.iter().collect();
    actions.sort_by_key(|(key, _)| **key);
    put_u32(&mut body, actions.len() as u32);
    for (key, result) in actions {
        put_digest(&mut body, *key);
        result.write(&mut body);
    }
    put_u32(&mut body, dirs.len() as u32);
    let mut next = 0;
    for dir in dirs {
        put_bytes(&mut body, roots[dir.root as usize].given.as_bytes());
        put_bytes(&mut body, dir.prefix.as_bytes());
        put_u32(&mut body, dir.files.len() as u32);
        let length_at = body.len();
        put_u32(&mut body, 0);
        for file in &dir.files {
            put_entry(&mut body, &entries[next], &file.name);
            next += 1;
        }
        let length = (body.len() - length_at - 4) as u32;
        body[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
    }
    let mut bytes = MAGIC.to_vec();
    put_digest(&mut bytes, digest(&body));
    bytes.extend_from_slice(&body);
    if fs::read(path).is_some_and(|before| before == bytes) {
        return Ok(0);
    }
    fs::replace(path, &bytes)?;
    Ok(bytes.len() as u64)
}

fn put_entry(out: &mut Vec<u8>, entry: &Entry, name: &str) {
    out.extend_from_slice(entry.stat.as_bytes());
    put_digest(out, entry.digest);
    out.push(entry.racy as u8);
    put_bytes(out, name.as_bytes());
}

fn read_entry<'a>(reader: &mut Reader<'a>) -> Option<(Entry, &'a [u8])> {
    let stat = Stat::from_bytes(reader.array()?);
    let digest = reader.digest()?;
    let racy = reader.u8()? != 0;
    Some((Entry { stat, digest, racy }, reader.bytes()?))
}

#[cfg(test)]
mod tests;
