use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives, compile, described};

#[test]
fn minifies_scripts_and_keeps_what_others_may_use() {
    let input = "function add ( first, second ) { return first + second }\nvar one = 1, two;";
    assert_compiles(&Js::new(), "a.js", input, "function add(e,t){return e+t}var one=1,two;");
    let kept = "function add(first,second){return first+second}var one=1,two;";
    assert_compiles(&Js::new().mangle(false), "a.js", input, kept);
    assert_ne!(described(&Js::new()), described(&Js::new().mangle(false)));
}

#[test]
fn modules_are_known_by_their_name_or_their_statements() {
    let unused = "const unused = 1; function dead() {}";
    assert_compiles(&Js::new(), "a.mjs", unused, "");
    let module = format!("{unused} export const a = 2;");
    assert_compiles(&Js::new(), "a.js", &module, "export const a=2;");
    assert_compiles(&Js::new(), "a.js", unused, "const unused=1;function dead(){}");
    // Of a CommonJS module nothing is visible outside, and it may return.
    assert_compiles(
        &Js::new(),
        "a.cjs",
        "if (a) return;\nexports.b = c;",
        "if(a)return;exports.b=c;",
    );
}

#[test]
fn legal_comments_are_kept() {
    let found = compile(&Js::new(), "a.js", b"/* no */\n/*! yes */\na();\n// @license MIT\nb();");
    let found = found.unwrap();
    assert!(found.contains("yes") && found.contains("MIT") && !found.contains("no"), "{found}");
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("let a;\nlet a;", "2:5: "),
        ("a();\n  b(;", "2:5: "),
        ("'é😀' + }", "1:8: "),
        ("let a: number = 1", "1:6: "),
        ("<a/>", "1:1: "),
        ("return 1", "1:1: "),
        ("if (a) {\n b(", "2:4: "),
    ] {
        assert_fault(&Js::new(), "a.js", input.as_bytes(), start);
    }
}

#[test]
fn survives_bad_sources() {
    let sample = "export const f = async (a, b = [1, {c: `x${a}`}]) => { for await (const x of a) b(/[(]/g) }";
    assert_survives(&Js::new(), "a.js", sample);
}
