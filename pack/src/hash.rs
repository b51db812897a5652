//! The hash of paths, and the minimal perfect hash made of it.
//!
//! A path's 64-bit hash picks a bucket; the bucket's pilot, found by the
//! writer, sends each of its paths to a slot of its own. (The scheme is that
//! of PTHash and FCH: <https://arxiv.org/abs/2104.10402>.)

/// A pilot with this bit is the slot itself: the bucket holds one path.
pub(crate) const DIRECT: u32 = 1 << 31;

const K1: u64 = 0x9E37_79B9_7F4A_7C15;
const K2: u64 = 0xD6E8_FEB8_6659_FD93;

/// Hashes a path that is given in pieces: their concatenation counts.
pub(crate) struct PathHasher {
    state: u64,
    /// The bytes that do not fill a word yet, from the lowest byte up.
    partial: u64,
    len: u64,
}

impl PathHasher {
    #[inline]
    pub(crate) fn new(seed: u32) -> Self {
        PathHasher { state: seed as u64 ^ K1, partial: 0, len: 0 }
    }

    #[inline]
    pub(crate) fn write(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while !self.len.is_multiple_of(8) {
            let Some((byte, tail)) = rest.split_first() else { return };
            self.byte(*byte);
            rest = tail;
        }
        while let Some((word, tail)) = rest.split_first_chunk::<8>() {
            self.state = fold(self.state ^ u64::from_le_bytes(*word), K2);
            self.len += 8;
            rest = tail;
        }
        for byte in rest {
            self.byte(*byte);
        }
    }

    #[inline]
    pub(crate) fn finish(&self) -> u64 {
        fold(fold(self.state ^ self.partial, K2) ^ self.len, K1)
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
        self.partial |= (byte as u64) << (self.len % 8 * 8);
        self.len += 1;
        if self.len.is_multiple_of(8) {
            self.state = fold(self.state ^ self.partial, K2);
            self.partial = 0;
        }
    }
}

/// Hashes a whole path.
#[inline]
pub(crate) fn hash(seed: u32, path: &[u8]) -> u64 {
    let mut hasher = PathHasher::new(seed);
    hasher.write(path);
    hasher.finish()
}

/// Returns the bucket of a path among `buckets`.
#[inline]
pub(crate) fn bucket(hash: u64, buckets: u32) -> u32 {
    reduce((hash >> 32) as u32, buckets)
}

/// Returns the slot that a pilot sends a path to, among `slots`.
#[inline]
pub(crate) fn slot(hash: u64, pilot: u32, slots: u32) -> u32 {
    if pilot & DIRECT != 0 {
        return pilot & !DIRECT;
    }
    let mixed = (hash ^ (pilot as u64).wrapping_mul(K1)).wrapping_mul(K2);
    reduce((mixed >> 32) as u32, slots)
}

/// Maps a 32-bit number to `0..range` (Lemire's multiplication).
#[inline]
fn reduce(value: u32, range: u32) -> u32 {
    ((value as u64 * range as u64) >> 32) as u32
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}
