use super::*;
use crate::compilers::tests::{assert_compiles, assert_fault, assert_survives};

#[test]
fn nothing_but_white_space_is_lost() {
    for (input, expected) in [
        ("{ \"b\" : 1.0 ,\n\t\"a\" : [ ] }\r\n", "{\"b\":1.0,\"a\":[]}"),
        // The order, what is there twice, and numbers that no float has.
        (r#"{"z":1,"a":2, "z":3}"#, r#"{"z":1,"a":2,"z":3}"#),
        (
            "[ 1e400, -0.0, 123456789012345678901234567890 ]",
            "[1e400,-0.0,123456789012345678901234567890]",
        ),
        (r#" "a \" b \\" "#, r#""a \" b \\""#),
        (r#"[ "\\\" ", " " ]"#, r#"["\\\" "," "]"#),
        (" null ", "null"),
    ] {
        assert_compiles(&Json::new(), "a.json", input, expected);
    }
}

#[test]
fn faults_have_a_place() {
    for (input, start) in [
        ("{\n  \"a\": 01\n}", "2:9: "),
        ("[1,]", "1:4: expected value"),
        ("// no\n1", "1:1: "),
        ("[\"é\", }", "1:7: "),
        ("[1\n", "2:"),
        ("{} {}", "1:4: trailing characters"),
        ("\"a\nb\"", "1:2: control character"),
    ] {
        assert_fault(&Json::new(), "a.json", input.as_bytes(), start);
    }
}

#[test]
fn survives_bad_sources() {
    let deep = [vec![b'['; 1 << 20], vec![b']'; 1 << 20]].concat();
    let deep = String::from_utf8(deep).unwrap();
    assert_compiles(&Json::new(), "a.json", &deep, &deep);
    assert_survives(&Json::new(), "a.json", r#"{"a": [1, 2.5e3, "x\u00e9"], "b": {"c": null}}"#);
}
