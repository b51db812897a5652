//! SVG, without what is not drawn, read by quick-xml.

mod path_data;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::text;
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Minifies SVG with [quick-xml](https://github.com/tafia/quick-xml) (feature `svg`).
///
/// Comments (except those that begin with `<!--!`), whitespace that is not text,
/// the XML declaration, and the metadata of Inkscape, Illustrator, Sketch, Figma
/// and other editors are removed. Path data is shortened, and no number is
/// rounded. Elements, ids and classes are kept, so style sheets, scripts and links
/// still work, and every pixel stays the same.
///
/// # Errors
///
/// Fails with a [`SourceError`] if the input is not well-formed XML with one root
/// element.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Svg;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.svg", Svg::new());
/// std::fs::write(root.join("a.svg"), "<svg>\n  <path d='M 0.50 1.0 L 2 3'/>\n</svg>")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.svg"), "<svg>\n  <g></svg>")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.svg:2:6: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Svg {}

/// The namespaces of editors, of which nothing is drawn.
const EDITORS: [&str; 7] = [
    "http://ns.adobe.com/AdobeIllustrator/10.0/",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://vectornator.io",
    "http://www.bohemiancoding.com/sketch/ns",
    "http://www.figma.com/figma/ns",
    "http://www.inkscape.org/namespaces/inkscape",
    "http://www.serif.com/",
];

/// The elements in which white space can be of use.
const VERBATIM: [&str; 7] =
    ["desc", "foreignObject", "metadata", "script", "style", "text", "title"];

impl Svg {
    /// Makes a compiler; it has no options.
    pub fn new() -> Self {
        Svg {}
    }
}

impl Compiler for Svg {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components svg 1").write(super::version::QUICK_XML);
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        Ok(minify(text(input)?)?.into_bytes())
    }
}

fn minify(text: &str) -> Result<String, SourceError> {
    let fault = |at: usize, what: &str| SourceError::new(text.as_bytes(), at, what);
    let mut reader = Reader::from_str(text);
    let mut out = String::with_capacity(text.len());
    // Whether white space counts, for each element that is open.
    let mut open: Vec<bool> = Vec::new();
    let mut editors: Vec<String> = Vec::new();
    let mut is_whole = false;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event();
        let event =
            event.map_err(|error| fault(reader.error_position() as usize, &error.to_string()))?;
        let raw = &text[start..reader.buffer_position() as usize];
        let verbatim = open.last().is_some_and(|verbatim| *verbatim);
        match &event {
            Event::Start(_) | Event::Empty(_) if open.is_empty() && is_whole => {
                return Err(fault(start, "a second element at the top"));
            }
            Event::Start(tag) | Event::Empty(tag) => {
                is_whole |= open.is_empty();
                let is_start = matches!(event, Event::Start(_));
                let attributes = attributes(tag).map_err(|error| fault(start, &error))?;
                note_editors(&attributes, &mut editors);
                let name = &raw[1..][..tag.name().as_ref().len()];
                if is_of(name, &editors) {
                    if is_start {
                        let end = reader.read_to_end(tag.name());
                        end.map_err(|error| fault(start, &error.to_string()))?;
                    }
                    continue;
                }
                if is_start {
                    let local = name.rsplit(':').next().unwrap_or(name);
                    let preserve = ("xml:space".to_owned(), "preserve".to_owned());
                    let kept = VERBATIM.contains(&local) || attributes.contains(&preserve);
                    open.push(verbatim || kept);
                }
                write_tag(&mut out, name, &attributes, &editors);
                out.push_str(if is_start { ">" } else { "/>" });
            }
            Event::End(_) => {
                open.pop();
                out.push_str(raw.trim_end_matches('>').trim_end());
                out.push('>');
            }
            Event::Comment(_) if !raw.starts_with("<!--!") => {}
            Event::Decl(_) => {}
            // What a document type without declarations of its own names is
            // read by no browser.
            Event::DocType(_) if !raw.contains('[') => {}
            Event::Text(_) if !verbatim && raw.trim_ascii().is_empty() => {}
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if open.is_empty() => {
                return Err(fault(start, "text outside of the element at the top"));
            }
            Event::Eof if !open.is_empty() => {
                return Err(fault(text.len(), "the file ends within an element"));
            }
            Event::Eof if !is_whole => return Err(fault(text.len(), "there is no element")),
            Event::Eof => return Ok(out),
            _ => out.push_str(raw),
        }
    }
}

/// Returns the attributes of a tag as they are written.
fn attributes(tag: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    let attribute = |it: Result<quick_xml::events::attributes::Attribute<'_>, _>| {
        let it = it.map_err(|error: quick_xml::events::attributes::AttrError| error.to_string())?;
        Ok((it.key.as_ref().to_owned(), it.value.into_owned()))
    };
    tag.attributes().map(attribute).collect()
}

/// Adds the prefixes that are declared for editors.
fn note_editors(attributes: &[(String, String)], editors: &mut Vec<String>) {
    for (key, value) in attributes {
        if EDITORS.contains(&value.as_str()) {
            editors.extend(key.strip_prefix("xmlns:").map(str::to_owned));
        }
    }
}

/// Whether a name has one of these prefixes.
fn is_of(name: &str, prefixes: &[String]) -> bool {
    let (prefix, local) = name.split_once(':').unwrap_or_default();
    prefixes.iter().any(|it| it == if prefix == "xmlns" { local } else { prefix })
}

/// Writes a start tag up to its end.
fn write_tag(out: &mut String, name: &str, attributes: &[(String, String)], editors: &[String]) {
    out.push('<');
    out.push_str(name);
    for (key, value) in attributes.iter().filter(|(key, _)| !is_of(key, editors)) {
        let short = if key == "d" { path_data::shorten(value) } else { None };
        let value = short.as_ref().unwrap_or(value);
        let quote = if value.contains('"') { '\'' } else { '"' };
        out.extend([" ", key, "="]);
        out.push(quote);
        out.push_str(value);
        out.push(quote);
    }
}

#[cfg(test)]
mod tests;
