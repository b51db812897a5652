use super::*;

fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

#[test]
fn values_are_read() {
    let text = r#" {"a": [1, -2.5e3, null, true, false, "x"], "b": {}, "c": [], "a": "last"} "#;
    let value = parse(text.as_bytes()).unwrap();
    assert_eq!(value.get("a"), Some(&string("last")));
    assert_eq!(value.members().len(), 4);
    let Value::Array(items) = &value.members()[0].1 else { panic!() };
    let expected = [Value::Other, Value::Other, Value::Other, Value::Bool(true)];
    assert_eq!(items[..4], expected);
    assert_eq!(value.members()[0].1.strings().collect::<Vec<_>>(), ["x"]);
    assert_eq!(parse(br#""\u00e9\ud83d\ude00\n\/\ud800""#).unwrap(), string("é😀\n/\u{FFFD}"));
    assert_eq!(parse(b"\xEF\xBB\xBF[]").unwrap(), Value::Array(Vec::new()));
}

#[test]
fn what_is_not_json_is_said_with_its_place() {
    let deep = "[".repeat(100);
    let cases = [
        "",
        "{",
        "[1,]",
        "{\"a\" 1}",
        "{a: 1}",
        "[1 2]",
        "\"x",
        "\"\\x\"",
        "\"\\u12g4\"",
        "01x",
        "{} {}",
        "nul",
        "<html>",
        "\"\n\"",
        "[1,,2]",
        "--1",
        "NaN",
        "Infinity",
        &deep,
    ];
    for case in cases {
        assert!(parse(case.as_bytes()).is_err(), "{case:?}");
    }
    assert!(parse(b"\"\xFF\"").is_err());
    let error = parse(b"{\n  \"a\": <x>\n}").unwrap_err();
    assert!(error.shown_in("m.json").starts_with("m.json:2:8: this is not JSON"), "{error}");
}
