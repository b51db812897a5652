//! From roots to files: names, kinds and stats. No file is opened.

mod links;

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use include_components_pack::Digest;

use crate::config::{Config, Root};
use crate::error::{ErrorKind, Problem};
use crate::select::Verdict;
use crate::stat::Stat;
use crate::stat_index::{Records, StatIndex};
use crate::threads::Threads;

/// Everything that was found under the roots.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The directories that have files, in no useful order.
    pub(crate) dirs: Vec<Dir>,
    /// Whether these are just the files of the last run, all trusted.
    pub(crate) same: bool,
    pub(crate) problems: Vec<Problem>,
    /// How many hidden files and directories were left out.
    pub(crate) hidden: usize,
}

impl Listing {
    /// Returns the number of files.
    pub(crate) fn len(&self) -> usize {
        self.dirs.iter().map(|dir| dir.files.len()).sum()
    }
}

/// The files of one directory, in the order in which the system lists them.
///
/// That order does not change while the directory does not, so that the next
/// run can compare the listing with this one without sorting either.
#[derive(Debug)]
pub(crate) struct Dir {
    /// Which root it is under.
    pub(crate) root: u32,
    /// Its logical path with a `/` behind it, or nothing for the root itself.
    pub(crate) prefix: String,
    pub(crate) files: Vec<File>,
}

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) stat: Stat,
    /// The digest of its bytes, if the stat index tells it.
    pub(crate) known: Option<Digest>,
    /// The digest that they had in the last run.
    pub(crate) before: Option<Digest>,
}

/// From how many entries on the stats of one directory are shared out.
const SHARE: usize = 256;

/// Lists all roots, and compares what is there with the last run's index.
///
/// `judged` is whether the options are those of the last run, so that a file
/// that has a record then need not be looked at again but for its stat.
pub(crate) fn walk(
    config: &Config<'_>,
    threads: &Threads,
    index: &StatIndex,
    judged: bool,
) -> Listing {
    let mut listing = Listing::default();
    let mut pending: Vec<(u32, String)> = Vec::new();
    for (root, given) in config.roots.iter().enumerate() {
        match root_exists(given, config.allow_missing) {
            Ok(true) => pending.push((root as u32, String::new())),
            Ok(false) => {}
            Err(problem) => listing.problems.push(problem),
        }
    }
    let mut same = judged;
    while !pending.is_empty() {
        let found = threads.map(&pending, 8, |(root, prefix)| {
            let walker = Walker { config, root: &config.roots[*root as usize], prefix };
            walker.list(*root, threads, index.dir(&walker.root.given, prefix), judged)
        });
        pending.clear();
        for Found { dir, subdirs, problems, hidden, same: same_dir } in found {
            pending.extend(subdirs.into_iter().map(|prefix| (dir.root, prefix)));
            listing.problems.extend(problems);
            listing.hidden += hidden;
            if !dir.files.is_empty() {
                same &= same_dir;
                listing.dirs.push(dir);
            }
        }
    }
    listing.same = same && listing.dirs.len() == index.len();
    listing
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
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => match allow_missing {
            true => Ok(false),
            false => Err(Problem::with_path(
                ErrorKind::Root,
                "there is no directory",
                &root.path,
                "create it, or call `allow_missing()`; a root is relative to the package",
            )),
        },
        Err(error) => Err(Problem::io(ErrorKind::Root, "cannot look at the root", &root.path, error)),
    }
}

/// What one directory holds.
struct Found {
    dir: Dir,
    subdirs: Vec<String>,
    problems: Vec<Problem>,
    hidden: usize,
    /// Whether the files are those of the last run, all trusted.
    same: bool,
}

/// One entry of a directory that is new, judged.
enum Judged {
    File(Stat),
    Dir,
    Hidden,
    Left,
}

/// Looks at one directory.
struct Walker<'a> {
    config: &'a Config<'a>,
    root: &'a Root,
    prefix: &'a str,
}

impl Walker<'_> {
    fn list(
        &self,
        root: u32,
        threads: &Threads,
        mut records: Option<Records<'_>>,
        judged: bool,
    ) -> Found {
        let prefix = self.prefix;
        let dir = Dir { root, prefix: prefix.to_owned(), files: Vec::new() };
        let mut found =
            Found { dir, subdirs: Vec::new(), problems: Vec::new(), hidden: 0, same: true };
        let path = self.root.file(prefix);
        let entries = match fs::read_dir(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(error) => {
                let what = "cannot list the directory";
                found.problems.push(Problem::io(ErrorKind::Read, what, &path, error));
                return found;
            }
        };
        // A directory entry tells its kind; only files need a look at more.
        let looks = threads.map(&entries, SHARE, |entry| match entry.file_type() {
            Ok(kind) if kind.is_file() => Some(entry.metadata().map(|it| Stat::of(&it))),
            _ => None,
        });
        found.dir.files.reserve_exact(entries.len());
        for (entry, look) in entries.iter().zip(looks) {
            let name = entry.file_name();
            let record = match look.is_some() || entry.file_type().is_ok_and(|it| it.is_symlink()) {
                true => records.as_mut().and_then(|it| it.find(name.as_encoded_bytes())),
                false => None,
            };
            let judgement = match (record, look) {
                (Some(_), Some(Ok(stat))) if judged => Ok(Judged::File(stat)),
                (_, look) => self.judge(entry, &name, look),
            };
            match (judgement, name.into_string()) {
                (Ok(Judged::File(stat)), Ok(name)) => {
                    let known = record.and_then(|record| record.trusted(&stat));
                    let before = record.map(|record| record.digest);
                    found.same &= known.is_some();
                    found.dir.files.push(File { name, stat, known, before });
                }
                (Ok(Judged::Dir), Ok(name)) => {
                    found.subdirs.push([prefix, name.as_str(), "/"].concat());
                }
                (Ok(Judged::Hidden), _) => found.hidden += 1,
                (Ok(_), _) => {}
                (Err(problem), _) => found.problems.push(problem),
            }
        }
        found.same &= records.map_or(0, |records| records.len()) == found.dir.files.len();
        found
    }

    /// Decides what an entry is that no earlier run has decided about.
    fn judge(
        &self,
        entry: &DirEntry,
        name: &OsStr,
        look: Option<io::Result<Stat>>,
    ) -> Result<Judged, Problem> {
        let select = &self.config.select;
        let at = entry.path();
        let Some(name) = name.to_str() else {
            let what = "not UTF-8: the file name";
            return Err(Problem::with_path(ErrorKind::Name, what, &at, "rename the file"));
        };
        let unreadable = |error| Problem::io(ErrorKind::Read, "cannot look at", &at, error);
        let kind = entry.file_type().map_err(unreadable)?;
        let path = [self.prefix, name].concat();
        let verdict = match kind.is_dir() {
            true => select.dir(&path),
            // A link may be to a directory: followed if nothing speaks
            // against that.
            false if kind.is_symlink() => match select.file(&path) {
                Verdict::Leave => select.dir(&path),
                verdict => verdict,
            },
            false => select.file(&path),
        };
        match verdict {
            Verdict::Take => {}
            Verdict::Hidden => return Ok(Judged::Hidden),
            Verdict::Leave => return Ok(Judged::Left),
        }
        check_name(name, &at)?;
        let metadata = match look {
            Some(stat) => return stat.map(Judged::File).map_err(unreadable),
            None if kind.is_symlink() => {
                links::follow(self.config.links, self.root, self.prefix, &at)?
            }
            None => entry.metadata().map_err(unreadable)?,
        };
        if metadata.is_dir() {
            return Ok(Judged::Dir);
        }
        if !metadata.is_file() {
            let what = "neither a file nor a directory:";
            let remedy = "a FIFO, socket or device cannot be embedded; remove it or `exclude` it";
            return Err(Problem::with_path(ErrorKind::FileType, what, &at, remedy));
        }
        match kind.is_symlink() && select.file(&path) != Verdict::Take {
            true => Ok(Judged::Left),
            false => Ok(Judged::File(Stat::of(&metadata))),
        }
    }
}

/// Refuses names that would break a line given to cargo, or deceive a reader.
fn check_name(name: &str, path: &Path) -> Result<(), Problem> {
    let unprintable = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    // ASCII is the rule, and quicker to look through.
    if name.bytes().all(|byte| byte > 31 && byte < 127) || !name.contains(unprintable) {
        return Ok(());
    }
    Err(Problem::with_path(
        ErrorKind::Name,
        "a control character in the file name",
        path,
        "rename the file",
    ))
}

impl Root {
    /// Returns where a logical path of this root is on disk.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }
}

#[cfg(test)]
mod tests;
