//! Where the persistent cache is: the option, and what it comes to.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where the results of compilers and encoders are kept beyond the last build.
///
/// Profiles, the packages of a workspace and concurrent builds share the cache. It
/// is used only for components that have a [`Compiler`](crate::Compiler) or an
/// [`Encoder`](crate::Encoder). Each object is verified when it is read. A missing,
/// full or damaged cache costs a warning and a recompile, never a wrong result.
///
/// The environment variable `INCLUDE_COMPONENTS_CACHE` overrides [`Cache::shared`]
/// and [`Cache::at`] with a directory, relative to `CARGO_MANIFEST_DIR`. The value
/// `off` turns the cache off.
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
    /// The build directory is the nearest one above OUT_DIR with a `CACHEDIR.TAG`;
    /// without one nothing is kept. `cargo clean` removes the cache.
    pub fn shared() -> Self {
        Cache { place: CacheDir::Shared, max_bytes: MAX_BYTES }
    }

    /// Keeps results in a directory, relative to `CARGO_MANIFEST_DIR`.
    ///
    /// The directory is created if needed and survives `cargo clean`. It can be
    /// archived and restored on another machine, as CI systems do.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Cache { place: CacheDir::At(dir.into()), max_bytes: MAX_BYTES }
    }

    /// Keeps no results but those in the last output.
    pub fn off() -> Self {
        Cache { place: CacheDir::Off, max_bytes: MAX_BYTES }
    }

    /// Bounds the total size of the cache, in bytes; the default is 1 GiB.
    ///
    /// A build that adds to the cache then removes the least recently used files
    /// until the bound is met.
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
