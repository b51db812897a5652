//! Where a representation is in a pack.

use crate::layout::split_address;
use crate::{Content, Encoding};

/// One representation in a [`Pack`](crate::Pack): what it is, and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    /// The content coding of the bytes.
    pub encoding: Encoding,
    /// The bytes.
    pub content: Content,
    /// Where the bytes begin: the part in the upper 16 bits, 0 for the one with
    /// the index, and the offset in the part below.
    pub address: u64,
}

impl StoredBlob {
    /// Returns the number of the part that has the bytes.
    pub const fn part(&self) -> u32 {
        split_address(self.address).0
    }

    /// Returns where the bytes begin, counted from the start of the part.
    pub const fn offset(&self) -> u64 {
        split_address(self.address).1
    }
}
