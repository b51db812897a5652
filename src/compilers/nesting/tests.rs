use super::*;

fn is_too_deep(text: &str) -> bool {
    too_deep(text.as_bytes()).is_some()
}

#[test]
fn brackets_in_one_another_are_counted() {
    for part in ["(", "[", "{", "a{b:(", "@media x{", "f(a)(", "`${", "[\\[[]"] {
        assert!(!is_too_deep(&part.repeat(MAX_BRACKETS / 3)), "{part}");
        assert!(is_too_deep(&part.repeat(100_000)), "{part}");
    }
    let deep = format!("a;\n{}", "(".repeat(MAX_BRACKETS));
    assert_eq!(too_deep(format!("{deep})))()").as_bytes()), None);
    assert_eq!(too_deep(format!("{deep}(").as_bytes()), Some(deep.len()));
}

#[test]
fn what_is_long_is_not_deep() {
    for part in [
        "a;",
        "a+b",
        "a.b()",
        "f()()[0]",
        "a?b:",
        "case 1:",
        "if(a);else ",
        "a{b:c+d}",
        "f(a,b);",
        "(a);",
        "{}",
        "if(a){b()}\n",
        "'(';",
        "(')');",
        "\"((\\\"((\";",
        "'\\'((';",
        "/* ((( */",
        "// don't ((( \n",
        "/* don't ` */",
        "/[(]\\(/.test(a);",
        "a=/['\"`({[]/g;b('(', \"(\")\n",
        "a{b:url(data:a+/+/)}",
        "a{b:url(http://c.d/e_(f).png)}\n",
        "'it''s';",
        "`\n<a>((`;",
        "`${a(`(`)}`",
        "don't\n",
        "[(}])",
        "\\(",
    ] {
        assert!(!is_too_deep(&part.repeat(10_000)), "{part}");
        assert!(!is_too_deep(&format!("a{{{}}}", part.repeat(10_000))), "{part}");
    }
    for nothing in ["", ")", "}}}}", "'", "/", "/*", "url(", "`", "\\", "'\\", "\n\"\n"] {
        assert!(!is_too_deep(nothing), "{nothing}");
    }
}

/// One line, as minifiers write it, whose quotes are all taken for their opposite.
#[test]
fn a_quote_in_a_regular_expression_makes_nothing_deep() {
    let line = "f(/'/);".to_owned() + &"if(a){b('(')+c('[{')}else{d(')')}".repeat(10_000);
    assert!(!is_too_deep(&line));
}

#[test]
fn a_panic_reaches_the_caller() {
    let panic = std::panic::catch_unwind(|| run("", || std::panic::panic_any(7)).map(|(): ()| ()));
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&7));
}
