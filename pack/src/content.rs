//! What some bytes are, without where they are.

use crate::Digest;

/// Some bytes, told from all others by their digest; and how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Content {
    /// The digest of the bytes.
    pub digest: Digest,
    /// How many bytes there are.
    pub len: u64,
}
