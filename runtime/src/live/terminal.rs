//! Messages to the developer, in the terminal.

use std::format;
use std::io::Write;
use std::string::String;
use std::time::Duration;

/// How many paths a line names.
const NAMED: usize = 3;

/// Writes a line, or a block of several.
pub(super) fn line(text: &str) {
    let text = format!("include-components: {text}\n");
    // A program without a terminal has nobody to tell.
    drop(std::io::stderr().lock().write_all(text.as_bytes()));
}

/// Says what a look found changed, and how long it took.
pub(super) fn changed(paths: &[String], took: Duration) {
    let named = paths.iter().take(NAMED).map(String::as_str).collect::<std::vec::Vec<_>>();
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    line(&format!("updated {}{more} in {} ms", named.join(", "), took.as_millis().max(1)));
}
