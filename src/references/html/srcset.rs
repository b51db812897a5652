//! The URLs of `srcset` and `imagesrcset`, as the HTML Standard parses them.

use crate::references::scan::Scan;
use crate::references::text::Unescaped;

/// Adds the URL of each image candidate.
pub(super) fn scan(text: &Unescaped, scan: &mut Scan) {
    let bytes = &text.bytes;
    let mut at = 0;
    loop {
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
        at += bytes[at..].iter().take_while(|byte| is_between(byte)).count();
        if at == bytes.len() {
            return;
        }
        let len = bytes[at..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let end = at + len;
        let commas = bytes[at..end].iter().rev().take_while(|byte| **byte == b',').count();
        scan.add(text.part(at, end - commas).url());
        at = end;
        if commas == 0 {
            at = after_descriptors(bytes, at);
        }
    }
}

/// Returns where the next candidate may begin: commas between parentheses end none, and
/// the first that closes closes all.
fn after_descriptors(bytes: &[u8], mut at: usize) -> usize {
    let mut is_inside = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' => is_inside = true,
            b')' => is_inside = false,
            b',' if !is_inside => return at,
            _ => {}
        }
        at += 1;
    }
    at
}
