//! Conditional requests (RFC 9110, section 13), by entity tags alone.
//!
//! No time is embedded, so there is no `Last-Modified`, and the conditions on dates
//! must be ignored (13.1.3, 13.1.4).

use http::HeaderMap;
use http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH, IF_RANGE};

/// The outcome of a request's conditions (section 13.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Answer as if there were no conditions.
    Proceed,
    /// Answer 304: the client has this representation.
    NotModified,
    /// Answer 412: the client wants another representation than this.
    Failed,
}

/// Decides by `If-Match` and `If-None-Match`, for the tag of the chosen
/// representation.
pub(crate) fn decide(headers: &HeaderMap, tag: &[u8]) -> Verdict {
    if headers.contains_key(IF_MATCH) && !names(headers, IF_MATCH, tag, Compare::Strong) {
        return Verdict::Failed;
    }
    if names(headers, IF_NONE_MATCH, tag, Compare::Weak) {
        return Verdict::NotModified;
    }
    Verdict::Proceed
}

/// Returns whether `Range` is to be obeyed: there is no `If-Range`, or it names this tag.
///
/// A date never does, since there is no `Last-Modified` that it could equal.
pub(crate) fn range_is_wanted(headers: &HeaderMap, tag: &[u8]) -> bool {
    let mut lines = headers.get_all(IF_RANGE).iter();
    match (lines.next(), lines.next()) {
        (None, _) => true,
        (Some(line), None) => line.as_bytes().trim_ascii() == tag,
        (Some(_), Some(_)) => false,
    }
}

/// How two tags are compared (section 8.8.3.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compare {
    Strong,
    Weak,
}

/// Returns whether a field names a strong tag, or any by `*`.
fn names(headers: &HeaderMap, field: HeaderName, tag: &[u8], how: Compare) -> bool {
    headers.get_all(field).iter().any(|line| {
        let line = line.as_bytes().trim_ascii();
        line == b"*" || list_has(line, tag, how)
    })
}

/// Returns whether a list of tags has one. After a malformed element, whatever comes
/// before the next comma is skipped.
fn list_has(mut list: &[u8], tag: &[u8], how: Compare) -> bool {
    loop {
        list = trim_start(list);
        let weak = list.strip_prefix(b"W/");
        match split_tag(weak.unwrap_or(list)) {
            Some((found, rest)) => {
                if found == tag && (weak.is_none() || how == Compare::Weak) {
                    return true;
                }
                list = rest;
            }
            None if list.is_empty() => return false,
            None => {
                let comma = list.iter().position(|byte| *byte == b',');
                list = &list[comma.unwrap_or(list.len())..];
            }
        }
    }
}

/// Skips commas, spaces and tabs.
fn trim_start(list: &[u8]) -> &[u8] {
    let end = list.iter().position(|byte| !matches!(byte, b',' | b' ' | b'\t'));
    &list[end.unwrap_or(list.len())..]
}

/// Splits a list after the quoted tag that it begins with.
fn split_tag(list: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = list.strip_prefix(b"\"")?;
    let end = inside.iter().position(|byte| *byte == b'"')?;
    Some(list.split_at(end + 2))
}

#[cfg(test)]
mod tests;
