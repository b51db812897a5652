//! Reading and writing the few plain types that our own files are made of.
//!
//! Numbers are little-endian; text and bytes have their length before them.

use include_components_pack::Digest;

/// The rest of some bytes that are being read; `None` where they end too soon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decoder<'a>(pub(crate) &'a [u8]);

impl<'a> Decoder<'a> {
    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        if len > self.0.len() {
            return None;
        }
        let (head, tail) = self.0.split_at(len);
        self.0 = tail;
        Some(head)
    }

    pub(crate) fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let head = self.0.first_chunk()?;
        self.0 = &self.0[N..];
        Some(head)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        Some(*self.chunk()?)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        Some(self.chunk::<1>()?[0])
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.chunk()?))
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.chunk()?))
    }

    pub(crate) fn digest(&mut self) -> Option<Digest> {
        Some(Digest::from_bytes(self.array()?))
    }

    pub(crate) fn maybe_digest(&mut self) -> Option<Option<Digest>> {
        match self.u8()? {
            0 => Some(None),
            _ => Some(Some(self.digest()?)),
        }
    }

    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.u32()?;
        self.take(len as usize)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

pub(crate) fn put_u32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn put_u64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

pub(crate) fn put_digest(out: &mut Vec<u8>, digest: Digest) {
    out.extend_from_slice(digest.as_bytes());
}

pub(crate) fn put_maybe_digest(out: &mut Vec<u8>, digest: Option<Digest>) {
    out.push(digest.is_some() as u8);
    if let Some(digest) = digest {
        put_digest(out, digest);
    }
}

pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests;
