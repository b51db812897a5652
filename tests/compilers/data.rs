//! The packages that the compilers are tried on.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A package of npm's, unpacked.
pub(crate) struct Package(TempDir);

/// Unpacks `name-version.tgz`; `None`, with a word about it, if there is none.
pub(crate) fn package(name: &str, version: &str) -> Option<Package> {
    let dir = tempfile::tempdir().unwrap();
    let file = format!("{name}-{version}.tgz");
    let tarball = here(&file).or_else(|| fetched(dir.path(), name, &file));
    let Some(tarball) = tarball else {
        println!("NOT RUN: there is no {file} in ../shared/data, and npm's registry gave none");
        return None;
    };
    let unpacked = Command::new("tar").arg("xzf").arg(&tarball).arg("-C").arg(dir.path()).status();
    assert!(unpacked.unwrap().success(), "tar cannot unpack {}", tarball.display());
    Some(Package(dir))
}

impl Package {
    /// Returns one of its directories.
    pub(crate) fn path(&self, dir: &str) -> PathBuf {
        self.0.path().join("package").join(dir)
    }
}

fn here(file: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let dir = env::var_os("INCLUDE_COMPONENTS_TEST_DATA").map_or_else(beside, PathBuf::from);
    Some(dir.join(file)).filter(|path| path.is_file())
}

fn fetched(dir: &Path, name: &str, file: &str) -> Option<PathBuf> {
    let path = dir.join(file);
    let url = format!("https://registry.npmjs.org/{name}/-/{file}");
    let curl = Command::new("curl")
        .args(["--fail", "--silent", "--location", "--max-time", "60", "--output"])
        .args([path.as_os_str(), url.as_ref()])
        .status();
    curl.is_ok_and(|status| status.success()).then_some(path)
}

pub(crate) fn bootstrap() -> Option<Package> {
    package("bootstrap", "5.3.9")
}

pub(crate) fn icons() -> Option<Package> {
    package("bootstrap-icons", "1.13.2")
}

pub(crate) fn katex() -> Option<Package> {
    package("katex", "0.19.1")
}
