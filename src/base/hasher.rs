//! BLAKE3: the one hash of this crate, and the only user of its crates.
//!
//! Cargo compiles us without optimisation. On x86 the crate `blake3` takes no
//! harm, since its work is done in assembly. Elsewhere it would be done in
//! unoptimised C and Rust, so there `include-components-hash` stands in for
//! it, which compiles the official C with optimisation in any profile. To test
//! that on x86: `RUSTFLAGS="--cfg include_components_hash"`, as in .ci/run.

use std::io;

use include_components_pack::Digest;

#[cfg(all(any(target_arch = "x86", target_arch = "x86_64"), not(include_components_hash)))]
use blake3 as implementation;
#[cfg(any(not(any(target_arch = "x86", target_arch = "x86_64")), include_components_hash))]
use include_components_hash as implementation;

/// Hashes bytes that come in pieces.
#[derive(Debug)]
pub(crate) struct Hasher(implementation::Hasher);

/// Hashes bytes, as `b3sum` does.
pub(crate) fn digest(bytes: &[u8]) -> Digest {
    Digest::from_bytes(*implementation::hash(bytes).as_bytes())
}

impl Hasher {
    pub(crate) fn new() -> Self {
        Hasher(implementation::Hasher::new())
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(bytes);
        self
    }

    /// Adds bytes, on all threads of the current pool.
    pub(crate) fn update_all_threads(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update_rayon(bytes);
        self
    }

    pub(crate) fn finalize(&self) -> Digest {
        Digest::from_bytes(*self.0.finalize().as_bytes())
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
