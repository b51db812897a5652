//! What some options of [`Build`](crate::Build) can be.

/// What to do with symbolic links under a root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Links {
    /// Follow a link whose target is inside of the root; any other is an error.
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
/// The program sees no difference; the cost to rustc differs (`ARCHITECTURE.md`
/// has the figures).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Embed {
    /// Link from 256 KiB up where the target is supported, else include.
    #[default]
    Auto,
    /// By `include_bytes!`: on every target, in every crate type, and without
    /// `unsafe` in the expansion.
    Include,
    /// By static libraries that the build script writes, which rustc never
    /// reads. An error where the target is not supported.
    ///
    /// A crate of type `staticlib` leaves them out: use
    /// [`Include`](Self::Include) there.
    Link,
}
