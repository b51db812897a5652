//! The packs of a set in live mode: that which is embedded, and each that came later.

use include_components_pack::{Pack, StoredBlob};

use crate::live::node::Node;
use crate::live::slot::Slot;

/// Where the packs are: what a macro's expansion knows of its set.
pub type Source = fn() -> &'static Slot;

/// Which pack of a set a component is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u32);

impl Generation {
    /// That of a component which is known by its path: it is of the newest pack that
    /// has the path, or else of the embedded one.
    pub(crate) const BY_NAME: Generation = Generation(0);
    const EMBEDDED: Generation = Generation(1);
}

/// One pack of a set, which stays what it is.
#[derive(Clone, Copy)]
pub(crate) struct Snapshot {
    source: Source,
    /// `None` is the embedded pack.
    node: Option<&'static Node>,
}

impl Snapshot {
    /// Returns the pack of a set as it is now.
    pub(crate) fn now(source: Source) -> Self {
        Snapshot { source, node: source().set().newest() }
    }

    /// Returns the pack that a component is in, and its position there.
    pub(crate) fn of(source: Source, generation: Generation, index: u32) -> (Self, u32) {
        let embedded = Snapshot { source, node: None };
        match generation {
            Generation::EMBEDDED => (embedded, index),
            Generation::BY_NAME => embedded.by_name(index),
            // The embedded pack has the first number behind the constant.
            Generation(number) => {
                let node = source().set().node(number - Generation::EMBEDDED.0);
                (Snapshot { source, node }, index)
            }
        }
    }

    /// Finds the component that has a position in the embedded pack in the newest one.
    fn by_name(self, index: u32) -> (Self, u32) {
        let now = Snapshot::now(self.source);
        let Some(node) = now.node else { return (self, index) };
        let path = self.pack().entry(index).and_then(|it| it.path()).unwrap_or_default();
        match node.pack.find(path) {
            Some(index) => (now, index),
            None => {
                (self.source)().set().tell_deleted(path);
                (self, index)
            }
        }
    }

    pub(crate) fn source(self) -> Source {
        self.source
    }

    pub(crate) fn generation(self) -> Generation {
        match self.node {
            None => Generation::EMBEDDED,
            Some(node) => Generation(Generation::EMBEDDED.0 + node.version),
        }
    }

    /// Returns how many packs came before.
    pub(crate) fn version(self) -> u64 {
        self.node.map_or(0, |node| node.version.into())
    }

    /// Returns the pack, to look things up in; of a later one it is the index alone.
    pub(crate) fn pack(self) -> Pack<'static> {
        self.node.map_or_else(|| (self.source)().embedded(), |node| node.pack)
    }

    /// Returns the bytes of a blob of the pack.
    pub(crate) fn bytes(self, blob: &StoredBlob) -> Option<&'static [u8]> {
        match self.node {
            None => self.pack().bytes(blob),
            Some(_) => (self.source)().set().blob(blob.content.digest),
        }
    }

    /// Returns the bytes of the artifact at a position in the pack.
    pub(crate) fn artifact(self, index: u32) -> Option<&'static [u8]> {
        self.bytes(&self.pack().entry(index)?.identity()?)
    }
}
