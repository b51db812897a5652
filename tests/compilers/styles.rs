//! Sass against grass by itself, and CSS in a normal form.

use std::path::Path;

use grass_compiler::{Options, OutputStyle};
use include_components_build::compilers::{Browser, Css, Sass};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};

use crate::data::{bootstrap, katex};
use crate::{compile, read, shrunk};

#[test]
fn bootstrap_is_what_grass_makes_of_it() {
    let Some(package) = bootstrap() else { return };
    let root = package.path("scss");
    for (compressed, style) in [(true, OutputStyle::Compressed), (false, OutputStyle::Expanded)] {
        let made = compile(&root, &["*.scss"], Sass::new().compressed(compressed)).unwrap();
        let paths: Vec<_> = made.keys().map(String::as_str).collect();
        assert!(paths.contains(&"bootstrap.css") && paths.len() >= 4, "{paths:?}");
        for (path, css) in &made {
            let source = root.join(path).with_extension("scss");
            let expected = grass_compiler::from_path(source, &Options::default().style(style));
            assert!(*css == expected.unwrap().into_bytes(), "{path} is not the same");
        }
        println!(
            "{} stylesheets, {} bytes",
            made.len(),
            made.values().map(Vec::len).sum::<usize>()
        );
    }
}

#[test]
fn bootstrap_is_found_through_a_load_path() {
    let Some(package) = bootstrap() else { return };
    let root = tempfile::tempdir_in(package.path("")).unwrap();
    std::fs::create_dir(root.path().join("styles")).unwrap();
    let source = "$primary: #8a3ffc;\n@import 'bootstrap';";
    std::fs::write(root.path().join("styles/site.scss"), source).unwrap();
    let made = compile(root.path(), &["*.scss"], Sass::new().load_path("../scss")).unwrap();
    let options = Options::default().style(OutputStyle::Compressed);
    let options = options.load_path(package.path("scss"));
    let expected = grass_compiler::from_string(source, &options).unwrap();
    assert!(made["styles/site.css"] == expected.into_bytes());
}

#[test]
fn minified_css_means_what_it_meant() {
    for (package, dir) in [(bootstrap(), "dist/css"), (katex(), "dist")] {
        let Some(package) = package else { continue };
        let root = package.path(dir);
        let made = compile(&root, &["*.css"], Css::new()).unwrap();
        assert!(made.len() >= 4);
        for (path, css) in &made {
            let css = std::str::from_utf8(css).unwrap();
            let source = read(&root, path);
            assert!(css.len() < source.len(), "{path}: {} of {}", css.len(), source.len());
            let (after, before) = (normal(css), normal(&source));
            let first = after.lines().zip(before.lines()).find(|(after, before)| after != before);
            assert!(after == before, "{path} is not the same: {first:?}");
        }
        println!("{}", shrunk(&root, &made));
        // For old browsers it is other CSS, which is as good.
        let old = Css::new().target(Browser::Chrome, 80, 0);
        assert_eq!(compile(&root, &["*.css"], old).unwrap().len(), made.len());
    }
}

/// Prints CSS with all rules merged that can be, one declaration a line, and
/// the declarations of a block in the order of their names.
fn normal(css: &str) -> String {
    let mut sheet = StyleSheet::parse(css, ParserOptions::default()).unwrap();
    sheet.minify(MinifyOptions::default()).unwrap();
    let code = sheet.to_css(PrinterOptions::default()).unwrap().code;
    let mut lines: Vec<String> = code.lines().map(equivalent).collect();
    let is_declaration = |line: &String| line.ends_with(';');
    for block in lines.chunk_by_mut(|a, b| is_declaration(a) && is_declaration(b)) {
        // Of one property the last counts: their order stays.
        block.sort_by(|a, b| a.split(':').next().cmp(&b.split(':').next()));
    }
    lines.join("\n")
}

/// Writes the same in one way of several: what the minifier finds to be
/// shorter, and a comment.
fn equivalent(line: &str) -> String {
    let line = match line.split_once(" /*") {
        Some((before, _)) => format!("{before};"),
        None => line.to_owned(),
    };
    let names = [
        ("translateX(", "translate("),
        ("translate(0, ", "translateY("),
        ("background-position: center;", "background-position: 50%;"),
        ("font-weight: normal;", "font-weight: 400;"),
        ("font-weight: bold;", "font-weight: 700;"),
        ("100% {", "to {"),
        ("0% {", "from {"),
    ];
    names.iter().fold(line, |line, (long, short)| line.replace(long, short))
}

#[test]
fn a_fault_in_a_partial_of_bootstrap_is_said_of_the_partial() {
    let Some(package) = bootstrap() else { return };
    let root = package.path("scss");
    let partial = root.join("mixins/_buttons.scss");
    let text = std::fs::read_to_string(&partial).unwrap();
    std::fs::write(&partial, text.replacen(": ", ": $no + ", 1)).unwrap();
    let error = compile(&root, &["*.scss"], Sass::new()).unwrap_err().to_string();
    let first = error.lines().next().unwrap();
    let (path, rest) = first.split_once(".scss:").unwrap();
    assert!(Path::new(path).ends_with("mixins/_buttons"), "{first}");
    assert!(rest.starts_with(|c: char| c.is_ascii_digit()), "{first}");
}
