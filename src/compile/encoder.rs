//! What the caller says of encoders: which, and how hard they try.

use include_components_pack::Encoding;

/// What makes an encoding of an artifact, for [`Build::encode`](crate::Build::encode).
///
/// Each needs the cargo feature of its name: `br`, `gzip`, `zstd`. Without it,
/// [`Build::run`](crate::Build::run) fails and says so.
///
/// The level is the library's own. If none is given it is that of the
/// [`Effort`]. What remained of the length is here that of 0.64 MB of CSS and
/// JavaScript, of Bootstrap and KaTeX. MB a second are those of Bootstrap 5.3.8 on
/// one thread of an AMD EPYC, in a build script without optimisation; in brackets
/// with `brotlic-sys.opt-level = 1` and `libdeflate-sys.opt-level = 1` under
/// `[profile.release.package]` in the Cargo.toml of the workspace (or
/// `profile.dev`), of which zstd needs none.
///
/// | | levels | fast | MB/s | | best | MB/s | |
/// |---|---|---|---|---|---|---|---|
/// | [`br`](Self::br) | 0 to 11 | 5 | 26 (50) | 19.8 % | 11 | 0.28 (0.56) | 17.3 % |
/// | [`gzip`](Self::gzip) | 1 to 12 | 6 | 30 (108) | 21.1 % | 12 | 1.3 (3.1) | 19.9 % |
/// | [`zstd`](Self::zstd) | 1 to 19 | 3 | 258 | 22.8 % | 19 | 1.8 | 18.7 % |
///
/// # Examples
///
/// ```
/// use include_components_build::{Build, Encoder};
///
/// let mut build = Build::new();
/// build.root("ui").encode("*.{html,css,js,svg}", [Encoder::br(), Encoder::gzip().level(9)]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoder {
    pub(crate) encoding: Encoding,
    pub(crate) level: Option<u32>,
}

impl Encoder {
    /// Makes brotli (RFC 7932), `br`: the smallest, which all browsers decode.
    pub const fn br() -> Self {
        Encoder { encoding: Encoding::Br, level: None }
    }

    /// Makes gzip (RFC 1952), `gzip`, which every client decodes.
    pub const fn gzip() -> Self {
        Encoder { encoding: Encoding::Gzip, level: None }
    }

    /// Makes Zstandard (RFC 8878), `zstd`, which is the fastest to decode.
    ///
    /// From level 20 on its window would be larger than the 8 MB that RFC 9659
    /// allows.
    pub const fn zstd() -> Self {
        Encoder { encoding: Encoding::Zstd, level: None }
    }

    /// Gives a level, which then does not depend on the [`Effort`].
    #[must_use]
    pub const fn level(self, level: u32) -> Self {
        Encoder { level: Some(level), ..self }
    }
}

/// How hard encoders try, where an [`Encoder`] has no level of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effort {
    /// `Fast` in a build of cargo's profile `dev` and those that inherit from
    /// it, else `Best`.
    #[default]
    Auto,
    /// Levels that cost next to nothing, for development.
    Fast,
    /// The levels with the smallest output.
    Best,
}
