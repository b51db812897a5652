//! Says how much is embedded, and what it is.

/// Returns the number of files and a digest of them, in whatever order.
pub(crate) fn of<P: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> String {
    let (mut count, mut digest) = (0, 0_u64);
    for (path, bytes) in files {
        // FNV-1a of the path, a zero and the bytes.
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for byte in path.as_ref().bytes().chain([0]).chain(bytes.as_ref().iter().copied()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        }
        digest = digest.wrapping_add(hash);
        count += 1;
    }
    format!("{count} {digest:016x}")
}
