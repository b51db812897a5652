//! What the built-in compilers make of real packages, compared with what
//! another tool makes of the same, or with the same in a normal form.
//!
//! The packages are tarballs of npm's. They are taken from the directory that
//! `INCLUDE_COMPONENTS_TEST_DATA` names, by default `../shared/data` beside the
//! repository, or else from the registry; a test that can have them from
//! neither says that it did not run.

mod chromium;
mod dart_sass;
mod data;
mod headless;
mod html;
mod js;
mod others;
mod pictures;
mod styles;
mod svg;

use std::collections::BTreeMap;
use std::path::Path;

use include_components_build::{Build, Cache, Compiler, Embed, Error};
use include_components_pack::{Pack, SetFile};

/// Compiles the files below a directory that one of the globs matches; returns
/// the artifacts by path.
fn compile(
    root: &Path,
    globs: &[&str],
    compiler: impl Compiler + Clone + 'static,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let out = tempfile::tempdir().unwrap();
    let mut build = Build::new();
    build.root(root).embed(Embed::Include).cache(Cache::off());
    for glob in globs {
        build.include(*glob).compile(*glob, compiler.clone());
    }
    build.exclude("_*.scss").run_in(out.path())?;
    let text = std::fs::read_to_string(out.path().join("components.set")).unwrap();
    let set = SetFile::parse(&text).unwrap();
    let part = set.first();
    let file = std::fs::read(out.path().join(part.file)).unwrap();
    let pack = Pack::open(&file[part.offset as usize..][..part.len as usize]).unwrap();
    let entries = (0..pack.len()).map(|nth| pack.entry(nth).unwrap());
    Ok(entries
        .map(|entry| {
            let bytes = pack.bytes(&entry.identity().unwrap()).unwrap();
            (entry.path().unwrap().to_owned(), bytes.to_vec())
        })
        .collect())
}

/// Returns a file as text.
fn read(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// Returns how long the sources and the artifacts are, for the log.
fn shrunk(root: &Path, made: &BTreeMap<String, Vec<u8>>) -> String {
    let before: u64 = made.keys().map(|path| root.join(path).metadata().unwrap().len()).sum();
    let after: usize = made.values().map(Vec::len).sum();
    format!("{} files: {before} bytes, now {after}", made.len())
}
