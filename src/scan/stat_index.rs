//! The stat index: what every file looked like in the last run, and its digest.
//!
//! A file that looks the same now is not opened. The index also holds what
//! else the last run knew: the state of its output and of its actions.
//!
//! Its records stand by directory and sorted by name, so that a run over an
//! unchanged tree compares them one by one, with no hashing of names and no
//! sorting, which unoptimised code would pay dearly; and what is known of an
//! unchanged directory is written again as it stands.

mod save;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use include_components_pack::Digest;

use crate::base::fs;
use crate::base::key::Recipe;
use crate::base::stat::{Fingerprint, Stat};
use crate::cache::action::{ActionResult, Read, ReadKind};
use crate::cache::links::Links;
use crate::scan::notes::Notes;
use include_components_pack::bytes::Decoder;
use include_components_pack::checksum;
pub(crate) use save::{anew, save};

/// The first bytes of the file, with the version of its format.
const MAGIC: &[u8; 8] = b"\xFFicstat\x0C";

/// Where the checksum of the head stands: of what is between it and the
/// directories.
const CHECKSUM: Range<usize> = MAGIC.len()..MAGIC.len() + 8;

/// Where the head's own begins, behind the checksum of the directories and the
/// length of the head.
const HEAD: usize = CHECKSUM.end + 12;

/// The last run's stat index.
#[derive(Debug, Default)]
pub(crate) struct StatIndex {
    bytes: Vec<u8>,
    /// The directories that have records, in the order of the walk.
    dirs: Vec<DirRecords>,
    /// The positions among those by root and prefix, for a tree with other
    /// directories than then.
    by_prefix: OnceLock<HashMap<String, usize>>,
    pub(crate) state: State,
}

/// Where the root, the prefix and the records of a directory are.
#[derive(Debug)]
struct DirRecords {
    root: Range<usize>,
    prefix: Range<usize>,
    records: Range<usize>,
}

/// What the last run knew besides the files.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The digest of all options that the output depends on.
    pub(crate) options: Option<Digest>,
    /// Whether files could be taken that are refused by default.
    pub(crate) is_lenient: bool,
    /// The text of the set file.
    pub(crate) set: String,
    /// The stats of the files that the set file names, in its order.
    pub(crate) output: Vec<Stat>,
    /// The digest of what decides how artifacts are encoded.
    pub(crate) encoders: Option<Digest>,
    /// How many components are embedded, bundles included.
    pub(crate) components: u32,
    pub(crate) partials: u32,
    /// The length of all artifacts in bytes.
    pub(crate) bytes_embedded: u64,
    /// The same of their encodings.
    pub(crate) bytes_encoded: u64,
    /// Whether some file must be read again because its stat proves nothing.
    pub(crate) racy: bool,
    /// The roots, as they were given, that have a file which was written while the
    /// build script ran.
    pub(crate) written: Vec<String>,
    /// The files that compilers read besides their input, by where they are;
    /// `None` where there was none.
    pub(crate) discovered: HashMap<String, Option<Fingerprint>>,
    /// What compilers and bundlers said of themselves: see `Config::recipes`.
    pub(crate) recipes: Vec<(String, Recipe)>,
    /// The results of all actions that the pack is made of, by key.
    pub(crate) actions: HashMap<Digest, ActionResult>,
    pub(crate) notes: Notes,
    /// What was found and done of references.
    pub(crate) links: Links,
}

impl State {
    /// Returns the variables that compilers read, in order of the name.
    pub(crate) fn env_reads(&self) -> impl Iterator<Item = &Read> {
        self.reads(ReadKind::Env)
    }

    /// Returns the globs whose matches compilers read, each once.
    pub(crate) fn globs(&self) -> Vec<&Read> {
        let mut lists: Vec<&Read> = self.reads(ReadKind::Glob).collect();
        lists.dedup();
        lists
    }

    /// Returns the programs that were run, each once.
    pub(crate) fn programs(&self) -> Vec<&Read> {
        let mut programs: Vec<&Read> = self.reads(ReadKind::Program).collect();
        programs.dedup();
        programs
    }

    /// Returns what compilers looked at of one kind, in order of the name.
    fn reads(&self, what: ReadKind) -> impl Iterator<Item = &Read> {
        let reads = self.actions.values().flat_map(|result| &result.reads);
        let mut reads: Vec<_> = reads.filter(|read| read.what == what).collect();
        reads.sort_by_key(|read| read.name.as_str());
        reads.into_iter()
    }

    /// Returns what compilers warned of, and what is wrong with references, sorted.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = &String> {
        let mut of_actions: Vec<_> = self.actions.values().flat_map(|it| &it.warnings).collect();
        of_actions.sort();
        // The last of these may say how many more there are.
        of_actions.into_iter().chain(&self.links.warnings)
    }
}

/// Returns the directories of an index, and their checksum: what the record of
/// the roots has too.
pub(crate) fn dirs(index: &[u8]) -> Option<(&[u8], u64)> {
    let mut reader = Decoder(index.get(CHECKSUM.end..)?);
    let checksum = reader.u64()?;
    reader.bytes()?;
    Some((reader.0, checksum))
}

impl StatIndex {
    /// Reads the index; whatever is wrong with it, it is an empty one then.
    pub(crate) fn load(path: &Path) -> Self {
        fs::read(path).and_then(Self::parse).unwrap_or_default()
    }

    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let mut reader = Decoder(&bytes);
        if reader.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let checksum_of_head = reader.u64()?;
        let (dirs, checksum_of_dirs) = dirs(&bytes)?;
        let head = bytes.get(CHECKSUM.end..bytes.len() - dirs.len())?;
        if checksum(head) != checksum_of_head || checksum(dirs) != checksum_of_dirs {
            return None;
        }
        let mut reader = Decoder(head.get(HEAD - CHECKSUM.end..)?);
        let options = reader.maybe_digest()?;
        let is_lenient = reader.u8()? != 0;
        let set = reader.text()?.to_owned();
        let mut output = Vec::new();
        for _ in 0..reader.u32()? {
            output.push(Stat::from_bytes(reader.array()?));
        }
        let encoders = reader.maybe_digest()?;
        let (components, partials) = (reader.u32()?, reader.u32()?);
        let (bytes_embedded, bytes_encoded) = (reader.u64()?, reader.u64()?);
        let racy = reader.u8()? != 0;
        let written: Option<Vec<String>> =
            (0..reader.u32()?).map(|_| reader.text().map(str::to_owned)).collect();
        let written = written?;
        let mut discovered = HashMap::new();
        for _ in 0..reader.u32()? {
            let record = Record::read(&mut reader)?;
            let found = Some(record.fingerprint()).filter(|it| it.stat != Stat::NOWHERE);
            discovered.insert(record.name.to_owned(), found);
        }
        let mut recipes = Vec::new();
        for _ in 0..reader.u32()? {
            recipes.push((reader.text()?.to_owned(), Recipe::read(&mut reader)?));
        }
        let mut actions = HashMap::new();
        for _ in 0..reader.u32()? {
            actions.insert(reader.digest()?, ActionResult::read(&mut reader)?);
        }
        let notes = Notes::read(&mut reader)?;
        let links = Links::read(&mut reader)?;
        let mut reader = Decoder(dirs);
        let count = reader.u32()?;
        let mut dirs = Vec::new();
        for _ in 0..count {
            let mut range = || {
                let len = reader.bytes()?.len();
                let end = bytes.len() - reader.0.len();
                Some(end - len..end)
            };
            dirs.push(DirRecords { root: range()?, prefix: range()?, records: range()? });
        }
        let state = State {
            options,
            is_lenient,
            set,
            output,
            encoders,
            components,
            partials,
            bytes_embedded,
            bytes_encoded,
            racy,
            written,
            discovered,
            recipes,
            actions,
            notes,
            links,
        };
        Some(StatIndex { dirs, by_prefix: OnceLock::new(), state, bytes })
    }

    /// Returns the bytes that it was read from.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets all files, so that each is read again.
    pub(crate) fn forget_files(&mut self) {
        self.dirs.clear();
        self.by_prefix = OnceLock::new();
    }

    /// Returns how many directories have records.
    pub(crate) fn len(&self) -> usize {
        self.dirs.len()
    }

    /// Returns the place of a directory, by its root as it was given.
    ///
    /// It is quick if the directory is the `nth` of the walk as it was then.
    pub(crate) fn position(&self, nth: usize, root: &str, prefix: &str) -> Option<usize> {
        let is_it = |place: &usize| {
            self.dirs.get(*place).is_some_and(|place| {
                self.bytes[place.prefix.clone()] == *prefix.as_bytes()
                    && self.bytes[place.root.clone()] == *root.as_bytes()
            })
        };
        let by_prefix = || self.by_prefix().get(&[root, "\0", prefix].concat()).copied();
        Some(nth).filter(is_it).or_else(|| by_prefix().filter(is_it))
    }

    /// Returns the root, as it was given, and the prefix of a directory.
    pub(crate) fn name(&self, place: usize) -> Option<(&str, &str)> {
        let DirRecords { root, prefix, .. } = self.dirs.get(place)?;
        let text = |range: &Range<usize>| std::str::from_utf8(&self.bytes[range.clone()]).ok();
        Some((text(root)?, text(prefix)?))
    }

    /// Returns the records of a directory.
    pub(crate) fn records(&self, place: usize) -> Option<Records<'_>> {
        Records::parse(&self.bytes[self.dirs.get(place)?.records.clone()])
    }

    /// Returns where all that the file has of a directory stands.
    fn dir(&self, place: usize) -> Option<Range<usize>> {
        let DirRecords { root, records, .. } = self.dirs.get(place)?;
        // With the length before the first.
        Some(root.start.checked_sub(4)?..records.end)
    }

    fn by_prefix(&self) -> &HashMap<String, usize> {
        self.by_prefix.get_or_init(|| {
            let key =
                |place| Some(([self.name(place)?.0, "\0", self.name(place)?.1].concat(), place));
            (0..self.len()).filter_map(key).collect()
        })
    }
}

/// The records of one directory.
#[derive(Debug)]
pub(crate) struct Records<'a> {
    pub(crate) stat: Stat,
    pub(crate) trustworthy: bool,
    pub(crate) hidden: Vec<&'a str>,
    pub(crate) excluded: u32,
    pub(crate) subdirs: Vec<&'a str>,
    files: Decoder<'a>,
    count: u32,
}

impl<'a> Records<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Decoder(bytes);
        let stat = Stat::from_bytes(reader.array()?);
        let trustworthy = reader.u8()? != 0;
        let excluded = reader.u32()?;
        let mut names = || (0..reader.u32()?).map(|_| reader.text()).collect::<Option<_>>();
        let (hidden, subdirs) = (names()?, names()?);
        let count = reader.u32()?;
        Some(Records { stat, trustworthy, hidden, excluded, subdirs, files: reader, count })
    }

    /// Returns the files, sorted by name.
    pub(crate) fn files(&self) -> Vec<Record<'a>> {
        let mut rest = self.files;
        // Each takes more than a byte: a damaged count asks for no more memory.
        let mut files = Vec::with_capacity((self.count as usize).min(rest.0.len()));
        while files.len() < self.count as usize {
            let Some(file) = Record::read(&mut rest) else { break };
            files.push(file);
        }
        files
    }
}

/// One file as the last run found it: its entry, still in bytes.
///
/// Most are only compared, as bytes, which unoptimised code does quickly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) name: &'a str,
    entry: &'a [u8; Fingerprint::SIZE],
}

impl<'a> Record<'a> {
    fn read(reader: &mut Decoder<'a>) -> Option<Self> {
        let entry = reader.chunk()?;
        Some(Record { entry, name: reader.text()? })
    }

    pub(crate) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::from_bytes(self.entry)
    }

    /// Whether the file looks now as it did, and that proves that it is.
    pub(crate) fn is(&self, now: &Stat) -> bool {
        self.entry[..Stat::SIZE] == *now.as_bytes() && self.entry[Fingerprint::SIZE - 1] == 0
    }
}

#[cfg(test)]
mod tests;
