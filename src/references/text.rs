//! Texts that are written with escapes: what they say, and where each byte stands.

use include_components_pack::path::split_extension;

use super::scan::Found;

/// A text without its escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unescaped {
    pub(super) bytes: Vec<u8>,
    /// Where each byte is written, and where the text ends.
    places: Vec<usize>,
}

impl Unescaped {
    /// Begins a text with room for `len` bytes.
    pub(super) fn with_capacity(len: usize) -> Self {
        Unescaped { bytes: Vec::with_capacity(len), places: Vec::with_capacity(len + 1) }
    }

    /// Takes a text without escapes, which is written at `start`.
    pub(super) fn plain(bytes: &[u8], start: usize) -> Self {
        let places = (start..=start + bytes.len()).collect();
        Unescaped { bytes: bytes.to_vec(), places }
    }

    /// Adds a byte that is written at `place`, or more that one escape stands for.
    pub(super) fn push(&mut self, bytes: &[u8], place: usize) {
        self.bytes.extend_from_slice(bytes);
        self.places.extend(bytes.iter().map(|_| place));
    }

    /// Adds a character that an escape stands for: U+FFFD if there is no such.
    pub(super) fn push_char(&mut self, code: u32, place: usize) {
        let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}');
        self.push(c.encode_utf8(&mut [0; 4]).as_bytes(), place);
    }

    /// Ends the text, whose writing ends at `place`.
    pub(super) fn end(mut self, place: usize) -> Self {
        self.places.push(place);
        self
    }

    /// Returns where the byte at an offset is written.
    pub(super) fn place(&self, offset: usize) -> usize {
        self.places.get(offset).or(self.places.last()).copied().unwrap_or(0)
    }

    /// Returns a part of the text.
    #[cfg(any(feature = "html", test))]
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        let bytes = self.bytes.get(start..end).unwrap_or_default().to_vec();
        let places = (start..=end).map(|offset| self.place(offset)).collect();
        Unescaped { bytes, places }
    }

    /// Returns what the text refers to as a URL, with the place in it where the digest
    /// goes.
    ///
    /// As the URL Standard says, white space around it and line breaks in it mean
    /// nothing.
    pub(super) fn url(&self) -> Found {
        let is_space = |byte: &u8| *byte <= b' ';
        let start = self.bytes.iter().take_while(|byte| is_space(byte)).count();
        let after = self.bytes[start..].iter().rev().take_while(|byte| is_space(byte)).count();
        let (mut url, mut places) = (Vec::new(), Vec::new());
        for offset in start..self.bytes.len() - after {
            if !matches!(self.bytes[offset], b'\t' | b'\n' | b'\r') {
                url.push(self.bytes[offset]);
                places.push(self.place(offset));
            }
        }
        let end = self.place(self.bytes.len() - after);
        places.push(end);
        let path_end = url.iter().position(|byte| matches!(byte, b'?' | b'#'));
        let path_end = path_end.unwrap_or(url.len());
        let slash = url[..path_end].iter().rposition(|byte| matches!(byte, b'/' | b'\\'));
        let name_start = slash.map_or(0, |slash| slash + 1);
        let (name, offsets) = decoded(&url[name_start..path_end]);
        // What is not UTF-8 is no component's name.
        let name = String::from_utf8(name).unwrap_or_default();
        let (stem, extension) = split_extension(&name);
        let in_name = offsets.get(stem.len()).copied().filter(|_| !extension.is_empty());
        let in_name = in_name.unwrap_or(path_end - name_start);
        Found {
            at: self.place(start),
            insert: places[name_start + in_name],
            url: String::from_utf8_lossy(&url).into_owned(),
        }
    }
}

/// Returns what a percent-encoded text says, and where in it each byte stands.
pub(super) fn decoded(text: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        offsets.push(at);
        match percent(&text[at..]) {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    (bytes, offsets)
}

/// Returns the byte that `%` and two digits, which a text begins with, stand for.
fn percent(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

#[cfg(test)]
mod tests;
