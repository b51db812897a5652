use std::format;

use crate::{Digest, ETag};

#[test]
fn quotes_the_first_half_of_the_digest() {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = at as u8 * 7;
    }
    let digest = Digest::from_bytes(bytes);
    let etag = ETag::new(digest);
    assert_eq!(etag.as_str(), format!("\"{digest:.32}\""));
    assert_eq!(format!("{etag}"), etag.as_str());
    assert_eq!(format!("{etag:>36}"), format!("  {}", etag.as_str()));
    assert_eq!(format!("{etag:?}"), format!("ETag({})", etag.as_str()));
    assert_eq!(etag.as_ref(), etag.as_str());
    assert_eq!(etag.as_bytes(), etag.as_str().as_bytes());
}

#[test]
fn is_made_while_compiling_if_the_digest_is_known() {
    const TAG: ETag = ETag::new(Digest::from_bytes([0xab; 32]));
    const TEXT: &str = TAG.as_str();
    assert_eq!(TEXT, "\"abababababababababababababababab\"");
    assert_ne!(TAG, ETag::new(Digest::from_bytes([0; 32])));
}
