//! Where the persistent cache is: the option, and what it comes to.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where the results of compilers are kept, beyond the last build.
///
/// The cache is shared by profiles, by the packages of a workspace and by
/// builds that run at the same time. It is looked into only for components
/// that have a [`Compiler`](crate::Compiler) or an
/// [`Encoder`](crate::Encoder). What it holds can always be made
/// again, and each object is verified when it is read.
///
/// The variable `INCLUDE_COMPONENTS_CACHE`, set to a directory, wins over
/// [`Cache::shared`] and [`Cache::at`]; set to `off`, it turns the cache off.
///
/// # Examples
///
/// ```
/// use include_components_build::{Build, Cache};
///
/// let mut build = Build::new();
/// build.root("ui").cache(Cache::at("../.cache").max_bytes(100 << 20));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    place: CacheDir,
    max_bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum CacheDir {
    Shared,
    At(PathBuf),
    Off,
}

/// The bound of the size by default: 1 GiB.
const MAX_BYTES: u64 = 1 << 30;

/// The name of the cache's directory in cargo's build directory.
const NAME: &str = "include-components";

impl Default for Cache {
    fn default() -> Self {
        Cache::shared()
    }
}

impl Cache {
    /// Keeps results in cargo's build directory, the default.
    ///
    /// That is the nearest directory above OUT_DIR with a `CACHEDIR.TAG`. If
    /// there is none, nothing is kept. `cargo clean` removes it.
    pub fn shared() -> Self {
        Cache { place: CacheDir::Shared, max_bytes: MAX_BYTES }
    }

    /// Keeps results in a directory, relative to `CARGO_MANIFEST_DIR`.
    ///
    /// It is made if it is not there, survives `cargo clean`, and can be put
    /// into an archive and restored elsewhere, as CI systems do.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Cache { place: CacheDir::At(dir.into()), max_bytes: MAX_BYTES }
    }

    /// Keeps nothing but what the last pack holds.
    pub fn off() -> Self {
        Cache { place: CacheDir::Off, max_bytes: MAX_BYTES }
    }

    /// Bounds the size of the cache's files, in bytes; the default is 1 GiB.
    ///
    /// After a build that added to it, files are removed until the cache is no
    /// larger, those least recently used first.
    #[must_use]
    pub fn max_bytes(self, bytes: u64) -> Self {
        Cache { max_bytes: bytes, ..self }
    }

    pub(crate) fn bound(&self) -> u64 {
        self.max_bytes
    }

    /// Returns the directory, if there is one.
    pub(crate) fn dir(
        &self,
        variable: Option<&OsString>,
        base: &Path,
        out_dir: &Path,
    ) -> Option<PathBuf> {
        match (&self.place, variable.filter(|value| !value.is_empty())) {
            (CacheDir::Off, _) => None,
            (_, Some(value)) => (value != "off").then(|| base.join(value)),
            (CacheDir::At(dir), None) => Some(base.join(dir)),
            (CacheDir::Shared, None) => {
                let tagged = |dir: &&Path| dir.join("CACHEDIR.TAG").is_file();
                out_dir.ancestors().find(tagged).map(|dir| dir.join(NAME))
            }
        }
    }
}

#[cfg(test)]
mod tests;
