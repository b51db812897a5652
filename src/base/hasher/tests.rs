use std::io::Write;

use crate::base::hasher::{Hasher, digest};

/// Whichever implementation is linked: `b3sum` gives the first two.
#[test]
fn known_digests() {
    let empty = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    let abc = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";
    assert_eq!(digest(b"").to_string(), empty);
    assert_eq!(digest(b"abc").to_string(), abc);
    let long: Vec<u8> = (0..1_000_000u32).map(|at| (at % 251) as u8).collect();
    assert_eq!(digest(&long).to_string(), blake3::hash(&long).to_string());
}

#[test]
fn all_ways_give_one_digest() {
    let bytes: Vec<u8> = (0..1_000_000u32).map(|at| (at % 251) as u8).collect();
    for len in [0, 1, 1024, 1025, 300_000, bytes.len()] {
        let (bytes, expected) = (&bytes[..len], digest(&bytes[..len]));
        let (first, second) = bytes.split_at(len / 3);
        assert_eq!(Hasher::new().update(first).update(second).finalize(), expected, "{len}");
        assert_eq!(Hasher::new().update_all_threads(bytes).finalize(), expected, "{len}");
        let mut written = Hasher::new();
        written.write_all(bytes).unwrap();
        assert_eq!(written.finalize(), expected, "{len}");
    }
}
