//! The tree of directories, over the sorted index.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::{self, FusedIterator};

use include_components_pack::path::file_name;

use crate::source::Snapshot;
use crate::{Component, Iter};

#[cfg(feature = "std")]
mod extract;

/// A directory of a set: the components whose paths begin with its own.
///
/// [`Components::root`](crate::Components::root) and
/// [`Components::dir`](crate::Components::dir) return it. There are no empty
/// directories, but for the root of an empty set. All that it goes through is in byte
/// order of the whole paths, so `a-b/` comes before `a/`.
///
/// Two directories are equal if they have the same path and equal components: `==`
/// compares the paths and digests of all components below them.
///
/// # Examples
///
/// ```
/// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
/// # use fixture::{BUTTON_HTML, COMPONENTS};
/// # fn main() {
/// let icons = COMPONENTS.dir("icons").unwrap();
/// assert_eq!(icons.get("close.svg"), COMPONENTS.get("icons/close.svg"));
///
/// let names: Vec<&str> = COMPONENTS.root().entries().map(|it| it.name()).collect();
/// assert_eq!(names, ["button.html", "icons", "logo.png"]);
///
/// assert_eq!(COMPONENTS.dir("icon"), None);
/// assert_eq!(COMPONENTS.dir("logo.png"), None);
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Dir {
    pack: Snapshot,
    path: &'static str,
    /// Positions of the first component in it, and of the first one behind it.
    start: u32,
    end: u32,
}

/// A directory or component that is directly in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A directory.
    Dir(Dir),
    /// A component.
    File(Component),
}

/// An iterator over a directory's entries. [`Dir::entries`] makes it.
#[derive(Clone)]
pub struct Entries {
    /// The directory, from what comes next on.
    rest: Dir,
}

impl Dir {
    /// Makes the directory of all components of a pack.
    pub(crate) fn root(pack: Snapshot) -> Self {
        Dir { pack, path: "", start: 0, end: pack.pack().len() }
    }

    /// Returns the path relative to the root, `/`-separated; it is empty for the root.
    pub const fn path(self) -> &'static str {
        self.path
    }

    /// Returns the last segment of the path; it is empty for the root.
    pub fn name(self) -> &'static str {
        file_name(self.path)
    }

    /// Returns the component at `path`, relative to this directory, at any depth.
    ///
    /// The path is compared byte for byte, as in
    /// [`Components::get`](crate::Components::get).
    ///
    /// # Cost
    ///
    /// A binary search among the components below this directory.
    pub fn get(self, path: &str) -> Option<Component> {
        let index = self.first(|it| it.as_bytes().cmp(path.as_bytes()));
        let found = (index < self.end).then(|| Component::new(self.pack, index))?;
        (self.relative(index) == path).then_some(found)
    }

    /// Returns the directory at `path`, relative to this one, at any depth.
    ///
    /// An empty path is this directory. One that ends in `/` is none.
    ///
    /// # Cost
    ///
    /// Two binary searches among the components below this directory.
    pub fn dir(self, path: &str) -> Option<Self> {
        if path.is_empty() {
            return Some(self);
        }
        let found = self.below(path);
        (found.start < found.end).then(|| {
            let len = self.skipped() + path.len();
            Dir { path: full_path(self.pack, found.start).get(..len).unwrap_or_default(), ..found }
        })
    }

    /// Returns all components below this directory, at any depth.
    pub fn iter(self) -> Iter {
        Iter::new(self.pack, self.start..self.end)
    }

    /// Returns the components and directories that are directly in this one.
    ///
    /// # Cost
    ///
    /// Two binary searches for each directory, among what is left of this one.
    pub fn entries(self) -> Entries {
        Entries { rest: self }
    }

    /// Returns the components that are directly in this directory.
    ///
    /// # Cost
    ///
    /// That of [`entries`](Self::entries).
    pub fn files(self) -> impl FusedIterator<Item = Component> + Clone {
        self.entries().filter_map(Entry::as_file)
    }

    /// Returns the directories that are directly in this one.
    ///
    /// # Cost
    ///
    /// That of [`entries`](Self::entries).
    pub fn dirs(self) -> impl FusedIterator<Item = Dir> + Clone {
        self.entries().filter_map(Entry::as_dir)
    }

    /// Returns what begins with `path` and a slash, without the right path of its own.
    fn below(self, path: &str) -> Self {
        // The byte behind a slash is `0`.
        let start = self.first(|it| compare(it, path, b'/'));
        let end = Dir { start, ..self }.first(|it| compare(it, path, b'/' + 1));
        Dir { start, end, ..self }
    }

    /// Returns the position of the first component whose relative path is not less.
    fn first(self, compare: impl Fn(&str) -> Ordering) -> u32 {
        let (mut start, mut end) = (self.start, self.end);
        while start < end {
            let middle = start + (end - start) / 2;
            match compare(self.relative(middle)) {
                Ordering::Less => start = middle + 1,
                Ordering::Equal | Ordering::Greater => end = middle,
            }
        }
        start
    }

    /// Returns the path of the component at a position, relative to this directory.
    fn relative(self, index: u32) -> &'static str {
        full_path(self.pack, index).get(self.skipped()..).unwrap_or_default()
    }

    /// Returns how much of a path is this directory's own.
    fn skipped(self) -> usize {
        if self.path.is_empty() { 0 } else { self.path.len() + 1 }
    }
}

/// Compares a path with another one behind which there is a byte more.
fn compare(path: &str, other: &str, last: u8) -> Ordering {
    path.bytes().cmp(other.bytes().chain(iter::once(last)))
}

fn full_path(pack: Snapshot, index: u32) -> &'static str {
    Component::new(pack, index).path()
}

impl PartialEq for Dir {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.iter().eq(other.iter())
    }
}

impl Eq for Dir {}

impl Hash for Dir {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.path.hash(state);
    }
}

impl fmt::Debug for Dir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dir").field(&self.path).finish()
    }
}

impl IntoIterator for Dir {
    type Item = Component;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

impl Entry {
    /// Returns the path relative to the root, `/`-separated.
    pub fn path(self) -> &'static str {
        match self {
            Entry::Dir(dir) => dir.path(),
            Entry::File(component) => component.path(),
        }
    }

    /// Returns the last segment of the path.
    pub fn name(self) -> &'static str {
        file_name(self.path())
    }

    /// Returns the directory, if it is one.
    pub fn as_dir(self) -> Option<Dir> {
        match self {
            Entry::Dir(dir) => Some(dir),
            Entry::File(_) => None,
        }
    }

    /// Returns the component, if it is one.
    pub fn as_file(self) -> Option<Component> {
        match self {
            Entry::Dir(_) => None,
            Entry::File(component) => Some(component),
        }
    }
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let rest = self.rest;
        if rest.start >= rest.end {
            return None;
        }
        let path = rest.relative(rest.start);
        let dir = path.find('/').and_then(|slash| rest.dir(path.get(..slash)?));
        // A path that begins with a slash is of no directory: only a damaged pack has it.
        match dir.filter(|dir| dir.start == rest.start) {
            Some(dir) => {
                self.rest.start = dir.end;
                Some(Entry::Dir(dir))
            }
            None => {
                self.rest.start += 1;
                Some(Entry::File(Component::new(rest.pack, rest.start)))
            }
        }
    }
}

impl FusedIterator for Entries {}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(test)]
mod tests;
