//! Processing instructions of XML, which are comments to who reads HTML.

use super::entities;
use crate::references::text::Unescaped;

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
