use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives, described};

#[test]
fn minifies_without_a_change_of_meaning() {
    for (input, expected) in [
        ("a { color : #FF0000 ; }\n", "a{color:red}"),
        ("/*! yes */ /* no */ a{b:c}", "/*! yes */\na{b:c}"),
        ("@import 'a.css';\n@layer x;", "@import \"a.css\";@layer x;"),
        ("a { & b { margin: 0px 0px } }", "a{& b{margin:0}}"),
        ("", ""),
    ] {
        assert_compiles(&Css::new(), "a.css", input, expected);
    }
}

#[test]
fn targets_decide_what_is_written() {
    let input = "a { & b { inset: 0 } }";
    let old = Css::new().target(Browser::Safari, 13, 0);
    assert_compiles(&old, "a.css", input, "a b{top:0;bottom:0;left:0;right:0}");
    let new = Css::new().target(Browser::Chrome, 130, 0);
    assert_compiles(&new, "a.css", input, "a{& b{inset:0}}");
    let all = [
        Browser::Android,
        Browser::Chrome,
        Browser::Edge,
        Browser::Firefox,
        Browser::Ie,
        Browser::IosSafari,
        Browser::Opera,
        Browser::Safari,
        Browser::Samsung,
    ];
    let mut keys: Vec<_> =
        all.into_iter().map(|it| described(&Css::new().target(it, 9, 1))).collect();
    keys.extend([described(&Css::new()), described(&Css::new().target(Browser::Ie, 9, 0))]);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 11, "each is another recipe");
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("a {\n  color: red;\n}}", "3:3: "),
        ("a {}\n  😀é > > b {}", "2:8: "),
        ("a {}\nb {\n c: d", "3:6: the file ends within a block"),
        ("a {}\n/* b", "2:5: the file ends within"),
        ("a { b: url(x", "1:13: the file ends within"),
        ("a { b: \"x", "1:8: "),
    ] {
        assert_fault(&Css::new(), "a.css", input.as_bytes(), start);
    }
}

#[test]
fn survives_bad_sources() {
    let sample =
        "@media print{a>b{color:red;width:calc(1px + (2px * 3))}}\n.c::after{content:\"}\"}";
    assert_survives(&Css::new(), "a.css", sample);
}
