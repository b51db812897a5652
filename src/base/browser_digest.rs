//! Digests of SHA-2, which browsers check; and the only user of the crate `sha2`.

/// Returns the digest of a file, as `integrity` has it.
#[cfg(feature = "integrity")]
pub(crate) fn integrity(bytes: &[u8]) -> String {
    use sha2::Digest;
    format!("sha384-{}", base64(&sha2::Sha384::digest(bytes)))
}

/// Returns a source of a content security policy that allows this text.
#[cfg(all(feature = "integrity", any(feature = "html", test)))]
pub(crate) fn csp_source(text: &[u8]) -> String {
    use sha2::Digest;
    format!("'sha256-{}'", base64(&sha2::Sha256::digest(text)))
}

/// Nothing asks for one, as the options are refused that would.
#[cfg(not(feature = "integrity"))]
pub(crate) fn integrity(_: &[u8]) -> String {
    String::new()
}

#[cfg(all(feature = "html", not(feature = "integrity")))]
pub(crate) fn csp_source(_: &[u8]) -> String {
    String::new()
}

/// Returns bytes in base 64 (RFC 4648, section 4), padded.
#[cfg(feature = "integrity")]
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for nth in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * nth)) as usize & 63];
            text.push(if nth <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(all(test, feature = "integrity"))]
mod tests;
