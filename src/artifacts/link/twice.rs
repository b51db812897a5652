//! Modules that are asked for by two names, which a browser runs twice.

use std::collections::HashMap;

use include_components_pack::Digest;

use super::bases::Bases;
use super::hashed::HashedModules;
use super::resolve::{Resolved, is_script};
use super::scan::Scanned;
use crate::config::checked::Config;
use crate::config::references::Imports;
use crate::references::scan::{Kind, Scan};
use crate::references::url::Target;
use crate::scan::collect::Inputs;

/// What the scans of a set say of who asks for which modules.
pub(super) struct Asked<'r> {
    pub(super) config: &'r Config<'r>,
    pub(super) inputs: &'r Inputs<'r>,
    pub(super) scanned: &'r [Scanned<'r>],
    pub(super) scans: &'r HashMap<Digest, Scan>,
    pub(super) resolved: &'r [Option<(Digest, Resolved)>],
}

/// Warns of the first module that one asks for by its name and another by its hashed path,
/// where no import map leads from the one to the other.
pub(super) fn warning(asked: &Asked<'_>, modules: &HashedModules) -> Option<String> {
    // Else all ask by names, or by way of a map.
    let keeps = |it: &Scanned<'_>| it.rule.imports == Imports::Keep;
    if !modules.rewrite || !asked.scanned.iter().any(keeps) {
        return None;
    }
    let Asked { config, inputs, .. } = asked;
    let is_script = |at: usize| is_script(config, inputs.list[at].path());
    let (mut of_scripts, mut of_pages) = (HashMap::new(), HashMap::new());
    for it in asked.scanned.iter().filter(|it| !keeps(it)) {
        let hashed = if is_script(it.at) { &mut of_scripts } else { &mut of_pages };
        // A module with a map asks for names.
        let is_hashed = it.rule.imports == Imports::Rewrite || !is_script(it.at);
        for to in asked.modules_of(it, modules).filter(|_| is_hashed) {
            hashed.entry(to).or_insert(it.at);
        }
    }
    let has_map = |it: &&Scanned<'_>| asked.resolved[it.at].as_ref().is_some_and(|it| it.1.has_map);
    let has_modules = |it: &&Scanned<'_>| asked.scans.get(&it.key).is_some_and(|it| it.modules.any);
    let mut pages = asked.scanned.iter().filter(has_modules).peekable();
    let are_led_on = pages.peek().is_some() && pages.all(|it| has_map(&it));
    let kept = asked.scanned.iter().filter(|it| keeps(it));
    for it in kept.filter(|it| !is_script(it.at) || !are_led_on) {
        for to in asked.modules_of(it, modules) {
            // Of two pages each has its own.
            let by_page = of_pages.get(&to).filter(|_| is_script(it.at));
            if let Some(by) = of_scripts.get(&to).or(by_page) {
                let [it, by, to] = [it.at, *by, to].map(|at| inputs.list[at].path());
                return Some(format!(
                    "{it} asks for {to:?} by its name, and {by} by its hashed path, so that a \
                     browser that has both runs it twice: give all three one `imports`"
                ));
            }
        }
    }
    None
}

impl Asked<'_> {
    /// Returns the modules that an artifact asks for and that may be two.
    fn modules_of(&self, by: &Scanned<'_>, modules: &HashedModules) -> impl Iterator<Item = usize> {
        let scan = self.scans.get(&by.key);
        let bases = scan.map(|it| Bases::of(self.config, self.inputs.list[by.at].path(), it));
        let references = scan.into_iter().flat_map(|it| &it.references);
        references.filter_map(move |it| {
            let is_module = matches!(it.kind, Kind::Module | Kind::Mapped | Kind::Import { .. });
            let bases = bases.as_ref().filter(|_| is_module)?;
            let Target::Path(path) = bases.target_at_once(it.at, &it.url) else { return None };
            let to = self.inputs.find(&path)?;
            modules.may_be_two(self.config, &path).then_some(to)
        })
    }
}
