//! Sets for the tests, as a build script leaves them.

use std::fs;
use std::path::Path;

use include_components_pack::write::{EncodedContent, Index, NewEntry};
use include_components_pack::{Content, Digest, EmbedRoute, Encoding, Layout, Parts, SetFile};

use crate::load::{Route, Set};

/// The bytes before the pack in what stands for a library.
const HEAD: &[u8] = b"!<arch>\nnot really";

/// Returns a pack of empty components at `paths`, which must be in order.
pub(crate) fn pack(paths: &[&str]) -> Vec<u8> {
    let identity = Content { digest: Digest::from_bytes([7; 32]), len: 0 };
    let component = |path| NewEntry { path, media_type: "text/plain", identity, encoded: &[] };
    let components: Vec<NewEntry<'_>> = paths.iter().copied().map(component).collect();
    Index::new(&components).unwrap().bytes
}

/// Returns a set that is embedded by `include_bytes!`, and its pack.
///
/// There is no such file.
pub(crate) fn set(paths: &[&str]) -> (Set, Vec<u8>) {
    let bytes = pack(paths);
    let layout = Layout::read(&bytes).unwrap();
    let (name, file) = ("ui".to_owned(), r"C:\out\ui.pack".to_owned());
    (Set { name, file, offset: 0, layout, route: Route::Include, parts: Vec::new() }, bytes)
}

/// Writes a set that is embedded by `include_bytes!`.
pub(crate) fn include(out_dir: &Path, name: &str, paths: &[&str]) {
    let pack = pack(paths);
    let file = format!("{name}.pack");
    fs::write(out_dir.join(&file), &pack).unwrap();
    let (len, embed, parts) = (pack.len() as u64, EmbedRoute::Include, Parts::default());
    let set = SetFile { file: &file, offset: 0, len, embed, parts };
    fs::write(out_dir.join(format!("{name}.set")), set.to_string()).unwrap();
}

/// Writes a set that is linked.
pub(crate) fn link(out_dir: &Path, name: &str, paths: &[&str]) {
    write_linked(out_dir, name, &pack(paths), Parts::default());
}

/// Writes a linked set in several parts: each representation has one to itself.
///
/// The first component has two. There are no files with the other parts.
pub(crate) fn link_in_parts(out_dir: &Path, name: &str, paths: &[&'static str]) {
    let content = |byte| Content { digest: Digest::from_bytes([byte; 32]), len: 16 };
    let encoded = [EncodedContent { encoding: Encoding::Br, content: content(0xFF) }];
    let component = |(path, nth): (&&'static str, u8)| NewEntry {
        path,
        media_type: "text/plain",
        identity: content(nth),
        encoded: if *path == paths[0] { &encoded } else { &[] },
    };
    let components: Vec<NewEntry<'_>> = paths.iter().zip(0..).map(component).collect();
    let index = Index::in_parts(&components, 16).unwrap();
    assert_eq!(index.parts.len(), paths.len() + 1);
    let line = |nth| format!("lib{name}_{nth}.a 192 16 {name}_{nth} PACK_{nth}\n");
    let lines: String = (1..=index.parts.len()).map(line).collect();
    write_linked(out_dir, name, &index.bytes, Parts::parse(&lines).unwrap());
}

fn write_linked(out_dir: &Path, name: &str, pack: &[u8], parts: Parts<'_>) {
    let file = format!("lib{name}.a");
    fs::write(out_dir.join(&file), [HEAD, pack].concat()).unwrap();
    let embed = EmbedRoute::Link { library: name, symbol: "PACK_1a2b" };
    let (offset, len) = (HEAD.len() as u64, pack.len() as u64);
    let set = SetFile { file: &file, offset, len, embed, parts };
    fs::write(out_dir.join(format!("{name}.set")), set.to_string()).unwrap();
}
