use super::*;

#[test]
fn digests_make_no_other_page() {
    let sri = |c: &str| format!("sha384-{}", c.repeat(64));
    let page = |digits: &str, text: &str, sri: &str| {
        let page = format!("<link href=/a-{digits}.css integrity=\"{sri}\"><p>{text}");
        without_digests(page.as_bytes())
    };
    let (a, b) = (sri("A"), sri("/"));
    assert_eq!(page("12345678", "x", &a), page("0a1b2c3d", "x", &b));
    assert_ne!(page("12345678", "x", &a), page("12345678", "y", &a));
    assert_ne!(page("1234567g", "x", &a), page("0a1b2c3g", "x", &a), "no digits");
    assert_eq!(without_digests(b"-1234567"), b"-1234567");
    for text in ["order-12345678", "order-12345678, paid", "2026-20261128.", "tel:1-20261128.5"] {
        assert_eq!(without_digests(text.as_bytes()), text.as_bytes(), "no name of a file");
    }
    assert_eq!(without_digests(b"sha384-A"), b"sha384-A");
}
