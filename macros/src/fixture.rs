//! Sets for the tests, as a build script leaves them.

use std::fs;
use std::path::Path;

use include_components_pack::write::{Component, Index};
use include_components_pack::{Digest, EmbedRoute, Layout, SetFile};

use crate::load::{Route, Set};

/// The bytes before the pack in what stands for a library.
const HEAD: &[u8] = b"!<arch>\nnot really";

/// Returns a pack of empty components at `paths`, which must be in order.
pub(crate) fn pack(paths: &[&str]) -> Vec<u8> {
    let digest = Digest::from_bytes([7; 32]);
    let component =
        |path| Component { path, media_type: "text/plain", identity: (digest, 0), encoded: &[] };
    let components: Vec<Component<'_>> = paths.iter().copied().map(component).collect();
    Index::new(&components).unwrap().bytes
}

/// Returns a set that is embedded by `include_bytes!`, and its pack.
///
/// There is no such file.
pub(crate) fn set(paths: &[&str]) -> (Set, Vec<u8>) {
    let bytes = pack(paths);
    let layout = Layout::read(&bytes).unwrap();
    let (name, file) = ("ui".to_owned(), r"C:\out\ui.pack".to_owned());
    (Set { name, file, offset: 0, layout, route: Route::Include }, bytes)
}

/// Writes a set that is embedded by `include_bytes!`.
pub(crate) fn include(out_dir: &Path, name: &str, paths: &[&str]) {
    let pack = pack(paths);
    let file = format!("{name}.pack");
    fs::write(out_dir.join(&file), &pack).unwrap();
    let set =
        SetFile { file: &file, offset: 0, len: pack.len() as u64, embed: EmbedRoute::Include };
    fs::write(out_dir.join(format!("{name}.set")), set.to_string()).unwrap();
}

/// Writes a set that is linked.
pub(crate) fn link(out_dir: &Path, name: &str, paths: &[&str]) {
    let pack = pack(paths);
    let file = format!("lib{name}.a");
    fs::write(out_dir.join(&file), [HEAD, &pack].concat()).unwrap();
    let embed = EmbedRoute::Link { library: name, symbol: "PACK_1a2b" };
    let (offset, len) = (HEAD.len() as u64, pack.len() as u64);
    let set = SetFile { file: &file, offset, len, embed };
    fs::write(out_dir.join(format!("{name}.set")), set.to_string()).unwrap();
}
