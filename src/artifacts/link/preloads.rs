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

/// A module, or a page, and what it imports before it runs.
struct Importer {
    url: String,
    imports: Vec<Import>,
}

struct Import {
    /// As browsers look it up in an import map: a URL, or a bare name.
    name: String,
    /// What the URL is of.
    to: Option<usize>,
}

/// Finds what each page is to load ahead: the positions of modules, from those that its
/// own modules import to those that those import.
pub(super) fn preloads(
    config: &Config<'_>,
    inputs: &Inputs<'_>,
    scanned: &[Scanned<'_>],
    scans: &HashMap<Digest, Scan>,
) -> HashMap<usize, Vec<usize>> {
    let ahead = scanned.iter().filter(|it| it.rule.preloads);
    let ahead = ahead.filter_map(|it| Some((it.at, scans.get(&it.key)?)));
    let ahead: HashMap<usize, &Scan> = ahead.collect();
    // Read once: all pages may have the same modules.
    let mut importers: HashMap<usize, Importer> = HashMap::new();
    let mut found = HashMap::new();
    for (page, scan) in &ahead {
        if scan.modules.preloads_at().is_none() {
            continue;
        }
        let bases = Bases::of(config, inputs.list[*page].path(), scan);
        let maps = Maps::new(config, inputs, &bases, &scan.modules);
        // The modules that one imports, by way of the import map of the page.
        let mut imports = |at: usize| -> Vec<usize> {
            let Some(scan) = ahead.get(&at) else { return Vec::new() };
            let importer = || Importer::new(config, inputs, at, scan);
            let Importer { url, imports } = importers.entry(at).or_insert_with(importer);
            imports.iter().filter_map(|it| maps.imported(&it.name, url, it.to)).collect()
        };
        // The page names those itself.
        let own = scan.references.iter().filter(|it| it.kind == Kind::Module);
        let own = own.filter_map(|it| maps.target(it.at, &it.url));
        let mut queue: VecDeque<usize> = own.collect();
        let mut seen: HashSet<usize> = queue.iter().copied().collect();
        let mut of_page = Vec::new();
        let mut next = imports(*page);
        loop {
            for to in next {
                if is_script(config, inputs.list[to].path()) && seen.insert(to) {
                    of_page.push(to);
                    queue.push_back(to);
                }
            }
            match queue.pop_front() {
                Some(at) => next = imports(at),
                None => break,
            }
        }
        found.insert(*page, of_page);
    }
    found
}

impl Importer {
    fn new(config: &Config<'_>, inputs: &Inputs<'_>, at: usize, scan: &Scan) -> Self {
        let served_at = config.naming.served_at.as_str();
        let path = inputs.list[at].path();
        let bases = Bases::of(config, path, scan);
        let import = |it: &Reference| match it.kind {
            Kind::Bare => Some(Import { name: it.url.clone(), to: None }),
            Kind::Import { is_static: true } => match bases.target_at_once(it.at, &it.url) {
                // What has a `?` behind it, is another module.
                Target::Path(path) if split(&it.url).1.is_empty() => {
                    let name = module_url(served_at, &path, None);
                    Some(Import { name, to: inputs.find(&path) })
                }
                _ => None,
            },
            _ => None,
        };
        let imports = scan.references.iter().filter_map(import).collect();
        Importer { url: module_url(served_at, path, None), imports }
    }
}
