//! One component.

use core::fmt;
use core::hash::{Hash, Hasher};

use include_components_pack::path::file_name;
use include_components_pack::{Entry, NoteSort, StoredBlob};

use crate::source::{Generation, Snapshot, Source};
use crate::{CspHashes, Digest, ETag, Encoding, Representation, Representations};

/// One component: an embedded file with its path, media type and digest.
///
/// A `Component` is small and `Copy`, because it only points into the program. All
/// references that its methods return are `'static`.
///
/// Two components are equal if they have the same path and the same digest.
///
/// No method panics: if the embedded data is damaged, components are empty.
///
/// # Examples
///
/// ```
/// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
/// # use fixture::{BUTTON_HTML, COMPONENTS};
/// # fn main() {
/// let button = BUTTON_HTML;
/// assert_eq!(button.path(), "button.html");
/// assert_eq!(button.to_str(), Some("<button>"));
/// assert_eq!(button.media_type(), "text/html; charset=utf-8");
/// assert_eq!(Some(button), COMPONENTS.get("button.html"));
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Component {
    source: Source,
    index: u32,
    generation: Generation,
}

impl Component {
    /// Makes the component that the embedded pack has at a position; in live mode it
    /// follows by its path.
    #[inline]
    pub(crate) const fn by_name(source: Source, index: u32) -> Self {
        Component { source, index, generation: Generation::BY_NAME }
    }

    /// Makes the component that one pack has at a position.
    #[inline]
    pub(crate) fn new(snapshot: Snapshot, index: u32) -> Self {
        Component { source: snapshot.source(), index, generation: snapshot.generation() }
    }

    /// Returns the logical path: relative to the root, `/`-separated.
    ///
    /// The component is looked up by this path. If it was compiled, the path is that
    /// of the artifact: `site.css`, not `site.scss`.
    pub fn path(self) -> &'static str {
        self.entry().and_then(|it| it.path()).unwrap_or_default()
    }

    /// Returns the last segment of the path: `close.svg` of `icons/close.svg`.
    pub fn name(self) -> &'static str {
        file_name(self.path())
    }

    /// Returns the component's bytes: the output of its compiler, if it has one.
    #[inline]
    pub fn bytes(self) -> &'static [u8] {
        let (snapshot, index) = self.place();
        snapshot.artifact(index).unwrap_or_default()
    }

    /// Returns the component's bytes as text, or `None` if they are not UTF-8.
    ///
    /// # Cost
    ///
    /// Every call validates all bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// assert_eq!(BUTTON_HTML.to_str(), Some("<button>"));
    /// assert_eq!(COMPONENTS.get("logo.png").map(|it| it.to_str()), Some(None));
    /// # }
    /// ```
    pub fn to_str(self) -> Option<&'static str> {
        core::str::from_utf8(self.bytes()).ok()
    }

    /// Returns the 32-byte BLAKE3 digest of [`bytes`](Self::bytes).
    ///
    /// The build script computes it; nothing is hashed at run time.
    pub fn digest(self) -> Digest {
        self.identity().map_or(Digest::from_bytes([0; 32]), |it| it.content.digest)
    }

    /// Returns the strong entity tag of [`bytes`](Self::bytes).
    ///
    /// A response with another [`representation`](Self::representation) needs the
    /// tag of that representation.
    pub fn etag(self) -> ETag {
        ETag::new(self.digest())
    }

    /// Returns the media type, for `Content-Type`.
    ///
    /// The build script derives it from the extension, or from a name without one
    /// (`LICENSE`, `apple-app-site-association`), unless `Build::media_type` sets it. Text types end in `; charset=utf-8`; an unknown extension gives
    /// `application/octet-stream`.
    pub fn media_type(self) -> &'static str {
        self.entry().and_then(|it| it.media_type()).unwrap_or_default()
    }

    /// Returns the path with 8 hexadecimal digits of the digest in its name.
    ///
    /// The digits precede the extension: `css/site-1a2b3c4d.css`. Two extensions stay
    /// together for source maps, compressed files and TypeScript's declarations:
    /// `a-1a2b3c4d.js.map`, `x-1a2b3c4d.tar.gz`, `x-1a2b3c4d.d.ts`. The path changes
    /// with the bytes, so it can be served as immutable.
    /// [`Components::get_hashed`](crate::Components::get_hashed) looks it up.
    pub fn hashed_path(self) -> &'static str {
        self.entry().and_then(|it| it.hashed_path()).unwrap_or_default()
    }

    /// Returns where the set is served and the hashed path behind it, percent-encoded:
    /// `/css/site-1a2b3c4d.css`.
    ///
    /// `Build::served_at` says what it begins with, `/` by default. What keeps its name
    /// (HTML, and what `Build::keep_name` names) has the URL of its logical path. Only
    /// characters are in it that mean nothing in HTML, CSS and JavaScript.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() {
    /// let close = COMPONENTS.get("icons/close.svg");
    /// assert_eq!(close.map(|it| it.url()), Some("/icons/close-33333333.svg"));
    /// # }
    /// ```
    pub fn url(self) -> &'static str {
        self.entry().and_then(|it| it.url()).unwrap_or_default()
    }

    /// Returns the digest of the bytes as browsers check it, for `integrity="…"`, if the
    /// build made one: `sha384-` and 64 characters.
    ///
    /// It is that of [`bytes`](Self::bytes), whatever coding they are sent in.
    /// `References::integrity` asks for it, for scripts and style sheets. In live mode it
    /// is that of the newest bytes.
    ///
    /// # Cost
    ///
    /// A binary search among the components that have one.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// let close = COMPONENTS.get("icons/close.svg");
    /// assert_eq!(close.and_then(|it| it.integrity()), Some("sha384-Li9v"));
    /// assert_eq!(BUTTON_HTML.integrity(), None);
    /// # }
    /// ```
    pub fn integrity(self) -> Option<&'static str> {
        let (snapshot, index) = self.place();
        let mut notes = snapshot.pack().notes(index);
        notes.find(|(sort, _)| *sort == NoteSort::Integrity).map(|(_, text)| text)
    }

    /// Returns the sources of a content security policy that allow the scripts and the
    /// style sheets in this page, in their order.
    ///
    /// `References::integrity` asks for them, for HTML; all else has none. They are those
    /// of the page as it is embedded, with the import map that was put in, and each is
    /// there once. Attributes (`onclick`, `style`) are not among them: a policy
    /// does not allow those by a hash alone. In live mode a page has one more script,
    /// which is a file of its own.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// let mut policy = String::from("script-src 'self'");
    /// for hash in BUTTON_HTML.csp_hashes().filter(|it| it.directive() == "script-src") {
    ///     policy += &format!(" {hash}");
    /// }
    /// assert_eq!(policy, "script-src 'self' 'sha256-AQID'");
    /// # }
    /// ```
    pub fn csp_hashes(self) -> CspHashes {
        let (snapshot, index) = self.place();
        CspHashes(snapshot.pack().notes(index))
    }

    /// Returns all representations: identity first, then the coded ones.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// let smallest = BUTTON_HTML.representations().min_by_key(|it| it.bytes().len());
    /// assert_eq!(smallest.map(|it| it.encoding().token()), Some("br"));
    /// # }
    /// ```
    pub fn representations(self) -> Representations {
        let (snapshot, index) = self.place();
        Representations::new(snapshot, snapshot.pack().entry(index))
    }

    /// Returns the representation under one content coding, if there is one.
    ///
    /// [`Encoding::Identity`] always exists. Others exist if `Build::encode` asked for
    /// them and they are smaller.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// # use include_components::Encoding;
    /// let coded = BUTTON_HTML.representation(Encoding::Br);
    /// assert_eq!(coded.map(|it| it.bytes()), Some(&b"\x0b\x01"[..]));
    /// assert_eq!(BUTTON_HTML.representation(Encoding::Zstd), None);
    /// # }
    /// ```
    pub fn representation(self, encoding: Encoding) -> Option<Representation> {
        self.representations().find(|it| it.encoding() == encoding)
    }

    /// Returns the pack that it is in now, and its position there.
    #[inline]
    fn place(self) -> (Snapshot, u32) {
        Snapshot::of(self.source, self.generation, self.index)
    }

    /// Returns the version of the set that it is of.
    #[cfg(feature = "live")]
    pub(crate) fn version(self) -> u64 {
        self.place().0.version()
    }

    #[inline]
    fn entry(self) -> Option<Entry<'static>> {
        let (snapshot, index) = self.place();
        snapshot.pack().entry(index)
    }

    #[inline]
    fn identity(self) -> Option<StoredBlob> {
        self.entry().and_then(|it| it.identity())
    }
}

impl PartialEq for Component {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest() && self.path() == other.path()
    }
}

impl Eq for Component {}

impl Hash for Component {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.path().hash(state);
    }
}

impl fmt::Debug for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Component").field(&self.path()).finish()
    }
}

#[cfg(test)]
mod tests;
