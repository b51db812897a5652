//! The strings of a JSON text, by the keys that lead to them.

use super::scan::Found;
use super::text::Unescaped;

/// The members of a web application manifest that are URLs of images, by the keys that
/// lead to them through any arrays.
pub(super) const MANIFEST: [&[&str]; 4] = [
    &["icons", "src"],
    &["screenshots", "src"],
    &["shortcuts", "icons", "src"],
    &["file_handlers", "icons", "src"],
];

/// What is open around a value.
#[derive(Clone, Debug)]
enum Around {
    Array,
    /// An object, with the key of the member that is being read.
    Object(Option<String>),
}

/// Finds the strings to which one of these lists of keys leads.
///
/// A text that is not JSON has none from the fault on.
pub(super) fn scan(bytes: &[u8], wanted: &[&[&str]], add: &mut dyn FnMut(Found)) {
    walk(bytes, &mut |keys, text| {
        if wanted.contains(&keys) {
            add(text.url());
        }
    });
}

/// Goes through all strings that are values, each with the keys that lead to it.
pub(super) fn walk(bytes: &[u8], visit: &mut dyn FnMut(&[&str], &Unescaped)) {
    let mut around: Vec<Around> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' => around.push(Around::Object(None)),
            b'[' => around.push(Around::Array),
            b'}' | b']' => drop(around.pop()),
            b',' => {
                if let Some(Around::Object(key)) = around.last_mut() {
                    *key = None;
                }
            }
            b'"' => {
                let Some((text, end)) = string(bytes, at) else { return };
                match around.last_mut() {
                    Some(Around::Object(key @ None)) => {
                        *key = Some(String::from_utf8_lossy(&text.bytes).into_owned());
                    }
                    _ => {
                        let key = |around: &'_ Around| match around {
                            Around::Object(key) => key.clone(),
                            Around::Array => None,
                        };
                        let keys: Vec<String> = around.iter().filter_map(key).collect();
                        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                        visit(&keys, &text);
                    }
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Returns the members of the object that begins at `open`, in a text that is JSON: the name
/// of each, and where its value begins.
#[cfg(feature = "html")]
pub(super) fn members(bytes: &[u8], open: usize) -> Vec<(Unescaped, usize)> {
    let (mut members, mut depth, mut at) = (Vec::new(), 0usize, open);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => break,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let Some((text, end)) = string(bytes, at) else { break };
                at = end;
                let rest = bytes[end..].trim_ascii_start();
                if let Some(value) = rest.strip_prefix(b":").filter(|_| depth == 1) {
                    members.push((text, bytes.len() - value.trim_ascii_start().len()));
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    members
}

/// Returns the string that begins at `at`, and where it ends.
pub(super) fn string(bytes: &[u8], start: usize) -> Option<(Unescaped, usize)> {
    let mut text = Unescaped::with_capacity(16);
    let mut at = start + 1;
    loop {
        let place = at;
        match *bytes.get(at)? {
            b'"' => return Some((text.end(at), at + 1)),
            b'\\' => {
                at += 2;
                match *bytes.get(place + 1)? {
                    b'u' => {
                        let (code, len) = code(bytes.get(at..)?)?;
                        text.push_char(code, place);
                        at += len;
                    }
                    b'b' => text.push(b"\x08", place),
                    b'f' => text.push(b"\x0C", place),
                    b'n' => text.push(b"\n", place),
                    b'r' => text.push(b"\r", place),
                    b't' => text.push(b"\t", place),
                    other => text.push(&[other], place),
                }
            }
            b'\n' => return None,
            byte => {
                text.push(&[byte], place);
                at += 1;
            }
        }
    }
}

/// Returns the code point behind `\u`, which may be two halves, and its length.
pub(super) fn code(rest: &[u8]) -> Option<(u32, usize)> {
    let four = |rest: &[u8]| {
        let digits = std::str::from_utf8(rest.get(..4)?).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let first = four(rest)?;
    if (0xD800..0xDC00).contains(&first) {
        if let Some([b'\\', b'u', low @ ..]) = rest.get(4..) {
            let second = four(low)?;
            if (0xDC00..0xE000).contains(&second) {
                return Some((0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 10));
            }
        }
    }
    Some((first, 4))
}

#[cfg(test)]
mod tests;
