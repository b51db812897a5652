use http::HeaderValue;
use proptest::prelude::*;

use super::*;

const TAG: &str = "\"1a2b\"";

fn headers(fields: &[(HeaderName, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

#[test]
fn if_none_match_compares_weakly() {
    let matching = [
        "\"1a2b\"",
        "W/\"1a2b\"",
        "*",
        "\"x\", \"1a2b\"",
        "\"x\",W/\"1a2b\" , \"y\"",
        "\"a,b\", \"1a2b\"",
        "\"a,\\\", \"1a2b\"",
        ",, \t\"1a2b\",",
        "x, \"1a2b\"",
        "\"\", \"1a2b\"",
        "\"ü\", \"1a2b\"",
    ];
    for field in matching {
        let headers = headers(&[(IF_NONE_MATCH, field)]);
        assert_eq!(decide(&headers, TAG.as_bytes()), Verdict::NotModified, "{field}");
    }
    let other = [
        "",
        ",",
        "\"x\"",
        "1a2b",
        "\"1a2b",
        "\"1A2B\"",
        "w/\"1a2b\"",
        "W/ \"1a2b\"",
        "\"*\"",
        "\"a,\"1a2b\",b\"",
        "'1a2b'",
        "\"x\", *",
    ];
    for field in other {
        let headers = headers(&[(IF_NONE_MATCH, field)]);
        assert_eq!(decide(&headers, TAG.as_bytes()), Verdict::Proceed, "{field}");
    }
    let two = headers(&[(IF_NONE_MATCH, "\"x\""), (IF_NONE_MATCH, TAG)]);
    assert_eq!(decide(&two, TAG.as_bytes()), Verdict::NotModified);
}

#[test]
fn if_match_compares_strongly_and_comes_first() {
    let decided = |fields: &[(HeaderName, &str)]| decide(&headers(fields), TAG.as_bytes());
    for field in ["\"1a2b\"", "*", "\"x\", \"1a2b\""] {
        assert_eq!(decided(&[(IF_MATCH, field)]), Verdict::Proceed, "{field}");
    }
    for field in ["W/\"1a2b\"", "\"x\"", "", ","] {
        assert_eq!(decided(&[(IF_MATCH, field)]), Verdict::Failed, "{field}");
    }
    assert_eq!(decided(&[(IF_MATCH, TAG), (IF_NONE_MATCH, TAG)]), Verdict::NotModified);
    assert_eq!(decided(&[(IF_MATCH, "\"x\""), (IF_NONE_MATCH, TAG)]), Verdict::Failed);
}

#[test]
fn if_range_wants_the_very_tag() {
    let wanted = |fields: &[(HeaderName, &str)]| range_is_wanted(&headers(fields), TAG.as_bytes());
    assert!(wanted(&[]));
    assert!(wanted(&[(IF_RANGE, TAG)]));
    let others = ["W/\"1a2b\"", "\"x\"", "", "yesterday", "Sat, 28 Nov 2026 13:14:33 GMT", "*"];
    for field in others {
        assert!(!wanted(&[(IF_RANGE, field)]), "{field}");
    }
    assert!(!wanted(&[(IF_RANGE, TAG), (IF_RANGE, TAG)]));
}

proptest! {
    /// A list that is made of tags is taken apart into the same tags.
    #[test]
    fn as_the_list_was_made(
        elements in prop::collection::vec((any::<bool>(), "[!#-+--~é,]{0,4}", "[ \t]{0,2},[ ,\t]{0,2}"), 1..8),
        wanted in "[!#-+--~é,]{0,4}",
    ) {
        let list: String = elements
            .iter()
            .map(|(weak, tag, comma)| format!("{}\"{tag}\"{comma}", if *weak { "W/" } else { "" }))
            .collect();
        let tags = elements.iter().map(|(weak, tag, _)| (*weak, format!("\"{tag}\"")));
        let wanted = format!("\"{wanted}\"");
        for tag in tags.clone().map(|it| it.1).chain([wanted]) {
            let weakly = tags.clone().any(|it| it.1 == tag);
            let strongly = tags.clone().any(|it| it == (false, tag.clone()));
            let asked = |name| decide(&headers(&[(name, &list)]), tag.as_bytes());
            prop_assert_eq!(asked(IF_NONE_MATCH) == Verdict::NotModified, weakly, "{} in {}", tag, list);
            prop_assert_eq!(asked(IF_MATCH) == Verdict::Proceed, strongly, "{} in {}", tag, list);
        }
    }

    #[test]
    fn no_list_is_endless_or_a_panic(bytes in "[W/\",* x]{0,40}") {
        decide(&headers(&[(IF_NONE_MATCH, &bytes), (IF_MATCH, &bytes)]), TAG.as_bytes());
    }
}
