//! The comment that names a source map.

use super::scan::{Kind, Reference};
use super::text::Unescaped;

/// How many bytes from the end such a comment is looked for.
const TAIL: usize = 2_000;

/// Finds the last comment of a script or a style sheet that names its source map.
pub(super) fn find(bytes: &[u8]) -> Option<Reference> {
    let from = bytes.len().saturating_sub(TAIL);
    let tail = &bytes[from..];
    let mark = b"# sourceMappingURL=";
    let at = from + tail.windows(mark.len()).rposition(|it| it == mark)?;
    let url = at + mark.len();
    let is_end =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'*' | b'"' | b'\'' | b'`');
    let url_end = bytes[url..].iter().position(is_end).map_or(bytes.len(), |len| url + len);
    let (start, end) = match bytes.get(at.checked_sub(2)?..at)? {
        b"//" => {
            let line = bytes[url_end..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let end = line.map_or(bytes.len(), |len| url_end + len);
            // Else it is in a string.
            bytes[url_end..end].trim_ascii().is_empty().then_some((at - 2, end))?
        }
        b"/*" => {
            let close = bytes[url..].windows(2).position(|it| it == b"*/")?;
            (at - 2, url + close + 2)
        }
        _ => return None,
    };
    if !is_end_of_file(&bytes[end..]) {
        return None;
    }
    let found = Unescaped::plain(&bytes[url..url_end], url).url();
    let kind = Kind::SourceMap { start: start as u32, end: end as u32 };
    let (at, insert) = (found.at as u32, found.insert as u32);
    Some(Reference::new(at, insert, found.url, kind))
}

/// Whether nothing follows but white space and comments on lines of their own: what does
/// not end the file may be in a string.
fn is_end_of_file(rest: &[u8]) -> bool {
    let is_nothing = |line: &[u8]| line.is_empty() || line.starts_with(b"//");
    rest.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii).all(is_nothing)
}

#[cfg(test)]
mod tests;
