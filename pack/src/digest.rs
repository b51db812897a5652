//! A 32-byte BLAKE3 digest, without BLAKE3.

use core::fmt;

/// The 32-byte BLAKE3 digest of some bytes, as `b3sum` prints it.
///
/// [`Display`](fmt::Display) writes 64 lower-case hexadecimal characters; a
/// precision shortens them, which is how short forms are made.
///
/// # Examples
///
/// ```
/// use include_components_pack::Digest;
///
/// let digest = Digest::from_bytes([0xab; 32]);
/// assert_eq!(format!("{digest:.8}"), "abababab");
/// assert_eq!(digest.to_string().len(), 64);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Wraps the 32 bytes of a digest.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Digest(bytes)
    }

    /// Returns the 32 bytes of the digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the digest as 64 ASCII bytes of lower-case hexadecimal.
    pub const fn to_hex(&self) -> [u8; 64] {
        self.hex_prefix()
    }

    /// Returns the first `N` of the 64 hexadecimal digits.
    pub const fn hex_prefix<const N: usize>(&self) -> [u8; N] {
        const { assert!(N <= 64) };
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = [0; N];
        let mut at = 0;
        while at < N {
            let byte = self.0[at / 2] as usize;
            hex[at] = DIGITS[byte >> 4];
            if at + 1 < N {
                hex[at + 1] = DIGITS[byte & 15];
            }
            at += 2;
        }
        hex
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = self.to_hex();
        f.pad(core::str::from_utf8(&hex).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}
