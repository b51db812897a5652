//! One directory: as it was, by its stat, or listed anew.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use super::links;
use crate::base::error::{ErrorKind, Problem};
use crate::base::roots::Root;
use crate::base::stat::Stat;
use crate::base::sys;
use crate::base::threads::Threads;
use crate::config::checked::Config;
use crate::config::select::Verdict;
use crate::scan::listing::{Change, Dir, File, join};
use crate::scan::stat_index::{Record, Records};

/// In chunks of how many entries the stats of one directory are shared out.
const SHARE: usize = 256;

/// Looks at one directory.
pub(super) struct DirWalk<'a> {
    pub(super) config: &'a Config<'a>,
    pub(super) threads: &'a Threads,
    /// Whether the last run had the same options.
    pub(super) same_options: bool,
    /// Which root the directory is under.
    pub(super) root: u32,
    /// Its path relative to that, as in a [`Dir`].
    pub(super) prefix: &'a str,
}

/// What an entry is.
enum Judged {
    File(Stat),
    Dir,
    Hidden,
    Left,
}

impl DirWalk<'_> {
    /// Returns the directory if it has the entries that it had in the last run,
    /// whatever became of the files among them.
    pub(super) fn revisit(&self, records: &Records<'_>) -> Option<Dir> {
        let opened = sys::Dir::open(&self.root().file(self.prefix)).ok()?;
        let stat = opened.stat().ok()?;
        if !records.trustworthy || records.stat != stat {
            return None;
        }
        let known = records.files();
        let moved = self.moved(&opened, &known)?;
        let mut dir = self.dir(stat);
        dir.trustworthy = true;
        dir.hidden = records.hidden.iter().map(|name| (*name).to_owned()).collect();
        dir.excluded = records.excluded;
        dir.subdirs = records.subdirs.iter().map(|name| (*name).to_owned()).collect();
        dir.count = known.len();
        if !moved.is_empty() {
            dir.change = Change::Contents;
            dir.files = known.iter().map(File::unchanged).collect();
            for (at, stat) in moved {
                (dir.files[at].stat, dir.files[at].now) = (stat, None);
            }
        }
        Some(dir)
    }

    /// Returns what is in the directory, and what is wrong there.
    pub(super) fn list(&self, records: Option<Records<'_>>) -> (Dir, Vec<Problem>) {
        let path = self.root().file(self.prefix);
        let taken = SystemTime::now();
        let stat = fs::metadata(&path).map(|metadata| Stat::of(&metadata));
        let entries = entries(&path);
        match (stat, entries) {
            (Ok(stat), Ok(entries)) => {
                let mut dir = self.dir(stat);
                dir.trustworthy = !stat.is_racy(taken);
                let problems = self.judge_all(&mut dir, &path, entries, records);
                (dir, problems)
            }
            (Err(error), _) | (_, Err(error)) => {
                let what = "cannot list the directory";
                let problem = Problem::io(ErrorKind::Read, what, &path, error);
                (self.dir(Stat::NOWHERE), vec![problem])
            }
        }
    }

    /// Returns the directory with nothing in it.
    fn dir(&self, stat: Stat) -> Dir {
        Dir {
            root: self.root,
            prefix: self.prefix.to_owned(),
            stat,
            trustworthy: false,
            hidden: Vec::new(),
            excluded: 0,
            excluded_names: Vec::new(),
            subdirs: Vec::new(),
            count: 0,
            files: Vec::new(),
            change: Change::None,
        }
    }

    fn root(&self) -> &Root {
        &self.config.roots[self.root as usize]
    }

    /// Returns those of the files that the last run found which no longer look
    /// as they did, by their positions.
    ///
    /// A directory's own stat changes when an entry is made, removed, renamed
    /// or replaced; while it does not, the names need not be asked for again.
    /// That is so on the file systems of Unix. `None` if it turns out not so.
    #[cfg(unix)]
    fn moved(&self, dir: &sys::Dir, known: &[Record<'_>]) -> Option<Vec<(usize, Stat)>> {
        let look = |(first, chunk): &(usize, &[Record<'_>])| {
            let mut moved = Vec::new();
            for (at, known) in chunk.iter().enumerate() {
                let stat = dir.file(known.name)?;
                if !known.is(&stat) {
                    moved.push((first + at, stat));
                }
            }
            Some(moved)
        };
        if known.len() <= SHARE {
            return look(&(0, known));
        }
        let chunks: Vec<(usize, &[Record<'_>])> =
            known.chunks(SHARE).enumerate().map(|(nth, chunk)| (nth * SHARE, chunk)).collect();
        let moved: Option<Vec<_>> = self.threads.map(&chunks, 2, look).into_iter().collect();
        Some(moved?.concat())
    }

    #[cfg(not(unix))]
    fn moved(&self, _: &sys::Dir, _: &[Record<'_>]) -> Option<Vec<(usize, Stat)>> {
        None
    }

    /// Judges all entries of the directory at a path.
    fn judge_all(
        &self,
        dir: &mut Dir,
        path: &Path,
        entries: Vec<DirEntry>,
        records: Option<Records<'_>>,
    ) -> Vec<Problem> {
        let opened = sys::Dir::open(path).ok();
        // From the open directory, as an entry of walkdir is looked at by its path.
        let quickly = |entry: &DirEntry| opened.as_ref()?.file(entry.file_name().to_str()?);
        let by_path = |entry: &DirEntry| Ok(Stat::of(&entry.metadata()?));
        // A directory entry tells its kind; only files need a look at more.
        let looks = self.threads.map(&entries, SHARE, |entry| {
            let look = || -> io::Result<Stat> { quickly(entry).map_or_else(|| by_path(entry), Ok) };
            entry.file_type().is_file().then(look)
        });
        let known = records.as_ref().map(Records::files).unwrap_or_default();
        let mut rest = known.iter().peekable();
        let mut problems = Vec::new();
        let mut links = false;
        for (entry, look) in entries.into_iter().zip(looks) {
            let name = entry.file_name().to_owned();
            // What was removed meanwhile, such as an editor's copy, is not there.
            if matches!(&look, Some(Err(error)) if error.kind() == io::ErrorKind::NotFound) {
                continue;
            }
            while rest.next_if(|known| OsStr::new(known.name) < name).is_some() {}
            let record = rest.next_if(|known| OsStr::new(known.name) == name);
            links |= entry.path_is_symlink();
            let slash = if entry.file_type().is_dir() { "/" } else { "" };
            let judgement = match look {
                Some(Ok(stat)) if self.same_options && record.is_some() => Ok(Judged::File(stat)),
                look => self.judge(&entry, &name, look),
            };
            match (judgement, name.into_string()) {
                (Ok(Judged::File(stat)), Ok(name)) => {
                    let last = record.map(Record::fingerprint);
                    let now = last.filter(|_| record.is_some_and(|record| record.is(&stat)));
                    dir.files.push(File { name, stat, last, now });
                }
                (Ok(Judged::Dir), Ok(name)) => dir.subdirs.push(name),
                (Ok(Judged::Hidden), Ok(name)) => dir.hidden.push(name + slash),
                (Ok(Judged::Left), Ok(name)) => dir.excluded_names.push(name + slash),
                // A name that is not UTF-8 is an error.
                (Ok(_), Err(_)) => {}
                (Err(problem), _) => problems.push(problem),
            }
        }
        dir.trustworthy &= !links;
        dir.count = dir.files.len();
        dir.excluded = dir.excluded_names.len() as u32;
        let is_same = records.is_some_and(|records| {
            records.stat == dir.stat
                && records.trustworthy == dir.trustworthy
                && records.hidden == dir.hidden
                && records.excluded == dir.excluded
                && records.subdirs == dir.subdirs
                && known.len() == dir.files.len()
                && dir.files.iter().all(|file| file.now.is_some())
        });
        dir.change = match is_same {
            true => Change::None,
            false if dir.files.iter().all(|file| file.last.is_some()) => Change::Contents,
            false => Change::Names,
        };
        problems
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
            return Err(Problem::with_path(ErrorKind::Name, what, at, "rename the file"));
        };
        let unreadable = |error| Problem::io(ErrorKind::Read, "cannot look at", at, error);
        let kind = entry.file_type();
        let in_root = join(self.prefix, name);
        let path = match self.root().prefix.as_str() {
            "" => Cow::Borrowed(in_root.as_str()),
            prefix => Cow::Owned(join(prefix, &in_root)),
        };
        let verdict = match kind.is_dir() {
            true => select.dir(&path),
            false => match select.file(&path, &in_root) {
                Verdict::Take => Verdict::Take,
                // A link to a directory is chosen as a directory is; any other
                // is left alone, wherever it leads.
                _ if kind.is_symlink() && at.is_dir() => select.dir(&path),
                verdict => verdict,
            },
        };
        match verdict {
            Verdict::Take => {}
            Verdict::Hidden => return Ok(Judged::Hidden),
            Verdict::Leave => return Ok(Judged::Left),
        }
        check_name(name, at)?;
        let metadata = match look {
            Some(stat) => return stat.map(Judged::File).map_err(unreadable),
            None if kind.is_symlink() => {
                links::follow(self.config.links, self.root(), self.prefix, at)?
            }
            None => entry.metadata().map_err(|error| unreadable(error.into()))?,
        };
        if metadata.is_dir() {
            return Ok(Judged::Dir);
        }
        if !metadata.is_file() {
            let what = "neither a file nor a directory:";
            let remedy = "a FIFO, socket or device cannot be embedded; remove it or `exclude` it";
            return Err(Problem::with_path(ErrorKind::FileType, what, at, remedy));
        }
        Ok(Judged::File(Stat::of(&metadata)))
    }
}

/// Returns the entries of a directory, sorted by name; a link among them is not
/// followed.
fn entries(path: &Path) -> io::Result<Vec<DirEntry>> {
    let walk = WalkDir::new(path).min_depth(1).max_depth(1).sort_by_file_name();
    walk.into_iter().map(|entry| entry.map_err(io::Error::from)).collect()
}

/// Refuses names that would break a line given to cargo, or deceive a reader.
fn check_name(name: &str, path: &Path) -> Result<(), Problem> {
    let unprintable = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
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
