//! The slots: one for each macro's expansion, with what it knows of its set.

use std::sync::OnceLock;

use include_components_pack::Pack;

use super::set::{self, Set};

/// The embedded pack of one expansion, and which set it is of.
///
/// A program may have many of one set: each `component!` has its own.
pub struct Slot {
    embedded: fn() -> Pack<'static>,
    out_dir: &'static str,
    name: &'static str,
    build: &'static str,
    set: OnceLock<&'static Set>,
}

impl Slot {
    /// Takes the embedded pack, OUT_DIR, the name of the set, and the mark of the build.
    pub const fn new(
        embedded: fn() -> Pack<'static>,
        out_dir: &'static str,
        name: &'static str,
        build: &'static str,
    ) -> Self {
        Slot { embedded, out_dir, name, build, set: OnceLock::new() }
    }

    pub(crate) fn embedded(&self) -> Pack<'static> {
        (self.embedded)()
    }

    /// Returns the set, which all slots of it share.
    pub(crate) fn set(&self) -> &'static Set {
        self.set.get_or_init(|| set::find(self.out_dir, self.name, self.build))
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot").field("name", &self.name).finish_non_exhaustive()
    }
}
