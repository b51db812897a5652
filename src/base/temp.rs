//! Directories for the temporary files of tools.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A directory that is removed, with all that is in it, when it is dropped.
///
/// What cannot be removed is left to the next run.
#[derive(Debug)]
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    /// Takes charge of a directory that somebody else may make.
    pub(crate) fn new(path: PathBuf) -> Self {
        TempDir(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        remove_left_over(&self.0);
    }
}

/// Makes an empty directory, and those that it is in.
pub(crate) fn make_empty(path: &Path) -> io::Result<()> {
    remove_left_over(path);
    fs::create_dir_all(path)
}

/// Removes a directory that a killed run left, or what stands in its place.
pub(crate) fn remove_left_over(path: &Path) {
    if path.symlink_metadata().is_ok() {
        fs::remove_dir_all(path).or_else(|_| fs::remove_file(path)).ok();
    }
}
