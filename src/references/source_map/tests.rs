use super::*;

/// Returns what a text is with a mark where the digest goes, and without the comment.
fn both(text: &str) -> Option<(String, String)> {
    let found = find(text.as_bytes())?;
    let Kind::SourceMap { start, end } = found.kind else { return None };
    let (start, end, insert) = (start as usize, end as usize, found.insert as usize);
    let marked = format!("{}|{}", &text[..insert], &text[insert..]);
    Some((marked, format!("{}{}", &text[..start], &text[end..])))
}

#[test]
fn the_last_comment_names_the_map() {
    let cases = [
        ("a()\n//# sourceMappingURL=a|.js.map", "a()\n"),
        ("a()\n//# sourceMappingURL=a|.js.map\n", "a()\n\n"),
        ("a()//# sourceMappingURL=a|.js.map\r\n", "a()\r\n"),
        ("a{}\n/*# sourceMappingURL=a|.css.map */", "a{}\n"),
        ("a{}/*# sourceMappingURL=a|.css.map*/\n\n", "a{}\n\n"),
        (
            "//# sourceMappingURL=x.map\n//# sourceMappingURL=a|.js.map",
            "//# sourceMappingURL=x.map\n",
        ),
        ("a()\n//# sourceMappingURL=a|.js.map\n//# sourceURL=x\n", "a()\n\n//# sourceURL=x\n"),
    ];
    for (text, without) in cases {
        let found = both(&text.replace('|', ""));
        assert_eq!(found, Some((text.to_owned(), without.to_owned())), "{text}");
    }
}

/// A script that makes scripts has the comment in its strings.
#[test]
fn what_is_in_a_string_is_none() {
    let none = [
        "a(\"//# sourceMappingURL=a.js.map\")",
        "a('\\n//# sourceMappingURL=' + x)",
        "a(`\n//# sourceMappingURL=a.js.map\n`)",
        "a(\"/*# sourceMappingURL=a.css.map */\")",
        "a{content:\"/*# sourceMappingURL=a.css.map */\"}",
        "a() # sourceMappingURL=a.js.map",
        "/*# sourceMappingURL=a.css.map",
        "# sourceMappingURL=a",
        "",
    ];
    for text in none {
        assert_eq!(both(text), None, "{text}");
    }
    let long = format!("//# sourceMappingURL=a.js.map\n{}", "//\n".repeat(1_000));
    assert_eq!(both(&long), None, "only the end is looked at");
}
