//! From roots to files: names, kinds and stats. No file is opened.

mod dir;
mod links;

use std::fs;
use std::io;

use crate::base::error::{ErrorKind, Problem};
use crate::base::roots::Root;
use crate::base::threads::Threads;
use crate::config::checked::Config;
use crate::scan::last_run::LastRun;
use crate::scan::listing::{Change, Dir, Listing, join};
use dir::DirWalk;

/// Up to how many directories are looked at with no thread started for it.
const FEW_DIRS: usize = 8;

/// The same for directories that the last run knew, which are looked at and not listed.
const FEW_KNOWN: usize = 64;

/// Lists all roots, and compares what is there with what the last run found.
pub(crate) fn walk(config: &Config<'_>, threads: &Threads, last: &LastRun) -> Listing {
    let walk = Walk { config, threads, last };
    let mut problems = Vec::new();
    let mut roots = Vec::new();
    for (nth, root) in config.roots.iter().enumerate() {
        match root_exists(root, config.allow_missing) {
            Ok(true) if !config.select.excludes_dirs(&root.prefix) => {
                roots.push((nth as u32, String::new()));
            }
            Ok(_) => {}
            Err(problem) => problems.push(problem),
        }
    }
    let mut known = walk.revisit_all();
    let dirs = match walk.are_all(&known, &roots) {
        true => known.into_iter().flatten().collect(),
        false => walk.list_all(roots, &mut known, &mut problems),
    };
    let change = match last.comparable() {
        Some(index) => {
            // A directory of the last run may be gone.
            let at_least = if dirs.len() == index.len() { Change::None } else { Change::Contents };
            dirs.iter().map(|dir| dir.change).max().unwrap_or_default().max(at_least)
        }
        None => Change::Names,
    };
    Listing { dirs, problems, change }
}

/// What a walk goes by.
#[derive(Clone, Copy)]
struct Walk<'a> {
    config: &'a Config<'a>,
    threads: &'a Threads,
    last: &'a LastRun,
}

impl<'a> Walk<'a> {
    /// Looks at all directories of the last run at once; returns those that need
    /// not be listed, by their positions in its index.
    ///
    /// Most are there still and as they were. For that they need not wait for the
    /// directories that they are in.
    fn revisit_all(self) -> Vec<Option<Dir>> {
        let Some(index) = self.last.comparable() else { return Vec::new() };
        let revisit = |position: &usize| {
            let (given, prefix) = index.name(*position)?;
            let root = self.config.roots.iter().position(|root| root.given == given)? as u32;
            self.dir(root, prefix).revisit(&index.records(*position)?)
        };
        let positions: Vec<usize> = (0..index.len()).collect();
        match positions.len() {
            ..FEW_KNOWN => positions.iter().map(revisit).collect(),
            _ => self.threads.map_reading(&positions, 64, revisit),
        }
    }

    /// Whether all directories of the last run are known, and there are no other
    /// roots: then those are all, in the order of the walk.
    fn are_all(self, known: &[Option<Dir>], roots: &[(u32, String)]) -> bool {
        let Some(index) = self.last.comparable() else { return false };
        let is_known = |(nth, (root, _)): (usize, &(u32, String))| {
            index.position(nth, self.given(*root), "").is_some()
        };
        known.iter().all(Option::is_some) && roots.iter().enumerate().all(is_known)
    }

    /// Lists level by level, all of one level on all threads, but for what is known
    /// already.
    fn list_all(
        self,
        mut level: Vec<(u32, String)>,
        known: &mut [Option<Dir>],
        problems: &mut Vec<Problem>,
    ) -> Vec<Dir> {
        let index = &self.last.index;
        let mut dirs: Vec<Dir> = Vec::new();
        while !level.is_empty() {
            let first = dirs.len();
            let position = |(at, (root, prefix)): (usize, &(u32, String))| {
                index.position(first + at, self.given(*root), prefix)
            };
            let positions: Vec<Option<usize>> = level.iter().enumerate().map(position).collect();
            let take = |position: &Option<usize>| known.get_mut((*position)?)?.take();
            let mut found: Vec<Option<Dir>> = positions.iter().map(take).collect();
            let unknown: Vec<usize> = (0..found.len()).filter(|at| found[*at].is_none()).collect();
            let list = |at: &usize| {
                let (root, prefix) = &level[*at];
                let records = positions[*at].and_then(|position| index.records(position));
                self.dir(*root, prefix).list(records)
            };
            let listed = match unknown.len() {
                ..FEW_DIRS => unknown.iter().map(list).collect(),
                _ => self.threads.map_reading(&unknown, 64, list),
            };
            for (at, (dir, of_dir)) in unknown.into_iter().zip(listed) {
                found[at] = Some(dir);
                problems.extend(of_dir);
            }
            dirs.extend(found.into_iter().flatten());
            let below = |dir: &Dir| {
                let path = |name: &String| (dir.root, join(&dir.prefix, name) + "/");
                dir.subdirs.iter().map(path).collect::<Vec<_>>()
            };
            level = dirs[first..].iter().flat_map(below).collect();
        }
        dirs
    }

    fn dir(self, root: u32, prefix: &'a str) -> DirWalk<'a> {
        DirWalk {
            config: self.config,
            threads: self.threads,
            same_options: self.last.comparable().is_some(),
            root,
            prefix,
        }
    }

    fn given(self, root: u32) -> &'a str {
        &self.config.roots[root as usize].given
    }
}

fn root_exists(root: &Root, allow_missing: bool) -> Result<bool, Problem> {
    match fs::metadata(&root.path) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(Problem::with_path(
            ErrorKind::Root,
            "the root",
            &root.path,
            "is a file: give the directory that it is in, and `include` the file",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match allow_missing {
            true => Ok(false),
            false => Err(Problem::with_path(
                ErrorKind::Root,
                "there is no directory",
                &root.path,
                "create it, or call `allow_missing()`; a root is relative to the package, and what \
                 the build script of a dependency makes is there in time only if the dependency is \
                 in [build-dependencies]",
            )),
        },
        Err(error) => {
            Err(Problem::io(ErrorKind::Root, "cannot look at the root", &root.path, error))
        }
    }
}

#[cfg(test)]
mod tests;
