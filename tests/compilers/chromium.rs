//! Headless Chromium, which says what CSS means and how a page looks.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::Value;

use crate::headless;

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

/// Opens a page that has nothing from elsewhere; returns what Chromium prints.
fn chromium(dir: &Path, args: &[&OsStr]) -> Option<Vec<u8>> {
    // What a page has from elsewhere is no part of the comparison.
    let alone = ["--allow-file-access-from-files", "--host-resolver-rules=MAP * ~NOTFOUND"];
    headless::chromium(dir, &[&alone.map(OsStr::new), args].concat())
}
