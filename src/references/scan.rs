//! What an artifact refers to: the references that are written in it, each with its
//! place.

use include_components_pack::bytes::{Decoder, put_bytes, put_u32};

use super::modules::Modules;
use super::{css, json, source_map};
use crate::base::key::KeyHasher;
#[cfg(any(feature = "html", feature = "js"))]
use crate::compilers::version;
use include_components_pack::Digest;

/// A language in which references are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Css,
    Html,
    Xhtml,
    Svg,
    /// A web application manifest.
    Manifest,
    /// Of which the comment that names the source map is looked for alone.
    JavaScript,
    /// The same with what modules import.
    Modules,
}

/// What is written in an artifact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// What the references are relative to, if the artifact says so (`<base href>`).
    pub(crate) base: Option<SaidBase>,
    /// In the order of their places.
    pub(crate) references: Vec<Reference>,
    /// What is no reference that can be followed, and why.
    pub(crate) left: Vec<Left>,
    /// Where a page may have an import map, and those that it has.
    pub(crate) modules: Modules,
}

/// The URL that an artifact says all others in it are relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SaidBase {
    /// What stands before that may be relative to the artifact's own URL.
    pub(crate) at: u32,
    /// `None` if nobody knows before the artifact is used.
    pub(crate) url: Option<String>,
}

/// A URL, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Where it begins, in bytes.
    pub(crate) at: u32,
    /// Where the digest goes, in bytes: before the extension.
    pub(crate) insert: u32,
    /// The URL without the escapes of the language that it is written in.
    pub(crate) url: String,
    pub(crate) kind: Kind,
    /// Whether the element says what the digest of the target is (`integrity`).
    pub(crate) is_checked: bool,
    /// Where the element could say it, if it does not.
    pub(crate) integrity_at: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Url,
    /// What it names is a module.
    Module,
    /// An import map gives it a name.
    Mapped,
    /// A key of an import map: the module that a scope is of, or whose digest it says.
    MapKey,
    /// A name for an import map, by which a module imports before it runs.
    Bare,
    /// What it names is imported by a module: before that runs, or whenever it says so.
    Import {
        is_static: bool,
    },
    /// The comment at these bytes is for developers' tools alone.
    SourceMap {
        start: u32,
        end: u32,
    },
}

/// Something that looks like a reference, and is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) at: u32,
    pub(crate) url: String,
    pub(crate) why: Why,
}

/// Why something is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// A template makes it at run time.
    Template,
    /// It has a character reference of HTML that is not known here.
    Entity,
    /// It has an escape of JavaScript that is not known here.
    Escape,
    /// A script makes it when it runs.
    Dynamic,
    /// It is a script that cannot be read; the text says why.
    Script,
    /// It is an import map that browsers refuse; the text says why.
    ImportMap,
    /// It has bytes that are not UTF-8, or a character that is none.
    Encoding,
    /// All of it is in UTF-16.
    Utf16,
    /// It is a page in a page.
    Inner,
    /// It is what an animation sets.
    Animation,
}

impl Why {
    /// All of them by their numbers.
    const ALL: [Why; 10] = [
        Why::Template,
        Why::Entity,
        Why::Escape,
        Why::Dynamic,
        Why::Script,
        Why::ImportMap,
        Why::Encoding,
        Why::Utf16,
        Why::Inner,
        Why::Animation,
    ];
}

/// A URL that is found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) at: usize,
    pub(super) insert: usize,
    pub(super) url: String,
}

/// What begins an expression in the languages of templates: Jinja, Handlebars, Vue; ERB,
/// EJS; PHP; and those with `${`.
const TEMPLATES: [&str; 6] = ["{{", "{%", "{#", "<%", "<?", "${"];

/// Increased when a scan finds something else than before.
const VERSION: &str = "include-components scan 5";

impl Language {
    /// Returns the language of an artifact by its media type.
    pub(crate) fn of(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim_ascii_end();
        Some(match essence {
            "text/css" => Language::Css,
            "text/html" => Language::Html,
            "application/xhtml+xml" => Language::Xhtml,
            "image/svg+xml" => Language::Svg,
            "application/manifest+json" => Language::Manifest,
            "text/javascript" | "application/javascript" => Language::JavaScript,
            _ => return None,
        })
    }

    /// Whether a scan of such an artifact needs a library that is not there.
    pub(crate) fn needs_feature(self) -> bool {
        match self {
            Language::Html | Language::Xhtml | Language::Svg => !cfg!(feature = "html"),
            Language::Modules => !cfg!(feature = "js"),
            _ => false,
        }
    }

    /// Returns the key of a scan.
    pub(crate) fn key(self, artifact: Digest) -> Digest {
        let mut key = KeyHasher::new(VERSION);
        key.write([self as u8]).write(artifact.as_bytes());
        #[cfg(feature = "html")]
        key.write(super::html::VERSION).write(version::LOL_HTML);
        #[cfg(feature = "js")]
        key.write(super::js::VERSION).write(version::OXC);
        key.finish()
    }

    /// Whether there may be a reference in an artifact at all: a cheap look, since most
    /// icons have none.
    pub(crate) fn may_refer(self, bytes: &[u8]) -> bool {
        match self {
            Language::Svg => std::str::from_utf8(bytes).map_or(true, may_svg_refer),
            _ => true,
        }
    }
}

impl Scan {
    /// Scans an artifact.
    pub(crate) fn new(language: Language, bytes: &[u8]) -> Self {
        let mut scan = Scan::default();
        if is_utf16(bytes) {
            scan.left.push(Left { at: 0, url: String::new(), why: Why::Utf16 });
            return scan;
        }
        if u32::try_from(bytes.len()).is_err() || !language.may_refer(bytes) {
            return scan;
        }
        match language {
            Language::Css => {
                css::scan(bytes, &mut |found| scan.add(found));
                scan.references.extend(source_map::find(bytes));
            }
            #[cfg(feature = "html")]
            Language::Html | Language::Xhtml | Language::Svg => {
                super::html::scan(bytes, language == Language::Xhtml, &mut scan);
            }
            #[cfg(not(feature = "html"))]
            Language::Html | Language::Xhtml | Language::Svg => {}
            Language::Manifest => json::scan(bytes, &json::MANIFEST, &mut |found| scan.add(found)),
            Language::JavaScript => scan.references.extend(source_map::find(bytes)),
            Language::Modules => {
                #[cfg(feature = "js")]
                super::js::scan(bytes, 0, &mut scan);
                scan.references.extend(source_map::find(bytes));
            }
        }
        scan.references.sort_by_key(|reference| reference.at);
        // HTML and XML may see one place in two ways.
        scan.references.dedup_by_key(|reference| reference.insert);
        scan
    }

    /// Adds a URL that is written in the artifact.
    pub(super) fn add(&mut self, found: Found) {
        self.add_kind(found, Kind::Url);
    }

    pub(super) fn add_kind(&mut self, found: Found, kind: Kind) {
        let Found { at, insert, url } = found;
        let (at, insert) = (at as u32, insert as u32);
        if let Some(why) = unreadable(&url) {
            self.left.push(Left { at, url, why });
            return;
        }
        self.references.push(Reference::new(at, insert, url, kind));
    }

    /// Takes note of what the artifact says of its base; the first one counts.
    #[cfg(feature = "html")]
    pub(super) fn see_base(&mut self, found: Found, why: Option<Why>) {
        if self.base.is_some() {
            return;
        }
        let Found { at, url, .. } = found;
        let at = at as u32;
        let why = why.or_else(|| unreadable(&url));
        self.base = Some(SaidBase { at, url: why.is_none().then(|| url.clone()) });
        self.left.extend(why.map(|why| Left { at, url, why }));
    }

    /// Adds what is in a part of the artifact, which begins at `start`.
    #[cfg(feature = "html")]
    pub(super) fn add_part(&mut self, part: Scan, start: u32) {
        let moved = |it: Reference| Reference {
            at: it.at + start,
            insert: it.insert + start,
            integrity_at: it.integrity_at.map(|at| at + start),
            ..it
        };
        self.references.extend(part.references.into_iter().map(moved));
        self.left.extend(part.left.into_iter().map(|it| Left { at: it.at + start, ..it }));
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let (at, url) = self.base.as_ref().map_or((0, None), |it| (it.at, it.url.as_deref()));
        out.push(self.base.is_some() as u8 + url.is_some() as u8);
        put_u32(out, at);
        put_bytes(out, url.unwrap_or_default().as_bytes());
        put_u32(out, self.references.len() as u32);
        for Reference { at, insert, url, kind, is_checked, integrity_at } in &self.references {
            let (code, start, end) = match kind {
                Kind::Url => (0, 0, 0),
                Kind::Module => (1, 0, 0),
                Kind::SourceMap { start, end } => (2, *start, *end),
                Kind::Import { is_static } => (3 + *is_static as u8, 0, 0),
                Kind::Mapped => (5, 0, 0),
                Kind::MapKey => (6, 0, 0),
                Kind::Bare => (7, 0, 0),
            };
            out.push(code);
            out.push(*is_checked as u8);
            // No element is at the start of what it is in.
            let integrity_at = integrity_at.unwrap_or(0);
            for number in [*at, *insert, start, end, integrity_at] {
                put_u32(out, number);
            }
            put_bytes(out, url.as_bytes());
        }
        put_u32(out, self.left.len() as u32);
        for Left { at, url, why } in &self.left {
            out.push(*why as u8);
            put_u32(out, *at);
            put_bytes(out, url.as_bytes());
        }
        self.modules.write(out);
    }

    pub(crate) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let base = reader.u8()?;
        let (at, url) = (reader.u32()?, reader.text()?.to_owned());
        let base = (base > 0).then(|| SaidBase { at, url: (base > 1).then_some(url) });
        let mut references = Vec::new();
        for _ in 0..reader.u32()? {
            let code = reader.u8()?;
            let is_checked = reader.u8()? != 0;
            let (at, insert) = (reader.u32()?, reader.u32()?);
            let (start, end) = (reader.u32()?, reader.u32()?);
            let integrity_at = Some(reader.u32()?).filter(|at| *at > 0);
            let kind = match code {
                0 => Kind::Url,
                1 => Kind::Module,
                2 => Kind::SourceMap { start, end },
                3 | 4 => Kind::Import { is_static: code == 4 },
                5 => Kind::Mapped,
                6 => Kind::MapKey,
                7 => Kind::Bare,
                _ => return None,
            };
            let url = reader.text()?.to_owned();
            references.push(Reference { at, insert, url, kind, is_checked, integrity_at });
        }
        let mut left = Vec::new();
        for _ in 0..reader.u32()? {
            let why = *Why::ALL.get(usize::from(reader.u8()?))?;
            left.push(Left { at: reader.u32()?, url: reader.text()?.to_owned(), why });
        }
        let modules = Modules::read(reader)?;
        Some(Scan { base, references, left, modules })
    }
}

impl Reference {
    pub(super) fn new(at: u32, insert: u32, url: String, kind: Kind) -> Self {
        Reference { at, insert, url, kind, is_checked: false, integrity_at: None }
    }
}

/// Whether a URL is at least likely in an image: in `href`, in a function of CSS whose
/// name ends so, in a script or an element of HTML, or in what has an at-rule or an escape.
///
/// Each is found by one byte that icons seldom have, because std looks for one byte by
/// code that is optimised in a build script too.
fn may_svg_refer(text: &str) -> bool {
    let ends = |byte: char, words: &[&str]| {
        text.match_indices(byte).any(|(at, _)| {
            let before = &text.as_bytes()[..at];
            words.iter().any(|word| {
                let start = before.len().checked_sub(word.len());
                start.is_some_and(|start| before[start..].eq_ignore_ascii_case(word.as_bytes()))
            })
        })
    };
    text.contains('@')
        || text.contains('\\')
        || ends('(', &["url", "src", "set", "import"])
        || ends('f', &["hre"])
        || ends('F', &["hre"])
        || ends('p', &["scri"])
        || ends('j', &["foreignOb"])
}

/// Whether a URL has all of what it names in it, which may be long.
pub(super) fn is_data(url: &[u8]) -> bool {
    url.trim_ascii_start().get(..5).is_some_and(|it| it.eq_ignore_ascii_case(b"data:"))
}

/// Says why what a URL names is not known here.
fn unreadable(url: &str) -> Option<Why> {
    let path = &url[..url.find(['?', '#']).unwrap_or(url.len())];
    if is_template(url) {
        Some(Why::Template)
    } else {
        path.contains('\u{FFFD}').then_some(Why::Encoding)
    }
}

/// Whether a text begins as one in UTF-16 does: with a byte order mark, or with `<?x` as
/// the HTML Standard has it in 13.2.3.2.
fn is_utf16(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 4] = [b"\xFF\xFE", b"\xFE\xFF", b"<\0?\0x\0", b"\0<\0?\0x"];
    starts.iter().any(|start| bytes.starts_with(start))
}

/// Whether a template makes the text at run time.
pub(super) fn is_template(url: &str) -> bool {
    TEMPLATES.iter().any(|mark| url.contains(mark))
}

#[cfg(test)]
mod tests;
