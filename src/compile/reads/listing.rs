//! Files by a glob that is relative to the package's directory.

use std::fs;
use std::io;
use std::path::Path;

use include_components_pack::Digest;

use crate::base::error::{ErrorKind, Problem};
use crate::base::glob::{Glob, literal_dir};
use crate::base::hasher;

/// What matches a glob.
#[derive(Debug)]
pub(crate) struct Matches {
    /// Relative to the package's directory, `/`-separated, sorted.
    pub(crate) paths: Vec<String>,
    /// The digest of the paths.
    pub(crate) digest: Digest,
}

impl Matches {
    /// Lists the files that match a glob.
    ///
    /// A link to a directory is not followed. A directory that does not exist
    /// has no files.
    pub(crate) fn find(package: &Path, pattern: &str) -> Result<Self, Problem> {
        let paths = files(package, pattern, &Glob::new(pattern)?).map_err(|error| {
            let dir = package.join(literal_dir(pattern));
            Problem::io(ErrorKind::Read, "cannot list the files in", &dir, error)
        })?;
        let digest = hasher::digest(paths.join("\0").as_bytes());
        Ok(Matches { paths, digest })
    }
}

fn files(package: &Path, pattern: &str, glob: &Glob) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut pending = vec![literal_dir(pattern).to_owned()];
    while let Some(dir) = pending.pop() {
        let entries = match fs::read_dir(package.join(&dir)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            // No glob matches what is not UTF-8.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = format!("{dir}/{name}");
            if entry.file_type()?.is_dir() {
                pending.push(path);
            } else if glob.matches(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests;
