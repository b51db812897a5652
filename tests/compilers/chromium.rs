//! Headless Chromium, which says what CSS means and how a page looks.

use std::env;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What Debian and others name it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Runs a script in an empty page, with `input` as its variable; returns what its
/// variable `output` is in the end. `None`, with a word about it, without Chromium.
pub(crate) fn run(input: &Value, script: &str) -> Option<Value> {
    let dir = tempfile::tempdir().unwrap();
    // A script element ends at the first `</script`, wherever that is.
    let input = input.to_string().replace('<', "\\u003c");
    let page = format!(
        "<!DOCTYPE html><meta charset=utf-8><script>let output; const input = {input};\n\
         try {{ {script} }} catch (error) {{ output = {{ error: error.stack }} }}\n\
         const json = JSON.stringify(output).replace(/[<>&\\u00a0]/g,
             (it) => '\\\\u' + it.charCodeAt(0).toString(16).padStart(4, '0'));
         document.documentElement.replaceChildren('OUT' + 'PUT' + json + 'OUT' + 'PUT');</script>"
    );
    let file = dir.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let dom = chromium(dir.path(), &["--dump-dom".as_ref(), file.as_ref()])?;
    let dom = String::from_utf8(dom).unwrap();
    let json = dom.split("OUTPUT").nth(1).expect("the script failed");
    let output: Value = serde_json::from_str(json).unwrap();
    assert!(output.get("error").is_none(), "{}", output["error"]);
    Some(output)
}

/// Returns a picture of a page as PNG. `None`, with a word about it, without Chromium.
pub(crate) fn picture(page: &Path, width: usize, height: usize) -> Option<Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("picture.png");
    let to = format!("--screenshot={}", file.display());
    let size = format!("--window-size={width},{height}");
    chromium(dir.path(), &[to.as_ref(), size.as_ref(), page.as_ref()])?;
    Some(std::fs::read(file).expect("a picture"))
}

/// Starts Chromium with a profile of its own; returns what it prints.
fn chromium(profile: &Path, args: &[&std::ffi::OsStr]) -> Option<Vec<u8>> {
    let profile = format!("--user-data-dir={}", profile.join("profile").display());
    for name in NAMES {
        // Without a sandbox also root may start it; nothing of others runs in it.
        let output = Command::new(name)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
            .args(["--allow-file-access-from-files", "--force-device-scale-factor=1"])
            // What a page has from elsewhere is no part of the comparison.
            .args(["--host-resolver-rules=MAP * ~NOTFOUND", &profile])
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
