//! The set file: where the macro finds the parts of a set's pack,
//! `OUT_DIR/NAME.set`.

use core::fmt;

/// The first line of a set file of this version.
const HEADING: &str = "include-components set 2";

/// What the build script tells the macro about a set.
///
/// The file is text, one `key value` a line, written last and by rename, so
/// that a set whose file can be read is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetFile<'a> {
    /// The name of the file in OUT_DIR that contains the pack, or the part of
    /// it with the index.
    pub file: &'a str,
    /// Where the pack begins in that file, in bytes.
    pub offset: u64,
    /// The length of the pack, or of that part, in bytes.
    pub len: u64,
    /// How the pack gets into the program.
    pub embed: EmbedRoute<'a>,
    /// The other parts.
    pub parts: Parts<'a>,
}

/// The parts of a linked pack besides the one with the index, in the order of
/// their numbers, as the lines of a set file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts<'a>(&'a str);

/// A part of a pack, in a static library of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name of the library's file in OUT_DIR.
    pub file: &'a str,
    /// Where the part begins in the file, in bytes.
    pub offset: u64,
    /// The length of the part, in bytes.
    pub len: u64,
    /// The library's name, without the platform's prefix and suffix.
    pub library: &'a str,
    /// The symbol at the part's first byte.
    pub symbol: &'a str,
}

/// How a pack gets into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedRoute<'a> {
    /// By `include_bytes!` of the file, which is the pack alone.
    Include,
    /// By linking the file, a static library.
    Link {
        /// The library's name, without the platform's prefix and suffix.
        library: &'a str,
        /// The symbol at the pack's first byte.
        symbol: &'a str,
    },
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
        let (head, parts) = rest.split_once("\nparts ").ok_or(SetError::Damaged)?;
        let (count, parts) = parts.split_once('\n').ok_or(SetError::Damaged)?;
        let parts = Parts::parse(parts).ok_or(SetError::Damaged)?;
        if count.parse() != Ok(parts.iter().count()) {
            return Err(SetError::Damaged);
        }
        let field = |key: &str| {
            head.split('\n')
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))
                .ok_or(SetError::Damaged)
        };
        let number = |key: &str| field(key)?.parse().map_err(|_| SetError::Damaged);
        Ok(SetFile {
            file: field("file")?,
            offset: number("offset")?,
            len: number("len")?,
            embed: match field("embed")? {
                "include" => EmbedRoute::Include,
                "link" => EmbedRoute::Link { library: field("library")?, symbol: field("symbol")? },
                _ => return Err(SetError::Damaged),
            },
            parts,
        })
    }
}

impl<'a> Parts<'a> {
    /// Reads lines of the form that [`Part`] writes itself in.
    ///
    /// `None` if one of them is not, or is cut short.
    pub fn parse(lines: &'a str) -> Option<Self> {
        let is_whole = lines.is_empty() || lines.ends_with('\n');
        (is_whole && lines.lines().all(|line| Part::parse(line).is_some())).then_some(Parts(lines))
    }

    /// Returns the parts, from number 1 on.
    pub fn iter(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        self.0.lines().filter_map(Part::parse)
    }
}

impl<'a> Part<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut words = line.split(' ');
        let part = Part {
            file: words.next()?,
            offset: words.next()?.parse().ok()?,
            len: words.next()?.parse().ok()?,
            library: words.next()?,
            symbol: words.next()?,
        };
        words.next().is_none().then_some(part)
    }
}

impl SetFile<'_> {
    /// Returns whether the pack is linked rather than included.
    pub fn is_linked(&self) -> bool {
        matches!(self.embed, EmbedRoute::Link { .. })
    }
}

impl fmt::Display for SetFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SetFile { file, offset, len, embed, parts } = self;
        writeln!(f, "{HEADING}\nfile {file}\noffset {offset}\nlen {len}")?;
        match embed {
            EmbedRoute::Include => writeln!(f, "embed include")?,
            EmbedRoute::Link { library, symbol } => {
                writeln!(f, "embed link\nlibrary {library}\nsymbol {symbol}")?;
            }
        }
        write!(f, "parts {}\n{}", parts.iter().count(), parts.0)
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Part { file, offset, len, library, symbol } = self;
        writeln!(f, "{file} {offset} {len} {library} {symbol}")
    }
}
