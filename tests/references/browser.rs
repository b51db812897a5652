//! Headless Chromium.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::headless;

/// Opens all pages, each in a frame of one page, until their scripts have come to rest;
/// `false`, with a word about it, without Chromium.
pub(crate) fn open_all(dir: &Path, pages: &[String]) -> bool {
    chromium(dir, &["--dump-dom".as_ref(), frames(dir, pages).as_ref()])
}

/// Returns a picture of all pages as PNG; `None`, with a word about it, without Chromium.
pub(crate) fn picture(dir: &Path, pages: &[String]) -> Option<Vec<u8>> {
    let file = dir.join("picture.png");
    let to = format!("--screenshot={}", file.display());
    let size = format!("--window-size=820,{}", 420 * pages.len());
    chromium(dir, &[to.as_ref(), size.as_ref(), frames(dir, pages).as_ref()])
        .then(|| std::fs::read(file).expect("a picture"))
}

/// Writes a page with a frame for each page.
fn frames(dir: &Path, pages: &[String]) -> PathBuf {
    let frame = |url: &String| format!("<iframe width=800 height=400 src=\"{url}\"></iframe>");
    let frames: String = pages.iter().map(frame).collect();
    let page = dir.join("all.html");
    std::fs::write(&page, format!("<!doctype html><meta charset=utf-8>{frames}")).unwrap();
    page
}

/// Runs Chromium; returns whether there is one.
fn chromium(dir: &Path, args: &[&OsStr]) -> bool {
    // What a page has from elsewhere is no part of the test.
    let alone =
        ["--virtual-time-budget=8000", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];
    let profile = tempfile::tempdir_in(dir).unwrap();
    headless::chromium(profile.path(), &[&alone.map(OsStr::new), args].concat()).is_some()
}
