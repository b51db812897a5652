use super::*;

fn is_too_deep(text: &str) -> bool {
    too_deep(text.as_bytes()).is_some()
}

#[test]
fn brackets_and_chains_are_levels() {
    for part in [
        "(",
        "[",
        "{",
        "a{b:(",
        "@media x{",
        "!",
        "typeof ",
        "a=>",
        "a+",
        "a?b:",
        "a=",
        "a.b",
        "if(a)",
        "if(a);else ",
        "f()()",
        "[0]",
        "`${",
        "do ",
        "not ",
        "a >\n",
        "a{b:c + ",
        "-\n",
    ] {
        assert!(!is_too_deep(&part.repeat(MAX_BRACKETS / 3)), "{part}");
        assert!(is_too_deep(&part.repeat(2 * MAX_DEPTH + 2)), "{part}");
    }
    let deep = format!("a;\n{}", "(".repeat(MAX_BRACKETS));
    assert_eq!(too_deep(deep.as_bytes()), Some(2 + MAX_BRACKETS));
}

#[test]
fn what_is_long_is_not_deep() {
    let many = 2 * MAX_DEPTH;
    for part in [
        "a;",
        "a+b;",
        "a{b:c+d}",
        "f(a,b);",
        "(a);",
        "{}",
        "if(a){b()}\n",
        "a=b\n",
        "a+b,",
        "'(';",
        "\"((\\\"((\";",
        "/* ((( */",
        "// ((( \n",
        "/[(]\\(/.test(a);",
        "a{b:url(data:a+/+/)}",
        "'it''s';",
        "`\n<a>((`;",
        "a>b,",
        ".5 .5 ",
        "\\(",
        "a.b()\n.c;",
        "don't\n",
        "@use 'a';\n",
    ] {
        assert!(!is_too_deep(&part.repeat(many)), "{part}");
    }
    for nothing in ["", ")", "}}}}", "'", "/", "/*", "url(", "`", "\\"] {
        assert!(!is_too_deep(nothing), "{nothing}");
    }
}

#[test]
fn a_panic_reaches_the_caller() {
    let panic = std::panic::catch_unwind(|| run("", || std::panic::panic_any(7)).map(|(): ()| ()));
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&7));
}
