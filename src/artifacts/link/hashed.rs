//! The modules of a set that others name by their hashed paths.

use super::resolve::is_hashed_module;
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
        let path = |at: usize| inputs.list[at].path();
        let all = (0..inputs.list.len()).filter(|at| is_hashed_module(config, path(*at)));
        let all: Vec<usize> = all.collect();
        let has = |imports: Imports| {
            let rules = all.iter().filter_map(|at| config.naming.rule(path(*at)));
            rules.into_iter().any(|rule| rule.imports == imports)
        };
        let (need_map, rewrite) = (has(Imports::Map), has(Imports::Rewrite));
        HashedModules { all, need_map, rewrite }
    }
}
