//! The functions of c, behind safe ones: the only unsafe code here.
#![allow(unsafe_code, reason = "the functions are written in C")]

/// Brotli (RFC 7932), by google/brotli.
#[cfg(feature = "br")]
pub mod br {
    use std::ffi::c_int;

    /// What the output depends on besides the bytes and the level.
    pub const VERSION: &str = "google/brotli 1.2.0";

    unsafe extern "C" {
        #[link_name = concat!(env!("PREFIX"), "_BrotliEncoderMaxCompressedSize")]
        safe fn max_compressed_size(len: usize) -> usize;
        #[link_name = concat!(env!("PREFIX"), "_BrotliEncoderCompress")]
        fn compress(
            quality: c_int,
            lgwin: c_int,
            mode: c_int,
            len: usize,
            bytes: *const u8,
            encoded_len: *mut usize,
            encoded: *mut u8,
        ) -> c_int;
    }

    /// `BROTLI_DEFAULT_WINDOW`: 4 MiB, which a decoder must have room for.
    const WINDOW: c_int = 22;

    /// `BROTLI_MODE_GENERIC`.
    const MODE: c_int = 0;

    /// Encodes at a level from 0 to 11; `None` if there is too little memory.
    pub fn encode(bytes: &[u8], level: u8) -> Option<Vec<u8>> {
        // 0 where a `usize` cannot hold it.
        let mut len = max_compressed_size(bytes.len());
        let mut encoded = vec![0; len];
        // SAFETY: C reads `bytes.len()` bytes, and writes to `encoded` no more
        // than `len` bytes, which it has, and to `len` how many it wrote. Any
        // quality and mode are accepted: C clamps them.
        let done = unsafe {
            let (from, to) = (bytes.as_ptr(), encoded.as_mut_ptr());
            compress(level.into(), WINDOW, MODE, bytes.len(), from, &mut len, to)
        };
        encoded.truncate(len);
        (done != 0).then_some(encoded)
    }
}

/// Gzip (RFC 1952), by libdeflate.
#[cfg(feature = "gzip")]
pub mod gzip {
    use std::ffi::{c_int, c_void};
    use std::ptr::NonNull;

    /// What the output depends on besides the bytes and the level.
    pub const VERSION: &str = "libdeflate 1.26";

    unsafe extern "C" {
        #[link_name = concat!(env!("PREFIX"), "_libdeflate_alloc_compressor")]
        safe fn alloc(level: c_int) -> Option<NonNull<c_void>>;
        #[link_name = concat!(env!("PREFIX"), "_libdeflate_free_compressor")]
        fn free(compressor: NonNull<c_void>);
        #[link_name = concat!(env!("PREFIX"), "_libdeflate_gzip_compress_bound")]
        fn bound(compressor: NonNull<c_void>, len: usize) -> usize;
        #[link_name = concat!(env!("PREFIX"), "_libdeflate_gzip_compress")]
        fn compress(
            compressor: NonNull<c_void>,
            bytes: *const u8,
            len: usize,
            encoded: *mut u8,
            room: usize,
        ) -> usize;
    }

    /// Encodes at a level from 1 to 12; `None` if there is too little memory.
    pub fn encode(bytes: &[u8], level: u8) -> Option<Vec<u8>> {
        let compressor = alloc(level.into())?;
        // SAFETY: `alloc` made the compressor, and it is freed below.
        let mut encoded = vec![0; unsafe { bound(compressor, bytes.len()) }];
        // SAFETY: as before; C reads `bytes.len()` bytes, and writes to
        // `encoded` no more than the bytes that it has.
        let len = unsafe {
            let (from, to) = (bytes.as_ptr(), encoded.as_mut_ptr());
            compress(compressor, from, bytes.len(), to, encoded.len())
        };
        // SAFETY: `alloc` made the compressor, and nothing uses it after this.
        unsafe { free(compressor) };
        encoded.truncate(len);
        (len != 0).then_some(encoded)
    }
}

/// Zstandard (RFC 8878), by facebook/zstd.
#[cfg(feature = "zstd")]
pub mod zstd {
    use std::ffi::c_int;

    /// What the output depends on besides the bytes and the level.
    pub const VERSION: &str = "facebook/zstd 1.5.7";

    unsafe extern "C" {
        #[link_name = concat!(env!("PREFIX"), "_ZSTD_compressBound")]
        safe fn compress_bound(len: usize) -> usize;
        #[link_name = concat!(env!("PREFIX"), "_ZSTD_compress")]
        fn compress(
            encoded: *mut u8,
            room: usize,
            bytes: *const u8,
            len: usize,
            level: c_int,
        ) -> usize;
    }

    /// Encodes at a level from 1 to 22; `None` if there is too little memory.
    pub fn encode(bytes: &[u8], level: u8) -> Option<Vec<u8>> {
        let mut encoded = vec![0; compress_bound(bytes.len())];
        // SAFETY: C reads `bytes.len()` bytes, and writes to `encoded` no more
        // than the bytes that it has. Any level is accepted: C clamps it.
        let len = unsafe {
            let (from, to) = (bytes.as_ptr(), encoded.as_mut_ptr());
            compress(to, encoded.len(), from, bytes.len(), level.into())
        };
        // Errors are numbers larger than any length.
        (len <= encoded.len()).then(|| {
            encoded.truncate(len);
            encoded
        })
    }
}
