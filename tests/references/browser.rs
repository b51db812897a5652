//! Headless Chromium.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What Debian and others name it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

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

/// Runs Chromium, with a profile of its own; returns whether there is one.
fn chromium(dir: &Path, args: &[&OsStr]) -> bool {
    let profile = tempfile::tempdir_in(dir).unwrap();
    let profile = format!("--user-data-dir={}", profile.path().display());
    for name in NAMES {
        // Without a sandbox also root may start it; nothing of others runs in it.
        let output = Command::new(name)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .args(["--force-device-scale-factor=1", "--virtual-time-budget=8000"])
            // What a page has from elsewhere is no part of the test.
            .args(["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", &profile])
            .args(args)
            .output();
        if let Ok(output) = output {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {errors}");
            return true;
        }
    }
    missing("chromium");
    false
}

/// Says that a test does nothing without a program; in CI it fails.
pub(crate) fn missing(program: &str) {
    assert!(env::var_os("CI").is_none(), "there is no {program} here, and CI must have it");
    println!("NOT RUN: there is no {program} here");
}
