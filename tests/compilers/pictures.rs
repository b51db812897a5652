//! HTML and SVG as Chromium draws them, before and after, to the pixel.

use std::collections::BTreeMap;
use std::path::Path;

use include_components_build::Compiler;
use include_components_build::compilers::{Html, Markdown, Svg};

use crate::data::{bootstrap, icons, katex};
use crate::{chromium, compile, shrunk};

/// How components are shown on one page.
struct Frames {
    /// Whether each has a frame, in which its scripts run; else it is in the page.
    framed: bool,
    width: usize,
    height: usize,
    columns: usize,
}

#[test]
fn own_pages_look_the_same() {
    let frames = Frames { framed: true, width: 600, height: 1800, columns: 4 };
    let root = samples("html");
    assert_same(&root, &["*.html"], Html::new(), &frames);
    // A picture shows a line break that is a space, and a comment in `pre`.
    let out = copied(&root);
    for (from, to) in
        [("pre   formatted", "pre formatted"), ("<!-- in pre -->", "x"), ("teal", "navy")]
    {
        let page = std::fs::read_to_string(root.join("page.html")).unwrap();
        std::fs::write(out.path().join("page.html"), page.replace(from, to)).unwrap();
        let paths = ["page.html".to_owned()];
        let Some(found) = first_difference(&root, out.path(), &paths, &frames) else { return };
        assert_eq!(found, Some("page.html".to_owned()), "{from}");
    }
}

#[test]
fn own_drawings_look_the_same() {
    let frames = Frames { framed: true, width: 300, height: 150, columns: 4 };
    assert_same(&samples("svg"), &["*.svg"], Svg::new(), &frames);
}

#[test]
fn the_pages_of_packages_look_the_same() {
    let frames = Frames { framed: true, width: 900, height: 3000, columns: 2 };
    for package in [bootstrap(), icons(), katex()].into_iter().flatten() {
        let root = package.path("");
        for (path, html) in compile(&root, &["*.md"], Markdown::new().html(true)).unwrap() {
            std::fs::write(root.join(path), html).unwrap();
        }
        assert_same(&root, &["*.html"], Html::new(), &frames);
    }
}

#[test]
fn every_icon_looks_the_same() {
    let Some(package) = icons() else { return };
    let frames = Frames { framed: false, width: 32, height: 32, columns: 60 };
    assert_same(&package.path("icons"), &["*.svg"], Svg::new(), &frames);
}

fn samples(dir: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(dir)
}

/// Copies a directory, with those beside it, which its files may use.
fn copied(root: &Path) -> tempfile::TempDir {
    let out = tempfile::tempdir_in(root.parent().unwrap()).unwrap();
    for entry in std::fs::read_dir(root).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), out.path().join(entry.file_name())).unwrap();
        }
    }
    out
}

fn assert_same(
    root: &Path,
    globs: &[&str],
    compiler: impl Compiler + Clone + 'static,
    frames: &Frames,
) {
    let made: BTreeMap<String, Vec<u8>> = compile(root, globs, compiler).unwrap();
    assert!(!made.is_empty());
    println!("{}", shrunk(root, &made));
    let out = copied(root);
    for (path, bytes) in &made {
        let file = out.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    let paths: Vec<_> = made.keys().cloned().collect();
    let Some(found) = first_difference(root, out.path(), &paths, frames) else { return };
    assert!(found.is_none(), "{}", found.unwrap());
}

/// Returns the first component that is not drawn the same; `None` without Chromium.
fn first_difference(
    before: &Path,
    after: &Path,
    paths: &[String],
    frames: &Frames,
) -> Option<Option<String>> {
    if drawn(before, paths, frames)? == drawn(after, paths, frames)? {
        return Some(None);
    }
    let [first, .., _] = paths else { return Some(paths.first().cloned()) };
    let (left, right) = paths.split_at(paths.len() / 2);
    let found = first_difference(before, after, left, frames)?;
    match found.or(first_difference(before, after, right, frames)?) {
        Some(path) => Some(Some(path)),
        None => Some(Some(format!("{first} and those after it, together"))),
    }
}

fn drawn(root: &Path, paths: &[String], frames: &Frames) -> Option<Vec<u8>> {
    let Frames { framed, width, height, columns } = frames;
    let mut page =
        "<!DOCTYPE html><meta charset=utf-8><style>*{margin:0;border:0;float:left}</style>"
            .to_owned();
    for path in paths {
        let file = root.join(path);
        page += &match framed {
            true => format!(
                "<iframe width={width} height={height} src='file://{}'></iframe>",
                file.display()
            ),
            false => {
                let style = format!("width:{width}px;height:{height}px;overflow:hidden");
                format!("<div style='{style}'>{}</div>", std::fs::read_to_string(file).unwrap())
            }
        };
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let rows = paths.len().div_ceil(*columns);
    chromium::picture(&file, columns * width, rows * height)
}
