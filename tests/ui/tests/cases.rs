//! Each file in `cases/` is a program; those in `fail/` have their error beside.
//!
//! trybuild does not link what a build script made, so these use sets that are
//! embedded by `include_bytes!`. The package `app` does the same with a linked
//! one.

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/pass/*.rs");
    cases.compile_fail("cases/fail/*.rs");
}
