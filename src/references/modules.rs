//! Where a page has modules, the import maps that it has for them, and what is put into
//! those.

use std::fmt::Write;

use include_components_pack::Digest;
use include_components_pack::bytes::{Decoder, put_bytes, put_u32};
use include_components_pack::path::split_extension;
use include_components_pack::write::push_suffix;

/// The modules of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Modules {
    /// Whether there are any.
    pub(crate) any: bool,
    /// Where the first script or module begins, before which an import map must be.
    first: Option<u32>,
    /// Where the first module begins, which is behind the import map of the page.
    first_module: Option<u32>,
    /// The import maps that the page has, in their order.
    pub(crate) maps: Vec<Map>,
    /// Whether it has one that nothing can be put into, as a template makes it, say.
    pub(crate) is_closed: bool,
}

/// An import map in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Map {
    pub(super) members: Gap,
    pub(crate) imports: Option<Table>,
    /// Each with what it is of: a module, or a directory of modules.
    pub(crate) scopes: Vec<(String, Table)>,
    pub(crate) integrity: Option<Table>,
}

/// An object in an import map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) gap: Gap,
    /// Each with its value, if that is a string.
    pub(crate) entries: Vec<(String, Option<String>)>,
}

/// Where something can be put into an object of JSON, before what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(super) at: u32,
    pub(super) is_empty: bool,
}

/// Entries of an import map, as [`entry`] writes them.
type Entries = [String];

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

    /// Returns where the first import map of the page begins.
    pub(crate) fn map_at(&self) -> Option<u32> {
        self.maps.first().map(|map| map.members.at)
    }

    /// Returns where what is loaded ahead of the first module can be put.
    pub(crate) fn preloads_at(&self) -> Option<u32> {
        self.first_module
    }

    /// Returns what a page must have more to have these entries in its import map, each
    /// with its place: names of modules, those in scopes, and digests of modules.
    pub(crate) fn insertions(
        &self,
        imports: &Entries,
        scopes: &[(Gap, Vec<String>)],
        integrity: &Entries,
    ) -> Vec<(u32, String)> {
        if !self.any || self.is_closed {
            return Vec::new();
        }
        let filled = scopes.iter().filter(|(_, entries)| !entries.is_empty());
        let mut all: Vec<_> = filled.map(|(gap, entries)| gap.filled(entries.join(","))).collect();
        // What a module has asked for, a map behind it cannot change.
        let is_in_time = |map: &&Map| self.first_module.is_none_or(|at| at > map.members.at);
        let Some(map) = self.maps.first().filter(is_in_time) else {
            let element = || {
                format!("<script type=\"importmap\">{}</script>", import_map(imports, integrity))
            };
            let place = self.first.filter(|_| !imports.is_empty());
            all.extend(place.map(|at| (at, element())));
            return all;
        };
        let mut new = Vec::new();
        for (name, entries, old) in
            [("imports", imports, &map.imports), ("integrity", integrity, &map.integrity)]
        {
            match old {
                _ if entries.is_empty() => {}
                Some(table) => all.push(table.gap.filled(entries.join(","))),
                None => new.push(member(name, entries)),
            }
        }
        if !new.is_empty() {
            all.push(map.members.filled(new.join(",")));
        }
        all
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend([self.any as u8, self.is_closed as u8]);
        for at in [self.first, self.first_module] {
            out.push(at.is_some() as u8);
            put_u32(out, at.unwrap_or(0));
        }
        put_u32(out, self.maps.len() as u32);
        self.maps.iter().for_each(|map| map.write(out));
    }

    pub(super) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let (any, is_closed) = (reader.u8()? != 0, reader.u8()? != 0);
        let mut place = || {
            let is_there = reader.u8()? != 0;
            Some(Some(reader.u32()?).filter(|_| is_there))
        };
        let (first, first_module) = (place()?, place()?);
        let count = reader.u32()?;
        let maps = (0..count).map(|_| Map::read(reader)).collect::<Option<_>>()?;
        Some(Modules { any, first, first_module, maps, is_closed })
    }
}

impl Map {
    fn write(&self, out: &mut Vec<u8>) {
        self.members.write(out);
        for table in [&self.imports, &self.integrity] {
            out.push(table.is_some() as u8);
            table.iter().for_each(|table| table.write(out));
        }
        put_u32(out, self.scopes.len() as u32);
        for (name, table) in &self.scopes {
            put_bytes(out, name.as_bytes());
            table.write(out);
        }
    }

    fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let members = Gap::read(reader)?;
        let table = |reader: &mut Decoder<'_>| match reader.u8()? {
            0 => Some(None),
            _ => Some(Some(Table::read(reader)?)),
        };
        let (imports, integrity) = (table(reader)?, table(reader)?);
        let mut scopes = Vec::new();
        for _ in 0..reader.u32()? {
            scopes.push((reader.text()?.to_owned(), Table::read(reader)?));
        }
        Some(Map { members, imports, scopes, integrity })
    }
}

impl Table {
    fn write(&self, out: &mut Vec<u8>) {
        self.gap.write(out);
        put_u32(out, self.entries.len() as u32);
        for (key, value) in &self.entries {
            put_bytes(out, key.as_bytes());
            out.push(value.is_some() as u8);
            value.iter().for_each(|value| put_bytes(out, value.as_bytes()));
        }
    }

    fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let gap = Gap::read(reader)?;
        let mut entries = Vec::new();
        for _ in 0..reader.u32()? {
            let key = reader.text()?.to_owned();
            let value = match reader.u8()? {
                0 => None,
                _ => Some(reader.text()?.to_owned()),
            };
            entries.push((key, value));
        }
        Some(Table { gap, entries })
    }
}

impl Gap {
    fn filled(self, text: String) -> (u32, String) {
        (self.at, if self.is_empty { text } else { text + "," })
    }

    fn write(self, out: &mut Vec<u8>) {
        put_u32(out, self.at);
        out.push(self.is_empty as u8);
    }

    fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        Some(Gap { at: reader.u32()?, is_empty: reader.u8()? != 0 })
    }
}

/// Whether a module that imports this asks for a URL, and not for a name of an import map.
pub(crate) fn is_url(specifier: &str) -> bool {
    ["./", "../", "/"].iter().any(|it| specifier.starts_with(it)) || specifier.contains("://")
}

/// Returns the URL of a module as browsers write it when they look it up in an import map
/// (URL Standard, 1.3: the path percent-encode set).
///
/// `Component::url` has more of it encoded, which would be another key.
pub(crate) fn module_url(served_at: &str, path: &str, digest: Option<Digest>) -> String {
    let (stem, extension) = split_extension(path);
    let mut url = served_at.to_owned();
    push_encoded(&mut url, stem);
    if let Some(digest) = digest {
        let mut suffix = Vec::new();
        push_suffix(&mut suffix, digest);
        url += &String::from_utf8_lossy(&suffix);
    }
    push_encoded(&mut url, extension);
    url
}

pub(crate) fn push_encoded(url: &mut String, path: &str) {
    for byte in path.bytes() {
        match byte {
            ..=b' '
            | 0x7F..
            | b'"'
            | b'#'
            | b'<'
            | b'>'
            | b'?'
            | b'`'
            | b'{'
            | b'}'
            | b'%'
            | b'\\' => {
                let _ = write!(url, "%{byte:02X}");
            }
            _ => url.push(char::from(byte)),
        }
    }
}

/// Writes an entry of an import map; without a value it keeps modules from being loaded.
pub(crate) fn entry(key: &str, value: Option<&str>) -> String {
    let value = value.map_or_else(|| "null".to_owned(), quoted);
    format!("{}:{value}", quoted(key))
}

/// Writes a string of JSON, in which nothing ends a script, or means something in XHTML.
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            '<' | '&' | ..=' ' if c != ' ' => _ = write!(json, "\\u{:04X}", u32::from(c)),
            c => json.push(c),
        }
    }
    json + "\""
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
    format!("\"{name}\":{{{}}}", entries.join(","))
}

#[cfg(test)]
mod tests;
