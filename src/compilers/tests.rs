//! What the tests of all compilers have in common.
#![allow(dead_code, reason = "without features, or with one, not all of it is of use")]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::*;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::base::roots::{Places, Root};
use crate::cache::action::Read;
use crate::compile::reads::{Files, Reads};
use crate::testing::Tree;

/// What came of one component.
pub(super) struct Outcome {
    pub(super) result: Result<Vec<u8>, BoxError>,
    pub(super) reads: Vec<Read>,
    pub(super) warnings: Vec<String>,
}

/// Compiles a component of the root `ui`.
pub(super) fn compile_in(tree: &Tree, compiler: &dyn Compiler, path: &str) -> Outcome {
    let (trusted, before) = (HashMap::new(), HashMap::new());
    let places = Places { package: tree.path(""), temp: tree.path("tmp") };
    let files = Files::new(trusted, &before, &places);
    let root = Root {
        given: "ui".to_owned(),
        prefix: String::new(),
        path: tree.path("ui"),
        is_own: false,
    };
    let reads = Reads::new(&files, &root, path);
    let mut context = Context::new(reads);
    let input = tree.read(format!("ui/{path}"));
    let result = compiler.compile(&input, &mut context);
    Outcome { result, reads: context.reads.recorded, warnings: context.warnings }
}

/// Compiles one file that reads no other.
pub(super) fn compile(
    compiler: &dyn Compiler,
    path: &str,
    input: &[u8],
) -> Result<String, BoxError> {
    let tree = Tree::new();
    tree.write(format!("ui/{path}"), input);
    compile_in(&tree, compiler, path).result.map(|it| String::from_utf8_lossy(&it).into_owned())
}

/// Compiles one file, and fails the test unless this comes of it.
#[track_caller]
pub(super) fn assert_compiles(compiler: &dyn Compiler, path: &str, input: &str, expected: &str) {
    match compile(compiler, path, input.as_bytes()) {
        Ok(found) => assert_eq!(found, expected, "{input}"),
        Err(error) => panic!("{input}\n{error}"),
    }
}

/// Fails the test unless one file is an error at this place.
#[track_caller]
pub(super) fn assert_fault(compiler: &dyn Compiler, path: &str, input: &[u8], start: &str) {
    let error = compile(compiler, path, input).expect_err("an error");
    let error = error.downcast::<SourceError>().expect("an error with a place");
    assert!(error.to_string().starts_with(start), "{error}");
}

/// Returns the digest of what a compiler says of itself.
pub(super) fn described(compiler: &dyn Compiler) -> String {
    let mut key = KeyHasher::new("test");
    compiler.describe(&mut key);
    key.finish().to_string()
}

/// Sources that no compiler can make anything of: each must be an error.
fn hopeless() -> Vec<(&'static str, Vec<u8>)> {
    let binary: Vec<u8> = (0..100_000_u32).map(|nth| (nth.wrapping_mul(nth) >> 7) as u8).collect();
    vec![
        ("binary", binary),
        ("zero bytes", vec![0; 1000]),
        ("invalid UTF-8", b"a \xFF b".to_vec()),
        ("UTF-16", "ÿþa".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("50 MB in one line", vec![b'a'; 50_000_000]),
    ]
}

/// Sources at which a compiler may fail or not, but in good time.
fn odd(sample: &str) -> Vec<(String, Vec<u8>)> {
    let nested = |open: &str, close: &str, times: usize| {
        (
            format!("{open:?} {times} times"),
            [open.repeat(times), close.repeat(times)].concat().into(),
        )
    };
    let mut sources = vec![
        ("empty".to_owned(), Vec::new()),
        ("white space".to_owned(), b" \n\t\n".to_vec()),
        ("1 MB in one line".to_owned(), vec![b'a'; 1 << 20]),
        ("1 MB of spaces".to_owned(), vec![b' '; 1 << 20]),
        ("1 MB of lines".to_owned(), vec![b'\n'; 1 << 20]),
    ];
    let pairs = [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("a{", "}"),
        ("a{b:(", ")}"),
        ("@media x{", "}"),
        (":not(", ")"),
        ("a{b:calc(", ")}"),
        ("[{\"a\":", "}]"),
        ("<g>", "</g>"),
        ("<pre>", ""),
        ("(module ", ")"),
        ("(func (i32.eqz ", "))"),
        ("> ", ""),
        ("* ", ""),
        ("- a\n ", ""),
        ("![", "](a)"),
        ("**a *b ", ""),
        ("`", ""),
        ("<", ""),
        ("\"", ""),
        ("/*", ""),
        ("<!--", ""),
        ("`${", "}`"),
        ("|a\n|-\n", ""),
        ("#{", "}"),
    ];
    let chains = [
        ("!", "a"),
        ("-", "1"),
        ("- ", "1"),
        ("a=>", "1"),
        ("a?b:", "1"),
        ("a+", "1"),
        ("a**", "1"),
        ("a=", "1"),
        ("new ", "a"),
        ("typeof ", "a"),
        ("if(a)", ";"),
        ("if(a);else ", ";"),
        ("a:", ";"),
        ("for(;;)", ";"),
        ("f()", ""),
        ("a[0]", ""),
        ("a.", "b"),
        ("a`", ""),
        ("class extends ", "{}"),
        ("a{b:c + ", "d}"),
        ("@if a{} @else ", "{}"),
        ("&", ""),
        ("a >", "{}"),
        ("not ", "a"),
        ("$a: 1+", "1;"),
    ];
    // Far too deep, and just what `nesting` lets through.
    for times in [100_000, 990, 490] {
        sources.extend(pairs.map(|(open, close)| nested(open, close, times)));
    }
    // Longer than anybody's.
    for times in [2_990, 990, 490] {
        sources.extend(chains.map(|(open, close)| nested(open, close, times)));
    }
    // Cut off anywhere.
    let step = (sample.len() / 40).max(1);
    let cuts = (0..sample.len())
        .step_by(step)
        .map(|at| (format!("cut at {at}"), sample.as_bytes()[..at].to_vec()));
    sources.extend(cuts);
    sources
}

/// Fails the test if a compiler hangs, panics or takes what it should not.
///
/// An overflow of the stack ends all tests; the last path that is printed is
/// then of what did it.
#[track_caller]
pub(super) fn assert_survives(compiler: &dyn Compiler, path: &str, sample: &str) {
    assert!(compile(compiler, path, sample.as_bytes()).is_ok(), "the sample is fine");
    for (what, input) in hopeless() {
        assert!(compile(compiler, path, &input).is_err(), "{what}");
    }
    for (what, input) in odd(sample) {
        let start = Instant::now();
        println!("{what}");
        drop(compile(compiler, path, &input));
        assert!(start.elapsed() < Duration::from_secs(60), "{what}: {:?}", start.elapsed());
    }
}

#[test]
fn the_versions_in_the_keys_are_those_that_are_used() {
    use crate::compile::codecs::version as encoders;
    let manifest = include_str!("../../Cargo.toml");
    let libraries = [
        ("brotlic", encoders::BROTLIC),
        ("brotlic-sys", encoders::BROTLIC_SYS),
        ("comrak", version::COMRAK),
        ("grass_compiler", version::GRASS),
        ("libdeflate-sys", encoders::LIBDEFLATE_SYS),
        ("libdeflater", encoders::LIBDEFLATER),
        ("lol_html", version::LOL_HTML),
        ("oxc_allocator", version::OXC),
        ("oxc_ast", version::OXC),
        ("oxc_ast_visit", version::OXC),
        ("oxc_codegen", version::OXC),
        ("oxc_mangler", version::OXC),
        ("oxc_parser", version::OXC),
        ("oxc_semantic", version::OXC),
        ("oxc_span", version::OXC),
        ("quick-xml", version::QUICK_XML),
        ("wast", version::WAST),
        ("zstd-safe", encoders::ZSTD_SAFE),
    ];
    for (name, version) in libraries {
        let pinned = format!("\n{name} = {{ version = \"={version}\",");
        assert!(manifest.contains(&pinned), "{name} is not pinned to {version}");
    }
    // A library that is pinned here is in a key.
    let is_pinned = |line: &&str| line.contains("version = \"=");
    let ours = |line: &&str| line.starts_with("include-components");
    let pinned = manifest.lines().filter(is_pinned).filter(|line| !ours(line)).count();
    assert_eq!(pinned, libraries.len());
}

#[test]
fn extensions_are_replaced_where_they_are() {
    for (path, expected) in [
        ("a/b.scss", "a/b.css"),
        ("b.c.sass", "b.c.css"),
        ("b.css", "b.css"),
        ("scss", "scss"),
        ("a.scss/b", "a.scss/b"),
        ("B.SCSS", "B.SCSS"),
    ] {
        assert_eq!(renamed(path, &["scss", "sass"], "css"), expected);
    }
}

#[test]
fn sources_are_text_of_a_sane_length() {
    assert_eq!(text(b"\xEF\xBB\xBFa").unwrap(), "a");
    assert_eq!(text(&vec![b'a'; MAX_LEN]).unwrap().len(), MAX_LEN);
    let error = text(&vec![b'a'; MAX_LEN + 1]).unwrap_err().to_string();
    assert!(error.contains("16") && error.contains("glob"), "{error}");
    assert!(text(b"a\n\xFF").unwrap_err().to_string().starts_with("2:1: this is not UTF-8"));
    assert!(text(b"a\n \0").unwrap_err().to_string().starts_with("2:2: this is not text"));
}
