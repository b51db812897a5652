//! What the modules of a page import before they run, which the page can load ahead.

use std::collections::{HashMap, HashSet, VecDeque};

use include_components_pack::Digest;

use super::bases::Bases;
use super::scan::Scanned;
use crate::config::checked::Config;
use crate::references::scan::{Kind, Scan};
use crate::references::url::Target;
use crate::scan::collect::Inputs;

/// Finds what each page is to load ahead: the positions of modules, from those that its
/// own modules import to those that those import.
pub(super) fn preloads(
    config: &Config<'_>,
    inputs: &Inputs<'_>,
    scanned: &[Scanned<'_>],
    scans: &HashMap<Digest, Scan>,
) -> HashMap<usize, Vec<usize>> {
    let by_input: HashMap<usize, &Scanned<'_>> = scanned.iter().map(|it| (it.at, it)).collect();
    let of = |at: usize| {
        let scanned = by_input.get(&at).filter(|it| it.rule.preloads)?;
        scans.get(&scanned.key)
    };
    let targets = |at: usize, is_wanted: fn(Kind) -> bool| -> Vec<usize> {
        let Some(scan) = of(at) else { return Vec::new() };
        let bases = Bases::of(config, inputs.list[at].path(), scan);
        let wanted = scan.references.iter().filter(|it| is_wanted(it.kind));
        let targets = wanted.filter_map(|it| match bases.target(it.at, &it.url)? {
            Target::Path(path) => {
                inputs.list.binary_search_by(|input| input.path().cmp(&path)).ok()
            }
            Target::Elsewhere => None,
        });
        targets.collect()
    };
    let is_import = |kind| matches!(kind, Kind::Import { is_static: true });
    let pages = scanned.iter().filter(|it| {
        let has_modules = |scan: &Scan| scan.modules.preloads_at().is_some();
        of(it.at).is_some_and(has_modules)
    });
    let preloads = pages.map(|page| {
        // The page names those itself.
        let own = targets(page.at, |kind| kind == Kind::Module);
        let mut seen: HashSet<usize> = own.iter().copied().collect();
        let mut queue: VecDeque<usize> = own.into();
        let mut found = Vec::new();
        let mut next = targets(page.at, is_import);
        loop {
            for to in next {
                if seen.insert(to) {
                    found.push(to);
                    queue.push_back(to);
                }
            }
            match queue.pop_front() {
                Some(at) => next = targets(at, is_import),
                None => break (page.at, found),
            }
        }
    });
    preloads.collect()
}
