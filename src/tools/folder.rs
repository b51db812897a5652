//! A folder that a tool made: in memory, checked, and put down file by file.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use include_components_pack::Digest;
use walkdir::WalkDir;

use crate::base::error::{ErrorKind, Problem};
use crate::base::fs::{remove, replace_by, write_problem};
use crate::base::hasher::digest;
use crate::base::roots::is_logical;
use crate::base::stat::Stat;

/// The files of a folder, sorted by path.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) files: Vec<Made>,
}

/// One file, by its path relative to the folder.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) path: String,
    pub(super) digest: Digest,
    pub(super) bytes: Vec<u8>,
}

/// A file of the folder as it was put down.
#[derive(Debug)]
pub(super) struct Left {
    pub(super) path: String,
    pub(super) digest: Digest,
    pub(super) stat: Stat,
}

impl Folder {
    /// Reads a folder; one that has links, or names that cannot be logical paths, is an
    /// error before anything of it is used.
    pub(super) fn read(dir: &Path) -> Result<Self, Problem> {
        let mut files = Vec::new();
        for entry in WalkDir::new(dir).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|error| unreadable(dir, error.into()))?;
            let kind = entry.file_type();
            if kind.is_dir() {
                continue;
            }
            if !kind.is_file() {
                let what = if kind.is_symlink() { "a link" } else { "no regular file" };
                let remedy = format!("it is {what}, and a tool's folder has files alone");
                let what = "cannot take what the tool made:";
                return Err(Problem::with_path(ErrorKind::Tool, what, entry.path(), &remedy));
            }
            let path = logical(entry.path().strip_prefix(dir).unwrap_or(entry.path()));
            let Some(path) = path else {
                let what = "cannot take what the tool made:";
                let remedy = "its name is not UTF-8, or has a `\\` or control characters";
                return Err(Problem::with_path(ErrorKind::Name, what, entry.path(), remedy));
            };
            let bytes = fs::read(entry.path()).map_err(|error| unreadable(entry.path(), error))?;
            files.push(Made { path, digest: digest(&bytes), bytes });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Folder { files })
    }

    /// Makes `dir` a folder of these files: what is there already stays as it is, and
    /// what is not among them goes.
    pub(super) fn put_down(&self, dir: &Path) -> Result<Vec<Left>, Problem> {
        fs::create_dir_all(dir).map_err(|error| write_problem(dir, error))?;
        let files: HashSet<&str> = self.files.iter().map(|it| it.path.as_str()).collect();
        remove_others(dir, &files)?;
        let mut left = Vec::new();
        for Made { path, digest, bytes } in &self.files {
            let file = dir.join(path);
            write(&file, bytes, dir)?;
            let stat = fs::symlink_metadata(&file).map(|metadata| Stat::of(&metadata));
            let stat = stat.map_err(|error| write_problem(&file, error))?;
            left.push(Left { path: path.clone(), digest: *digest, stat });
        }
        Ok(left)
    }
}

/// Whether a folder has just the files that were left in it, as they were.
pub(super) fn is_as_left(dir: &Path, left: &[Left]) -> bool {
    let is_there = |it: &Left| {
        fs::symlink_metadata(dir.join(&it.path)).is_ok_and(|now| Stat::of(&now) == it.stat)
    };
    let walk = WalkDir::new(dir).min_depth(1).into_iter();
    let is_file = |it: &Result<walkdir::DirEntry, _>| {
        it.as_ref().map_or(true, |it: &walkdir::DirEntry| !it.file_type().is_dir())
    };
    dir.is_dir() && left.iter().all(is_there) && walk.filter(is_file).count() == left.len()
}

/// Writes a file in a folder, or further down, unless it has just these bytes.
pub(super) fn write(file: &Path, bytes: &[u8], folder: &Path) -> Result<(), Problem> {
    let is_file = fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file());
    if is_file && fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(dir) = file.parent() {
        fs::create_dir_all(dir).map_err(|error| write_problem(dir, error))?;
    }
    replace_by(&temporary_of(folder), file, bytes)
}

/// Returns the temporary file for a folder: beside it, as any name in it may be that of
/// another file of the tool's.
fn temporary_of(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.include-components"))
}

/// Removes what is in a folder besides these files, and what stands in their way.
fn remove_others(dir: &Path, files: &HashSet<&str>) -> Result<(), Problem> {
    // What is in a directory comes before it.
    for entry in WalkDir::new(dir).min_depth(1).contents_first(true) {
        let entry = entry.map_err(|error| unreadable(dir, error.into()))?;
        let path = entry.path();
        let relative = logical(path.strip_prefix(dir).unwrap_or(path));
        if entry.file_type().is_dir() {
            // Stays if it has something in it.
            drop(fs::remove_dir(path));
        } else if !entry.file_type().is_file()
            || !relative.is_some_and(|it| files.contains(it.as_str()))
        {
            remove(path);
        }
    }
    Ok(())
}

/// Returns a relative path as a logical one, if it can be one.
pub(super) fn logical(path: &Path) -> Option<String> {
    let segments: Option<Vec<&str>> = path.iter().map(|segment| segment.to_str()).collect();
    Some(segments?.join("/")).filter(|path| is_logical(path))
}

fn unreadable(path: &Path, error: std::io::Error) -> Problem {
    Problem::io(ErrorKind::Read, "cannot read what the tool made:", path, error)
}

#[cfg(test)]
mod tests;
