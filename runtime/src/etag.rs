//! Entity tags.

use core::fmt;

use crate::Digest;

/// How many hexadecimal digits of the digest a tag has: 128 bits.
const DIGITS: usize = 32;

/// A strong entity tag (RFC 9110, section 8.8.3), its quotes included.
///
/// 34 ASCII bytes: the first 32 hexadecimal digits of the representation's
/// digest, between quotes.
///
/// # Examples
///
/// ```
/// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
/// # use fixture::{BUTTON_HTML, COMPONENTS};
/// # fn main() {
/// let etag = BUTTON_HTML.etag();
/// assert_eq!(etag.as_str(), "\"11111111111111111111111111111111\"");
/// assert_eq!(etag.to_string(), etag.as_str());
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ETag([u8; DIGITS + 2]);

impl ETag {
    pub(crate) const fn new(digest: Digest) -> Self {
        let hex: [u8; DIGITS] = digest.hex_prefix();
        let mut tag = [b'"'; DIGITS + 2];
        let mut at = 0;
        while at < DIGITS {
            tag[at + 1] = hex[at];
            at += 1;
        }
        ETag(tag)
    }

    /// Returns the tag with its quotes as ASCII bytes.
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the tag with its quotes, as an `ETag` header has it.
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(&self.0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl AsRef<str> for ETag {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ETag({self})")
    }
}

#[cfg(test)]
mod tests;
