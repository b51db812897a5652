//! Where a page has modules, and where it can have an import map for them.

use include_components_pack::bytes::{Decoder, put_u32};

/// The modules of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Modules {
    /// Whether there are any.
    pub(crate) any: bool,
    /// Where the first script or module begins, before which an import map must be.
    first: Option<u32>,
    /// Where the first module begins, which is behind the import map of the page.
    first_module: Option<u32>,
    /// The import map that the page has.
    map: Option<Map>,
}

/// An import map in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Map {
    members: Gap,
    imports: Option<Gap>,
    integrity: Option<Gap>,
}

/// Where something can be put into an object of JSON, before what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    at: u32,
    is_empty: bool,
}

/// What an import map says: keys, each with its value.
pub(crate) type Entries = [(String, String)];

impl Modules {
    /// Takes note of a script or a module that begins at `at`.
    #[cfg(feature = "html")]
    pub(super) fn see(&mut self, at: usize, is_module: bool) {
        self.any |= is_module;
        self.first.get_or_insert(at as u32);
        if is_module {
            self.first_module.get_or_insert(at as u32);
        }
    }

    /// Takes note of an import map whose text begins at `start`.
    #[cfg(feature = "html")]
    pub(super) fn see_map(&mut self, text: &[u8], start: usize) {
        if self.map.is_none() {
            self.map = Map::find(text, start);
        }
    }

    /// Returns where the import map of the page begins.
    pub(crate) fn map_at(&self) -> Option<u32> {
        self.map.map(|map| map.members.at)
    }

    /// Returns where what is loaded ahead of the first module can be put.
    pub(crate) fn preloads_at(&self) -> Option<u32> {
        self.first_module
    }

    /// Returns what a page must have more to have these entries in its import map, each
    /// with its place: names of modules, and digests of modules.
    ///
    /// What the map has already comes later, so that it wins.
    pub(crate) fn insertions(&self, imports: &Entries, integrity: &Entries) -> Vec<(u32, String)> {
        if !self.any || imports.is_empty() {
            return Vec::new();
        }
        let Some(Map { members, imports: old_imports, integrity: old_integrity }) = self.map else {
            let map = import_map(imports, integrity);
            let element = format!("<script type=importmap>{map}</script>");
            return self.first.map(|at| (at, element)).into_iter().collect();
        };
        let (mut all, mut new) = (Vec::new(), Vec::new());
        for (name, entries, old) in
            [("imports", imports, old_imports), ("integrity", integrity, old_integrity)]
        {
            match old {
                _ if entries.is_empty() => {}
                Some(gap) => all.push(gap.filled(joined(entries))),
                None => new.push(member(name, entries)),
            }
        }
        if !new.is_empty() {
            all.push(members.filled(new.join(",")));
        }
        all
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.push(self.any as u8);
        for at in [self.first, self.first_module] {
            out.push(at.is_some() as u8);
            put_u32(out, at.unwrap_or(0));
        }
        let map = self.map;
        let gaps = [
            map.map(|map| map.members),
            map.and_then(|map| map.imports),
            map.and_then(|map| map.integrity),
        ];
        for gap in gaps {
            out.push(gap.map_or(0, |gap| 1 + gap.is_empty as u8));
            put_u32(out, gap.map_or(0, |gap| gap.at));
        }
    }

    pub(super) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let any = reader.u8()? != 0;
        let mut place = || {
            let is_there = reader.u8()? != 0;
            Some(Some(reader.u32()?).filter(|_| is_there))
        };
        let (first, first_module) = (place()?, place()?);
        let mut gap = || {
            let code = reader.u8()?;
            let at = reader.u32()?;
            match code {
                0 => Some(None),
                1 | 2 => Some(Some(Gap { at, is_empty: code == 2 })),
                _ => None,
            }
        };
        let (members, imports, integrity) = (gap()?, gap()?, gap()?);
        let map = members.map(|members| Map { members, imports, integrity });
        Some(Modules { any, first, first_module, map })
    }
}

/// Returns the JSON of an import map.
pub(crate) fn import_map(imports: &Entries, integrity: &Entries) -> String {
    let mut members = vec![member("imports", imports)];
    if !integrity.is_empty() {
        members.push(member("integrity", integrity));
    }
    format!("{{{}}}", members.join(","))
}

fn member(name: &str, entries: &Entries) -> String {
    format!("\"{name}\":{{{}}}", joined(entries))
}

/// Returns entries as they stand in an object; none needs an escape.
fn joined(entries: &Entries) -> String {
    let entries = entries.iter().map(|(key, value)| format!("\"{key}\":\"{value}\""));
    entries.collect::<Vec<String>>().join(",")
}

impl Gap {
    fn filled(self, text: String) -> (u32, String) {
        (self.at, if self.is_empty { text } else { text + "," })
    }
}

#[cfg(feature = "html")]
impl Map {
    /// Finds the places in the text of an import map that begins at `start`.
    fn find(text: &[u8], start: usize) -> Option<Self> {
        let gap = |at: usize| {
            let is_empty = text[at..].trim_ascii_start().starts_with(b"}");
            Gap { at: (start + at) as u32, is_empty }
        };
        let first = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
        if text[first] != b'{' {
            return None;
        }
        let object = |key| super::json::object_at(text, key).map(gap);
        let (imports, integrity) = (object("imports"), object("integrity"));
        Some(Map { members: gap(first + 1), imports, integrity })
    }
}

#[cfg(test)]
mod tests;
