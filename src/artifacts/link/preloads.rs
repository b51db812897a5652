//! What the modules of a page import before they run, which the page can load ahead.

use std::collections::{HashMap, HashSet, VecDeque};

use include_components_pack::Digest;

use super::bases::Bases;
use super::import_maps::{Maps, split};
use super::resolve::is_script;
use super::scan::Scanned;
use crate::config::checked::Config;
use crate::references::modules::module_url;
use crate::references::scan::{Kind, Reference, Scan};
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
    let pages = scanned.iter().filter_map(|it| {
        let scan = of(it.at)?;
        scan.modules.preloads_at().map(|_| (it.at, scan))
    });
    let preloads = pages.map(|(page, scan)| {
        let bases_of_page = Bases::of(config, inputs.list[page].path(), scan);
        let maps = Maps::new(config, inputs, &bases_of_page, &scan.modules);
        // The modules that one imports, by way of the import map of the page.
        let imports = |at: usize| -> Vec<usize> {
            let Some(scan) = of(at) else { return Vec::new() };
            let (by, bases) = (maps.url_of(at), Bases::of(config, inputs.list[at].path(), scan));
            let served_at = &config.naming.served_at;
            let import = |it: &Reference| match it.kind {
                Kind::Bare => maps.imported(&it.url, &by),
                Kind::Import { is_static: true } => match bases.target_at_once(it.at, &it.url) {
                    // What has a `?` behind it, is another module.
                    Target::Path(path) if split(&it.url).1.is_empty() => {
                        maps.imported(&module_url(served_at.as_str(), &path, None), &by)
                    }
                    _ => None,
                },
                _ => None,
            };
            scan.references.iter().filter_map(import).collect()
        };
        // The page names those itself.
        let own = scan.references.iter().filter(|it| it.kind == Kind::Module);
        let own = own.filter_map(|it| maps.target(it.at, &it.url));
        let mut queue: VecDeque<usize> = own.collect();
        let mut seen: HashSet<usize> = queue.iter().copied().collect();
        let mut found = Vec::new();
        let mut next = imports(page);
        loop {
            for to in next {
                if is_script(config, inputs.list[to].path()) && seen.insert(to) {
                    found.push(to);
                    queue.push_back(to);
                }
            }
            match queue.pop_front() {
                Some(at) => next = imports(at),
                None => break (page, found),
            }
        }
    });
    preloads.collect()
}
