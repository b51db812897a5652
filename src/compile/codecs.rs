//! The libraries behind the encoders, by the safe functions of the crates around
//! them.
//!
//! Each encodes bytes that are in memory, at a level that the library has, and
//! returns `None` if there is too little memory. Equal bytes and levels give equal
//! output; that of brotli's levels 10 and 11 may be another, as short, with another C
//! compiler.

use include_components_pack::Encoding;

/// What encodes, and everything besides the level that its output depends on.
pub(crate) struct Library {
    /// The crate that is called, its version, and that of the C that it calls.
    pub(crate) version: [&'static str; 3],
    /// The crate that compiles that C, if it does so with the optimisation of
    /// cargo's profile, which for build scripts is none.
    pub(crate) unoptimised: Option<&'static str>,
    pub(crate) encode: fn(&[u8], u8) -> Option<Vec<u8>>,
}

/// The versions of the libraries, as Cargo.toml pins them.
#[allow(dead_code, reason = "each is of use to one feature")]
pub(crate) mod version {
    pub(crate) const BROTLIC: &str = "0.8.2";
    pub(crate) const BROTLIC_SYS: &str = "0.2.2";
    pub(crate) const LIBDEFLATER: &str = "1.26.1";
    pub(crate) const LIBDEFLATE_SYS: &str = "1.26.1";
    pub(crate) const ZSTD_SAFE: &str = "8.3.0";
}

/// Returns the library of an encoding, if its feature is on.
pub(crate) fn library(encoding: Encoding) -> Option<Library> {
    match encoding {
        #[cfg(feature = "br")]
        Encoding::Br => Some(Library {
            version: ["brotlic", version::BROTLIC, version::BROTLIC_SYS],
            unoptimised: Some("brotlic-sys"),
            encode: br,
        }),
        #[cfg(feature = "gzip")]
        Encoding::Gzip => Some(Library {
            version: ["libdeflater", version::LIBDEFLATER, version::LIBDEFLATE_SYS],
            unoptimised: Some("libdeflate-sys"),
            encode: gzip,
        }),
        #[cfg(feature = "zstd")]
        Encoding::Zstd => Some(Library {
            // Its C is asked: pinned, zstd-sys could stand in the way of another
            // crate, since a program can have but one version of it.
            version: ["zstd-safe", version::ZSTD_SAFE, zstd_safe::version_string()],
            unoptimised: None,
            encode: zstd,
        }),
        _ => None,
    }
}

/// Encodes as brotli (RFC 7932), at a level from 0 to 11.
#[cfg(feature = "br")]
fn br(bytes: &[u8], level: u8) -> Option<Vec<u8>> {
    use brotlic::{CompressionMode, Quality, WindowSize, compress, compress_bound};
    // 4 MiB, the library's default, which a decoder must have room for.
    let window = WindowSize::new(22).ok()?;
    // What would be longer is stored, at any level.
    let mut encoded = vec![0; compress_bound(bytes.len(), Quality::best())?];
    let (quality, mode) = (Quality::new(level).ok()?, CompressionMode::Generic);
    let len = compress(bytes, &mut encoded, quality, window, mode).ok()?;
    encoded.truncate(len);
    Some(encoded)
}

/// Encodes as gzip (RFC 1952), at a level from 1 to 12, without a name or a time.
#[cfg(feature = "gzip")]
fn gzip(bytes: &[u8], level: u8) -> Option<Vec<u8>> {
    use libdeflater::{CompressionLvl, Compressor};
    let level = CompressionLvl::new(level.into()).ok()?;
    // It panics if there is too little memory, which is an error like others.
    let mut compressor = std::panic::catch_unwind(|| Compressor::new(level)).ok()?;
    let mut encoded = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let len = compressor.gzip_compress(bytes, &mut encoded).ok()?;
    encoded.truncate(len);
    Some(encoded)
}

/// Encodes as Zstandard (RFC 8878), at a level from 1 to 19, without a checksum.
#[cfg(feature = "zstd")]
fn zstd(bytes: &[u8], level: u8) -> Option<Vec<u8>> {
    let mut encoded = vec![0; zstd_safe::compress_bound(bytes.len())];
    let len = zstd_safe::compress(encoded.as_mut_slice(), bytes, level.into()).ok()?;
    encoded.truncate(len);
    Some(encoded)
}

#[cfg(test)]
mod tests;
