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
    let source = "const local = 1; f(local)";
    assert_compiles(&Js::new(), "a.mjs", source, "const e=1;f(e);");
    let module = format!("{source}; export const a = 2;");
    assert_compiles(&Js::new(), "a.js", &module, "const e=1;f(e);export const a=2;");
    assert_compiles(&Js::new(), "a.js", source, "const local=1;f(local);");
    // Of a CommonJS module nothing is visible outside, and it may return.
    assert_compiles(
        &Js::new(),
        "a.cjs",
        "if (a) return;\nexports.b = c;",
        "if(a)return;exports.b=c;",
    );
}

#[test]
fn nothing_but_names_and_white_space_changes() {
    for (input, expected) in [
        // Each of these was made something else by oxc's compressor.
        ("(() => { \"use strict\"; undeclared = 1 })();", "(()=>{\"use strict\";undeclared=1})();"),
        ("a(+\" 1 \", 0 + {});", "a(+` 1 `,0+{});"),
        ("{ const __proto__ = 5; a({ __proto__ }) }", "{const __proto__=5;a({__proto__})}"),
        ("if (1) { later; let later = 1 }", "if(1){e;let e=1}"),
        ("delete (0, a.b); debugger;", "delete(0,a.b);debugger;"),
        // What others see by name.
        (
            "(function () { function name(a) {} class Name {} })",
            "(function(){function name(e){}class Name{}});",
        ),
        ("(function (a) { with (a) { return a } })", "(function(a){with(a){return a}});"),
        ("(function (a) { eval(b) })", "(function(a){eval(b)});"),
        ("(function (exports, a) { exports.b = a })", "(function(exports,e){exports.b=e});"),
    ] {
        assert_compiles(&Js::new(), "a.js", input, expected);
    }
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
