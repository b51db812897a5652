//! A checksum against accidents, for files that a run with nothing to do reads.
//!
//! BLAKE3 is quick where it is assembly, but takes 75 instructions a byte where
//! it is C that cargo compiles without optimisation. This takes 5 in any case.

/// An odd number, so that multiplying by it loses nothing: 2^64 over the golden
/// ratio.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns the checksum of some bytes.
///
/// Each step can be undone, for a known word as for a known state. So a change
/// within one of the 64-bit words, such as any flipped byte, is seen for
/// certain. Another length, words in another order and other accidents change
/// the checksum too, but for a chance of about one in 2^64. It is no protection
/// against forgery.
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let mut at = 0;
    // Unoptimised, an iterator takes four times as long.
    while let Some(two) = bytes[at..].first_chunk() {
        state = both(state, two);
        at += 16;
    }
    let mut last = [0; 16];
    last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
    both(state, &last)
}

/// Adds two words.
fn both(state: u64, two: &[u8; 16]) -> u64 {
    let two = u128::from_le_bytes(*two);
    let state = (state ^ two as u64).wrapping_mul(FACTOR);
    let state = (state ^ (state >> 32) ^ (two >> 64) as u64).wrapping_mul(FACTOR);
    state ^ (state >> 32)
}

#[cfg(test)]
#[cfg(feature = "write")]
mod tests;
