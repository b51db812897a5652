//! The coded forms of a component.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use include_components_pack::Entry;

use crate::source::Snapshot;
use crate::{Digest, ETag, Encoding};

/// One coded form of a component that can be served (RFC 9110, section 3.2).
///
/// # Examples
///
/// ```
/// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
/// # use fixture::{BUTTON_HTML, COMPONENTS};
/// # fn main() {
/// let header: Vec<(&str, String)> = BUTTON_HTML
///     .representations()
///     .map(|it| (it.encoding().token(), it.etag().to_string()))
///     .collect();
/// assert_eq!(header[0], ("identity", "\"11111111111111111111111111111111\"".to_owned()));
/// assert_eq!(header[1], ("br", "\"22222222222222222222222222222222\"".to_owned()));
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Representation {
    encoding: Encoding,
    bytes: &'static [u8],
    digest: Digest,
}

/// An iterator over the representations of a component, identity first.
///
/// [`Component::representations`](crate::Component::representations) makes it.
#[derive(Clone)]
pub struct Representations {
    snapshot: Snapshot,
    entry: Option<Entry<'static>>,
    positions: Range<u32>,
}

impl Representation {
    pub(crate) const fn new(encoding: Encoding, bytes: &'static [u8], digest: Digest) -> Self {
        Representation { encoding, bytes, digest }
    }

    /// Returns the content coding of the bytes.
    pub const fn encoding(self) -> Encoding {
        self.encoding
    }

    /// Returns the bytes, coded.
    pub const fn bytes(self) -> &'static [u8] {
        self.bytes
    }

    /// Returns the 32-byte BLAKE3 digest of [`bytes`](Self::bytes).
    pub const fn digest(self) -> Digest {
        self.digest
    }

    /// Returns the strong entity tag of [`bytes`](Self::bytes).
    ///
    /// Each representation has its own, as RFC 9110, section 8.8.3, demands.
    pub const fn etag(self) -> ETag {
        ETag::new(self.digest)
    }
}

impl fmt::Debug for Representation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Representation")
            .field("encoding", &self.encoding)
            .field("len", &self.bytes.len())
            .field("digest", &self.digest)
            .finish()
    }
}

impl Representations {
    pub(crate) fn new(snapshot: Snapshot, entry: Option<Entry<'static>>) -> Self {
        let count = entry.map_or(0, |it| it.representations());
        Representations { snapshot, entry, positions: 0..count }
    }

    /// Returns a representation by position; an empty one if it is damaged.
    fn at(&self, nth: u32) -> Representation {
        let found = self.entry.and_then(|it| it.representation(nth)).and_then(|blob| {
            let bytes = self.snapshot.bytes(&blob)?;
            Some(Representation::new(blob.encoding, bytes, blob.content.digest))
        });
        found.unwrap_or(Representation::new(Encoding::Identity, &[], Digest::from_bytes([0; 32])))
    }
}

impl Iterator for Representations {
    type Item = Representation;

    fn next(&mut self) -> Option<Representation> {
        let nth = self.positions.next()?;
        Some(self.at(nth))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.positions.len();
        (len, Some(len))
    }
}

impl DoubleEndedIterator for Representations {
    fn next_back(&mut self) -> Option<Representation> {
        let nth = self.positions.next_back()?;
        Some(self.at(nth))
    }
}

impl ExactSizeIterator for Representations {}

impl FusedIterator for Representations {}

impl fmt::Debug for Representations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(test)]
mod tests;
