//! Files that Git LFS has not fetched: pointers in their place.

use std::path::Path;

use crate::base::error::{ErrorKind, Problem};

/// How each pointer begins (git-lfs, docs/spec.md), and how those of before 2015 do.
const BEGINNINGS: [&[u8]; 2] =
    [b"version https://git-lfs.github.com/spec/v1", b"version https://hawser.github.com/spec/v1"];

/// The length that a pointer is below, in bytes.
const LONGEST: usize = 1024;

/// Returns the problem with a source that is a pointer.
pub(crate) fn check(file: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let is_pointer = bytes.len() < LONGEST
        && BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
        && bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"oid "));
    match is_pointer {
        false => Ok(()),
        true => Err(Problem::with_path(
            ErrorKind::LfsPointer,
            "a pointer of Git LFS, not the file itself:",
            file,
            "run `git lfs pull` (in CI, let the checkout do so), `exclude` it, or call \
             `allow_lfs_pointers()`",
        )),
    }
}
