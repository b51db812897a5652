//! JSON, Markdown and WebAssembly.

use include_components_build::compilers::{Json, Markdown, Wat};
use serde_json::Value;

use crate::data::{bootstrap, icons, katex};
use crate::{compile, read, shrunk};

#[test]
fn json_has_the_same_values_in_the_same_order() {
    for package in [bootstrap(), icons(), katex()].into_iter().flatten() {
        let root = package.path("");
        let made = compile(&root, &["*.json", "*.map"], Json::new()).unwrap();
        assert!(!made.is_empty());
        for (path, json) in &made {
            let before: Value = serde_json::from_str(&read(&root, path)).unwrap();
            let after: Value = serde_json::from_slice(json).unwrap();
            assert!(before == after, "{path}");
            // The order of keys is no part of what is equal.
            let (before, after) = (before.to_string(), after.to_string());
            assert!(before == after, "{path}");
        }
        println!("{}", shrunk(&root, &made));
    }
}

#[test]
fn markdown_is_what_comrak_makes_of_it() {
    for package in [bootstrap(), icons(), katex()].into_iter().flatten() {
        let root = package.path("");
        let made = compile(&root, &["*.md"], Markdown::new()).unwrap();
        assert!(!made.is_empty());
        for (path, html) in &made {
            let mut options = comrak::Options::default();
            options.extension.table = true;
            options.extension.strikethrough = true;
            options.extension.autolink = true;
            options.extension.tasklist = true;
            let source = read(&root, &path.replace(".html", ".md"));
            let expected = comrak::markdown_to_html(&source, &options);
            assert!(*html == expected.into_bytes(), "{path}");
        }
    }
}

#[test]
fn what_is_assembled_is_valid_webassembly() {
    let dir = tempfile::tempdir().unwrap();
    let sources = [
        ("empty", "(module)"),
        ("add", "(module (func (export \"f\") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))"),
        (
            "loop",
            "(module (import \"a\" \"b\" (func $i (param f64))) (memory (export \"m\") 1) (data (i32.const 8) \"hi\\00\") (table 2 funcref)
               (global $g (mut i64) (i64.const -1)) (elem (i32.const 0) $f $f) (type $t (func))
                              (func $f (type $t) (local $n i32)
                 (loop $l (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 9))))
                 (call_indirect (type $t) (i32.const 1)) (call $i (f64.const nan))))",
        ),
        ("simd", "(module (func (result v128) (i32x4.splat (i32.const 7))))"),
    ];
    for (name, text) in sources {
        std::fs::write(dir.path().join(format!("{name}.wat")), text).unwrap();
    }
    let made = compile(dir.path(), &["*.wat"], Wat::new()).unwrap();
    assert_eq!(made.len(), sources.len());
    for (path, wasm) in made {
        wasmparser::validate(&wasm).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}
