use super::*;

/// The vectors of RFC 4648, section 10.
#[test]
fn base_64_is_that_of_the_rfc() {
    let cases = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
    for (len, expected) in cases.into_iter().enumerate() {
        assert_eq!(base64(&b"foobar"[..len]), expected);
    }
    assert_eq!(base64(&[0xFB, 0xFF]), "+/8=");
}

/// As `openssl dgst -sha384 -binary | openssl base64 -A` has them, and the example of
/// CSP 3, section 2.3.1, for a script.
#[test]
fn digests_are_those_of_other_tools() {
    let empty = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
    assert_eq!(integrity(b""), empty);
    let script = "alert('Hello, world.');";
    let hash = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
    assert_eq!(csp_source(script.as_bytes()), hash);
    let integrity = integrity(script.as_bytes());
    let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
    assert_eq!(integrity, expected);
}
