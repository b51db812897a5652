//! Sass against grass by itself, and CSS as Chromium reads it.

use std::path::Path;

use cssparser::{ParseError, Parser, ParserInput, Token};
use grass_compiler::{Options, OutputStyle};
use include_components_build::compilers::{Css, Sass};
use serde_json::json;

use crate::data::{bootstrap, icons, katex};
use crate::{chromium, compile, read, shrunk};

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

/// Returns what Chromium's object model has otherwise for `after` than for `before`, of
/// sheets with their names; `None` without Chromium.
fn differences(sheets: &[(String, String, String)]) -> Option<Vec<[String; 3]>> {
    let found = chromium::run(&json!(sheets), include_str!("cssom.js"))?;
    println!("{} sheets, {} rules and declarations", sheets.len(), found["lines"]);
    Some(serde_json::from_value(found["differences"].clone()).unwrap())
}

/// Fails unless two sheets have the same tokens in the same order, also those that
/// Chromium knows nothing of or that a later declaration overrides.
fn assert_same_tokens((name, before, after): &(String, String, String)) {
    let tokens = |css: &str| {
        let (mut input, mut tokens) = (ParserInput::new(css), Vec::new());
        read_tokens(&mut Parser::new(&mut input), &mut tokens);
        tokens
    };
    let (before, after) = (tokens(before), tokens(after));
    let first = before.iter().zip(&after).find(|(before, after)| before != after);
    assert!(before == after, "{name}: {first:?}");
}

/// Reads tokens by cssparser, without white space and semicolons, which CSSOM shows.
fn read_tokens(parser: &mut Parser<'_, '_>, tokens: &mut Vec<String>) {
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::Semicolon => continue,
            // The sign and the value, however they are written.
            _ => tokens.push(format!("{token:?}")),
        }
        let is_block = matches!(
            token,
            Token::Function(_)
                | Token::ParenthesisBlock
                | Token::SquareBracketBlock
                | Token::CurlyBracketBlock
        );
        if is_block {
            let _ = parser.parse_nested_block(|inner| -> Result<(), ParseError<'_, ()>> {
                read_tokens(inner, tokens);
                Ok(())
            });
            tokens.push("end".to_owned());
        }
    }
}

/// Minifies the style sheets of a directory; returns each with its path and source.
fn minified(root: &Path) -> Vec<(String, String, String)> {
    let made = compile(root, &["*.css"], Css::new()).unwrap();
    println!("{}", shrunk(root, &made));
    let sheet = |(path, css): (String, Vec<u8>)| {
        let source = read(root, &path);
        let css = String::from_utf8(css).unwrap();
        assert!(css.len() <= source.len(), "{path}: {} of {}", css.len(), source.len());
        (path, source, css)
    };
    made.into_iter().map(sheet).collect()
}

#[test]
fn browsers_read_minified_css_as_the_source() {
    let mut sheets = minified(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/css"));
    let count = sheets.len();
    for (package, dir) in [(bootstrap(), "dist/css"), (icons(), "font"), (katex(), "dist")] {
        sheets.extend(package.iter().flat_map(|it| minified(&it.path(dir))));
    }
    sheets.iter().for_each(assert_same_tokens);
    let Some(found) = differences(&sheets) else { return };
    assert!(found.is_empty(), "{found:#?}");
    // The comparison sees an order, a value, a priority, a selector and a custom property.
    let sheet = "a{color:red;color:var(--a)}b c{--x: y  z;top:1px!important}";
    let (order, other) = ("color:red;color:var(--a)", "color:var(--a);color:red");
    let mutations =
        [(order, other), ("b c", "b>c"), ("  ", " "), ("!important", ""), ("1px", "2px")];
    let sheets =
        mutations.map(|(from, to)| (from.to_owned(), sheet.to_owned(), sheet.replace(from, to)));
    assert_eq!(differences(&sheets).unwrap().len(), mutations.len());
    assert!(count >= 4);
}

#[test]
fn browsers_read_random_css_as_its_source() {
    let pieces = [
        " ",
        " ",
        " ",
        "/**/",
        "a",
        "b",
        ".c",
        "#d",
        "*",
        ">",
        "+",
        "~",
        ",",
        ":",
        ";",
        "-",
        "--",
        "--x",
        "u",
        "1",
        "+1",
        "-1",
        ".5",
        "0.5",
        "2n",
        "n",
        "1px",
        "50%",
        "(",
        ")",
        "[",
        "]",
        ":is(",
        ":nth-child(",
        ")",
        "{",
        "}",
        "color",
        "red",
        "var(",
        "calc(",
        "!",
        "important",
        "\\31 ",
        "\\",
        "\"s  t\"",
        "url( x )",
        "|",
        "=",
        "@media",
        "and",
        "not",
        "<!--",
        "-->",
        "&",
        "/",
        "width",
        ":hover",
        "\n",
        "margin:",
        "top:",
        "\u{e9}",
    ];
    let frames = [
        ("", "{color:red}"),
        ("a ", " b{color:red}"),
        ("a{", "}"),
        ("a{color:red;", ";top:1px}"),
        ("a{margin:", "}"),
        ("a{--x:", "}"),
        ("a{color:var(--y,", ")}"),
        ("@media ", "{a{color:red}}"),
        ("@supports (", "){a{color:red}}"),
        ("@layer x{", "}"),
        ("a{&:is(", "){color:red}}"),
        ("@container ", "{a{color:red}}"),
        ("a:is(", "){color:red}"),
    ];
    let dir = tempfile::tempdir().unwrap();
    // Knuth's generator: the same sheets each time.
    let mut state = 13_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for nth in 0..6_000 {
        let (start, end) = frames[random(frames.len())];
        let middle: String = (0..1 + random(9)).map(|_| pieces[random(pieces.len())]).collect();
        // The last rule shows that both end in the same place.
        let sheet = format!("{start}{middle}{end} z{{color:blue}}");
        std::fs::write(dir.path().join(format!("{nth}.css")), sheet).unwrap();
    }
    // Those with a bracket or a string that is left open are refused, each by itself.
    if let Err(error) = compile(dir.path(), &["*.css"], Css::new()) {
        for problem in error.problems() {
            std::fs::remove_file(problem.path().unwrap()).unwrap();
        }
    }
    let made = compile(dir.path(), &["*.css"], Css::new()).unwrap();
    assert!(made.len() > 2_000, "{}", made.len());
    let sheet = |(path, css): (String, Vec<u8>)| {
        let source = read(dir.path(), &path);
        (source.clone(), source, String::from_utf8(css).unwrap())
    };
    let sheets: Vec<_> = made.into_iter().map(sheet).collect();
    sheets.iter().for_each(assert_same_tokens);
    let Some(found) = differences(&sheets) else { return };
    assert!(found.is_empty(), "{} differ: {:#?}", found.len(), &found[..found.len().min(9)]);
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
