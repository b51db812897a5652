//! BLAKE3 for build scripts: the official C, optimised whatever the profile.
//!
//! Cargo compiles build scripts and their dependencies without optimisation,
//! in release builds too. On x86-64 the crate `blake3` is fast even so, since
//! its work is done in assembly. Elsewhere it is done in Rust, and on AArch64
//! in C that is compiled as the Rust is, and takes more than ten times as long
//! as it should. There `include-components-build` uses this crate.
//!
//! What is here has the names and the results of the crate `blake3`, so that
//! the one can stand in for the other. Nothing here is a stable interface.

mod ffi;

/// Hashes bytes that come in pieces.
#[derive(Debug)]
pub struct Hasher(ffi::State);

/// A digest of 32 bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Hash([u8; 32]);

/// Hashes bytes on this thread.
///
/// # Examples
///
/// ```
/// let mut hasher = include_components_hash::Hasher::new();
/// hasher.update(b"two").update(b"pieces");
/// assert_eq!(hasher.finalize(), include_components_hash::hash(b"twopieces"));
/// assert_ne!(hasher.finalize(), include_components_hash::hash(b""));
/// ```
pub fn hash(bytes: &[u8]) -> Hash {
    Hasher::new().update(bytes).finalize()
}

impl Hasher {
    /// Begins a hash, of no bytes yet.
    #[expect(clippy::new_without_default, reason = "it stands in for `blake3::Hasher::new`")]
    pub fn new() -> Self {
        Hasher(ffi::State::new())
    }

    /// Adds bytes, on this thread.
    pub fn update(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(bytes);
        self
    }

    /// Adds bytes, on all threads of the current Rayon pool.
    ///
    /// # Cost
    ///
    /// Up to 128 KiB, that of [`update`](Hasher::update).
    pub fn update_rayon(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update_shared(bytes);
        self
    }

    /// Returns the digest of all bytes so far; more can be added.
    pub fn finalize(&self) -> Hash {
        Hash(self.0.finalize())
    }
}

impl Hash {
    /// Returns the digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests;
