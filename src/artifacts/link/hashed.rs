//! The modules of a set that others name by their hashed paths.

use super::resolve::hashed_by;
use crate::config::checked::Config;
use crate::config::references::Imports;
use crate::scan::collect::Inputs;

/// Those modules, and how they name one another.
pub(super) struct HashedModules {
    /// Which inputs they are, in their order.
    pub(super) all: Vec<usize>,
    /// Whether some ask for others by their names, which an import map must lead on.
    pub(super) need_map: bool,
    /// Whether some ask for others by hashed paths, which an import map must know, too.
    pub(super) rewrite: bool,
}

impl HashedModules {
    pub(super) fn of(config: &Config<'_>, inputs: &Inputs<'_>) -> Self {
        let mut modules = HashedModules { all: Vec::new(), need_map: false, rewrite: false };
        for (at, input) in inputs.list.iter().enumerate() {
            let Some(imports) = hashed_by(config, input.path()) else { continue };
            modules.all.push(at);
            modules.need_map |= imports == Imports::Map;
            modules.rewrite |= imports == Imports::Rewrite;
        }
        modules
    }
}
