use super::*;
use crate::bytes::put_digest;
use crate::{Digest, checksum};

/// The directories of an index: the root with one file, and an empty one below.
fn dirs() -> Vec<u8> {
    let mut out = Vec::new();
    put_u32(&mut out, 2);
    for (prefix, names) in [("", &["a.txt"][..]), ("b/", &[])] {
        put_bytes(&mut out, b"ui");
        put_bytes(&mut out, prefix.as_bytes());
        let mut records = vec![prefix.len() as u8; STAT];
        records.push(1);
        put_u32(&mut records, 3);
        for name in [".hidden", "a directory"] {
            put_u32(&mut records, 1);
            put_bytes(&mut records, name.as_bytes());
        }
        put_u32(&mut records, names.len() as u32);
        for name in names {
            records.extend([8; STAT]);
            put_digest(&mut records, Digest::from_bytes([9; 32]));
            records.push(0);
            put_bytes(&mut records, name.as_bytes());
        }
        put_bytes(&mut out, &records);
    }
    out
}

fn head() -> Head<'static> {
    Head {
        package_dir: b"/work/app".to_vec(),
        roots: vec![
            SeenRoot { given: "ui", prefix: "", watched: Watched::ByCargo },
            SeenRoot { given: "made", prefix: "a/b/", watched: Watched::ByNobody },
            SeenRoot { given: "/out/dist", prefix: "", watched: Watched::Own },
            SeenRoot { given: "live", prefix: "", watched: Watched::ByProgram },
        ],
        hidden: true,
        globs: vec![("*.css".to_owned(), true), ("*.bak".to_owned(), false)],
    }
}

fn record() -> Vec<u8> {
    let dirs = dirs();
    roots_file(&head(), &dirs, checksum(&dirs))
}

#[test]
fn what_was_written_is_read() {
    let (bytes, head) = (record(), head());
    let read = RootsFile::parse(&bytes).unwrap();
    assert!(read.is_intact());
    assert_eq!(read.package_dir, head.package_dir);
    assert_eq!(read.roots().collect::<Vec<_>>(), head.roots);
    let (hidden, globs) = read.selection().unwrap();
    let globs: Vec<_> = globs.map(|(glob, include)| (glob.to_owned(), include)).collect();
    assert_eq!((hidden, globs), (true, head.globs));
    let dirs: Vec<_> = read.dirs().collect();
    let places: Vec<_> = dirs.iter().map(|dir| (dir.root, dir.prefix, dir.stat[0])).collect();
    assert_eq!(places, [("ui", "", 0), ("ui", "b/", 2)]);
    let files: Vec<_> = dirs[0].files().unwrap().collect();
    assert_eq!((files.len(), files[0].name, files[0].stat), (1, "a.txt", &[8; STAT]));
    assert_eq!(files[0].digest, &[9; 32]);
    assert_eq!(dirs[1].files().unwrap().count(), 0);
}

/// It is compared only where it is whole, and whatever it is, nothing panics.
#[test]
fn every_flipped_byte_is_seen() {
    let whole = record();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x80;
        for bytes in [&damaged[..], &whole[..at]] {
            let Some(read) = RootsFile::parse(bytes) else { continue };
            assert!(!read.is_intact(), "byte {at}");
            let files = |dir: SeenDir<'_>| dir.files().map_or(0, |files| files.count());
            let globs = read.selection().map_or(0, |(_, globs)| globs.count());
            let seen = read.dirs().map(files).sum::<usize>() + read.roots().count() + globs;
            assert!(seen < 10, "byte {at}");
        }
    }
}
