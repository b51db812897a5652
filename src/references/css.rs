//! The references of CSS: `url()`, `src()`, `@import` and the strings of `image-set()`,
//! in custom properties too.

use super::scan::{Found, is_data};
use super::text::Unescaped;
use crate::compilers::css_tokens::{Fault, Kind, escape, escaped, is, is_escape, next};

/// What a string is, by what it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A function whose first argument is a URL.
    Url,
    /// A function in which strings are URLs.
    Images,
    Other,
}

/// Finds the references of a style sheet, or of a part of one.
///
/// A fault is skipped as browsers do: a string that its line ends, say, is none, and what
/// is open at the end is closed there.
pub(super) fn scan(bytes: &[u8], add: &mut dyn FnMut(Found)) {
    // What is open, each with what closes it.
    let mut open: Vec<(u8, Place)> = Vec::new();
    // The at-rule whose name or whose URL comes next.
    let mut rule = Rule::Other;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // The last token may have no end: then it has no closing byte, either.
        let (kind, len, close_len) = match next(&bytes[at..]) {
            Ok((kind, len)) => (kind, len, 1),
            Err(Fault::End(kind)) => (kind, bytes.len() - at, 0),
            Err(Fault::Line(len)) => {
                at += len;
                continue;
            }
            Err(Fault::Backslash) => {
                at += 1;
                continue;
            }
        };
        let token = &bytes[at..at + len];
        match kind {
            Kind::At => rule = Rule::of(&token[1..]),
            Kind::Open => {
                let (close, place) = match byte {
                    b'(' => (b')', Place::Other),
                    b'[' => (b']', Place::Other),
                    b'{' => (b'}', Place::Other),
                    _ => (b')', function(&token[..len - 1])),
                };
                if close == b'}' {
                    rule = Rule::Other;
                }
                open.push((close, place));
            }
            Kind::Close if open.last().is_some_and(|(close, _)| close == byte) => {
                open.pop();
            }
            Kind::Other if token == b";" && open.last().is_none_or(|(close, _)| *close == b'}') => {
                rule = Rule::Other;
            }
            Kind::Url => {
                let open = token.iter().position(|it| *it == b'(').unwrap_or(0);
                let (start, end) = (at + open + 1, at + len - close_len);
                let is_other = rule == Rule::Namespace || is_data(&bytes[start..end]);
                if !is_other && is_url(&bytes[start..end]) {
                    add(unescaped(&bytes[start..end], start).url());
                }
                rule = rule.after_url();
            }
            Kind::String => {
                let place = open.last().map_or(Place::Other, |(_, place)| *place);
                let is_import = rule == Rule::Import && place != Place::Images;
                let text = &token[1..len - close_len];
                let is_other = rule == Rule::Namespace || is_data(text);
                if !is_other && (place != Place::Other || is_import) {
                    add(unescaped(text, at + 1).url());
                }
                if let (Place::Url, Some(last)) = (place, open.last_mut()) {
                    last.1 = Place::Other;
                }
                rule = rule.after_url();
            }
            _ => {}
        }
        at += len;
    }
}

/// An at-rule in which strings and URLs are something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Its first string is a URL.
    Import,
    /// Its URL is a name.
    Namespace,
    Other,
}

impl Rule {
    fn of(name: &[u8]) -> Self {
        match name {
            _ if is(name, "import") => Rule::Import,
            _ if is(name, "namespace") => Rule::Namespace,
            _ => Rule::Other,
        }
    }

    fn after_url(self) -> Self {
        if self == Rule::Import { Rule::Other } else { self }
    }
}

/// Says what strings are in a function.
fn function(name: &[u8]) -> Place {
    if is(name, "url") || is(name, "src") {
        Place::Url
    } else if is(name, "image-set") || is(name, "-webkit-image-set") {
        Place::Images
    } else {
        Place::Other
    }
}

/// Whether what is in `url()` without quotes is a URL, and not a fault.
fn is_url(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            _ if is_escape(&text[at..]) => at += escape(&text[at..]),
            b'"' | b'\'' | b'(' | b'\\' => return false,
            byte if byte.is_ascii_whitespace() || *byte < b' ' => return false,
            _ => at += 1,
        }
    }
    true
}

/// Returns what a string, a URL or a name says that is written at `start`.
fn unescaped(bytes: &[u8], start: usize) -> Unescaped {
    if !bytes.contains(&b'\\') {
        return Unescaped::plain(bytes, start);
    }
    let mut text = Unescaped::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let len = match rest {
            // In a string, the end of a line that means nothing.
            [b'\\', b'\r', b'\n', ..] => 3,
            [b'\\', b'\n' | b'\r' | b'\x0C', ..] => 2,
            // At the end of the file.
            [b'\\'] => 1,
            _ if is_escape(rest) => {
                let len = escape(rest);
                match rest[1].is_ascii() {
                    true => text.push_char(escaped(rest), start + at),
                    false => text.push(&rest[1..len], start + at),
                }
                len
            }
            _ => {
                text.push(&[*byte], start + at);
                1
            }
        };
        at += len;
    }
    text.end(start + bytes.len())
}

#[cfg(test)]
mod tests;
