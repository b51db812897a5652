//! The content codings that a representation can have.

/// A content coding (RFC 9110, section 8.4.1) of a representation.
///
/// The order of the variants is the order of their codes in the pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// The artifact's own bytes, not coded.
    Identity,
    /// Brotli (RFC 7932), `br`.
    Br,
    /// Gzip (RFC 1952), `gzip`.
    Gzip,
    /// Zstandard (RFC 8878), `zstd`.
    Zstd,
}

impl Encoding {
    /// Returns the coding's name in `Content-Encoding` and `Accept-Encoding`.
    pub const fn token(self) -> &'static str {
        match self {
            Encoding::Identity => "identity",
            Encoding::Br => "br",
            Encoding::Gzip => "gzip",
            Encoding::Zstd => "zstd",
        }
    }

    /// Returns the number that stands for the coding in a pack.
    #[cfg(feature = "write")]
    pub(crate) const fn code(self) -> u32 {
        self as u32
    }

    /// Returns the coding that `code` stands for, unless it is unknown.
    pub(crate) const fn from_code(code: u32) -> Option<Self> {
        match code {
            0 => Some(Encoding::Identity),
            1 => Some(Encoding::Br),
            2 => Some(Encoding::Gzip),
            3 => Some(Encoding::Zstd),
            _ => None,
        }
    }
}
