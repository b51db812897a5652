//! A set of components, and how to go through it.

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use include_components_pack as pack;

use crate::__private::Pack;
use crate::source::{Snapshot, Source};
use crate::{Component, Dir, EntryPoint};

/// All components of a set, embedded in the program.
///
/// [`include_components!`](crate::include_components) makes it, as a `static`. No
/// code runs when the program starts, and nothing is allocated.
pub struct Components {
    source: Source,
}

/// An iterator over components, in byte order of their paths.
///
/// [`Components::iter`] and [`Dir::iter`] make it.
#[derive(Clone)]
pub struct Iter {
    pack: Snapshot,
    indices: Range<u32>,
}

/// A component, and how a path names it: what [`Components::look_up`] finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    /// The path is the component's [`path`](Component::path).
    Plain(Component),
    /// The path is the component's [`hashed_path`](Component::hashed_path), so
    /// these bytes are all that will ever be there.
    Hashed(Component),
    /// The path is the component's hashed path but for the digest: it names what
    /// another build had there, which this one has not.
    Outdated(Component),
}

impl Components {
    pub(crate) const fn new(source: Source) -> Self {
        Components { source }
    }

    /// Returns the pack as it is now.
    #[inline]
    fn now(&self) -> Snapshot {
        Snapshot::now(self.source)
    }

    /// Makes a set without components, for where there is no other: behind a `cfg`.
    ///
    /// # Examples
    ///
    /// ```
    /// use include_components::Components;
    ///
    /// // With the feature on it is `include_components!()`.
    /// static MANUALS: Components = Components::empty();
    /// assert!(MANUALS.is_empty());
    /// ```
    pub const fn empty() -> Self {
        fn pack() -> Pack<'static> {
            crate::__private::pack(&[], [0; 8])
        }
        crate::__source!(source, pack);
        Components::new(source)
    }

    /// Returns the component at `path`, or `None` if none was embedded there.
    ///
    /// `path` is compared byte for byte with [`Component::path`]: relative to the
    /// root, `/`-separated, case-sensitive on every platform. It is not
    /// percent-decoded, and `..` and `\` have no meaning, so it is safe to pass a
    /// request path without its leading `/`. Where a path is one of Windows,
    /// `path.replace('\\', "/")` is the logical path.
    ///
    /// # Cost
    ///
    /// One hash of `path` and at most four reads of the index, whatever the
    /// number of components. A miss reads none of the paths.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// # let request_path = "/icons/close.svg";
    /// let found = COMPONENTS.get(request_path.trim_start_matches('/'));
    /// assert_eq!(found.map(|it| it.bytes()), Some(&b"<svg/>"[..]));
    ///
    /// assert_eq!(COMPONENTS.get("icons/../icons/close.svg"), None);
    /// assert_eq!(COMPONENTS.get("Icons/close.svg"), None);
    ///
    /// let of_windows = r"icons\close.svg";
    /// assert_eq!(COMPONENTS.get(of_windows), None);
    /// assert_eq!(COMPONENTS.get(&of_windows.replace('\\', "/")), found);
    /// # }
    /// ```
    #[inline]
    pub fn get(&self, path: &str) -> Option<Component> {
        let now = self.now();
        now.pack().find(path).map(|index| Component::new(now, index))
    }

    /// Returns the directory of all components.
    pub fn root(&self) -> Dir {
        Dir::root(self.now())
    }

    /// Returns the directory at `path`, such as `icons` or `a/b`, or `None` if no
    /// component is below it. An empty path is the root.
    ///
    /// # Cost
    ///
    /// Two binary searches.
    pub fn dir(&self, path: &str) -> Option<Dir> {
        self.root().dir(path)
    }

    /// Returns the component whose [`hashed_path`](Component::hashed_path) is `path`.
    ///
    /// The whole path is compared, digest included, so a path of an older build is
    /// not found.
    ///
    /// # Cost
    ///
    /// The same as [`get`](Self::get).
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// let path = BUTTON_HTML.hashed_path();
    /// assert_eq!(path, "button-11111111.html");
    /// assert_eq!(COMPONENTS.get_hashed(path), Some(BUTTON_HTML));
    ///
    /// assert_eq!(COMPONENTS.get_hashed("button-00000000.html"), None);
    /// assert_eq!(COMPONENTS.get_hashed("button.html"), None);
    /// # }
    /// ```
    #[inline]
    pub fn get_hashed(&self, path: &str) -> Option<Component> {
        let now = self.now();
        now.pack().find_hashed(path).map(|index| Component::new(now, index))
    }

    /// Returns the component that `path` names, by its logical or its hashed path.
    ///
    /// A server looks its request paths up so: what it finds says for how long the
    /// answer is good. A hashed path comes before an equal logical one.
    ///
    /// # Cost
    ///
    /// The same as [`get`](Self::get); twice for a path that has the form of a hashed
    /// one, and is none of this set's.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// use include_components::Found;
    ///
    /// let button = BUTTON_HTML;
    /// assert_eq!(COMPONENTS.look_up("button.html"), Some(Found::Plain(button)));
    /// assert_eq!(COMPONENTS.look_up("button-11111111.html"), Some(Found::Hashed(button)));
    /// assert_eq!(COMPONENTS.look_up("button-00000000.html"), Some(Found::Outdated(button)));
    /// assert_eq!(COMPONENTS.look_up("missing-00000000.html"), None);
    /// # }
    /// ```
    pub fn look_up(&self, path: &str) -> Option<Found> {
        let now = self.now();
        let component = |index| Component::new(now, index);
        Some(match now.pack().look_up(path)? {
            pack::Found::Plain(index) => Found::Plain(component(index)),
            pack::Found::Hashed(index) => Found::Hashed(component(index)),
            pack::Found::Outdated(index) => Found::Outdated(component(index)),
        })
    }

    /// Returns the JSON of an import map from the names of modules to their hashed paths,
    /// for a page that is made at run time: `<script type=importmap>{…}</script>`, before
    /// its first module.
    ///
    /// It has the modules whose `References` have `Imports::Map`, those beside them that have
    /// `Imports::Rewrite`, and the digests of those that have `integrity` too; without any of
    /// the first it is `{}`. Nothing in it means something
    /// in HTML but the quotes: templates must not escape those.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() {
    /// let head = format!("<script type=importmap>{}</script>", COMPONENTS.import_map());
    /// assert_eq!(head, r#"<script type=importmap>{"imports":{}}</script>"#);
    /// # }
    /// ```
    pub fn import_map(&self) -> &'static str {
        let mut notes = self.now().pack().notes(pack::Pack::SET);
        let map = notes.find(|(sort, _)| *sort == pack::NoteSort::ImportMap);
        map.map_or("{}", |(_, text)| text)
    }

    /// Returns the entry of a bundler's manifest with this name, such as `src/main.tsx`.
    ///
    /// `Build::manifest` says which manifest. A page needs the file, and the style sheets
    /// and modules that it has. Of two manifests with one name, the entry is that whose file
    /// comes first in byte order of paths.
    ///
    /// # Cost
    ///
    /// One comparison for each file that the manifest's entries have.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() {
    /// let entry = COMPONENTS.entry("src/logo.ts").unwrap();
    /// assert_eq!(entry.file().path(), "logo.png");
    /// let styles: Vec<&str> = entry.styles().map(|it| it.path()).collect();
    /// assert_eq!(styles, ["button.html"]);
    /// assert!(COMPONENTS.entry("src/main.ts").is_none());
    /// # }
    /// ```
    pub fn entry(&self, name: &str) -> Option<EntryPoint> {
        EntryPoint::find(self.now(), name)
    }

    /// Returns all components, in byte order of their paths.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::{BUTTON_HTML, COMPONENTS};
    /// # fn main() {
    /// let paths: Vec<&str> = COMPONENTS.iter().map(|it| it.path()).collect();
    /// assert_eq!(paths, ["button.html", "icons/close.svg", "logo.png"]);
    ///
    /// let last = COMPONENTS.iter().next_back();
    /// assert_eq!(last.map(|it| it.path()), Some("logo.png"));
    /// # }
    /// ```
    pub fn iter(&self) -> Iter {
        let now = self.now();
        Iter::new(now, 0..now.pack().len())
    }

    /// Starts live mode: from now on lookups find the files as they are on disk.
    ///
    /// In a debug build the first call starts the build script once more, which stays and
    /// looks at the components when it is asked: by [`Live::refresh`], or by itself while
    /// [`Live::on_change`] has been called or a page is open. Standard error has a line for
    /// each change and a block for each error. In a release build, in one without a build
    /// script of a dev profile, if `INCLUDE_COMPONENTS_LIVE` is `0`, and where others may
    /// write to the build script, the status is [`Status::Off`](crate::Status::Off).
    ///
    /// [`get`](Self::get) and [`iter`](Self::iter) find what is newest, and what they
    /// return stays what it is. A constant, and what `component!` returns, is always the
    /// newest component at its path; if that is gone, what is embedded.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() {
    /// use include_components::Status;
    ///
    /// let live = COMPONENTS.live();
    /// match live.refresh() {
    ///     Status::Failed { error, .. } => eprintln!("{error}"),
    ///     // As here, where no build script made the set.
    ///     Status::Off { why, .. } => println!("{why}"),
    ///     _ => {}
    /// }
    /// # }
    /// ```
    ///
    /// [`Live::on_change`]: crate::Live::on_change
    /// [`Live::refresh`]: crate::Live::refresh
    #[cfg(feature = "live")]
    pub fn live(&'static self) -> crate::Live {
        #[cfg(debug_assertions)]
        {
            let slot = (self.source)();
            slot.set().start(slot.embedded());
            crate::Live { set: slot.set() }
        }
        #[cfg(not(debug_assertions))]
        crate::Live {}
    }

    /// Returns how many changes there were in live mode; 0 is the embedded set.
    ///
    /// For caches of what was made of components.
    pub fn version(&self) -> u64 {
        self.now().version()
    }

    /// Returns the number of components.
    pub fn len(&self) -> usize {
        self.now().pack().len() as usize
    }

    /// Returns whether there are no components.
    pub fn is_empty(&self) -> bool {
        self.now().pack().is_empty()
    }
}

impl Iter {
    pub(crate) fn new(pack: Snapshot, indices: Range<u32>) -> Self {
        Iter { pack, indices }
    }
}

impl fmt::Debug for Components {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Components").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl IntoIterator for &Components {
    type Item = Component;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

impl Iterator for Iter {
    type Item = Component;

    fn next(&mut self) -> Option<Component> {
        self.indices.next().map(|index| Component::new(self.pack, index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.indices.len();
        (len, Some(len))
    }

    fn nth(&mut self, n: usize) -> Option<Component> {
        self.indices.nth(n).map(|index| Component::new(self.pack, index))
    }
}

impl DoubleEndedIterator for Iter {
    fn next_back(&mut self) -> Option<Component> {
        self.indices.next_back().map(|index| Component::new(self.pack, index))
    }
}

impl ExactSizeIterator for Iter {}

impl FusedIterator for Iter {}

impl fmt::Debug for Iter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(test)]
mod tests;
