//! Makes each peer's table of the same keys, as its users would.
#![allow(clippy::print_stdout)] // Build scripts talk to cargo.

#[path = "keys.rs"]
mod keys;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

use include_components_pack::Digest;
use include_components_pack::write::{Component, Index};

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    for count in [100, 1_000, 10_000] {
        let paths = keys::paths(count);
        fs::write(Path::new(&out).join(format!("{count}.pack")), pack(&paths)?)?;
        fs::write(Path::new(&out).join(format!("{count}.rs")), statics(&paths))?;
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=keys.rs");
    Ok(())
}

/// Returns the statics of the peers: a perfect hash map and a sorted slice.
fn statics(paths: &[String]) -> String {
    let mut map = phf_codegen::Map::new();
    let mut sorted = String::new();
    for path in paths {
        map.entry(path, format!("b{path:?}"));
        let _ = writeln!(sorted, "({path:?}, b{path:?}),");
    }
    let map = map.build();
    format!(
        "pub(crate) static PHF: phf::Map<&str, &[u8]> = {map};\n\
         pub(crate) static SORTED: &[(&str, &[u8])] = &[{sorted}];\n"
    )
}

/// Returns a pack of components whose contents are their paths, as above.
fn pack(paths: &[String]) -> io::Result<Vec<u8>> {
    let components: Vec<Component<'_>> = (0u64..)
        .zip(paths)
        .map(|(nth, path)| {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&nth.to_le_bytes());
            Component {
                path,
                media_type: "text/html",
                identity: (Digest::from_bytes(digest), path.len() as u64),
                encoded: &[],
            }
        })
        .collect();
    let index = Index::new(&components).map_err(io::Error::other)?;
    let mut bytes = index.bytes;
    for placement in &index.placements {
        bytes.resize(placement.offset as usize, 0);
        bytes.extend_from_slice(paths[placement.component as usize].as_bytes());
    }
    bytes.resize(index.len as usize, 0);
    Ok(bytes)
}
