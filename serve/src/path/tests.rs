use proptest::prelude::*;

use super::*;

#[test]
fn what_is_no_one_path_is_nothing() {
    let decoded = |path| decode(path).map(Cow::into_owned);
    let some = |path: &str| Some(path.to_owned());
    assert_eq!(decoded("/a/b.css"), some("a/b.css"));
    assert_eq!(decoded("a.css"), some("a.css"));
    assert_eq!(decoded("//a"), some("/a"));
    assert_eq!(decoded("/with%20space+%2b"), some("with space++"));
    assert_eq!(decoded("/%C3%BC%e6%bc%a2"), some("ü漢"));
    assert_eq!(decoded("/100%25"), some("100%"));
    assert_eq!(decoded("/%2541"), some("%41"));
    for path in ["/%", "/%2", "/%zz", "/%+1", "/%FF%FE", "/a%2Fb", "/a%2fb", "/%C0%AF", "/%2%35"] {
        assert_eq!(decoded(path), None, "{path}");
    }
}

#[test]
fn a_last_segment_is_encoded_once() {
    assert_eq!(encode_last_segment("/a/b c"), "b%20c");
    assert_eq!(encode_last_segment("/a/b%20c"), "b%20c");
    assert_eq!(encode_last_segment("/1:2@~"), "1:2@~");
    assert_eq!(encode_last_segment("/%22%3F%C3%BC%25"), "%22%3F%C3%BC%25");
    assert_eq!(encode_last_segment("/a%0D%0Ab"), "a%0D%0Ab");
    // Of a prefix it may be anything that a path may have.
    assert_eq!(encode_last_segment("/a%2Fb/static"), "static");
    assert_eq!(encode_last_segment("/a%2Fb"), "a%2Fb");
    assert_eq!(encode_last_segment("/%zz\"%FF"), "%zz%22%FF");
}

#[test]
fn a_query_is_encoded_where_it_is_not() {
    for query in ["", "a=b&c", "a=%C3%BC&b=%zz", "/docs/?a+b", "a:@!$'()*,;-._~"] {
        assert_eq!(encode_query(query), query);
    }
    assert_eq!(encode_query("q=\u{fc}\u{6f22}"), "q=%C3%BC%E6%BC%A2");
    assert_eq!(encode_query("a[]=\"{|}\\^`\""), "a%5B%5D=%22%7B%7C%7D%5C%5E%60%22");
}

proptest! {
    /// A path that was encoded, byte for byte or where it must be, is that path.
    #[test]
    fn decodes_what_was_encoded(path in "[a-z ü漢%+./-]{0,12}", all in any::<bool>()) {
        let encoded: String = path
            .bytes()
            .map(|byte| match byte {
                b'/' => "/".to_owned(),
                b'a'..=b'z' | b'.' | b'-' if !all => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        let encoded = format!("/{encoded}");
        prop_assert_eq!(decode(&encoded).map(Cow::into_owned), Some(path));
    }

    #[test]
    fn no_text_is_a_panic(path in "[%0-9a-fA-F/é]{0,12}") {
        decode(&path);
    }
}
