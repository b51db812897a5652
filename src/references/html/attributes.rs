//! Which attributes of which elements are references.

use lol_html::html_content::Element;

use super::{Language, xml};
use crate::references::scan::Why;

/// What an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Url,
    /// The URL of a module, or of what only modules need.
    Module,
    Srcset,
    Css,
    /// The URL that all others are relative to.
    Base,
    /// What is left as it is.
    Left(Why),
}

/// Where an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Page,
    /// In a `template` of which a browser makes a shadow tree as soon as it has read it: its
    /// scripts run, but its `<base>` is not that of the page.
    Shadow,
    /// In another `template`, where nothing is done before a script takes it out.
    Inert,
}

/// An element, as far as its attributes decide what the others mean.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    name: String,
    is_svg: bool,
    is_html: bool,
    /// Whether XML ends it in its own tag.
    is_closed: bool,
    place: Place,
    /// What is in it is there, if it is a `template`.
    template: Option<Place>,
    /// Whether it is a script that is in another file: then browsers skip its text.
    is_elsewhere: bool,
    /// `type` of a script or a style sheet, and of an input; the attribute that an
    /// animation of SVG sets.
    kind: String,
    /// The tokens of `rel`.
    rel: Vec<String>,
    /// What `as` says that a link is for.
    destination: String,
}

const SVG: &str = "http://www.w3.org/2000/svg";
const HTML: &str = "http://www.w3.org/1999/xhtml";

/// The links whose target a browser loads for the page that has them.
const LOADED: [&str; 10] = [
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "manifest",
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "apple-touch-startup-image",
    "fluid-icon",
    "mask-icon",
];

/// What is loaded ahead for others than the page: a script names it, as it is.
const OF_SCRIPTS: [&str; 6] =
    ["fetch", "worker", "sharedworker", "serviceworker", "document", "audioworklet"];

/// Attributes of SVG whose value is CSS.
const PRESENTATION: [&str; 10] = [
    "clip-path",
    "cursor",
    "fill",
    "filter",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
];

impl Tag {
    pub(super) fn of(element: &Element<'_, '_>, place: Place) -> Self {
        let value = |name: &str| {
            let value = element.get_attribute(name).unwrap_or_default();
            value.trim_ascii().to_ascii_lowercase()
        };
        let (is_closed, name) = xml::unmasked(element.tag_name());
        // XML may have the namespace in the name.
        let (is_prefixed, name) = match name.strip_prefix("svg:") {
            Some(name) => (true, name.to_owned()),
            None => (false, name),
        };
        let (mut kind, mut rel, mut destination) = (String::new(), Vec::new(), String::new());
        match name.as_str() {
            "script" | "style" | "input" => kind = value("type"),
            "animate" | "set" => kind = value("attributename"),
            "link" => {
                rel = value("rel").split_ascii_whitespace().map(str::to_owned).collect();
                destination = value("as");
            }
            _ => {}
        }
        let namespace = element.namespace_uri();
        let is_svg = is_prefixed || namespace == SVG;
        let is_html = namespace == HTML && !is_prefixed;
        let sources: &[&str] = if is_html { &["src"] } else { &["href", "xlink:href"] };
        let is_elsewhere = name == "script" && sources.iter().any(|it| element.has_attribute(it));
        let template = (is_html && name == "template" && !is_closed).then(|| {
            let mode = element.get_attribute("shadowrootmode").unwrap_or_default();
            let is_shadow = ["open", "closed"].iter().any(|it| mode.eq_ignore_ascii_case(it));
            if is_shadow { Place::Shadow } else { Place::Inert }
        });
        Tag {
            name,
            is_svg,
            is_html,
            is_closed,
            place,
            template,
            is_elsewhere,
            kind,
            rel,
            destination,
        }
    }

    /// Whether it is an element of HTML: the text of other scripts and style sheets ends
    /// with any tag.
    pub(super) fn is_html(&self) -> bool {
        self.is_html
    }

    /// Says where what is in it is, if it is a `template`.
    pub(super) fn template(&self) -> Option<Place> {
        self.template
    }

    /// Whether it is a script that the browser runs, or a map for one.
    pub(super) fn is_script(&self) -> bool {
        self.name == "script"
    }

    /// Whether it is a script whose text is in another file: of HTML by `src`, of SVG by
    /// `href`.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.is_elsewhere
    }

    /// Whether the page has a module by it.
    pub(super) fn is_module(&self) -> bool {
        let is_script = self.name == "script" && self.kind == "module";
        is_script || self.has_rel("modulepreload")
    }

    /// Whether a browser does what the text of the script says.
    pub(super) fn runs(&self) -> bool {
        // HTML, 4.12.1, and the types of MIME Sniffing, 4.6.
        match self.kind.strip_prefix("text/").or(self.kind.strip_prefix("application/")) {
            Some("javascript" | "ecmascript" | "x-javascript" | "x-ecmascript") => true,
            Some("jscript" | "livescript") => true,
            Some(version) => version.starts_with("javascript1."),
            None => matches!(self.kind.as_str(), "" | "module" | "importmap" | "speculationrules"),
        }
    }

    /// Whether the text of the element `style` is CSS.
    pub(super) fn is_css(&self) -> bool {
        matches!(self.kind.as_str(), "" | "text/css")
    }

    /// Whether a browser checks what it loads for this element against `integrity`.
    pub(super) fn takes_integrity(&self) -> bool {
        let is_of_page = |what: &str| matches!(what, "script" | "style");
        match self.name.as_str() {
            "script" => !self.is_svg,
            "link" => {
                let is_ahead = self.has_rel("preload") && is_of_page(&self.destination);
                self.has_rel("stylesheet") || self.has_rel("modulepreload") || is_ahead
            }
            _ => false,
        }
    }

    fn has_rel(&self, rel: &str) -> bool {
        self.rel.iter().any(|it| it == rel)
    }

    /// Returns the language of the element's text, if that has references.
    pub(super) fn language(&self) -> Option<Language> {
        match (self.name.as_str(), self.kind.as_str()) {
            _ if self.is_closed => None,
            ("style", "" | "text/css") => Some(Language::Css),
            ("script", _) if self.is_elsewhere => None,
            ("script", "importmap") => (self.place != Place::Inert).then_some(Language::ImportMap),
            ("script", "speculationrules") => None,
            #[cfg(feature = "js")]
            ("script", _) if self.runs() => Some(Language::Script),
            ("noscript", _) if self.is_html => Some(Language::Html),
            _ => None,
        }
    }

    /// Says what an attribute has, if that is a reference.
    ///
    /// `a`, `area`, `form` and `iframe` have addresses for people, and `meta` has them
    /// for robots: those keep their names.
    pub(super) fn sort(&self, attribute: &str) -> Option<Sort> {
        match (self.name.as_str(), attribute) {
            (_, "style") => Some(Sort::Css),
            ("base", "href") => (self.is_html && self.place == Place::Page).then_some(Sort::Base),
            ("link", "href") => self.link(),
            ("link", "imagesrcset") | ("img" | "source", "srcset") => Some(Sort::Srcset),
            ("script", "src" | "href" | "xlink:href") => self.script(),
            ("img" | "source" | "audio" | "video" | "track" | "embed", "src") => Some(Sort::Url),
            ("input", "src") if self.kind == "image" => Some(Sort::Url),
            // Which browsers take for `img`.
            ("image", "src") if self.is_html => Some(Sort::Url),
            ("image", "srcset") if self.is_html => Some(Sort::Srcset),
            // HTML, 15.3: obsolete, and shown as ever.
            ("body" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th", "background") => {
                Some(Sort::Url)
            }
            ("iframe", "srcdoc") => Some(Sort::Left(Why::Inner)),
            ("animate" | "set", "from" | "to" | "by" | "values") => {
                let is_url = matches!(self.kind.as_str(), "href" | "xlink:href");
                is_url.then_some(Sort::Left(Why::Animation))
            }
            ("video", "poster") | ("object", "data") => Some(Sort::Url),
            ("a", _) => None,
            (_, "href" | "xlink:href") if self.is_svg => Some(Sort::Url),
            _ if self.is_svg && PRESENTATION.contains(&attribute) => Some(Sort::Css),
            _ => None,
        }
    }

    fn link(&self) -> Option<Sort> {
        if self.has_rel("modulepreload") {
            return Some(Sort::Module);
        }
        let is_loaded = LOADED.iter().any(|rel| self.has_rel(rel));
        let is_ahead = self.has_rel("preload") || self.has_rel("prefetch");
        let is_of_script = is_ahead && OF_SCRIPTS.contains(&self.destination.as_str());
        (is_loaded && !is_of_script).then_some(Sort::Url)
    }

    fn script(&self) -> Option<Sort> {
        match self.kind.as_str() {
            "module" => Some(Sort::Module),
            "importmap" | "speculationrules" => None,
            _ => Some(Sort::Url),
        }
    }
}
