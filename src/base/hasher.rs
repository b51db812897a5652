//! BLAKE3: the one hash of this crate, and the only user of the crate `blake3`.

use std::io;

use include_components_pack::Digest;

/// Hashes bytes that come in pieces.
#[derive(Debug)]
pub(crate) struct Hasher(blake3::Hasher);

/// Hashes bytes, as `b3sum` does.
pub(crate) fn digest(bytes: &[u8]) -> Digest {
    Digest::from_bytes(*blake3::hash(bytes).as_bytes())
}

impl Hasher {
    pub(crate) fn new() -> Self {
        Hasher(blake3::Hasher::new())
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
