//! The set file: where the macro finds a set's pack, `OUT_DIR/NAME.set`.

use core::fmt;

/// The first line of a set file of this version.
const HEADING: &str = "include-components set 1";

/// What the build script tells the macro about a set.
///
/// The file is text, one `key value` a line, written last and by rename, so
/// that a set whose file can be read is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetFile<'a> {
    /// The name of the file in OUT_DIR that contains the pack.
    pub file: &'a str,
    /// Where the pack begins in that file, in bytes.
    pub offset: u64,
    /// The length of the pack, in bytes.
    pub len: u64,
    /// How the pack gets into the program.
    pub embed: EmbedRoute<'a>,
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
        // Without it, the last line can be cut short.
        let rest = rest.strip_suffix('\n').ok_or(SetError::Damaged)?;
        let field = |key: &str| {
            rest.split('\n')
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
        })
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
        let SetFile { file, offset, len, embed } = self;
        writeln!(f, "{HEADING}\nfile {file}\noffset {offset}\nlen {len}")?;
        match embed {
            EmbedRoute::Include => writeln!(f, "embed include"),
            EmbedRoute::Link { library, symbol } => {
                writeln!(f, "embed link\nlibrary {library}\nsymbol {symbol}")
            }
        }
    }
}
