//! JSON (RFC 8259), as far as a manifest needs it: the values, without numbers.
//!
//! serde_json would be 6 crates more in the first build of everybody.

use crate::base::source_error::{SourceError, bom_len};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A number, or `null`.
    Other,
    Bool(bool),
    String(String),
    Array(Vec<Value>),
    /// In the order of the text.
    Object(Vec<(String, Value)>),
}

/// How deep arrays and objects may be in one another.
const MAX_DEPTH: usize = 64;

impl Value {
    /// Returns a member of an object: the last of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.members().iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(crate) fn members(&self) -> &[(String, Value)] {
        match self {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the items of an array.
    pub(crate) fn items(&self) -> &[Value] {
        match self {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// Returns the strings of an array.
    pub(crate) fn strings(&self) -> impl Iterator<Item = &str> {
        self.items().iter().filter_map(Value::as_str)
    }
}

/// Reads a text that is one value.
pub(crate) fn parse(text: &[u8]) -> Result<Value, SourceError> {
    parse_at(text)
        .map_err(|(at, what)| SourceError::new(text, at, format!("this is not JSON: {what}")))
}

/// Reads a text that is one value; of a fault it says where it is, too.
pub(crate) fn parse_at(text: &[u8]) -> Result<Value, (usize, &'static str)> {
    let mut parser = Parser { text, at: bom_len(text) };
    let value = parser.value(0);
    parser.space();
    match value {
        Ok(value) if parser.at == text.len() => Ok(value),
        Ok(_) => Err((parser.at, "there is more behind the value")),
        Err(what) => Err((parser.at.min(text.len()), what)),
    }
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past a byte, if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let is_next = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Result<Value, &'static str> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deep");
        }
        if self.take(b'{') {
            let mut members = Vec::new();
            while !(members.is_empty() && self.take(b'}')) {
                self.space();
                let key = self.string()?;
                if !self.take(b':') {
                    return Err("a `:` is expected");
                }
                members.push((key, self.value(depth + 1)?));
                if !self.comma(b'}')? {
                    break;
                }
            }
            return Ok(Value::Object(members));
        }
        if self.take(b'[') {
            let mut items = Vec::new();
            while !(items.is_empty() && self.take(b']')) {
                items.push(self.value(depth + 1)?);
                if !self.comma(b']')? {
                    break;
                }
            }
            return Ok(Value::Array(items));
        }
        match self.text.get(self.at) {
            Some(b'"') => self.string().map(Value::String),
            _ => self.word(),
        }
    }

    /// Goes past what follows an item; returns whether another one comes.
    fn comma(&mut self, end: u8) -> Result<bool, &'static str> {
        match (self.take(b','), self.take(end)) {
            (true, false) => Ok(true),
            (false, true) => Ok(false),
            (true, true) => Err("nothing follows a comma"),
            (false, false) => Err("a comma is expected"),
        }
    }

    fn word(&mut self) -> Result<Value, &'static str> {
        let rest = &self.text[self.at.min(self.text.len())..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let len = rest.iter().take_while(|byte| is_part(byte)).count();
        let value = match &rest[..len] {
            b"true" => Value::Bool(true),
            b"false" => Value::Bool(false),
            b"null" => Value::Other,
            number if is_number(number) => Value::Other,
            _ => return Err("a value is expected"),
        };
        self.at += len;
        Ok(value)
    }

    fn string(&mut self) -> Result<String, &'static str> {
        if self.text.get(self.at) != Some(&b'"') {
            return Err("a string is expected");
        }
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            match self.text.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.escape(&mut bytes)?,
                Some(0..=0x1F) => return Err("a control character is in a string"),
                Some(byte) => {
                    bytes.push(*byte);
                    self.at += 1;
                }
                None => {
                    self.at = start;
                    return Err("a string is not closed");
                }
            }
        }
        self.at += 1;
        String::from_utf8(bytes).map_err(|_| "a string is not UTF-8")
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Result<(), &'static str> {
        let c = match self.text.get(self.at + 1) {
            Some(b'u') => {
                let first = self.code(self.at + 2)?;
                let mut code = first;
                if (0xD800..0xDC00).contains(&first) {
                    let low = self.text.get(self.at + 6..self.at + 8) == Some(b"\\u");
                    let second = if low { self.code(self.at + 8)? } else { 0 };
                    if (0xDC00..0xE000).contains(&second) {
                        code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                        self.at += 6;
                    }
                }
                self.at += 4;
                char::from_u32(code).unwrap_or('\u{FFFD}')
            }
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
            _ => return Err("this is no escape"),
        };
        self.at += 2;
        bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    fn code(&self, at: usize) -> Result<u32, &'static str> {
        let digits = self.text.get(at..at + 4).filter(|it| it.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or("this is no escape")
    }
}

/// Whether a text is a number, as far as anybody asks.
fn is_number(text: &[u8]) -> bool {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let is_begun = text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    is_begun && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests;
