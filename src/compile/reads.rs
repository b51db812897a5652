//! What compilers read besides their input, recorded.

mod listing;
mod programs;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use include_components_pack::Digest;

use crate::base::cargo_env;
use crate::base::error::{BoxError, Error, ErrorKind, Problem};
use crate::base::hasher::digest;
use crate::base::roots::{Places, Root};
use crate::base::stat::{Fingerprint, Stat};
use crate::base::sync::lock;
use crate::cache::action::{Read, ReadKind};
use crate::compile::program;
use crate::source::reader;

/// The files of one run that compilers read: each is opened once.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    /// The components whose stat is trusted, by where they are.
    trusted: HashMap<PathBuf, Fingerprint>,
    pub(crate) places: &'a Places,
    /// What the last run knew of other files.
    before: &'a HashMap<String, Option<Fingerprint>>,
    loaded: Mutex<HashMap<PathBuf, Loading>>,
    lists: Mutex<HashMap<String, Arc<Matches>>>,
    targets: Mutex<HashMap<String, Option<Digest>>>,
}

/// A file that some thread loads and others wait for; `None` if there is none.
type Loading = Arc<OnceLock<Result<Option<Arc<Loaded>>, Problem>>>;

/// A file in memory.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) entry: Fingerprint,
    pub(crate) bytes: Arc<[u8]>,
}

impl<'a> Files<'a> {
    pub(crate) fn new(
        trusted: HashMap<PathBuf, Fingerprint>,
        before: &'a HashMap<String, Option<Fingerprint>>,
        places: &'a Places,
    ) -> Self {
        let (loaded, lists, targets) = Default::default();
        Files { trusted, places, before, loaded, lists, targets }
    }

    /// Loads a file, unless that was done before; `None` if there is none.
    pub(crate) fn load(&self, path: &Path) -> Result<Option<Arc<Loaded>>, Problem> {
        let slot = {
            let mut loaded = lock(&self.loaded);
            Arc::clone(loaded.entry(path.to_owned()).or_default())
        };
        let load = || match reader::load(path) {
            Ok((entry, bytes)) => Ok(Some(Arc::new(Loaded { entry, bytes: bytes.into() }))),
            Err(_) if is_no_file(path) => Ok(None),
            Err(problem) => Err(problem),
        };
        slot.get_or_init(load).clone()
    }

    /// Returns the digest of a file, if possible without opening it; `None` if
    /// there is none.
    pub(crate) fn digest(&self, path: &Path) -> Result<Option<Digest>, Problem> {
        if let Some(entry) = self.trusted.get(path) {
            return Ok(Some(entry.digest));
        }
        if let Some(Some(entry)) = path.to_str().and_then(|path| self.before.get(path)) {
            let stat = std::fs::metadata(path).map(|metadata| Stat::of(&metadata));
            if let Some(digest) = stat.ok().and_then(|stat| entry.trusted(&stat)) {
                return Ok(Some(digest));
            }
        }
        Ok(self.load(path)?.map(|loaded| loaded.entry.digest))
    }

    /// Lists the files that match a glob, unless that was done before.
    fn list(&self, pattern: &str) -> Result<Arc<Matches>, Problem> {
        let mut lists = lock(&self.lists);
        if let Some(listed) = lists.get(pattern) {
            return Ok(Arc::clone(listed));
        }
        let listed = Arc::new(Matches::find(&self.places.package, pattern)?);
        lists.insert(pattern.to_owned(), Arc::clone(&listed));
        Ok(listed)
    }

    /// Returns where the links lead by which a program is found, unless that was done
    /// before.
    pub(crate) fn target(&self, program: &str) -> Option<Digest> {
        let mut targets = lock(&self.targets);
        let find = || program::target(program, &self.places.package);
        *targets.entry(program.to_owned()).or_insert_with(find)
    }

    /// Returns how many files were opened, and how many bytes they had.
    pub(crate) fn opened(&self) -> (usize, u64) {
        let loaded = lock(&self.loaded);
        let found = loaded.values().filter_map(|slot| slot.get()?.as_ref().ok()?.as_ref());
        found.fold((0, 0), |(files, bytes), it| (files + 1, bytes + it.bytes.len() as u64))
    }

    /// Whether what a compiler read is still the same.
    pub(crate) fn is_fresh(&self, read: &Read, root: &Root) -> bool {
        let now = match read.what {
            ReadKind::File => self.digest(&root.file(&read.name)),
            ReadKind::Env => Ok(env_digest(&read.name)),
            ReadKind::Glob => self.list(&read.name).map(|listed| Some(listed.digest)),
            ReadKind::Program => Ok(self.target(&read.name)),
        };
        // What cannot be read is not known to be missing.
        now.is_ok_and(|now| now == read.found)
    }

    /// Returns the stat index's entry of a file that was read in this run, or
    /// that has one already: as a component, where its stat is trusted, or as
    /// a file that compilers read.
    pub(crate) fn entry(&self, path: &Path) -> Option<Fingerprint> {
        let loaded = lock(&self.loaded);
        match loaded.get(path).and_then(|slot| slot.get()) {
            Some(Ok(Some(loaded))) => Some(loaded.entry),
            Some(_) => None,
            None => match self.trusted.get(path) {
                Some(entry) => Some(*entry),
                None => *self.before.get(path.to_str()?)?,
            },
        }
    }
}

/// What one action reads.
#[derive(Debug)]
pub(crate) struct Reads<'a> {
    pub(crate) files: &'a Files<'a>,
    pub(crate) root: &'a Root,
    /// The component's logical path.
    pub(crate) path: &'a str,
    pub(crate) recorded: Vec<Read>,
    /// Whether something else read files, whose digests were taken by us.
    pub(crate) by_others: bool,
    /// The first read that failed, other than for want of a file. Of that
    /// nothing can be recorded, so that the result must not be kept.
    pub(crate) failed: Option<Problem>,
}

impl<'a> Reads<'a> {
    pub(crate) fn new(files: &'a Files<'a>, root: &'a Root, path: &'a str) -> Self {
        Reads { files, root, path, recorded: Vec::new(), by_others: false, failed: None }
    }
}

impl Reads<'_> {
    /// Reads a file relative to the component's directory.
    pub(crate) fn file(&mut self, path: &str) -> Result<Arc<[u8]>, BoxError> {
        if path.contains(|c: char| c.is_control()) {
            return Err(format!("cannot read {path:?}: a control character in the path").into());
        }
        let name = resolve(self.root.within(self.path), path);
        let file = self.root.file(&name);
        let loaded = self.files.load(&file).map_err(|problem| {
            self.failed.get_or_insert(problem.clone());
            Error::from(problem)
        })?;
        self.record(ReadKind::File, name, loaded.as_ref().map(|loaded| loaded.entry.digest));
        match loaded {
            Some(loaded) => Ok(Arc::clone(&loaded.bytes)),
            None => {
                let what = match file.is_dir() {
                    true => "cannot read a directory:",
                    false => "there is no file",
                };
                let problem = Problem::with_path(ErrorKind::Read, what, &file, "");
                Err(Error::from(problem).into())
            }
        }
    }

    pub(crate) fn env(&mut self, name: &str) -> Option<String> {
        let value = cargo_env::var(name).and_then(|value| value.into_string().ok());
        self.record(ReadKind::Env, name.to_owned(), env_digest(name));
        value
    }

    pub(crate) fn record(&mut self, what: ReadKind, name: String, found: Option<Digest>) {
        let read = Read { what, name, found };
        if !self.recorded.contains(&read) {
            self.recorded.push(read);
        }
    }
}

/// Whether there certainly is no file at a path.
fn is_no_file(path: &Path) -> bool {
    match std::fs::metadata(path) {
        Ok(metadata) => metadata.is_dir(),
        Err(error) => {
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
        }
    }
}

pub(crate) fn env_digest(name: &str) -> Option<Digest> {
    cargo_env::var(name).map(|value| digest(value.as_encoded_bytes()))
}

/// Returns `path`, relative to the directory of `component`, as one that is relative
/// to the root as `component` is; it begins with `../` where it leaves the root.
pub(crate) fn resolve(component: &str, path: &str) -> String {
    if Path::new(path).has_root() {
        return path.to_owned();
    }
    let directory = component.rfind('/').map_or("", |slash| &component[..slash]);
    let mut segments: Vec<&str> = Vec::new();
    for segment in directory.split('/').chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

pub(crate) use listing::Matches;

#[cfg(test)]
mod tests;
