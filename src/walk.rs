//! From roots to files: names, kinds and stats. No file is opened.

mod links;

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use crate::config::{Config, Root};
use crate::error::{ErrorKind, Problem};
use crate::select::Verdict;
use crate::stat::Stat;
use crate::threads::Threads;

/// Everything that was found under the roots.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The directories that have files, in no useful order.
    pub(crate) dirs: Vec<Dir>,
    pub(crate) problems: Vec<Problem>,
    /// How many hidden files and directories were left out.
    pub(crate) hidden: usize,
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
}

/// From how many entries on the stats of one directory are shared out.
const SHARE: usize = 256;

/// Lists all roots.
pub(crate) fn walk(config: &Config<'_>, threads: &Threads) -> Listing {
    let mut listing = Listing::default();
    let mut pending: Vec<(u32, String)> = Vec::new();
    for (index, root) in config.roots.iter().enumerate() {
        match root_exists(root, config.allow_missing) {
            Ok(true) => pending.push((index as u32, String::new())),
            Ok(false) => {}
            Err(problem) => listing.problems.push(problem),
        }
    }
    while !pending.is_empty() {
        let found = threads.map(&pending, 8, |(root, prefix)| {
            list(config, threads, *root, prefix)
        });
        pending.clear();
        for Found { dir, subdirs, problems, hidden } in found {
            pending.extend(subdirs.into_iter().map(|prefix| (dir.root, prefix)));
            listing.problems.extend(problems);
            listing.hidden += hidden;
            if !dir.files.is_empty() {
                listing.dirs.push(dir);
            }
        }
    }
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
}

/// One entry of a directory, judged.
enum Entry {
    File(File),
    Dir(String),
    Hidden,
    Left,
}

fn list(config: &Config<'_>, threads: &Threads, root: u32, prefix: &str) -> Found {
    let dir = Dir { root, prefix: prefix.to_owned(), files: Vec::new() };
    let mut found = Found { dir, subdirs: Vec::new(), problems: Vec::new(), hidden: 0 };
    let path = config.roots[root as usize].file(prefix);
    let unreadable =
        |error| Problem::io(ErrorKind::Read, "cannot list the directory", &path, error);
    let entries = match fs::read_dir(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(entries) => entries,
        Err(error) => {
            found.problems.push(unreadable(error));
            return found;
        }
    };
    let judged = threads.map(&entries, SHARE, |entry| {
        judge(config, &config.roots[root as usize], prefix, entry)
    });
    for entry in judged {
        match entry {
            Ok(Entry::File(file)) => found.dir.files.push(file),
            Ok(Entry::Dir(subdir)) => found.subdirs.push(subdir),
            Ok(Entry::Hidden) => found.hidden += 1,
            Ok(Entry::Left) => {}
            Err(problem) => found.problems.push(problem),
        }
    }
    found
}

fn judge(config: &Config<'_>, root: &Root, prefix: &str, entry: &DirEntry) -> Result<Entry, Problem> {
    let Ok(name) = entry.file_name().into_string() else {
        return Err(Problem::with_path(
            ErrorKind::Name,
            "not UTF-8: the file name",
            &entry.path(),
            "rename the file",
        ));
    };
    let unreadable = |error| Problem::io(ErrorKind::Read, "cannot look at", &entry.path(), error);
    let kind = entry.file_type().map_err(unreadable)?;
    let path = format!("{prefix}{name}");
    let verdict = match kind.is_dir() {
        true => config.select.dir(&path),
        // A link may be to a directory: entered if nothing speaks against it.
        false if kind.is_symlink() => match config.select.file(&path) {
            Verdict::Leave => config.select.dir(&path),
            verdict => verdict,
        },
        false => config.select.file(&path),
    };
    match verdict {
        Verdict::Take => {}
        Verdict::Hidden => return Ok(Entry::Hidden),
        Verdict::Leave => return Ok(Entry::Left),
    }
    check_name(&name, &entry.path())?;
    let metadata = match kind.is_symlink() {
        true => links::follow(config.links, root, prefix, &entry.path())?,
        false => entry.metadata().map_err(unreadable)?,
    };
    if metadata.is_dir() {
        return Ok(Entry::Dir(format!("{path}/")));
    }
    if !metadata.is_file() {
        return Err(Problem::with_path(
            ErrorKind::FileType,
            "neither a file nor a directory:",
            &entry.path(),
            "a FIFO, socket or device cannot be embedded; remove it or `exclude` it",
        ));
    }
    if kind.is_symlink() && config.select.file(&path) != Verdict::Take {
        return Ok(Entry::Left);
    }
    Ok(Entry::File(File { name, stat: Stat::of(&metadata) }))
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
