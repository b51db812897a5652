//! The build helper's own unsafe code, with any names and any ranges: what std
//! says of the same file, and the digest that the crate `blake3` gives.
#![no_main]
#![allow(dead_code, unreachable_pub, reason = "the modules are those of another crate")]

#[rustfmt::skip]
#[path = "../../src/base"]
mod base {
    pub(crate) mod hasher;
    pub(crate) mod jobserver;
    pub(crate) mod stat;
    pub(crate) mod sync;
    pub(crate) mod sys;
    pub(crate) mod threads;
}

use std::fs::{self, File};
use std::path::Path;

use libfuzzer_sys::fuzz_target;

use base::{stat, sys, threads};

fuzz_target!(|data: &[u8]| {
    // The first bytes: how long the name is, how often the rest is repeated,
    // and which range of it is hashed.
    let Some((&[name, repeats, start, len], bytes)) = data.split_first_chunk() else { return };
    let (name, bytes) = bytes.split_at(usize::from(name).min(bytes.len()));
    let bytes = bytes.repeat(usize::from(repeats) + 1);
    let dir = std::env::temp_dir().join(format!("include-components-fuzz-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    if let Ok(name) = str::from_utf8(name) {
        look(&dir, name, &bytes);
    }
    let start = (usize::from(start) << 6).min(bytes.len());
    let range = start..(start + (usize::from(len) << 8)).min(bytes.len());
    fs::write(dir.join("mapped"), &bytes).unwrap();
    let file = File::open(dir.join("mapped")).unwrap();
    if !range.is_empty() {
        let threads = threads::Threads::with_jobserver(2, String::new());
        let found = sys::hash_mapped(&file, range.start as u64..range.end as u64, &threads);
        assert_eq!(found.unwrap().as_bytes(), blake3::hash(&bytes[range]).as_bytes());
    }
    fs::remove_dir_all(&dir).unwrap();
});

/// Compares what is known of one file, which may not be there, and of no file.
fn look(dir: &Path, name: &str, bytes: &[u8]) {
    let opened = sys::Dir::open(dir).unwrap();
    // A longer path would be one of several directories.
    let name = name.replace(['\0', '/'], "_");
    let path = dir.join(&name);
    let there = !matches!(&*name, "" | "." | "..") && fs::write(&path, bytes).is_ok();
    let expected = fs::symlink_metadata(&path).ok().filter(|it| there && it.is_file());
    assert_eq!(opened.file(&name), expected.map(|it| stat::Stat::of(&it)), "{name:?}");
    if there {
        let locked = sys::lock_file(&path).unwrap();
        assert!(locked.is_some() && sys::try_lock_file(&path).unwrap().is_none(), "{name:?}");
        drop(locked);
        assert!(sys::try_lock_file(&path).unwrap().is_some(), "{name:?}");
    }
    assert_eq!(opened.stat().unwrap(), stat::Stat::of(&fs::metadata(dir).unwrap()));
}
