//! The one pack that there is if live mode is not compiled in.

use include_components_pack::{Pack, StoredBlob};

/// Where the pack is: a function that returns it, by value.
///
/// A constant can hold a function, whatever the pack is: the bytes of a linked
/// one are not known while the program is compiled. And it costs rustc half of
/// what a `static` with the pack would in each `component!`.
pub type Source = fn() -> Pack<'static>;

/// Which pack of a set: there is one, so nothing is kept of it.
#[derive(Clone, Copy)]
pub(crate) struct Generation;

impl Generation {
    /// That of a component which is known by its path.
    pub(crate) const BY_NAME: Generation = Generation;
}

/// One pack of a set, which stays what it is.
#[derive(Clone, Copy)]
pub(crate) struct Snapshot {
    source: Source,
}

impl Snapshot {
    /// Returns the pack of a set as it is now.
    #[inline]
    pub(crate) fn now(source: Source) -> Self {
        Snapshot { source }
    }

    /// Returns the pack that a component is in, and its position there.
    #[inline]
    pub(crate) fn of(source: Source, _: Generation, index: u32) -> (Self, u32) {
        (Snapshot { source }, index)
    }

    #[inline]
    pub(crate) fn source(self) -> Source {
        self.source
    }

    #[inline]
    pub(crate) fn generation(self) -> Generation {
        Generation
    }

    /// Returns how many packs came before.
    pub(crate) fn version(self) -> u64 {
        0
    }

    /// Returns the pack, to look things up in.
    #[inline]
    pub(crate) fn pack(self) -> Pack<'static> {
        (self.source)()
    }

    /// Returns the bytes of a blob of the pack.
    #[inline]
    pub(crate) fn bytes(self, blob: &StoredBlob) -> Option<&'static [u8]> {
        self.pack().bytes(blob)
    }

    /// Returns the bytes of the artifact at a position in the pack.
    #[inline]
    pub(crate) fn artifact(self, index: u32) -> Option<&'static [u8]> {
        self.pack().artifact(index)
    }
}
