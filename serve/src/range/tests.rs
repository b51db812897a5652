use http::HeaderValue;
use proptest::prelude::*;

use super::*;

fn asked(field: &str, len: u64) -> Asked {
    let mut headers = HeaderMap::new();
    headers.append(RANGE, HeaderValue::from_str(field).unwrap());
    read(&headers, len)
}

#[test]
fn one_range_of_bytes_and_nothing_else() {
    let none = Asked::Unsatisfiable;
    let cases = [
        ("bytes=0-4", 10, Asked::Part(0..=4)),
        ("bytes=0-0", 10, Asked::Part(0..=0)),
        ("bytes=5-", 10, Asked::Part(5..=9)),
        ("bytes=5-99", 10, Asked::Part(5..=9)),
        ("bytes=-3", 10, Asked::Part(7..=9)),
        ("bytes=-30", 10, Asked::Part(0..=9)),
        ("Bytes=9-9", 10, Asked::Part(9..=9)),
        ("bytes=,0-4,", 10, Asked::Part(0..=4)),
        ("bytes=0-99999999999999999999", 10, Asked::Part(0..=9)),
        ("bytes=-99999999999999999999", 10, Asked::Part(0..=9)),
        ("bytes=10-", 10, none.clone()),
        ("bytes=99999999999999999999-", 10, none.clone()),
        ("bytes=-0", 10, none.clone()),
        ("bytes=0-0", 0, none),
        ("bytes=-1", 0, Asked::Whole),
        ("bytes=5-2", 10, Asked::Whole),
        ("bytes=0-0,-1", 10, Asked::Whole),
        ("bytes=", 10, Asked::Whole),
        ("bytes=-", 10, Asked::Whole),
        ("bytes=1", 10, Asked::Whole),
        ("bytes=+1-2", 10, Asked::Whole),
        ("bytes=1-2-3", 10, Asked::Whole),
        ("bytes 1-2", 10, Asked::Whole),
        ("lines=0-4", 10, Asked::Whole),
        ("0-4", 10, Asked::Whole),
        ("", 10, Asked::Whole),
    ];
    for (field, len, expected) in cases {
        assert_eq!(asked(field, len), expected, "{field:?} of {len}");
    }
}

#[test]
fn two_fields_are_none() {
    let mut headers = HeaderMap::new();
    assert_eq!(read(&headers, 10), Asked::Whole);
    headers.append(RANGE, HeaderValue::from_static("bytes=0-1"));
    assert_eq!(read(&headers, 10), Asked::Part(0..=1));
    headers.append(RANGE, HeaderValue::from_static("bytes=0-1"));
    assert_eq!(read(&headers, 10), Asked::Whole);
}

/// Asks each byte whether it is wanted.
fn model(first: Option<u64>, last: Option<u64>, len: u64) -> Vec<u64> {
    let wants = |byte: u64| match (first, last) {
        (Some(first), last) => byte >= first && last.is_none_or(|last| byte <= last),
        (None, Some(count)) => byte + count >= len,
        (None, None) => true,
    };
    (0..len).filter(|byte| wants(*byte)).collect()
}

proptest! {
    #[test]
    fn as_each_byte_says(
        first in prop::option::of(0u64..40),
        last in prop::option::of(0u64..40),
        len in 0u64..30,
    ) {
        let text = |number: Option<u64>| number.map(|it| it.to_string()).unwrap_or_default();
        let got = match asked(&format!("bytes={}-{}", text(first), text(last)), len) {
            Asked::Whole => (0..len).collect(),
            Asked::Part(range) => range.collect(),
            Asked::Unsatisfiable => Vec::new(),
        };
        let backwards = matches!((first, last), (Some(first), Some(last)) if first > last);
        let expected = if backwards { (0..len).collect() } else { model(first, last, len) };
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn whatever_is_asked_the_part_is_inside(field in "(bytes=)?[0-9, \t=-]{0,30}", len in 0u64..20) {
        if let Asked::Part(range) = asked(&field, len) {
            prop_assert!(range.start() <= range.end() && *range.end() < len, "{:?}", range);
        }
    }
}
