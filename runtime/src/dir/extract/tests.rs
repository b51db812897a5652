use super::*;

#[test]
fn names_that_mean_something_else_are_refused() {
    for name in ["", ".", "..", "a\0b"] {
        assert!(fault(name, false).is_some() && fault(name, true).is_some(), "{name:?}");
    }
    let foreign = ["con", "NUL.txt", "aux .html", "com1", "LPT9.a.b", "COM\u{b9}", "a:b", "a\\b"];
    for name in foreign.into_iter().chain(["a.", "a ", "a?", "a*", "CONIN$"]) {
        assert_eq!(fault(name, false), None, "{name:?}");
        assert!(fault(name, true).is_some(), "{name:?}");
    }
    for name in
        ["a", "...a", "console", "com", "com10", "com0", "comb.svg", "nul-", ".con", "a b.c", "é"]
    {
        assert_eq!((fault(name, false), fault(name, true)), (None, None), "{name:?}");
    }
}
