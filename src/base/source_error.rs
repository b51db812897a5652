//! Errors of compilers with a position in a source.

use std::error::Error;
use std::fmt::{self, Write};

/// An error at a position in a source, shown with the line and a caret.
///
/// If a [`Compiler`](crate::Compiler) returns one, cargo's output has an error that
/// begins with `path:line:column`, which editors and terminals turn into a link.
/// Lines and columns begin with 1; a column is in characters. As in editors, a line ends
/// with `\n`, `\r\n` or a `\r` alone, whatever the language says, and a byte order mark
/// is no character.
///
/// # Examples
///
/// ```
/// use include_components_build::SourceError;
///
/// let error = SourceError::new(b"a {\n  colour: red;\n}", 6, "no such property");
/// assert_eq!((error.line(), error.column()), (2, 3));
/// assert_eq!(
///     error.to_string(),
///     "2:3: no such property\n  2 |   colour: red;\n    |   ^"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    file: Option<String>,
    line: usize,
    column: usize,
    message: String,
    /// What is shown of the line, and how many characters are before the caret.
    excerpt: String,
    indent: usize,
}

/// How many characters of a line are shown before and from the column.
const BEFORE: usize = 60;
const AFTER: usize = 40;

impl SourceError {
    /// Makes an error at a byte offset in a source.
    ///
    /// An offset beyond the end means the end. Control characters in `message` are
    /// escaped.
    pub fn new(input: &[u8], offset: usize, message: impl AsRef<str>) -> Self {
        Places::new(input).error(offset, message)
    }

    /// Makes an error at a line and a column, which begin with 1.
    ///
    /// The column is in characters. A position beyond the end of the line or of the
    /// source means that end.
    ///
    /// # Examples
    ///
    /// ```
    /// use include_components_build::SourceError;
    ///
    /// let error = SourceError::at("{\n  é ?\n}".as_bytes(), 2, 5, "expected `:`");
    /// assert_eq!(error.to_string(), "2:5: expected `:`\n  2 |   é ?\n    |     ^");
    /// ```
    pub fn at(input: &[u8], line: usize, column: usize, message: impl AsRef<str>) -> Self {
        let breaks = (0..input.len()).filter(|at| is_line_break(input, *at));
        let mut starts = std::iter::once(bom_len(input)).chain(breaks.map(|at| at + 1));
        let start = starts.nth(line.saturating_sub(1)).unwrap_or(input.len());
        let text = until_line_break(&input[start..]);
        SourceError::new(input, start + offset(text, column.saturating_sub(1)), message)
    }

    /// Moves the error to another file than the component's own.
    ///
    /// `path` is relative to the component's directory, as for
    /// [`Context::read`](crate::Context::read).
    #[must_use]
    pub fn in_file(self, path: impl Into<String>) -> Self {
        SourceError { file: Some(path.into()), ..self }
    }

    /// Returns the file of the error, if it is not the component's own.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the column in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// Writes the error with the path of the file that it is in.
    pub(crate) fn shown_in(&self, path: &str) -> String {
        let SourceError { line, column, message, excerpt, indent, .. } = self;
        let mut text = escaped(path);
        if !text.is_empty() {
            text.push(':');
        }
        let number = format!("{line:>3}");
        let margin = " ".repeat(number.len());
        let indent = " ".repeat(*indent);
        let _ =
            write!(text, "{line}:{column}: {message}\n{number} | {excerpt}\n{margin} | {indent}^");
        text
    }
}

/// Places in a source, one after the other, so that each line is counted once.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    input: &'a [u8],
    /// Up to where is counted.
    at: usize,
    line: usize,
    /// Where the line begins, and how many characters of it are counted.
    start: usize,
    characters: usize,
}

impl<'a> Places<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Self {
        let at = bom_len(input);
        Places { input, at, line: 1, start: at, characters: 0 }
    }

    /// Makes an error at a byte offset, which is behind those before it.
    pub(crate) fn error(&mut self, offset: usize, message: impl AsRef<str>) -> SourceError {
        let input = self.input;
        let offset = offset.min(input.len()).max(self.at);
        let mut counted = self.at;
        for at in (self.at..offset).filter(|at| is_line_break(input, *at)) {
            (self.line, self.start, self.characters) = (self.line + 1, at + 1, 0);
            counted = at + 1;
        }
        self.characters += count(&input[counted..offset]);
        self.at = offset;
        let indent = self.characters.min(BEFORE);
        let is_cut = self.characters > BEFORE;
        let mut excerpt = String::new();
        // A character has at most 4 bytes, and a byte that is part of none is shown as one.
        let left = &input[self.start.max(offset.saturating_sub(4 * BEFORE))..offset];
        let shown = String::from_utf8_lossy(left);
        let skipped = shown.chars().count().saturating_sub(indent);
        excerpt.extend(is_cut.then_some('…'));
        excerpt.extend(shown.chars().skip(skipped).map(printable));
        let end = input.len().min(offset + 4 * (AFTER + 1));
        let right = until_line_break(&input[offset..end]);
        let is_long = count(right) > AFTER;
        let shown = String::from_utf8_lossy(right);
        excerpt.extend(shown.chars().take(AFTER).map(printable));
        excerpt.extend(is_long.then_some('…'));
        SourceError {
            file: None,
            line: self.line,
            column: 1 + self.characters,
            message: escaped(message.as_ref()),
            excerpt,
            indent: indent + usize::from(is_cut),
        }
    }
}

/// Whether a line ends with the byte at an offset.
fn is_line_break(input: &[u8], at: usize) -> bool {
    input[at] == b'\n' || input[at] == b'\r' && input.get(at + 1) != Some(&b'\n')
}

fn until_line_break(rest: &[u8]) -> &[u8] {
    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    &rest[..end.unwrap_or(rest.len())]
}

/// Returns how many bytes at the start are a byte order mark.
pub(crate) fn bom_len(input: &[u8]) -> usize {
    let bom = "\u{FEFF}".as_bytes();
    if input.starts_with(bom) { bom.len() } else { 0 }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown_in(self.file.as_deref().unwrap_or_default()))
    }
}

impl Error for SourceError {}

/// Counts characters, as a lossy decoding has them.
fn count(bytes: &[u8]) -> usize {
    bytes
        .utf8_chunks()
        .map(|it| it.valid().chars().count() + usize::from(!it.invalid().is_empty()))
        .sum()
}

/// Returns the byte offset of the nth character of a line.
fn offset(line: &[u8], mut nth: usize) -> usize {
    let mut offset = 0;
    for chunk in line.utf8_chunks() {
        for (at, _) in chunk.valid().char_indices() {
            if nth == 0 {
                return offset + at;
            }
            nth -= 1;
        }
        offset += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            if nth == 0 {
                return offset;
            }
            nth -= 1;
            offset += chunk.invalid().len();
        }
    }
    line.len()
}

/// Replaces a control character by one that is as wide as the caret's margin.
fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

/// Escapes control characters: a line break could end cargo's directive.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() {
            true => out.extend(c.escape_default()),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
