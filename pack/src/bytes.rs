//! Reading and writing the few plain types that our own files are made of.
//!
//! Numbers are little-endian; text and bytes have their length before them.

use crate::Digest;

/// The rest of some bytes that are being read; `None` where they end too soon.
#[derive(Clone, Copy, Debug)]
pub struct Decoder<'a>(pub &'a [u8]);

impl<'a> Decoder<'a> {
    /// Takes so many bytes.
    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        if len > self.0.len() {
            return None;
        }
        let (head, tail) = self.0.split_at(len);
        self.0 = tail;
        Some(head)
    }

    /// Takes an array, by reference.
    pub fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let head = self.0.first_chunk()?;
        self.0 = &self.0[N..];
        Some(head)
    }

    /// Takes an array.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        Some(*self.chunk()?)
    }

    /// Takes a byte.
    pub fn u8(&mut self) -> Option<u8> {
        Some(self.chunk::<1>()?[0])
    }

    /// Takes a number of 4 bytes.
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.chunk()?))
    }

    /// Takes a number of 8 bytes.
    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.chunk()?))
    }

    /// Takes a digest.
    pub fn digest(&mut self) -> Option<Digest> {
        Some(Digest::from_bytes(self.array()?))
    }

    /// Takes a digest that may be absent.
    pub fn maybe_digest(&mut self) -> Option<Option<Digest>> {
        match self.u8()? {
            0 => Some(None),
            _ => Some(Some(self.digest()?)),
        }
    }

    /// Takes bytes that have their length before them.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.u32()?;
        self.take(len as usize)
    }

    /// Takes text that has its length before it.
    pub fn text(&mut self) -> Option<&'a str> {
        core::str::from_utf8(self.bytes()?).ok()
    }
}

/// Adds a number of 4 bytes.
#[cfg(feature = "write")]
pub fn put_u32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// Adds a number of 8 bytes.
#[cfg(feature = "write")]
pub fn put_u64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// Adds a digest.
#[cfg(feature = "write")]
pub fn put_digest(out: &mut Vec<u8>, digest: Digest) {
    out.extend_from_slice(digest.as_bytes());
}

/// Adds a digest that may be absent.
#[cfg(feature = "write")]
pub fn put_maybe_digest(out: &mut Vec<u8>, digest: Option<Digest>) {
    out.push(digest.is_some() as u8);
    if let Some(digest) = digest {
        put_digest(out, digest);
    }
}

/// Adds bytes, with their length before them.
#[cfg(feature = "write")]
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
#[cfg(feature = "write")]
mod tests;
