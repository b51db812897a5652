//! Writes the first inputs of each target into the folder given: real files.

use std::path::Path;
use std::{env, fs, io};

use include_components_pack::write::{Component, Index};
use include_components_pack::{Digest, EmbedRoute, Encoding, Layout, SetFile};

fn main() -> io::Result<()> {
    let corpus = env::args_os().nth(1).ok_or(io::ErrorKind::InvalidInput)?;
    let seed = |target: &str, name: &str, bytes: &[u8]| {
        let folder = Path::new(&corpus).join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)
    };
    for count in [0, 1, 2, 9] {
        seed("pack_reader", &format!("seed-{count}"), &pack(count)?)?;
    }
    let link = EmbedRoute::Link { library: "icp_ui", symbol: "icp_ui_0123abcd" };
    for (name, embed) in [("seed-include", EmbedRoute::Include), ("seed-link", link)] {
        let set = SetFile { file: "ui.pack", offset: 64, len: 12_345, embed };
        seed("set_file", name, set.to_string().as_bytes())?;
    }
    Ok(())
}

/// Returns a pack behind what the target reads first: a path and a layout.
fn pack(count: usize) -> io::Result<Vec<u8>> {
    let paths: Vec<String> = (0..count).map(|nth| format!("icons/{nth}.svg")).collect();
    let encoded = [(Encoding::Br, Digest::from_bytes([200; 32]), 5)];
    let components: Vec<Component<'_>> = (0u8..)
        .zip(&paths)
        .map(|(nth, path)| Component {
            path,
            media_type: "image/svg+xml",
            identity: (Digest::from_bytes([nth; 32]), 9 * nth as u64),
            encoded: if nth % 2 == 1 { &encoded } else { &[] },
        })
        .collect();
    let index = Index::new(&components).map_err(io::Error::other)?;
    let mut input = b"icons/1.svg\0\0\0\0\0".to_vec();
    let layout = Layout::read(&index.bytes).map_err(io::Error::other)?;
    input.extend(layout.to_raw().into_iter().flat_map(u64::to_le_bytes));
    let end = input.len() + index.len as usize;
    input.extend_from_slice(&index.bytes);
    input.resize(end, b'x');
    Ok(input)
}
