//! Where the components are, and where the tools of a run work.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::stat::AHEAD;

/// One directory of components.
#[derive(Debug)]
pub(crate) struct Root {
    /// As it was given.
    pub(crate) given: String,
    /// The logical path of the directory, with a `/` behind it; nothing by default.
    pub(crate) prefix: String,
    /// Where it is: from where this process runs, if that is a build script.
    pub(crate) path: PathBuf,
    /// Whether it is below OUT_DIR: then only this build script writes to it.
    pub(crate) is_own: bool,
}

/// Where the tools of a run work, as absolute paths.
#[derive(Debug)]
pub(crate) struct Places {
    /// The package's directory.
    pub(crate) package: PathBuf,
    /// A directory for temporary files, which nobody has made yet.
    pub(crate) temp: PathBuf,
}

impl Root {
    /// Returns where a path relative to this root is on disk.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    /// Whether a path that [`Root::file`] has made of one is below this root.
    pub(crate) fn has(&self, path: &str) -> bool {
        is_spelled_below(&self.path, Path::new(path))
    }

    /// Returns a logical path relative to this root.
    ///
    /// That of a bundle need not be below the prefix, and is that of a root without one.
    pub(crate) fn within<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(&self.prefix).unwrap_or(path)
    }
}

/// Whether a path that was given can be a logical path.
pub(crate) fn is_logical(path: &str) -> bool {
    !path.contains(|c: char| c.is_control() || c == '\\')
        && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

/// Returns the path of a file or directory: absolute, without links, and as other programs
/// take it.
///
/// What Windows gives begins with `\\?\`. Its shell cannot work in such a directory, in which
/// npm starts all tools.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    let path = path.canonicalize()?;
    let ordinary = path.to_str().filter(|_| cfg!(windows)).and_then(ordinary);
    Ok(ordinary.map(PathBuf::from).unwrap_or(path))
}

/// Returns a path of a drive or a server without what Windows puts before it.
fn ordinary(path: &str) -> Option<String> {
    let rest = path.strip_prefix(r"\\?\")?;
    match rest.strip_prefix(r"UNC\") {
        Some(server) => Some(format!(r"\\{server}")),
        None => Some(rest.to_owned()).filter(|it| it.as_bytes().get(1) == Some(&b':')),
    }
}

/// Whether a path lies below a directory, however both are spelled.
pub(crate) fn is_below(dir: &Path, path: &Path) -> bool {
    match (dir.canonicalize(), path.canonicalize()) {
        (Ok(dir), Ok(path)) => path != dir && path.starts_with(dir),
        // What is not there is compared as it was given.
        _ => is_spelled_below(dir, path),
    }
}

/// Whether a path is that of a directory or begins with it, and does not leave it by `..`.
pub(crate) fn is_spelled_below(dir: &Path, path: &Path) -> bool {
    path.strip_prefix(dir).is_ok_and(|rest| rest.components().all(|it| it != Component::ParentDir))
}

/// Returns a path that is absolute and has no `..`.
///
/// One that has some is asked of the system where it is there, as what is behind a link has
/// another directory above it.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if !path.components().any(|it| it == Component::ParentDir) {
        return path;
    }
    real(&path).unwrap_or_else(|_| without_up(&path))
}

/// Returns a path without `..`, by its spelling alone.
pub(crate) fn without_up(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(plain.pop()),
            component => plain.push(component),
        }
    }
    plain
}

/// Returns when cargo started this build script.
///
/// Cargo keeps that moment as the time of a file beside OUT_DIR. Where there is
/// none, it is now.
pub(crate) fn started(out_dir: &Path) -> SystemTime {
    let now = SystemTime::now();
    let invoked = std::fs::metadata(out_dir.with_file_name("invoked.timestamp"));
    let invoked = invoked.and_then(|it| it.modified());
    invoked.ok().filter(|invoked| *invoked <= now + AHEAD).unwrap_or(now)
}

#[cfg(test)]
mod tests;
