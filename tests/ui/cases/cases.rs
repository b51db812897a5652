//! Each file in `pass/` and `fail/` is a program; the latter have their error beside.
//!
//! trybuild does not link what a build script made, so these use sets that are
//! embedded by `include_bytes!`. The package `app` does the same with a linked
//! one.

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}
