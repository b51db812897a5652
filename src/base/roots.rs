//! Where the components are, and where the tools of a run work.

use std::path::PathBuf;

/// One directory of components.
#[derive(Debug)]
pub(crate) struct Root {
    /// As it was given.
    pub(crate) given: String,
    /// Where it is: from where this process runs, if that is a build script.
    pub(crate) path: PathBuf,
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
    /// Returns where a logical path of this root is on disk.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }
}
