//! The set file: where the macro finds the parts of a set's pack,
//! `OUT_DIR/NAME.set`.
//!
//! It is text: a heading, and a line for each part, in the order of their
//! numbers. It is written last and by rename, so that a set whose file can be
//! read is complete.

use core::fmt;

/// The first line of a set file of this version.
const HEADING: &str = "include-components set 3";

/// What the build script tells the macro about a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetFile<'a> {
    first: Part<'a>,
    /// The lines of all parts.
    lines: &'a str,
}

/// A part of a pack, in a file of its own.
///
/// It writes itself as a line: file, offset, length and, if it is linked, the
/// library and the symbol, with a space between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name of the file in OUT_DIR.
    pub file: &'a str,
    /// Where the part begins in the file, in bytes.
    pub offset: u64,
    /// The length of the part, in bytes.
    pub len: u64,
    /// What it is linked as. `None` if it is included by `include_bytes!`: then
    /// it is the only part, and all of its file.
    pub linked: Option<LinkedAs<'a>>,
}

/// A part in a static library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkedAs<'a> {
    /// The library's name, without the platform's prefix and suffix.
    pub library: &'a str,
    /// The symbol at the part's first byte.
    pub symbol: &'a str,
}

/// Why a set file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetError {
    /// Another version of the build helper wrote it.
    Version,
    /// It lacks a line, or has one that is not understood.
    Damaged,
}

impl<'a> SetFile<'a> {
    /// Reads the text of a set file.
    ///
    /// # Errors
    ///
    /// When the text is of another version, or not complete.
    pub fn parse(text: &'a str) -> Result<Self, SetError> {
        let (heading, rest) = text.split_once('\n').ok_or(SetError::Version)?;
        if heading != HEADING {
            return Err(SetError::Version);
        }
        Self::parse_parts(rest).ok_or(SetError::Damaged)
    }

    fn parse_parts(text: &'a str) -> Option<Self> {
        let (count, lines) = text.strip_prefix("parts ")?.split_once('\n')?;
        let mut parts = parse_lines(lines);
        let first = parts.clone().next()??;
        let is_alike = |part: Option<Part<'_>>| part.is_some_and(|part| part.linked.is_some());
        let fits = lines.ends_with('\n') && count.parse() == Ok(parts.clone().count());
        let is_one = || parts.clone().count() == 1;
        (fits && (is_one() || parts.all(is_alike))).then_some(SetFile { first, lines })
    }

    /// Writes the text of a set file. The first part is the one with the index.
    #[cfg(feature = "write")]
    pub fn text<'b>(parts: impl Iterator<Item = Part<'b>>) -> String {
        let lines: Vec<String> = parts.map(|part| part.to_string()).collect();
        format!("{HEADING}\nparts {}\n{}", lines.len(), lines.concat())
    }

    /// Returns the part with the index.
    pub fn first(&self) -> Part<'a> {
        self.first
    }

    /// Returns all parts, in the order of their numbers: the first has the index.
    pub fn parts(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        parse_lines(self.lines).flatten()
    }

    /// Returns whether the pack is linked rather than included.
    pub fn is_linked(&self) -> bool {
        self.first.linked.is_some()
    }
}

/// Parses what is before each line feed: a carriage return is part of a name, as it is
/// when the line is written.
fn parse_lines(lines: &str) -> impl Iterator<Item = Option<Part<'_>>> + Clone {
    lines.split_terminator('\n').map(Part::parse)
}

impl<'a> Part<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut words = line.split(' ');
        let file = words.next()?;
        let offset = words.next()?.parse().ok()?;
        let len = words.next()?.parse().ok()?;
        let linked = match words.next() {
            Some(library) => Some(LinkedAs { library, symbol: words.next()? }),
            None => None,
        };
        words.next().is_none().then_some(Part { file, offset, len, linked })
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Part { file, offset, len, linked } = self;
        write!(f, "{file} {offset} {len}")?;
        if let Some(LinkedAs { library, symbol }) = linked {
            write!(f, " {library} {symbol}")?;
        }
        writeln!(f)
    }
}
