//! What programs read that we start: known when they have read it.
//!
//! A compiler's reads go through us, so that what is recorded is what it saw.
//! A program opens files by itself. What it saw is what is there after it has
//! ended only if nobody wrote to it meanwhile, which is looked into here.

use std::fs::metadata;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::Reads;
use crate::base::error::{BoxError, Error, ErrorKind, Problem};
use crate::base::glob::{Glob, literal_dir};
use crate::base::stat::Stat;
use crate::cache::action::ReadKind;
use crate::source::reader;

impl Reads<'_> {
    /// Records a file that something else reads, by its absolute path or one that
    /// is relative to the component's directory.
    pub(crate) fn depend_on(&mut self, path: &Path) -> Result<(), BoxError> {
        self.by_others = true;
        let own = self.root.file(self.root.within(self.path));
        let file = own.parent().unwrap_or(&own).join(path);
        let file = &std::path::absolute(file)?;
        if file.is_dir() {
            let what = "the dependency is a directory:";
            return Err(Error::from(Problem::with_path(ErrorKind::Read, what, file, "")).into());
        }
        let name = self.name_of(file)?;
        let digest = self.files.digest(&self.root.file(&name)).map_err(Error::from)?;
        self.record(ReadKind::File, name, digest);
        Ok(())
    }

    /// Records all files that match a glob, and that there are no others.
    pub(crate) fn depend_on_all(&mut self, pattern: &str) -> Result<(), BoxError> {
        Glob::new(pattern).map_err(Error::from)?;
        if literal_dir(pattern).is_empty() {
            return Err(format!(
                "cannot watch the files {pattern:?}: begin with the directory that they are in, \
                 as in \"src/**/*.rs\""
            )
            .into());
        }
        let package = &self.files.places.package;
        let listed = self.files.list(pattern).map_err(Error::from)?;
        self.record(ReadKind::Glob, pattern.to_owned(), Some(listed.digest));
        listed.paths.iter().try_for_each(|path| self.depend_on(&package.join(path)))
    }

    /// Returns how many files are recorded.
    pub(crate) fn file_count(&self) -> usize {
        self.recorded.iter().filter(|read| read.what == ReadKind::File).count()
    }

    /// Whether the files recorded are what was seen by something else that reads
    /// them, if the compiler was called at the moment `started`.
    ///
    /// `known` is how many of them were recorded before: of these, another content
    /// is an error, since this run has gone by the old one already. Of the others
    /// one that may have been another is a reason to call the compiler again.
    pub(crate) fn are_as_seen(&self, started: SystemTime, known: usize) -> Result<bool, BoxError> {
        if !self.by_others {
            return Ok(true);
        }
        let mut as_seen = true;
        let read = |(nth, name): (usize, &String)| (self.root.file(name), nth < known);
        let files = self.recorded.iter().filter(|read| read.what == ReadKind::File);
        for (file, is_known) in files.map(|read| &read.name).enumerate().map(read) {
            let now = metadata(&file).ok().filter(|metadata| !metadata.is_dir());
            let now = now.map(|metadata| Stat::of(&metadata));
            let (now, entry) = match (now, self.files.entry(&file)) {
                (None, None) => continue,
                (Some(now), Some(entry)) => (now, entry),
                _ => return Err(changed(&file)),
            };
            if now == entry.stat && !now.is_racy(started) {
                continue;
            }
            if !is_known {
                as_seen = false;
            } else if reader::load(&file).map_err(Error::from)?.0.digest != entry.digest {
                return Err(changed(&file));
            }
        }
        Ok(as_seen)
    }

    /// Returns the name by which a file is recorded: relative to the root if
    /// it is in the package, so that another machine has the same.
    fn name_of(&self, file: &Path) -> Result<String, BoxError> {
        let root = std::path::absolute(&self.root.path)?;
        let is_plain = |rest: &Path| rest.components().all(|it| matches!(it, Component::Normal(_)));
        let name = match file.strip_prefix(&root).ok().filter(|rest| is_plain(rest)) {
            Some(rest) => joined(rest),
            None => match self.way_to(file, &root) {
                Some(name) => Some(name),
                None => file.to_str().map(str::to_owned),
            },
        };
        name.filter(|name| !name.contains(char::is_control)).ok_or_else(|| {
            let remedy = "its name is not UTF-8 or has control characters";
            let what = "cannot depend on the file";
            Error::from(Problem::with_path(ErrorKind::Name, what, file, remedy)).into()
        })
    }

    /// Returns the way from the root to a file of the package.
    fn way_to(&self, file: &Path, root: &Path) -> Option<String> {
        let real = file.canonicalize().ok()?;
        let root = root.canonicalize().ok()?;
        let package = self.files.places.package.canonicalize().ok()?;
        if !real.starts_with(&package) && !real.starts_with(&root) {
            return None;
        }
        let same = root.components().zip(real.components()).take_while(|(a, b)| a == b).count();
        let up = root.components().skip(same).map(|_| Component::ParentDir);
        let name = joined(&up.chain(real.components().skip(same)).collect::<PathBuf>())?;
        // A root that is a link has another parent than its target.
        (self.root.file(&name).canonicalize().ok()? == real).then_some(name)
    }
}

/// Returns a relative path with `/` between its segments.
fn joined(path: &Path) -> Option<String> {
    let segments: Option<Vec<&str>> = path.iter().map(|segment| segment.to_str()).collect();
    Some(segments?.join("/"))
}

fn changed(file: &Path) -> BoxError {
    let what = "a file was written to while a program read it:";
    Error::from(Problem::with_path(ErrorKind::Busy, what, file, "build again")).into()
}
