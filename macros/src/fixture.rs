//! Sets for the tests, as a build script leaves them.

use std::fs;
use std::path::Path;

use include_components_pack::write::{EncodedContent, Index, Name, NewEntry};
use include_components_pack::{Content, Digest, Encoding, LinkedAs, Part, SetFile};
use quote::format_ident;

use crate::CargoEnv;
use crate::load::{self, Set};
use crate::parse::Caller;

/// Returns what cargo tells of a package with this OUT_DIR.
pub(crate) fn env(out_dir: &Path) -> CargoEnv {
    CargoEnv { out_dir: Some(out_dir.to_owned()), package_dir: None }
}

/// The bytes before the pack in what stands for a library.
const HEAD: &[u8] = b"!<arch>\nnot really";

/// Returns a pack of empty components at `paths`, which must be in order.
pub(crate) fn pack(paths: &[&str]) -> Vec<u8> {
    let identity = Content { digest: Digest::from_bytes([7; 32]), len: 0 };
    let component = |path| NewEntry {
        path,
        name: Name::Hashed(identity.digest),
        media_type: "text/plain",
        identity,
        encoded: &[],
        notes: &[],
    };
    let components: Vec<NewEntry<'_>> = paths.iter().copied().map(component).collect();
    Index::new(&components).unwrap().bytes
}

/// Returns a set that is embedded by `include_bytes!`, and its pack.
///
/// There is no such file any more.
pub(crate) fn set(paths: &[&str]) -> (Set, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    include(dir.path(), "ui", paths);
    (load(dir.path()), pack(paths))
}

/// Loads the set `ui`.
pub(crate) fn load(out_dir: &Path) -> Set {
    load::set(&env(out_dir), &caller(), "ui").unwrap()
}

/// Returns who expands a macro, without live mode.
pub(crate) fn caller() -> Caller {
    Caller { krate: format_ident!("krate"), is_live: false }
}

/// Writes a set that is embedded by `include_bytes!`.
pub(crate) fn include(out_dir: &Path, name: &str, paths: &[&str]) {
    let pack = pack(paths);
    let file = format!("{name}.pack");
    fs::write(out_dir.join(&file), &pack).unwrap();
    let part = Part { file: &file, offset: 0, len: pack.len() as u64, linked: None };
    write_set(out_dir, name, &[part]);
}

/// Writes a set that is linked.
pub(crate) fn link(out_dir: &Path, name: &str, paths: &[&str]) {
    write_linked(out_dir, name, &pack(paths), 0);
}

/// Writes a linked set in several parts: each representation has one to itself.
///
/// The first component has two. The files of the other parts are zeros.
pub(crate) fn link_in_parts(out_dir: &Path, name: &str, paths: &[&'static str]) {
    let content = |byte| Content { digest: Digest::from_bytes([byte; 32]), len: 16 };
    let encoded = [EncodedContent { encoding: Encoding::Br, content: content(0xFF) }];
    let component = |(path, nth): (&&'static str, u8)| NewEntry {
        path,
        name: Name::Hashed(content(nth).digest),
        media_type: "text/plain",
        identity: content(nth),
        encoded: if *path == paths[0] { &encoded } else { &[] },
        notes: &[],
    };
    let components: Vec<NewEntry<'_>> = paths.iter().zip(0..).map(component).collect();
    let index = Index::in_parts(&components, 16, "/", &[]).unwrap();
    assert_eq!(index.parts.len(), paths.len() + 1);
    write_linked(out_dir, name, &index.bytes, index.parts.len());
}

fn write_linked(out_dir: &Path, name: &str, pack: &[u8], others: usize) {
    let file = format!("lib{name}.a");
    fs::write(out_dir.join(&file), [HEAD, pack].concat()).unwrap();
    let others: Vec<[String; 3]> = (1..=others)
        .map(|nth| [format!("lib{name}_{nth}.a"), format!("{name}_{nth}"), format!("PACK_{nth}")])
        .collect();
    let linked = Some(LinkedAs { library: name, symbol: "PACK_1a2b" });
    let first = Part { file: &file, offset: HEAD.len() as u64, len: pack.len() as u64, linked };
    let mut parts = vec![first];
    parts.extend(others.iter().map(|[file, library, symbol]| {
        let linked = Some(LinkedAs { library, symbol });
        fs::write(out_dir.join(file), [0; 208]).unwrap();
        Part { file, offset: 192, len: 16, linked }
    }));
    write_set(out_dir, name, &parts);
}

fn write_set(out_dir: &Path, name: &str, parts: &[Part<'_>]) {
    let text = SetFile::text(parts.iter().copied());
    fs::write(out_dir.join(format!("{name}.set")), text).unwrap();
}
