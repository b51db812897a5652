//! Any bytes in any pieces: the digest that the crate `blake3` gives.
#![no_main]

use include_components_hash::{Hasher, hash};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The first bytes: how often the rest is repeated, whether threads share
    // the work, and how long each piece is.
    let Some((&[repeats, sharing, a, b, c, d], bytes)) = data.split_first_chunk() else { return };
    let bytes = bytes.repeat(usize::from(repeats).pow(2) % 300);
    let pieces = [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])].map(usize::from);
    let expected = blake3::hash(&bytes);
    let (mut hasher, mut rest, mut turn) = (Hasher::new(), &bytes[..], 0);
    while !rest.is_empty() {
        // Pieces that are too short would take all day; 0 is all that remains.
        let piece = match pieces[turn % 2].max(bytes.len() / 1000) {
            0 => rest.len(),
            piece => piece.min(rest.len()),
        };
        let (now, later) = rest.split_at(piece);
        if (sharing >> (turn % 8)) & 1 == 0 {
            hasher.update(now)
        } else {
            hasher.update_rayon(now)
        };
        (rest, turn) = (later, turn + 1);
    }
    assert_eq!(hasher.finalize().as_bytes(), expected.as_bytes());
    // As one piece, of its exact length: reading past the end is found.
    let exact = bytes.into_boxed_slice();
    assert_eq!(hash(&exact).as_bytes(), expected.as_bytes());
    assert_eq!(Hasher::new().update_rayon(&exact).finalize().as_bytes(), expected.as_bytes());
});
