//! What a program embeds and what is on disk, in one form to compare.

use std::fs::File;
use std::path::Path;

use walkdir::WalkDir;

/// One component, embedded or on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) set: String,
    pub(crate) path: String,
    pub(crate) len: u64,
    /// The BLAKE3 digest that the program says the component has.
    pub(crate) said: String,
    /// The BLAKE3 digest of the bytes themselves.
    pub(crate) digest: String,
}

/// The module of the programs under test that [`parse`] reads the output of.
///
/// It prints a line for each component and its bytes after it, and looks each
/// of them up.
pub(crate) const PROGRAM: &str = r#"use std::io::Write;

#[allow(dead_code)]
pub fn print(set: &str, components: &include_components::Components) {
    let mut out = std::io::stdout().lock();
    let mut count = 0;
    for component in components.iter() {
        let (path, bytes) = (component.path(), component.bytes());
        let found = components.get(path).expect(path);
        assert_eq!((found.path(), found.digest()), (path, component.digest()));
        assert_eq!(found.bytes().as_ptr_range(), bytes.as_ptr_range());
        assert_eq!(component.to_str(), std::str::from_utf8(bytes).ok());
        assert!(components.get(&format!("{path}/")).is_none());
        writeln!(out, "{set}\t{}\t{}\t{path}", bytes.len(), component.digest()).unwrap();
        out.write_all(bytes).unwrap();
        out.write_all(b"\n").unwrap();
        count += 1;
    }
    assert_eq!(components.len(), count);
    assert_eq!(components.is_empty(), count == 0);
}
"#;

/// Reads the output of a program that called [`PROGRAM`]'s `print`.
pub(crate) fn parse(mut output: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    while !output.is_empty() {
        let end = output.iter().position(|byte| *byte == b'\n').expect("a line of the listing");
        let line = std::str::from_utf8(&output[..end]).unwrap();
        let [set, len, said, path] = line.splitn(4, '\t').collect::<Vec<_>>().try_into().unwrap();
        let len = len.parse::<usize>().unwrap();
        let (bytes, rest) = output[end + 1..].split_at(len);
        output = rest.strip_prefix(b"\n").expect("a line feed behind the bytes");
        items.push(Item {
            set: set.to_owned(),
            path: path.to_owned(),
            len: len as u64,
            said: said.to_owned(),
            digest: blake3::hash(bytes).to_string(),
        });
    }
    items
}

/// Lists the files under `root` that are not hidden, in the order of paths.
pub(crate) fn on_disk(set: &str, root: &Path) -> Vec<Item> {
    let not_hidden = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !name.starts_with('.') || name == ".well-known"
    };
    let walk = WalkDir::new(root).follow_links(true).into_iter().filter_entry(not_hidden);
    let files = walk.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let mut items: Vec<_> = files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap();
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(File::open(entry.path()).unwrap()).unwrap();
            let digest = hasher.finalize().to_string();
            Item {
                set: set.to_owned(),
                path: path.replace(std::path::MAIN_SEPARATOR, "/"),
                len: hasher.count(),
                said: digest.clone(),
                digest,
            }
        })
        .collect();
    items.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    items
}

/// Fails the test at the first component that is not as it is on disk.
#[track_caller]
pub(crate) fn assert_same(embedded: &[Item], on_disk: &[Item]) {
    for (embedded, on_disk) in embedded.iter().zip(on_disk) {
        assert_eq!(embedded, on_disk, "embedded (left) is not what is on disk (right)");
    }
    let shorter = embedded.len().min(on_disk.len());
    assert_eq!(embedded[shorter..], on_disk[shorter..], "embedded (left), on disk (right)");
}
