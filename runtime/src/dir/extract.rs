//! Writing a directory to the disk.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::string::ToString;
use std::vec::Vec;
use std::{format, vec};

use include_components_pack::path::is_windows_name;

use crate::Dir;

impl Dir {
    /// Writes all components below this directory to the disk, below `to`, by their
    /// paths relative to this directory. Returns the files that it replaced.
    ///
    /// `to` and the directories below it are made if they are not there. A file that
    /// is there is removed and written anew, so a hard link keeps its bytes elsewhere.
    ///
    /// # Errors
    ///
    /// Always names the path. Fails with [`InvalidInput`](io::ErrorKind::InvalidInput),
    /// before anything is written, if a name means something else to the system: `..`,
    /// and on Windows device names such as `con.txt`, a `:`, and a dot or space at the
    /// end. Fails with [`AlreadyExists`](io::ErrorKind::AlreadyExists) if below `to` a
    /// link, a special file, or a directory in the place of a file is in the way, which
    /// is never followed or replaced. Fails with the kind of the system's error if a file
    /// cannot be written. What is written until then stays.
    ///
    /// # Cost
    ///
    /// That of writing all bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() -> std::io::Result<()> {
    /// # let parent = std::env::temp_dir().join(format!("extract-{}", std::process::id()));
    /// # let to = parent.join("ui");
    /// assert_eq!(COMPONENTS.root().extract(&to)?.len(), 0);
    /// assert_eq!(std::fs::read(to.join("icons/close.svg"))?, b"<svg/>");
    ///
    /// // A second time it replaces them all.
    /// assert_eq!(COMPONENTS.root().extract(&to)?.len(), 3);
    ///
    /// // It names a directory that is in the way.
    /// std::fs::remove_file(to.join("logo.png"))?;
    /// std::fs::create_dir(to.join("logo.png"))?;
    /// let error = COMPONENTS.root().extract(&to).unwrap_err();
    /// assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
    /// assert!(error.to_string().contains("logo.png"));
    /// # std::fs::remove_dir_all(parent)
    /// # }
    /// ```
    pub fn extract(self, to: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
        let to = to.as_ref();
        let mut files = vec![];
        for component in self {
            let path = component.path().get(self.skipped()..).unwrap_or_default();
            let fault = path.split('/').find_map(|segment| fault(segment, cfg!(windows)));
            if let Some(fault) = fault {
                return Err(error(Path::new(path), ErrorKind::InvalidInput, fault));
            }
            files.push((path, component));
        }
        fs::create_dir_all(to).map_err(named(to))?;
        let mut replaced = vec![];
        for (path, component) in files {
            make_dirs(to, path)?;
            let path = to.join(path);
            if write(&path, component.bytes())? {
                replaced.push(path);
            }
        }
        Ok(replaced)
    }
}

/// Makes the directories above a file, and follows no link.
fn make_dirs(to: &Path, path: &str) -> io::Result<()> {
    for (slash, _) in path.match_indices('/') {
        let dir = to.join(path.get(..slash).unwrap_or_default());
        match fs::create_dir(&dir) {
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {
                if !fs::symlink_metadata(&dir).is_ok_and(|it| it.is_dir()) {
                    let fault = "it is there, and no directory";
                    return Err(error(&dir, ErrorKind::AlreadyExists, fault));
                }
            }
            result => result.map_err(named(&dir))?,
        }
    }
    Ok(())
}

/// Writes a file, and returns whether one was there.
fn write(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    // A new file is made where nothing is, not even a link.
    let mut create = OpenOptions::new();
    create.write(true).create_new(true);
    let (mut file, replaced) = match create.open(path) {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {
            if !fs::symlink_metadata(path).is_ok_and(|it| it.is_file()) {
                let fault = "it is there, and no regular file";
                return Err(error(path, ErrorKind::AlreadyExists, fault));
            }
            let file = fs::remove_file(path).and_then(|()| create.open(path));
            (file.map_err(named(path))?, true)
        }
        file => (file.map_err(named(path))?, false),
    };
    file.write_all(bytes).map_err(named(path))?;
    Ok(replaced)
}

/// Returns what is wrong with one segment of a path as a file name.
fn fault(segment: &str, windows: bool) -> Option<&'static str> {
    if matches!(segment, "" | "." | "..") || segment.contains('\0') {
        return Some("this is no file name");
    }
    (windows && !is_windows_name(segment)).then_some("Windows has no file of this name")
}

/// Puts the path into an error of the system, and keeps its kind.
fn named(path: &Path) -> impl FnOnce(io::Error) -> io::Error + '_ {
    move |cause| error(path, cause.kind(), &cause.to_string())
}

fn error(path: &Path, kind: ErrorKind, cause: &str) -> io::Error {
    io::Error::new(kind, format!("cannot extract {}: {cause}", path.display()))
}

#[cfg(test)]
mod tests;
