//! Each file in `cases/` is a program; those in `fail/` have their error beside.

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/pass/*.rs");
    cases.compile_fail("cases/fail/*.rs");
}
