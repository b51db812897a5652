use super::digest;

/// All lengths around those of blocks, chunks and subtrees, beside the crate.
#[test]
fn it_is_blake3() {
    let bytes: Vec<u8> = (0..20_000).map(|nth: u32| (nth % 251) as u8).collect();
    let around = |len: usize| len.saturating_sub(1)..=len + 1;
    let chunks = (1..20).map(|chunks| chunks * 1024);
    for len in [0, 64, 128, 512, 960].into_iter().chain(chunks).flat_map(around) {
        let expected = *blake3::hash(&bytes[..len]).as_bytes();
        assert_eq!(digest(&bytes[..len]).unwrap(), expected, "{len} bytes");
    }
}
