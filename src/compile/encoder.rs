//! What the caller says of encoders: which, and how hard they try.

use include_components_pack::Encoding;

/// Makes one encoding of an artifact, for [`Build::encode`](crate::Build::encode).
///
/// Each encoder needs the cargo feature of its name: `br`, `gzip`, `zstd`. Without
/// it [`Build::run`](crate::Build::run) fails and says so. Levels are those of the
/// library; without one the [`Effort`] decides.
///
/// The table has the levels, and for the fast and the best one the speed and the
/// size. Speeds are those of an unoptimized build script on one thread of an AMD
/// EPYC, with Bootstrap 5.3.8; in brackets with `brotlic-sys.opt-level = 1` and
/// `libdeflate-sys.opt-level = 1` under `[profile.release.package]` (or
/// `profile.dev`) in the workspace's Cargo.toml, which zstd does not need. Sizes are
/// those of 0.64 MB of CSS and JavaScript of Bootstrap and KaTeX.
///
/// | | levels | fast | MB/s | size | best | MB/s | size |
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
    /// Makes brotli (RFC 7932), `br`: the smallest, and all browsers decode it.
    pub const fn br() -> Self {
        Encoder { encoding: Encoding::Br, level: None }
    }

    /// Makes gzip (RFC 1952), `gzip`: every client decodes it.
    pub const fn gzip() -> Self {
        Encoder { encoding: Encoding::Gzip, level: None }
    }

    /// Makes Zstandard (RFC 8878), `zstd`: the fastest to decode.
    ///
    /// Levels from 20 up are not supported, because their window is larger than the
    /// 8 MB that RFC 9659 allows.
    pub const fn zstd() -> Self {
        Encoder { encoding: Encoding::Zstd, level: None }
    }

    /// Sets the level, whatever the [`Effort`].
    #[must_use]
    pub const fn level(self, level: u32) -> Self {
        Encoder { level: Some(level), ..self }
    }
}

/// How hard an [`Encoder`] without a level tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Effort {
    /// `Fast` in cargo's profile `dev` and those that inherit from it, else `Best`.
    #[default]
    Auto,
    /// Cheap levels, for development.
    Fast,
    /// The levels with the smallest output.
    Best,
}
