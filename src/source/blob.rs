//! Bytes that go into the next pack, and where they are now.

use include_components_pack::{Content, Digest};

/// A blob, and where it is now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blob {
    pub(crate) digest: Digest,
    pub(crate) len: u64,
    pub(crate) place: Location,
}

impl Blob {
    pub(crate) fn content(&self) -> Content {
        Content { digest: self.digest, len: self.len }
    }
}

/// Where a blob is: by its address in the last pack, or its offset in the spool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Pack(u64),
    Spool(u64),
}
