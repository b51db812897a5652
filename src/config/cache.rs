//! Where the persistent cache is: the option, and what it comes to.

use std::path::{Path, PathBuf};

use crate::base::cargo_env::CargoEnv;
use crate::base::error::{ErrorKind, Problem};
use crate::config::workspace;

/// Where the results of compilers and encoders are kept beyond the last build.
///
/// Profiles, the packages of a workspace and concurrent builds share the cache. It
/// is used only for components that have a [`Compiler`](crate::Compiler) or an
/// [`Encoder`](crate::Encoder). Each object is verified when it is read. A missing,
/// full or damaged cache costs a warning and a recompile, never a wrong result.
///
/// The environment variable `INCLUDE_COMPONENTS_CACHE` overrides [`Cache::shared`]
/// and [`Cache::at`] with a directory. The value `off` turns the cache off.
///
/// A relative variable is one directory for the whole workspace, dependencies
/// included. It is relative to the directory of the `Cargo.lock` above cargo's build
/// directory, the workspace's root by default. If none is there (`CARGO_TARGET_DIR`
/// elsewhere), it is relative to the root of the workspace that the package is in.
/// Outside of cargo it is relative to the current directory.
///
/// # Errors
///
/// [`Build::run`](crate::Build::run) fails with `Config` if the variable is relative
/// and neither place is known, as for a package from a registry with a
/// `CARGO_TARGET_DIR` elsewhere. An absolute path helps.
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
    /// It is `include-components` in the build directory, which is known by the
    /// shape of OUT_DIR (`PROFILE/build/PACKAGE-HASH/out`), whoever made it; else in
    /// the nearest directory above with a `CACHEDIR.TAG`. Without one nothing is
    /// kept, as with [`Build::run_in`](crate::Build::run_in) outside of cargo.
    /// `cargo clean` removes the cache.
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

    /// Whether it stays in cargo's build directory, where nobody else comes to.
    pub(crate) fn is_local(&self, env: &CargoEnv) -> bool {
        self.place == CacheDir::Shared && env.cache.as_ref().is_none_or(|it| it.is_empty())
    }

    /// Returns the directory, if there is one.
    pub(crate) fn dir(
        &self,
        env: &CargoEnv,
        base: &Path,
        out_dir: &Path,
    ) -> Result<Option<PathBuf>, Problem> {
        let build_dir = || workspace::build_dir(out_dir, &env.target.triple);
        match (&self.place, env.cache.as_ref().filter(|value| !value.is_empty())) {
            (CacheDir::Off, _) => Ok(None),
            (_, Some(value)) if value == "off" => Ok(None),
            (_, Some(value)) => {
                let dir = Path::new(value);
                if dir.is_absolute() || env.manifest_dir.is_none() {
                    return Ok(Some(base.join(dir)));
                }
                match workspace::workspace(build_dir().as_deref(), base) {
                    Some(workspace) => Ok(Some(workspace.join(dir))),
                    None => Err(unplaced(dir)),
                }
            }
            (CacheDir::At(dir), None) => Ok(Some(base.join(dir))),
            (CacheDir::Shared, None) => Ok(build_dir().map(|dir| dir.join(NAME))),
        }
    }
}

fn unplaced(dir: &Path) -> Problem {
    let what = "INCLUDE_COMPONENTS_CACHE is relative to the workspace, which is not known, \
                since the target directory is not in it:";
    Problem::with_path(ErrorKind::Config, what, dir, "give an absolute path")
}

#[cfg(test)]
mod tests;
