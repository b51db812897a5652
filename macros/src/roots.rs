//! Whether the roots are as the build script saw them.
//!
//! Cargo runs a build script only for what is newer than its last run. Files that
//! keep old times (`cp -a`, `tar`, `rsync`, layers of an image) start rustc at
//! most, which would then compile the old set in silence.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, DirEntry, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use include_components_pack::roots::{RootsFile, STAT, SeenDir, SeenFile, SeenRoot, Watched};

use crate::select::Select;

/// What is wrong where nobody would see edits.
const LEFT_TO_LIVE_MODE: &str = "build.rs leaves edits to live mode in this profile \
    (`Dev::Live`), and this program has none: turn on the feature `live` of include-components, \
    and debug-assertions for it, or leave out `Build::dev`";

/// Compares the roots of a set with the record that the build script left.
///
/// # Cost
///
/// A `stat` of each directory, and one look at the files in those that have
/// another one; once for the process, as long as the record stays.
///
/// # Errors
///
/// When a component is new, gone or another one, and cargo will not run the build
/// script for it, or when that is left to live mode and the program has none. The
/// message says what to do. Without a record, or if it is of another package's
/// directory, nothing is compared.
pub(crate) fn check(
    out_dir: &Path,
    set: &str,
    package_dir: Option<&Path>,
    is_live: bool,
) -> Result<(), String> {
    static CHECKED: Mutex<Vec<Checked>> = Mutex::new(Vec::new());

    let path = out_dir.join(format!("{set}.roots"));
    let Ok(metadata) = fs::metadata(&path) else { return Ok(()) };
    let stat = stat(&metadata);
    let checked = CHECKED.lock().unwrap_or_else(PoisonError::into_inner);
    let is_it = |it: &&Checked| (&it.path, it.stat, it.is_live) == (&path, stat, is_live);
    if let Some(found) = checked.iter().find(is_it) {
        return found.result.clone();
    }
    drop(checked);
    let difference = difference(&path, out_dir, &metadata, package_dir, is_live);
    let result = difference.map_or(Ok(()), Err);
    let mut checked = CHECKED.lock().unwrap_or_else(PoisonError::into_inner);
    checked.retain(|it| it.path != path);
    checked.push(Checked { path, stat, is_live, result: result.clone() });
    result
}

/// What was found, for which record and whom: rust-analyzer keeps one process for days.
struct Checked {
    path: PathBuf,
    stat: [u8; STAT],
    is_live: bool,
    result: Result<(), String>,
}

/// What a look at something gave.
enum Look {
    Same,
    /// Cargo runs the build script the next time, whatever else there is.
    CargoWillRun,
    /// What differs, and how.
    Differs(String, &'static str),
}

fn difference(
    path: &Path,
    out_dir: &Path,
    metadata: &Metadata,
    package_dir: Option<&Path>,
    is_live: bool,
) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    let record = RootsFile::parse(&bytes)?;
    let package_dir = package_dir?;
    if record.package_dir != package_dir.as_os_str().as_encoded_bytes() {
        return None;
    }
    let roots: Vec<SeenRoot<'_>> = record.roots().collect();
    if roots.iter().any(|root| root.watched == Watched::ByProgram) {
        return (!is_live).then(|| LEFT_TO_LIVE_MODE.to_owned());
    }
    let mut dirs = Vec::new();
    // A path is joined once for each root.
    let mut last: Option<(SeenRoot<'_>, PathBuf)> = None;
    for dir in record.dirs() {
        if last.as_ref().is_none_or(|(root, _)| root.given != dir.root) {
            let root = roots.iter().find(|root| root.given == dir.root)?;
            last = Some((*root, nearest(package_dir.join(dir.root))));
        }
        let Some((root, path)) = &last else { continue };
        if root.watched == Watched::Own {
            continue;
        }
        dirs.push(Place { path: path.join(dir.prefix), dir, root: *root });
    }
    // Most are as they were.
    let changed = changed(&dirs);
    if changed.is_empty() || !record.is_intact() {
        return None;
    }
    let known: HashSet<(&str, &str)> = record.dirs().map(|dir| (dir.root, dir.prefix)).collect();
    let started = cargo_compares_with(out_dir).unwrap_or_else(|| modified(&stat(metadata)));
    let select = Select::of(&record)?;
    let mut first = None;
    for (Place { path, dir, root }, now) in changed {
        // Cargo does not look at what it does not watch, however new that is.
        let started = if root.watched == Watched::ByNobody { i64::MAX } else { started };
        let prefix = root.prefix;
        let looker = Looker { known: &known, select: &select, started, prefix, dir: *dir };
        match looker.look(path, now) {
            Look::Same => {}
            Look::CargoWillRun => return None,
            Look::Differs(path, how) => drop(first.get_or_insert((path, how))),
        }
    }
    let (path, how) = first?;
    Some(format!(
        "`{path}` {how}, and cargo did not run build.rs for it: files that keep old times \
         (as by cp -a, tar, rsync, mv, or in layers of an image) do not start it; \
         touch build.rs and build again"
    ))
}

/// Returns the shortest path to a directory from where rustc runs: the kernel goes
/// through each directory of a path.
fn nearest(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir();
    match here.ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(near) if !near.as_os_str().is_empty() => near,
        _ => path,
    }
}

fn digest(path: &Path) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().into())
}

/// A directory that the build script saw, and where it is.
struct Place<'a> {
    path: PathBuf,
    dir: SeenDir<'a>,
    root: SeenRoot<'a>,
}

/// Returns the directories with another stat than they had, and what they have now.
fn changed<'p, 'a>(places: &'p [Place<'a>]) -> Vec<(&'p Place<'a>, io::Result<Metadata>)> {
    let mut changed = Vec::new();
    for place in places {
        let now = fs::metadata(&place.path);
        if !now.as_ref().is_ok_and(|now| now.is_dir() && stat(now) == *place.dir.stat) {
            changed.push((place, now));
        }
    }
    changed
}

/// Returns the time that cargo compares with what it watches, where it keeps one.
fn cargo_compares_with(out_dir: &Path) -> Option<i64> {
    let metadata = fs::metadata(out_dir.with_file_name("invoked.timestamp")).ok()?;
    Some(modified(&stat(&metadata)))
}

/// Looks at one directory that has another stat than it had.
struct Looker<'a> {
    known: &'a HashSet<(&'a str, &'a str)>,
    select: &'a Select<'a>,
    /// What is modified later makes cargo run the build script.
    started: i64,
    /// The logical path of the root, as in a [`SeenRoot`].
    prefix: &'a str,
    dir: SeenDir<'a>,
}

impl Looker<'_> {
    fn look(&self, path: &Path, now: io::Result<Metadata>) -> Look {
        let seen: Vec<SeenFile<'_>> = self.dir.files().into_iter().flatten().collect();
        let now = match now {
            Ok(now) if now.is_dir() => now,
            // A root that is not there makes cargo run the script each time.
            _ if self.dir.prefix.is_empty() && self.started != i64::MAX => {
                return Look::CargoWillRun;
            }
            _ if seen.is_empty() => return Look::Same,
            _ => return self.differs("", "is gone"),
        };
        if self.is_new(self.dir.prefix.trim_end_matches('/'), &now) {
            return Look::CargoWillRun;
        }
        let mut first = Look::Same;
        let mut note = |look: Look| {
            if matches!(first, Look::Same) {
                first = look;
            }
        };
        for file in &seen {
            match self.look_at_file(path, file) {
                Look::CargoWillRun => return Look::CargoWillRun,
                look => note(look),
            }
        }
        let names: HashSet<&str> = seen.iter().map(|file| file.name).collect();
        let Ok(entries) = entries(path) else { return self.differs("", "cannot be listed") };
        for entry in entries {
            if entry.file_name().to_str().is_some_and(|name| names.contains(name)) {
                continue;
            }
            match self.look_at_new(&entry, self.dir.prefix) {
                Look::CargoWillRun => return Look::CargoWillRun,
                look => note(look),
            }
        }
        first
    }

    fn look_at_file(&self, dir: &Path, seen: &SeenFile<'_>) -> Look {
        let path = dir.join(seen.name);
        let Ok(now) = fs::metadata(&path) else { return self.differs(seen.name, "is gone") };
        if self.is_new(&format!("{}{}", self.dir.prefix, seen.name), &now) {
            return Look::CargoWillRun;
        }
        let (now, is_file) = (stat(&now), now.is_file());
        // Of a file that nobody read no more is known than its name.
        if is_file && *seen.stat == [0; STAT] {
            return Look::Same;
        }
        if !is_file || now[LEN] != seen.stat[LEN] {
            return self.differs(seen.name, "has changed");
        }
        if is_same_time(modified(&now), modified(seen.stat)) {
            return Look::Same;
        }
        match digest(&path) {
            Ok(digest) if digest == *seen.digest => Look::Same,
            _ => self.differs(seen.name, "has changed"),
        }
    }

    /// Looks at an entry that is no component that the script saw.
    fn look_at_new(&self, entry: &DirEntry, prefix: &str) -> Look {
        let name = entry.file_name();
        let (Ok(kind), Ok(now)) = (entry.file_type(), fs::symlink_metadata(entry.path())) else {
            return Look::Same;
        };
        let path = format!("{prefix}{}", name.to_string_lossy());
        let dir = format!("{path}/");
        // A link to a directory is entered as one.
        if self.known.contains(&(self.dir.root, dir.as_str())) {
            return Look::Same;
        }
        if self.is_new(&path, &now) {
            return Look::CargoWillRun;
        }
        if kind.is_dir() {
            let is_entered = self.select.dir(&self.logical(&path));
            return if is_entered { self.look_below(entry, &dir) } else { Look::Same };
        }
        let is_dir = kind.is_symlink() && entry.path().is_dir();
        let logical = self.logical(&path);
        let is_taken = self.select.file(&logical, &path) || is_dir && self.select.dir(&logical);
        // Any name that is not UTF-8 is an error of the build script.
        match is_taken || OsStr::to_str(&name).is_none() {
            true => Look::Differs(self.shown(&path), "is new"),
            false => Look::Same,
        }
    }

    /// Looks for a component in a directory that is new.
    fn look_below(&self, dir: &DirEntry, prefix: &str) -> Look {
        let mut first = Look::Same;
        for entry in entries(&dir.path()).unwrap_or_default() {
            match self.look_at_new(&entry, prefix) {
                Look::Same => {}
                Look::CargoWillRun => return Look::CargoWillRun,
                look if matches!(first, Look::Same) => first = look,
                Look::Differs(..) => {}
            }
        }
        first
    }

    /// Whether cargo runs the build script for what is at a path in the root.
    fn is_new(&self, path: &str, now: &Metadata) -> bool {
        modified(&stat(now)) > self.started && self.select.is_watched(&self.logical(path))
    }

    /// Returns the logical path of what is at a path in the root.
    fn logical(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn differs(&self, name: &str, how: &'static str) -> Look {
        Look::Differs(self.shown(&format!("{}{name}", self.dir.prefix)), how)
    }

    fn shown(&self, path: &str) -> String {
        let shown = Path::new(self.dir.root).join(path).display().to_string();
        // As logical paths have it.
        if cfg!(windows) { shown.replace('\\', "/") } else { shown }
    }
}

/// Returns the entries of a directory, sorted by name.
fn entries(path: &Path) -> io::Result<Vec<DirEntry>> {
    let mut entries: Vec<DirEntry> = fs::read_dir(path)?.flatten().collect();
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

/// Whether two times are one: archives may keep whole seconds only.
fn is_same_time(now: i64, seen: i64) -> bool {
    now == seen || now % SECOND == 0 && now == seen - seen.rem_euclid(SECOND)
}

const SECOND: i64 = 1_000_000_000;

/// Where the length stands in a stat.
const LEN: std::ops::Range<usize> = 0..8;

/// Returns a stat as the build helper writes it: `base/stat.rs`.
#[cfg(unix)]
fn stat(metadata: &Metadata) -> [u8; STAT] {
    use std::os::unix::fs::MetadataExt;

    let stamp = |seconds: i64, rest| seconds.saturating_mul(SECOND).saturating_add(rest);
    let mut stat = [0; STAT];
    stat[LEN].copy_from_slice(&metadata.len().to_le_bytes());
    let mtime = stamp(metadata.mtime(), metadata.mtime_nsec());
    stat[8..16].copy_from_slice(&mtime.to_le_bytes());
    let ctime = stamp(metadata.ctime(), metadata.ctime_nsec());
    stat[16..24].copy_from_slice(&ctime.to_le_bytes());
    stat[24..32].copy_from_slice(&metadata.ino().to_le_bytes());
    stat[32..].copy_from_slice(&metadata.dev().to_le_bytes());
    stat
}

/// Returns a stat as the build helper writes it: `base/stat.rs`.
#[cfg(not(unix))]
fn stat(metadata: &Metadata) -> [u8; STAT] {
    use std::time::{Duration, SystemTime};

    let nanoseconds = |it: Duration| i64::try_from(it.as_nanos()).unwrap_or(i64::MAX);
    let since_epoch = |time: SystemTime| match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    };
    let mut stat = [0; STAT];
    stat[LEN].copy_from_slice(&metadata.len().to_le_bytes());
    let times = [metadata.modified(), metadata.created()];
    for (bytes, time) in stat[8..24].chunks_exact_mut(8).zip(times) {
        bytes.copy_from_slice(&time.map_or(0, since_epoch).to_le_bytes());
    }
    stat
}

/// Returns the modification time of a stat, in nanoseconds since 1970.
fn modified(stat: &[u8; STAT]) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&stat[8..16]);
    i64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests;
