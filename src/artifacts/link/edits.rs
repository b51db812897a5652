//! What is put into an artifact, and where.

use include_components_pack::Digest;
use include_components_pack::write::{Name, push_suffix, push_url};

use super::import_maps::Entries;
use super::resolve::is_renamed;
use super::{Linker, Resolved};
use crate::cache::links::Edit;
use crate::references::modules::{Modules, entry, module_url};

impl Linker<'_, '_> {
    /// Returns the edits of an input: names of those that `wanted` says, and all else.
    pub(super) fn edits(&self, at: usize, wanted: impl Fn(usize) -> bool) -> Vec<Edit> {
        let Some((key, resolved)) = &self.resolved[at] else { return Vec::new() };
        let mut edits = Vec::new();
        if let Some(scan) = self.scans.get(key) {
            let insertions = self.import_map_of(resolved, &scan.modules);
            edits.extend(insertions.into_iter().map(|(at, text)| insertion(at, text)));
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

    /// Returns what is put into the import map of a page, and where.
    fn import_map_of(&self, resolved: &Resolved, modules: &Modules) -> Vec<(u32, String)> {
        let written = |entries: &Entries| -> Vec<String> {
            let url = |at: usize| Some(self.module_url(at, Some(self.names[at]?)));
            let written = entries.iter().filter_map(|(name, to)| {
                let name = name.text(url)?;
                match to {
                    Some(to) => Some(entry(&name, Some(&to.text(url)?))),
                    None => Some(entry(&name, None)),
                }
            });
            written.collect()
        };
        let (mut imports, mut integrity) = match resolved.has_map {
            true => self.import_map(Some(resolved)),
            false => (Vec::new(), Vec::new()),
        };
        imports.extend(written(&resolved.mapped));
        if !resolved.has_integrity {
            integrity.clear();
        }
        let scopes = resolved.scoped.iter().map(|(gap, entries)| (*gap, written(entries)));
        modules.insertions(&imports, &scopes.collect::<Vec<_>>(), &integrity)
    }

    /// Returns the entries of an import map: the URL of each module, and that with its
    /// digest; and the digests that browsers check. Of a page, without those that its own
    /// map has.
    pub(super) fn import_map(&self, page: Option<&Resolved>) -> (Vec<String>, Vec<String>) {
        let (mut imports, mut integrity) = (Vec::new(), Vec::new());
        for at in &self.modules {
            let Some(digest) = self.names[*at] else { continue };
            let url = match page {
                Some(_) => self.module_url(*at, Some(digest)),
                None => self.url(*at, Name::Hashed(digest)),
            };
            let checked = self.integrity.get(at);
            if let Some(digest) =
                checked.filter(|_| page.is_none_or(|it| !it.own_digests.contains(at)))
            {
                integrity.push(entry(&url, Some(digest)));
            }
            if page.is_none_or(|it| !it.own.contains(at)) {
                imports.push(entry(&self.module_url(*at, None), Some(&url)));
            }
        }
        (imports, integrity)
    }

    /// Returns the elements that have modules loaded ahead.
    fn preloads(&self, resolved: &Resolved) -> String {
        let element = |to: &usize| {
            let path = self.inputs.list[*to].path();
            let is_renamed = is_renamed(self.config, resolved.imports, path);
            let url = self.module_url(*to, self.names[*to].filter(|_| is_renamed));
            let integrity = self.integrity(*to).filter(|_| resolved.has_integrity);
            let integrity = integrity.unwrap_or_default();
            let url = url.replace('&', "&amp;");
            // As XHTML has it, too.
            format!("<link{integrity} rel=\"modulepreload\" href=\"{url}\"/>")
        };
        resolved.preloads.iter().map(element).collect()
    }

    /// Returns the attributes by which a browser checks an input, if it has a digest.
    fn integrity(&self, at: usize) -> Option<String> {
        let digest = self.integrity.get(&at)?;
        let cors = match self.config.naming.served_at.has_host() {
            true => " crossorigin=\"anonymous\"",
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

    fn module_url(&self, at: usize, digest: Option<Digest>) -> String {
        let served_at = self.config.naming.served_at.as_str();
        module_url(served_at, self.inputs.list[at].path(), digest)
    }
}

fn insertion(at: u32, inserted: String) -> Edit {
    Edit { at, removed: 0, inserted }
}
