//! Scripts and style sheets of SVG, whose text is not raw as that of HTML is: any tag ends
//! it, and it may have character references and CDATA sections.

use std::ops::Range;

use super::{entities, written};
use crate::references::css;
use crate::references::scan::Scan;

pub(super) const CDATA: &[u8] = b"<![CDATA[";

/// Returns where the text is of an element whose start tag ends at `start`: what is in
/// its CDATA section, if it begins with one.
pub(super) fn text(bytes: &[u8], start: usize) -> Range<usize> {
    let before = bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if bytes[start + before..].starts_with(CDATA) {
        let inner = start + before + CDATA.len();
        return inner..find(bytes, inner, b"]]>");
    }
    let mut at = start;
    loop {
        at = find(bytes, at, b"<");
        let rest = &bytes[at..];
        at = match rest {
            _ if rest.starts_with(CDATA) => find(bytes, at, b"]]>"),
            _ if rest.starts_with(b"<!--") => find(bytes, at, b"-->"),
            [b'<', b'/', ..] | [] => return start..at,
            [b'<', letter, ..] if letter.is_ascii_alphabetic() => return start..at,
            _ => at + 1,
        };
    }
}

/// Adds the references of a style sheet that is written at `start`.
pub(super) fn scan_css(text: &[u8], start: usize, scan: &mut Scan) {
    // What is not known stands for no character of a URL that matters here.
    let (text, _) = entities::unescaped(text, start);
    css::scan(&text.bytes, &mut |found| scan.add(written(&text, found)));
}

/// Returns where something is from an offset on; else the end.
pub(super) fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> usize {
    let found = bytes[from..].windows(wanted.len()).position(|it| it == wanted);
    found.map_or(bytes.len(), |len| from + len)
}
