use super::*;
use crate::compilers::tests::{
    assert_compiles, assert_fault, assert_survives, compile_in, described,
};
use crate::testing::Tree;

/// Compiles a component, and returns the CSS and the names of what was read.
fn compiled(tree: &Tree, sass: &Sass, path: &str) -> (String, Vec<String>) {
    let outcome = compile_in(tree, sass, path);
    let css = String::from_utf8(outcome.result.unwrap()).unwrap();
    let found = outcome.reads.into_iter().filter(|read| read.found.is_some());
    (css, found.map(|read| read.name).collect())
}

#[test]
fn partials_are_found_and_recorded_wherever_they_are() {
    let tree = Tree::new();
    tree.write(
        "ui/pages/home.scss",
        "@use '../lib'; @use 'own' as *; @import 'old/import'; a { b: lib.$c; d: $e }",
    )
    .write("ui/lib/_index.scss", "@forward 'more';")
    .write("ui/lib/_more.scss", "$c: 1;")
    .write("ui/pages/_own.sass", "$e: 2\n")
    .write("ui/pages/old/import.css", "x { y: z }");
    let (css, mut read) = compiled(&tree, &Sass::new(), "pages/home.scss");
    assert_eq!(css, "x{y:z}a{b:1;d:2}");
    read.sort();
    assert_eq!(
        read,
        ["lib/_index.scss", "lib/_more.scss", "pages/_own.sass", "pages/old/import.css"]
    );
}

#[test]
fn where_a_partial_was_not_found_is_recorded_too() {
    let tree = Tree::new();
    tree.write("ui/a.scss", "@use 'b';").write("vendor/_b.scss", "b { c: d }");
    let outcome = compile_in(&tree, &Sass::new().load_path("../vendor"), "a.scss");
    assert_eq!(outcome.result.unwrap(), b"b{c:d}");
    let names = |found: bool| {
        let reads = outcome.reads.iter().filter(move |read| read.found.is_some() == found);
        reads.map(|read| read.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(names(true), ["../vendor/_b.scss"]);
    for name in ["_b.scss", "b.scss", "_b.sass", "b/_index.scss"] {
        assert!(names(false).contains(&name), "{name}: {:?}", names(false));
    }
}

#[test]
fn names_that_begin_with_an_underscore_are_of_partials() {
    let sass = Sass::new();
    for path in ["_a.scss", "b/_a.scss", "_a.sass"] {
        assert!(sass.is_partial(path), "{path}");
    }
    for path in ["a.scss", "_b/a.scss", "a_.scss"] {
        assert!(!sass.is_partial(path), "{path}");
    }
    assert_eq!(sass.artifact_path("a/b.scss"), "a/b.css");
    assert_eq!(sass.artifact_path("a/b.sass"), "a/b.css");
}

#[test]
fn styles_and_load_paths_are_options() {
    let input = "a { b { c: d } }\n.sass { e: f }";
    assert_compiles(&Sass::new(), "a.scss", input, "a b{c:d}.sass{e:f}");
    let expanded = "a b {\n  c: d;\n}\n\n.sass {\n  e: f;\n}\n";
    assert_compiles(&Sass::new().compressed(false), "a.scss", input, expanded);
    assert_compiles(&Sass::new(), "a.sass", "a\n  b: c\n", "a{b:c}");
    let all = [
        Sass::new(),
        Sass::new().compressed(false),
        Sass::new().load_path("a"),
        Sass::new().load_path("a").load_path("b"),
        Sass::new().load_path("ab"),
    ];
    let mut keys = all.map(|it| described(&it));
    keys.sort();
    assert!(keys.windows(2).all(|two| two[0] != two[1]));
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("a {\n  b: $c;\n}", "2:6: Undefined variable"),
        ("a { é: 😀 + $b; }", "1:12: "),
        ("a {\n  b: c", "2:6: expected \"}\""),
        ("@use 'gone';", "1:1: "),
        ("a { b: 1px + 1s; }", "1:8: "),
        ("@error 'no way';", "1:8: "),
    ] {
        assert_fault(&Sass::new(), "a.scss", input.as_bytes(), start);
    }
}

#[test]
fn faults_in_a_partial_name_the_partial() {
    let tree = Tree::new();
    tree.write("ui/a/b.scss", "@use '../c/d';")
        .write("ui/c/_d.scss", "\n\n$e 1;")
        .write("ui/a/f.scss", "@use '../c/g';")
        .write("ui/c/_g.scss", b"a {}\n\xFF")
        .write("ui/a/h.scss", "@use '../c/i';")
        .write("ui/c/_i.scss", format!("\n{}", "a{".repeat(100_000)));
    for (path, expected) in [
        ("a/b.scss", "../c/_d.scss:3:4: "),
        ("a/f.scss", "../c/_g.scss:2:1: "),
        ("a/h.scss", "../c/_i.scss:2:2002: this is nested"),
    ] {
        let error = compile_in(&tree, &Sass::new(), path).result.unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn warnings_are_warnings() {
    let tree = Tree::new();
    tree.write("ui/a.scss", "@debug 'b';\n@warn 'old';\n@import 'c';");
    tree.write("ui/_c.scss", "@warn 'older';");
    let outcome = compile_in(&tree, &Sass::new(), "a.scss");
    assert_eq!(outcome.warnings, ["2:7: \"old\"", "_c.scss:1:7: \"older\""]);
}

#[test]
fn stylesheets_that_read_one_another_are_an_error() {
    let tree = Tree::new();
    tree.write("ui/a.scss", "@import 'b';").write("ui/_b.scss", "@import 'a';");
    tree.write("ui/c.scss", "@use 'd';").write("ui/_d.scss", "@use 'c';");
    for path in ["a.scss", "c.scss"] {
        let error = compile_in(&tree, &Sass::new(), path).result.unwrap_err();
        assert!(error.is::<SourceError>(), "{error}");
    }
}

#[test]
fn survives_bad_sources() {
    let sample = "@use 'sass:math';\n$a: (b: 1px, c: math.div(4, 2));\n@mixin d($e) { f: $e }\n\
                  .g { @include d(map-get($a, b)); &:hover { h: 1 + 2 * 3 } @if true { i: j } @else { k: l } }";
    assert_survives(&Sass::new(), "a.scss", sample);
}
