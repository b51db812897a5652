//! What XML has and HTML has not: processing instructions, which are comments to who reads
//! HTML, tags that end their element, and text with markup.

use super::entities;
use super::foreign::{CDATA, find};
use crate::references::text::Unescaped;

/// The elements in which HTML takes markup for text, and `template`: all that comes behind
/// one that is ended in its own tag would be in it.
const OPEN: [&str; 11] = [
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// In the place of the last letter of such a name.
const MASK: u8 = b'-';

/// Returns a page of XHTML for who reads HTML: each of these elements that is ended in its
/// own tag has another name of the same length.
pub(super) fn masked(page: &[u8]) -> Vec<u8> {
    let mut masked = page.to_vec();
    let mut at = find(page, 0, b"<");
    while at < page.len() {
        let rest = &page[at..];
        let end = match rest {
            _ if rest.starts_with(b"<!--") => find(rest, 4, b"-->"),
            _ if rest.starts_with(b"<?") => find(rest, 2, b"?>"),
            _ if rest.starts_with(CDATA) => find(rest, CDATA.len(), b"]]>"),
            _ => tag_end(rest),
        };
        let name = rest[1..].split(|it| it.is_ascii_whitespace() || b"/>".contains(it)).next();
        let name = name.unwrap_or_default();
        if rest[..end].ends_with(b"/") && OPEN.iter().any(|open| open.as_bytes() == name) {
            masked[at + name.len()] = MASK;
        }
        at = find(page, at + end.max(1), b"<");
    }
    masked
}

/// Returns where the `>` of a tag is.
fn tag_end(tag: &[u8]) -> usize {
    let mut quote = None;
    let end = tag.iter().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    });
    end.unwrap_or(tag.len())
}

/// Returns whether the name of an element was masked, and the name as it is written.
pub(super) fn unmasked(name: String) -> (bool, String) {
    // Nearly all end here.
    let Some(stem) = name.strip_suffix(char::from(MASK)) else { return (false, name) };
    let is_it = |open: &&&str| stem.len() + 1 == open.len() && open.starts_with(stem);
    match OPEN.iter().find(is_it) {
        Some(open) => (true, (*open).to_owned()),
        None => (false, name),
    }
}

/// Returns what the text of an element says, without its escapes.
pub(super) fn text(written: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(written.len());
    let mut at = 0;
    while at < written.len() {
        let start = find(written, at, CDATA);
        text.extend(entities::unescaped(&written[at..start], at).0.bytes);
        let inner = (start + CDATA.len()).min(written.len());
        let end = find(written, inner, b"]]>");
        text.extend_from_slice(&written[inner..end]);
        at = end + b"]]>".len();
    }
    text
}

/// Returns what `href` says in `<?xml-stylesheet …?>`, and whether all of its character
/// references are known, if that is what is written at `start`.
pub(super) fn style_sheet(instruction: &[u8], start: usize) -> Option<(Unescaped, bool)> {
    let mut rest = instruction.strip_prefix(b"<?xml-stylesheet")?;
    loop {
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let is_href = rest[..equals].trim_ascii() == b"href";
        let value = rest[equals + 1..].trim_ascii_start();
        let (quote, text) = value.split_first().filter(|(it, _)| matches!(it, b'"' | b'\''))?;
        let len = text.iter().position(|byte| byte == quote)?;
        if is_href {
            let at = instruction.len() - text.len();
            return Some(entities::unescaped(&text[..len], start + at));
        }
        rest = &text[len + 1..];
    }
}
