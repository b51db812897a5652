//! A front end in Rust, by Trunk, where that is installed; wasm-bindgen's own tool must be
//! there, too, and the target of wasm.

use std::process::Command;

use crate::package::which;
use crate::served;

const PAGE: &str = "<!doctype html>
<html>
<head>
<meta charset=\"utf-8\"><title>Rust</title>
<link rel=\"icon\" href=\"data:,\">
<link data-trunk rel=\"css\" href=\"site.css\">
<link data-trunk rel=\"rust\" data-wasm-opt=\"0\">
</head>
<body></body>
</html>
";

/// With JavaScript of its own, which Trunk puts into a file whose name is no hash.
const PROGRAM: &str = r#"use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = "export function show(text) { document.body.textContent = text }")]
extern "C" {
    fn show(text: &str);
}

fn main() {
    show("Hello from Rust");
}
"#;

#[test]
fn trunk_is_published_prebuilt() {
    let (Some(trunk), Some(bindgen)) = (which("trunk"), which("wasm-bindgen")) else {
        return println!("NOT RUN: there is no trunk, or no wasm-bindgen, here");
    };
    let tool = "Tool::trunk(\"web\").prebuilt(\"dist\")";
    let package = served::package("front-end-in-rust", "", tool);
    let version = Command::new(&bindgen).arg("--version").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let version = version.split_whitespace().nth(1).unwrap();
    let manifest = "[package]\nname = \"page\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    let manifest =
        format!("{manifest}[dependencies]\nwasm-bindgen = \"={version}\"\n[workspace]\n");
    for (path, text) in [
        ("Cargo.toml", manifest.as_str()),
        ("src/main.rs", PROGRAM),
        ("index.html", PAGE),
        ("site.css", "body { color: teal }\n"),
        (".gitignore", "dist\ntarget\n"),
    ] {
        package.write(&format!("web/{path}"), text);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["generate-lockfile", "--quiet"]).current_dir(package.app.join("web"));
    assert!(cargo.status().unwrap().success());
    package.count("trunk", &trunk);
    let save = [("INCLUDE_COMPONENTS_TOOLS", "save")];
    // Its version, too.
    assert_eq!(package.cargo_with(&["build"], &save), 2);
    package.commit(&[]);
    assert_eq!(package.cargo_with(&["build"], &[]), 0);
    package.edit("web/src/main.rs", "Hello", "Greetings");
    assert_eq!(package.cargo_with(&["build"], &[]), 1);
    package.edit("web/src/main.rs", "Greetings", "Hello");
    assert_eq!(package.cargo_with(&["build"], &[]), 0, "and back");

    package.forget();
    let elsewhere = [("INCLUDE_COMPONENTS_CACHE", "off")];
    assert_eq!(package.cargo_with(&["package"], &elsewhere), 0);
    let unpacked = package.unpack();
    assert!(!unpacked.join("web").exists());
    package.forget();
    assert_eq!(package.install(&unpacked, "", &elsewhere), 0);
    let Some((dom, asked)) = served::open(&package.installed()) else { return };
    assert!(dom.contains("Hello from Rust"), "{dom}");
    // The style sheet, the script and the program, and not what the script imports.
    let hashed = ["/site-", "/page-"];
    assert_eq!(
        served::assert_cached(&asked, |path| hashed.iter().any(|it| path.starts_with(it))),
        3
    );
    assert!(asked.iter().any(|it| it.path.starts_with("/snippets/page-")), "{asked:#?}");
}
