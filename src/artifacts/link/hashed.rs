//! The modules of a set that others name by their hashed paths.

use super::resolve::{hashed_by, is_renamed};
use crate::config::checked::Config;
use crate::config::references::{Imports, Named};
use crate::output::media_type::media_type_of;
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

    /// Whether a page or a module that does so with modules names one by its hashed path.
    ///
    /// Not what is no script, if others have an import map, which does not lead it on: there
    /// would be two of it, by two names.
    pub(super) fn are_renamed(&self, config: &Config<'_>, imports: Imports, path: &str) -> bool {
        is_renamed(config, imports, path) && !(self.need_map && is_data(config, path))
    }

    /// Whether some ask for a module by its hashed path that others may ask for by its name.
    pub(super) fn may_be_two(&self, config: &Config<'_>, path: &str) -> bool {
        let is_hashed = config.naming.of(path) == Named::Hashed;
        hashed_by(config, path).is_some() || is_hashed && !self.need_map && is_data(config, path)
    }
}

/// Whether a component can be imported as what is no script (`with { type: "json" }`).
fn is_data(config: &Config<'_>, path: &str) -> bool {
    let media_type = media_type_of(&config.media_types, path);
    let essence = media_type.split(';').next().unwrap_or_default().trim_ascii_end();
    matches!(essence, "text/css" | "application/json" | "text/json") || essence.ends_with("+json")
}
