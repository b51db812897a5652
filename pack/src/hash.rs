//! The hash of paths, and the minimal perfect hash made of it.
//!
//! A path's 64-bit hash picks a bucket; the bucket's pilot, found by the
//! writer, sends each of its paths to a slot of its own. (The scheme is that
//! of PTHash and FCH: <https://arxiv.org/abs/2104.10402>.)

/// A pilot with this bit is the slot itself: the bucket holds one path.
pub(crate) const DIRECT: u32 = 1 << 31;

const K1: u64 = 0x9E37_79B9_7F4A_7C15;
const K2: u64 = 0xD6E8_FEB8_6659_FD93;

/// Hashes a path.
#[inline]
pub(crate) fn hash(seed: u32, path: &[u8]) -> u64 {
    let (state, partial) = words(start(seed, path.len()), path);
    fold(state ^ partial, K1)
}

/// Hashes a path of two pieces as [`hash`] hashes their concatenation.
pub(crate) fn hash_joined(seed: u32, left: &[u8], right: &[u8]) -> u64 {
    let (mut state, mut partial) = words(start(seed, left.len() + right.len()), left);
    let mut shift = left.len() % 8 * 8;
    // One by one: the right piece is an extension, so it is short.
    for byte in right {
        partial |= (*byte as u64) << shift;
        shift += 8;
        if shift == 64 {
            state = fold(state ^ partial, K2);
            (partial, shift) = (0, 0);
        }
    }
    fold(state ^ partial, K1)
}

/// Returns the bucket of a path among `buckets`.
#[inline]
pub(crate) fn bucket(hash: u64, buckets: u32) -> u32 {
    reduce((hash >> 32) as u32, buckets)
}

/// Returns the slot that a pilot sends a path to, among `slots`.
#[inline(always)] // Also in build scripts, which are not optimised.
pub(crate) fn slot(hash: u64, pilot: u32, slots: u32) -> u32 {
    if pilot & DIRECT != 0 {
        return pilot & !DIRECT;
    }
    let mixed = (hash ^ (pilot as u64).wrapping_mul(K1)).wrapping_mul(K2);
    reduce((mixed >> 32) as u32, slots)
}

#[inline(always)]
fn start(seed: u32, len: usize) -> u64 {
    (len as u64 ^ (seed as u64) << 32).wrapping_mul(K1)
}

/// Folds the words of 8 bytes in; returns the bytes that fill no word, too.
#[inline]
fn words(mut state: u64, bytes: &[u8]) -> (u64, u64) {
    let mut tail = bytes;
    while let Some((word, rest)) = tail.split_first_chunk() {
        state = fold(state ^ u64::from_le_bytes(*word), K2);
        tail = rest;
    }
    let partial = match bytes.last_chunk::<8>() {
        _ if tail.is_empty() => 0,
        // The last 8 bytes are the tail and some of the word before it.
        Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * tail.len()),
        None => tail.iter().rev().fold(0, |partial, byte| partial << 8 | *byte as u64),
    };
    (state, partial)
}

/// Maps a 32-bit number to `0..range` (Lemire's multiplication).
#[inline(always)]
fn reduce(value: u32, range: u32) -> u32 {
    ((value as u64 * range as u64) >> 32) as u32
}

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}
