//! Whole runs, in temporary directories.

#[cfg(feature = "html")]
mod bases;
mod bundles;
#[cfg(unix)]
mod programs;
#[cfg(all(feature = "br", feature = "gzip", feature = "zstd"))]
mod encodings;
mod failures;
mod few;
#[cfg(all(feature = "html", feature = "js"))]
mod import_maps;
mod integrity;
mod manifests;
#[cfg(all(feature = "html", feature = "js"))]
mod mixed;
mod noop;
mod pages;
mod partials;
mod prefixes;
#[cfg(all(feature = "html", feature = "js"))]
mod preloads;
mod references;
mod notes;
mod parts;
mod reasons;
mod rebuilds;
mod tools;
#[cfg(windows)]
mod on_windows;
mod watched;

use include_components_pack::{OtherParts, Pack};

use include_components_pack::SetFile;

use super::*;
use crate::testing::{Tree, linux, no_cargo};

/// A run: what it returned, and what it would have told cargo.
struct Run {
    result: Result<Report, Error>,
    directives: Vec<String>,
}

impl Run {
    /// Returns the report of a run that must have succeeded.
    #[track_caller]
    fn report(self) -> Report {
        self.result.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Returns the messages of a run that must have failed.
    #[track_caller]
    fn messages(self) -> Vec<String> {
        self.result.expect_err("the run fails").problems().map(ToString::to_string).collect()
    }

    /// Returns what follows `key=` in the directives.
    fn told(&self, key: &str) -> Vec<&str> {
        let told = self.directives.iter();
        told.filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
    }
}

fn run_in(env: CargoEnv, build: &Build) -> Run {
    let mut directives = Directives::default();
    let result = crate::testing::config(build, env)
        .and_then(|mut config| run_stages(&mut config, &mut directives));
    Run { result, directives: directives.lines().map(str::to_owned).collect() }
}

fn run(build: &Build) -> Run {
    run_in(no_cargo(), build)
}

/// Returns the pack that a set file in OUT_DIR leads to, which is one part.
#[track_caller]
fn pack(tree: &Tree, out: &str, name: &str) -> Vec<u8> {
    let [pack] = parts(tree, out, name).try_into().expect("one part");
    pack
}

/// Returns the parts of a pack, the one with the index first.
#[track_caller]
fn parts(tree: &Tree, out: &str, name: &str) -> Vec<Vec<u8>> {
    let text = String::from_utf8(tree.read(format!("{out}/{name}.set"))).unwrap();
    let set = SetFile::parse(&text).unwrap();
    let read = |part: include_components_pack::Part<'_>| -> Vec<u8> {
        let file = tree.read(format!("{out}/{}", part.file));
        if part.linked.is_none() {
            assert_eq!(part.len, file.len() as u64, "the pack is all of the file");
        }
        file[part.offset as usize..][..part.len as usize].to_vec()
    };
    set.parts().map(read).collect()
}

/// Returns the paths and the bytes of all components of `out/components.set`.
#[track_caller]
fn embedded(tree: &Tree) -> Vec<(String, Vec<u8>)> {
    let parts = parts(tree, "out", "components");
    let others: Vec<&[u8]> = parts[1..].iter().map(Vec::as_slice).collect();
    let others = OtherParts::new(1, &others);
    let pack = Pack::open(&parts[0]).unwrap().with_parts(&others);
    let component = |at| {
        let entry = pack.entry(at).unwrap();
        let path = entry.path().unwrap();
        assert_eq!(pack.find(path), Some(at));
        let blob = entry.identity().unwrap();
        let content = pack.bytes(&blob).unwrap();
        assert_eq!(crate::base::hasher::digest(content), blob.content.digest, "{path}");
        (path.to_owned(), content.to_vec())
    };
    (0..pack.len()).map(component).collect()
}

/// The same, as text.
#[track_caller]
fn texts(tree: &Tree) -> Vec<(String, String)> {
    let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
    embedded(tree).into_iter().map(text).collect()
}

/// Fails the test unless just these texts are embedded.
#[track_caller]
fn assert_texts(tree: &Tree, expected: &[(&str, &str)]) {
    let found = texts(tree);
    let found: Vec<_> = found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(found, expected);
}
