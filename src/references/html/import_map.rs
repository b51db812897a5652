//! The import map of a page: its values are references, and others can be put in.

use crate::base::json::{Value, parse_at};
use crate::base::source_error::bom_len;
use crate::references::json::{members, string};
use crate::references::modules::{Gap, Map, Table};
use crate::references::scan::{Kind, Left, Scan, Why, is_template};
use crate::references::text::Unescaped;

/// Scans an import map whose text is at `start`.
pub(super) fn scan(text: &[u8], start: usize, scan: &mut Scan) {
    if let Err((at, what)) = check(text) {
        // In a template, what is no JSON yet may become some.
        let why = match is_template(&String::from_utf8_lossy(text)) {
            true => Why::Template,
            false => Why::ImportMap,
        };
        scan.left.push(Left { at: (start + at) as u32, url: what, why });
        scan.modules.is_closed = true;
        return;
    }
    let open = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut reader = Reader { text, start, scan };
    let mut map =
        Map { members: reader.gap(open), imports: None, scopes: Vec::new(), integrity: None };
    let all = members(text, open);
    // Of two members of one name the last counts.
    let last = |name: &str| all.iter().rfind(|(key, _)| key.bytes == name.as_bytes());
    if let Some((_, at)) = last("imports") {
        map.imports = Some(reader.names(*at));
    }
    for (of, at) in last("scopes").map(|(_, at)| members(text, *at)).unwrap_or_default() {
        let name = String::from_utf8_lossy(&of.bytes).into_owned();
        if !name.ends_with('/') {
            reader.add(&of, Kind::MapKey);
        }
        map.scopes.push((name, reader.names(at)));
    }
    if let Some((_, at)) = last("integrity") {
        map.integrity = Some(reader.digests(*at));
    }
    scan.modules.maps.push(map);
    // What it is for, whoever imports: a script may, that is no module.
    scan.modules.any = true;
}

/// Says where and why browsers would refuse an import map (HTML, 8.1.6.2).
fn check(text: &[u8]) -> Result<(), (usize, String)> {
    if bom_len(text) > 0 {
        return Err((0, "it begins with a byte order mark".to_owned()));
    }
    let json = parse_at(text).map_err(|(at, what)| (at, format!("it is not JSON: {what}")))?;
    let is_object = |value: &Value| matches!(value, Value::Object(_));
    if !is_object(&json) {
        return Err((0, "it is no object".to_owned()));
    }
    for name in ["imports", "scopes", "integrity"] {
        if json.get(name).is_some_and(|it| !is_object(it)) {
            return Err((0, format!("`{name}` is no object")));
        }
    }
    let scopes = json.get("scopes").map_or(&[] as &[_], Value::members);
    match scopes.iter().find(|(_, names)| !is_object(names)) {
        Some((of, _)) => Err((0, format!("the scope {of:?} is no object"))),
        None => Ok(()),
    }
}

struct Reader<'t, 's> {
    text: &'t [u8],
    start: usize,
    scan: &'s mut Scan,
}

impl Reader<'_, '_> {
    /// Reads what names lead to; each that is no directory is a reference.
    fn names(&mut self, open: usize) -> Table {
        self.table(open, |reader, key, value| {
            if !key.bytes.ends_with(b"/") && !value.bytes.ends_with(b"/") {
                reader.add(value, Kind::Mapped);
            }
        })
    }

    /// Reads the digests of modules.
    fn digests(&mut self, open: usize) -> Table {
        self.table(open, |reader, key, value| {
            let before = reader.scan.references.len();
            reader.add(key, Kind::MapKey);
            // An empty one says that there is none.
            let is_checked = !value.bytes.trim_ascii().is_empty();
            let added = &mut reader.scan.references[before..];
            added.iter_mut().for_each(|it| it.is_checked = is_checked);
        })
    }

    fn table(&mut self, open: usize, see: impl Fn(&mut Self, &Unescaped, &Unescaped)) -> Table {
        let mut entries = Vec::new();
        for (key, at) in members(self.text, open) {
            let is_string = self.text.get(at) == Some(&b'"');
            let value = string(self.text, at).filter(|_| is_string).map(|(value, _)| value);
            if let Some(value) = &value {
                see(self, &key, value);
            }
            let text = |it: &Unescaped| String::from_utf8_lossy(&it.bytes).into_owned();
            entries.push((text(&key), value.as_ref().map(text)));
        }
        Table { gap: self.gap(open), entries }
    }

    fn add(&mut self, text: &Unescaped, kind: Kind) {
        let mut found = text.url();
        (found.at, found.insert) = (found.at + self.start, found.insert + self.start);
        self.scan.add_kind(found, kind);
    }

    /// Returns the place behind the `{` at `open`.
    fn gap(&self, open: usize) -> Gap {
        let is_empty = self.text[open + 1..].trim_ascii_start().starts_with(b"}");
        Gap { at: (self.start + open + 1) as u32, is_empty }
    }
}
