//! Where a page has modules, and where it can have an import map for them.

use include_components_pack::bytes::{Decoder, put_u32};

/// The modules of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Modules {
    /// Whether there are any.
    pub(crate) any: bool,
    /// Where the first script or module begins, before which an import map must be.
    first: Option<u32>,
    /// Where entries can be put into the import map that the page has.
    map: Option<(u32, Gap)>,
}

/// A place in an import map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// In `imports`, before what is there.
    Entries { is_empty: bool },
    /// In the map itself, which has no `imports`.
    Members { is_empty: bool },
}

impl Modules {
    /// Takes note of a script or a module that begins at `at`.
    #[cfg(feature = "html")]
    pub(super) fn see(&mut self, at: usize, is_module: bool) {
        self.any |= is_module;
        self.first.get_or_insert(at as u32);
    }

    /// Takes note of an import map whose text begins at `start`.
    #[cfg(feature = "html")]
    pub(super) fn see_map(&mut self, text: &[u8], start: usize) {
        if self.map.is_none() {
            self.map = gap(text).map(|(at, gap)| ((start + at) as u32, gap));
        }
    }

    /// Returns what a page must have more to have these entries in its import map, and
    /// where; an entry is a key and a value.
    ///
    /// What the map has already comes later, so that it wins.
    pub(crate) fn insertion(&self, entries: &[(String, String)]) -> Option<(u32, String)> {
        let mut text = String::new();
        for (key, value) in entries {
            let separator = if text.is_empty() { "" } else { "," };
            text.push_str(&format!("{separator}\"{key}\":\"{value}\""));
        }
        if !self.any || text.is_empty() {
            return None;
        }
        let comma = |is_empty: bool| if is_empty { "" } else { "," };
        Some(match self.map {
            Some((at, Gap::Entries { is_empty })) => (at, text + comma(is_empty)),
            Some((at, Gap::Members { is_empty })) => {
                (at, format!("\"imports\":{{{text}}}{}", comma(is_empty)))
            }
            None => {
                let element = format!("<script type=importmap>{{\"imports\":{{{text}}}}}</script>");
                (self.first?, element)
            }
        })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.push(self.any as u8);
        out.push(self.first.is_some() as u8);
        put_u32(out, self.first.unwrap_or(0));
        let (at, code) = match self.map {
            None => (0, 0),
            Some((at, Gap::Entries { is_empty })) => (at, 1 + is_empty as u8),
            Some((at, Gap::Members { is_empty })) => (at, 3 + is_empty as u8),
        };
        out.push(code);
        put_u32(out, at);
    }

    pub(super) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let any = reader.u8()? != 0;
        let has_first = reader.u8()? != 0;
        let first = Some(reader.u32()?).filter(|_| has_first);
        let code = reader.u8()?;
        let at = reader.u32()?;
        let gap = match code {
            0 => None,
            1 | 2 => Some(Gap::Entries { is_empty: code == 2 }),
            3 | 4 => Some(Gap::Members { is_empty: code == 4 }),
            _ => return None,
        };
        Some(Modules { any, first, map: gap.map(|gap| (at, gap)) })
    }
}

/// Finds where entries can be put into the text of an import map.
#[cfg(feature = "html")]
fn gap(text: &[u8]) -> Option<(usize, Gap)> {
    let is_empty = |at: usize| text[at..].trim_ascii_start().starts_with(b"}");
    let start = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if text[start] != b'{' {
        return None;
    }
    match super::json::object_at(text, "imports") {
        Some(at) => Some((at, Gap::Entries { is_empty: is_empty(at) })),
        None => Some((start + 1, Gap::Members { is_empty: is_empty(start + 1) })),
    }
}

#[cfg(test)]
mod tests;
