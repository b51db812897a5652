//! Writes the first inputs of each target into the folder given: real files.

use std::path::Path;
use std::{env, fs, io};

use include_components_pack::write::{EncodedContent, Index, Name, NewEntry, Note};
use include_components_pack::{
    Content, Digest, Encoding, Layout, LinkedAs, NoteSort, Part, SetFile,
};

fn main() -> io::Result<()> {
    let corpus = env::args_os().nth(1).ok_or(io::ErrorKind::InvalidInput)?;
    let seed = |target: &str, name: &str, bytes: &[u8]| {
        let folder = Path::new(&corpus).join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)
    };
    for count in [0, 1, 2, 9] {
        seed("pack_reader", &format!("seed-{count}"), &pack(count, u64::MAX)?)?;
    }
    seed("pack_reader", "seed-parts", &pack(9, 50)?)?;
    let part = |file, linked| Part { file, offset: 64, len: 12_345, linked };
    let linked = |library, symbol| Some(LinkedAs { library, symbol });
    let included = [part("ui.pack", None)];
    let parts = [
        part("libui.a", linked("icp_ui", "icp_ui_0123abcd")),
        part("libui_1.a", linked("ui_1", "icp_1")),
        part("libui_2.a", linked("ui_2", "icp_2")),
    ];
    for (name, parts) in [("seed-include", &included[..]), ("seed-link", &parts)] {
        seed("set_file", name, SetFile::text(parts.iter().copied()).as_bytes())?;
    }
    let requests = [
        ("seed-get", "GET\n/site.css\naccept-encoding:br, gzip;q=0.5, *;q=0"),
        ("seed-range", "GET\n/docs/?q\nrange:bytes=1-3\nif-range:\"x\""),
        ("seed-condition", "HEAD\n/%73ite-55555555.css\nif-none-match:W/\"x\", *"),
        ("seed-route", "GET\n/route\nsec-fetch-mode:navigate\naccept:text/html;q=0"),
    ];
    for (name, request) in requests {
        seed("serve_request", name, request.as_bytes())?;
    }
    Ok(())
}

/// Returns a pack behind what the target reads first: a path, a layout, and
/// where the parts are cut, which are not as long as the cuts.
fn pack(count: usize, size: u64) -> io::Result<Vec<u8>> {
    let paths: Vec<String> = (0..count).map(|nth| format!("icons/{nth}.svg")).collect();
    let content = |byte, len| Content { digest: Digest::from_bytes([byte; 32]), len };
    let encoded = [EncodedContent { encoding: Encoding::Br, content: content(200, 5) }];
    let notes = [Note { sort: NoteSort::Integrity, text: "sha384-x".to_owned() }];
    let components: Vec<NewEntry<'_>> = (0u8..)
        .zip(&paths)
        .map(|(nth, path)| NewEntry {
            path,
            name: Name::Hashed(content(nth, 0).digest),
            media_type: "image/svg+xml",
            identity: content(nth, 9 * nth as u64),
            encoded: if nth % 2 == 1 { &encoded } else { &[] },
            notes: if nth == 1 { &notes } else { &[] },
        })
        .collect();
    let index = Index::in_parts(&components, size, "/", &[]).map_err(io::Error::other)?;
    let mut input = b"icons/1.svg\0\0\0\0\0".to_vec();
    let layout = Layout::read(&index.bytes).map_err(io::Error::other)?;
    input.extend(layout.to_raw().into_iter().flat_map(u64::to_le_bytes));
    let lens: Vec<u64> = index.parts.iter().map(|part| part.len()).collect();
    let cuts = std::iter::once(1).chain(lens.iter().map(|len| *len as u8));
    input.extend(cuts.chain(std::iter::repeat(0)).take(8));
    let end = input.len() + (index.len + lens.iter().sum::<u64>()) as usize;
    input.extend_from_slice(&index.bytes);
    input.resize(end, b'x');
    Ok(input)
}
