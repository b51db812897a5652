//! From the path of a request to the path of a component.

use std::borrow::Cow;

/// Percent-decodes the path of a request, without its leading slash.
///
/// `None` if that is no path of a component: it is not UTF-8, has a `%` without two digits
/// or an encoded slash. A layer that guards `/admin/` sees the path before it is decoded,
/// so `/admin%2Fx` may not be `/admin/x`.
pub(crate) fn decode(path: &str) -> Option<Cow<'_, str>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'%' {
            decoded.push(*byte);
            continue;
        }
        let [high, low, after @ ..] = rest else { return None };
        rest = after;
        match hex_digit(*high)? << 4 | hex_digit(*low)? {
            b'/' => return None,
            byte => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

/// Percent-encodes the last segment of a path that is percent-encoded or not.
pub(crate) fn encode_last_segment(path: &str) -> String {
    let segment = last_segment(path);
    // Of a prefix it may be what no component can be named, and stays as it is.
    let decoded = decode(segment);
    let is_decoded = decoded.is_some();
    let segment = decoded.unwrap_or(Cow::Borrowed(segment));
    encode(&segment, if is_decoded { b"" } else { b"%" })
}

/// Percent-encodes the query of a request, which is percent-encoded but for bytes that
/// some clients send as they are (RFC 3986, section 3.4).
pub(crate) fn encode_query(query: &str) -> String {
    encode(query, b"/?%")
}

/// Percent-encodes all but what is a `pchar` (RFC 3986, section 3.3) or among others.
fn encode(text: &str, others: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let is_kept = byte.is_ascii_alphanumeric()
            || b"-._~!$&'()*+,;=:@".contains(&byte)
            || others.contains(&byte);
        match is_kept {
            true => encoded.push(byte.into()),
            false => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

/// Returns what follows the last slash.
pub(crate) fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn hex_digit(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests;
