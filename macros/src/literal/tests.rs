use super::value;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(value(text).as_deref(), Ok(expected), "{text}");
}

#[test]
fn plain_strings_lose_their_quotes_and_escapes() {
    check(r#""icons/close.svg""#, "icons/close.svg");
    check(r#""""#, "");
    check(r#""größe.svg""#, "größe.svg");
    check(r#""\n\r\t\0\\\"\'""#, "\n\r\t\0\\\"'");
    check(r#""\x41b\u{e9}c\u{1_F600}d""#, "Abéc\u{1F600}d");
    check("\"a\\\n   \t b\"", "ab");
}

#[test]
fn raw_strings_are_taken_as_they_are() {
    check(r##"r"a\b""##, r"a\b");
    check(r###"r#"a"b"#"###, "a\"b");
    check(r####"r##"a"#b"##"####, "a\"#b");
}

#[test]
fn nothing_else_is_a_string() {
    for text in ["5", "b\"a\"", "c\"a\"", "'a'", "name", "r", "-", "\"", "\"\\q\"", "\"\\u{}\""] {
        let expected = format!("expected a string literal, found `{text}`");
        assert_eq!(value(text), Err(expected));
    }
}
