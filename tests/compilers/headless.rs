//! Starts headless Chromium, for the tests of several packages.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// What Debian and others name it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Starts Chromium with a profile of its own in a directory; returns what it prints.
/// `None`, with a word about it, if there is none.
pub(crate) fn chromium(dir: &Path, args: &[&OsStr]) -> Option<Vec<u8>> {
    let profile = format!("--user-data-dir={}", dir.join("profile").display());
    for name in NAMES {
        // Without a sandbox also root may start it; nothing of others runs in it.
        let output = Command::new(name)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .args(["--force-device-scale-factor=1", &profile])
            .args(args)
            .output();
        if let Ok(output) = output {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {errors}");
            return Some(output.stdout);
        }
    }
    missing("chromium");
    None
}

/// Says that a test does nothing without a program; in CI it fails.
pub(crate) fn missing(program: &str) {
    assert!(env::var_os("CI").is_none(), "there is no {program} here, and CI must have it");
    println!("NOT RUN: there is no {program} here");
}
