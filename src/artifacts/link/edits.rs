//! What is put into an artifact, and where.

use include_components_pack::write::{Name, push_suffix, push_url};

use super::{Linker, Resolved};
use crate::cache::links::Edit;
use crate::config::references::{Imports, Named};

/// Keys and values of an import map.
type Entries = Vec<(String, String)>;

impl Linker<'_, '_> {
    /// Returns the edits of an input: names of those that `wanted` says, and all else.
    pub(super) fn edits(&self, at: usize, wanted: impl Fn(usize) -> bool) -> Vec<Edit> {
        let Some((key, resolved)) = &self.resolved[at] else { return Vec::new() };
        let mut edits = Vec::new();
        if let Some(scan) = self.scans.get(key) {
            if resolved.has_map || !resolved.mapped.is_empty() {
                let (mut imports, mut integrity) = (Vec::new(), Vec::new());
                if resolved.has_map {
                    (imports, integrity) = self.import_map();
                }
                for (name, to) in &resolved.mapped {
                    let Some(digest) = self.names[*to] else { continue };
                    imports.push((name.clone(), self.url(*to, Name::Hashed(digest))));
                }
                if !resolved.has_integrity {
                    integrity.clear();
                }
                let insertions = scan.modules.insertions(&imports, &integrity);
                edits.extend(insertions.into_iter().map(|(at, text)| insertion(at, text)));
            }
            // Behind the map, if both are put in at one place.
            let preloads = scan.modules.preloads_at().filter(|_| !resolved.preloads.is_empty());
            edits.extend(preloads.map(|at| insertion(at, self.preloads(resolved))));
        }
        for (at, to) in resolved.names.iter().filter(|(_, to)| wanted(*to)) {
            let Some(name) = self.names[*to] else { continue };
            let mut suffix = Vec::new();
            push_suffix(&mut suffix, name);
            edits.push(insertion(*at, String::from_utf8_lossy(&suffix).into_owned()));
        }
        for (at, to) in &resolved.integrity {
            edits.extend(self.integrity(*to).map(|text| insertion(*at, text)));
        }
        let removed = resolved.removed.iter();
        edits.extend(removed.map(|(from, to)| Edit {
            at: *from,
            removed: to - from,
            inserted: String::new(),
        }));
        edits.sort_by_key(|edit| edit.at);
        edits
    }

    /// Returns the entries of an import map: the URL of each module, and that with its
    /// digest; and the digests that browsers check.
    pub(super) fn import_map(&self) -> (Entries, Entries) {
        let (mut imports, mut integrity) = (Vec::new(), Vec::new());
        for at in &self.modules {
            let Some(name) = self.names[*at] else { continue };
            let url = self.url(*at, Name::Hashed(name));
            if let Some(digest) = self.integrity.get(at) {
                integrity.push((url.clone(), digest.clone()));
            }
            imports.push((self.url(*at, Name::Given), url));
        }
        (imports, integrity)
    }

    /// Returns the elements that have modules loaded ahead.
    fn preloads(&self, resolved: &Resolved) -> String {
        let element = |to: &usize| {
            let name = match self.names[*to] {
                Some(name) if self.is_renamed(*to, resolved) => Name::Hashed(name),
                _ => Name::Given,
            };
            let integrity = self.integrity(*to).filter(|_| resolved.has_integrity);
            let integrity = integrity.unwrap_or_default();
            format!("<link{integrity} rel=modulepreload href=\"{}\">", self.url(*to, name))
        };
        resolved.preloads.iter().map(element).collect()
    }

    /// Whether a page names a module by its hashed path.
    pub(super) fn is_renamed(&self, module: usize, resolved: &Resolved) -> bool {
        match resolved.imports {
            Imports::Keep => false,
            Imports::Map => self.modules.binary_search(&module).is_ok(),
            Imports::Rewrite => {
                self.config.naming.of(self.inputs.list[module].path()) == Named::Hashed
            }
        }
    }

    /// Returns the attributes by which a browser checks an input, if it has a digest.
    fn integrity(&self, at: usize) -> Option<String> {
        let digest = self.integrity.get(&at)?;
        let cors = match self.config.naming.served_at.has_host() {
            true => " crossorigin=anonymous",
            false => "",
        };
        Some(format!(" integrity=\"{digest}\"{cors}"))
    }

    fn url(&self, at: usize, name: Name) -> String {
        let mut url = Vec::new();
        let served_at = self.config.naming.served_at.as_str();
        push_url(&mut url, served_at, self.inputs.list[at].path(), name);
        String::from_utf8_lossy(&url).into_owned()
    }
}

fn insertion(at: u32, inserted: String) -> Edit {
    Edit { at, removed: 0, inserted }
}
