//! Prints what is embedded in this program, and where its build's time went.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use include_components::{Component, Components, component};

include_components::include_components!(pub mod ui);

/// What the build script did, as `build.rs` wrote it down.
const REPORT: &str = include_str!(concat!(env!("OUT_DIR"), "/report.txt"));

fn main() {
    println!("Embedded in this program\n\n{}", indent(&table(&ui::COMPONENTS)));
    println!("Found\n\n{}", indent(&found()));
    println!("The build script's last run\n\n{}", indent(REPORT));
}

/// Lists components: path, length in bytes, media type and start of the digest.
fn table(components: &Components) -> String {
    let width = |text: fn(Component) -> &'static str| {
        components.iter().map(|it| text(it).chars().count()).max().unwrap_or(0).max(10)
    };
    let (paths, types) = (width(Component::path), width(Component::media_type));
    let mut out = format!("{:paths$}  {:>7}  {:types$}  digest\n", "path", "bytes", "media type");
    let rule = "─".repeat(out.chars().count() - 1 + "0123456789ab".len() - "digest".len());
    let _ = writeln!(out, "{rule}");
    for component in components.iter() {
        let (path, bytes) = (component.path(), component.bytes().len());
        let (media_type, digest) = (component.media_type(), component.digest());
        let _ = writeln!(out, "{path:paths$}  {bytes:7}  {media_type:types$}  {digest:.12}");
    }
    let total: usize = components.iter().map(|it| it.bytes().len()).sum();
    let count = format!("{} components", components.len());
    let _ = writeln!(out, "{rule}\n{count:paths$}  {total:7}");
    out
}

/// Shows the three ways to a component.
fn found() -> String {
    let close = component!("icons/close.svg");
    let rows = [
        ("ui::BUTTON_HTML", "checked by rustc", Some(ui::BUTTON_HTML)),
        ("component!(\"icons/close.svg\")", "checked by rustc", Some(close)),
        ("ui::COMPONENTS.get(\"robots.txt\")", "at run time", ui::COMPONENTS.get("robots.txt")),
        ("ui::COMPONENTS.get(\"../build.rs\")", "at run time", ui::COMPONENTS.get("../build.rs")),
    ];
    let mut out = String::new();
    for (call, when, component) in rows {
        let what = match component {
            Some(it) => format!("{} bytes of {}", it.bytes().len(), it.media_type()),
            None => "not embedded".to_owned(),
        };
        let _ = writeln!(out, "{call:33}  {when:16}  {what}");
    }
    out
}

/// Indents every line by two spaces.
fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}
