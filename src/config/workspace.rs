//! Where cargo works: its build directory and the workspace, as far as a build
//! script can know them.

use std::path::{Path, PathBuf};

use crate::base::fs;

/// Returns the build directory that OUT_DIR is in, the target directory by default.
///
/// OUT_DIR is `PROFILE/build/PACKAGE-HASH/out` in it, or `PROFILE/build/PACKAGE/HASH/out`
/// (`-Zbuild-dir-new-layout`), with a directory named after the target in front where
/// `--target` is given. A directory that was there before cargo has no `CACHEDIR.TAG`.
/// Where the shape is another, the nearest directory above with a tag is taken.
pub(crate) fn build_dir(out_dir: &Path, triple: &str) -> Option<PathBuf> {
    let named = |dir: &Path, name: &str| dir.file_name().is_some_and(|it| it == name);
    // Before `out`: a package with its hash, or a package and a hash.
    let package = out_dir.parent().filter(|_| named(out_dir, "out"));
    let above = package.into_iter().flat_map(|dir| dir.ancestors().skip(1).take(2));
    for profile in above.filter(|dir| named(dir, "build")).filter_map(Path::parent) {
        let Some(dir) = profile.parent() else { continue };
        let dir = dir.parent().filter(|_| named(dir, triple)).unwrap_or(dir);
        if is_cargos(profile, dir) {
            return Some(dir.to_owned());
        }
    }
    out_dir.ancestors().find(|dir| dir.join(TAG).is_file()).map(Path::to_owned)
}

/// Returns the workspace that cargo was started for.
///
/// The target directory is in it by default, for all packages of a build, so the
/// nearest directory above that has a `Cargo.lock` is the one. For a target directory
/// elsewhere it is the workspace that the package is in, unless cargo downloaded that.
pub(crate) fn workspace(build_dir: Option<&Path>, package: &Path) -> Option<PathBuf> {
    let has = |dir: &Path, name: &str| dir.join(name).is_file();
    let is_locked = |dir: &&Path| has(dir, "Cargo.lock") && has(dir, "Cargo.toml");
    if let Some(found) = build_dir.and_then(|dir| dir.ancestors().find(is_locked)) {
        return Some(found.to_owned());
    }
    if is_downloaded(package) {
        return None;
    }
    let found = package.ancestors().find(|dir| is_workspace(dir));
    found.or_else(|| package.ancestors().find(is_locked)).map(Path::to_owned)
}

/// Whether cargo has a package's sources from somewhere else: it leaves a mark in each
/// source that it unpacked or checked out, and in each that it vendored.
pub(crate) fn is_downloaded(package: &Path) -> bool {
    let marks = [".cargo-ok", ".cargo-checksum.json"];
    package.ancestors().any(|dir| marks.iter().any(|mark| dir.join(mark).is_file()))
}

/// Whether a package is one that was published, and downloaded since: from an archive, or
/// with a list of checksums, which cargo puts into what it vendors.
pub(crate) fn is_published(package: &Path) -> bool {
    let is_vendored = || package.join(".cargo-checksum.json").is_file();
    is_downloaded(package) && (is_packaged(package) || is_vendored())
}

/// Whether a package is from an archive that cargo made: it puts the manifest as it was
/// written into each. Cargo builds such a package itself, to verify it.
pub(crate) fn is_packaged(package: &Path) -> bool {
    package.join("Cargo.toml.orig").is_file()
}

/// The mark of directories that can be made again (<https://bford.info/cachedir/>).
const TAG: &str = "CACHEDIR.TAG";

/// Whether cargo made what looks like the directory of a profile in a build directory.
fn is_cargos(profile: &Path, dir: &Path) -> bool {
    let locks = [".cargo-lock", ".cargo-build-lock"];
    locks.iter().any(|lock| profile.join(lock).is_file())
        || dir.join(TAG).is_file()
        || dir.join(".rustc_info.json").is_file()
}

/// Whether the manifest in a directory has a table `workspace`.
pub(crate) fn is_workspace(dir: &Path) -> bool {
    let manifest = fs::read(&dir.join("Cargo.toml")).unwrap_or_default();
    String::from_utf8_lossy(&manifest).lines().any(|line| {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        line.starts_with("[workspace]") || line.starts_with("[workspace.")
    })
}

#[cfg(test)]
mod tests;
