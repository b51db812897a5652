//! What some options of [`Build`](crate::Build) can be.

use crate::compile::bundler::Bundler;

/// What to do with symbolic links under a root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Links {
    /// Follow links whose target is inside the root; all others are errors.
    #[default]
    Inside,
    /// Follow every link.
    Anywhere,
    /// Make every link an error.
    Refuse,
}

impl Links {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Links::Inside => "inside",
            Links::Anywhere => "anywhere",
            Links::Refuse => "refuse",
        }
    }
}

/// How the components get into the program.
///
/// The program behaves the same; the cost to rustc differs (`benches/README.md` in
/// the repository has the figures).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Embed {
    /// Link sets of 256 KiB or more if the target is supported, else include.
    #[default]
    Auto,
    /// Use `include_bytes!`: on every target, in every crate type, and without
    /// `unsafe` in the expansion.
    Include,
    /// Link static libraries that the build script writes and rustc never reads.
    ///
    /// A target that is not supported is an error. A `staticlib` is made for a linker
    /// that rustc does not start. If its own crate has the set, the macro cuts the
    /// bytes out of the libraries instead, which costs as much as `Include`. If another
    /// crate of it has the set, symbols that end in `needs_Embed_Include_in_a_staticlib`
    /// are missing when it is linked: use [`Include`](Self::Include) in that crate.
    Link,
}

/// The effect of an edit of a component on cargo, in a dev profile: see
/// [`Build::dev`](crate::Build::dev).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dev {
    /// It runs the build script and compiles the crate.
    #[default]
    Embed,
    /// Nothing: the program sees the edit in live mode.
    Live,
}

/// What a run warns of, and [`Build::allow`](crate::Build::allow) turns off.
///
/// Each is in one warning for the set, which names the first of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lint {
    /// A glob, or a path given to `allow_secret`, that matches no component; for
    /// `exclude`, nothing at all.
    ///
    /// It is often misspelt, or begins with the root, as `components/*.css` does. A
    /// rule that does nothing would be noticed late, a secret that is not left out
    /// never. Allow it where a glob is for files that are not always there.
    UnmatchedGlob,
    /// A name that Windows cannot have: `aux.js`, `a:b.html`, or one that ends in a dot
    /// or a space.
    ///
    /// A repository with it cannot be checked out there, or the file gets another
    /// name. Allow it if nobody does.
    WindowsName,
    /// A file that an editor, a merge or a file manager leaves behind: `page.html~`,
    /// `#page.html#`, `page.html.bak`, `.orig`, `.rej`, `Thumbs.db`, `desktop.ini`.
    ///
    /// It may have what was taken out of the file, for anybody to read. Allow it if you
    /// mean to embed it.
    Leftover,
    /// A file such as `app.js.br` beside `app.js`.
    ///
    /// A bundler's plugin has made it to be served as an encoding, but here it is a
    /// component of its own: [`Build::encode`](crate::Build::encode) makes encodings,
    /// of the file as it is now. Allow it if you serve such files by their paths.
    Precompressed,
}

/// Why a file is not embedded by itself: see [`Build::left_out`](crate::Build::left_out).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LeftOut {
    /// It is hidden; [`Build::hidden`](crate::Build::hidden) takes it.
    Hidden,
    /// It matches an [`exclude`](crate::Build::exclude).
    Excluded,
    /// It matches no [`include`](crate::Build::include).
    NotIncluded,
    /// Others read it, or it is in a [`bundle_only`](crate::Build::bundle_only).
    Partial,
}

/// What a call of [`Build::bundle`](crate::Build::bundle) says.
#[derive(Debug)]
pub(crate) struct GivenBundle {
    pub(crate) glob: String,
    pub(crate) path: String,
    pub(crate) bundler: Box<dyn Bundler>,
    /// Whether the components are embedded themselves too.
    pub(crate) keep: bool,
}
