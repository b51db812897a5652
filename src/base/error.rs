//! The one error type: the problem, the file that has it, and the remedy.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source_error::SourceError;

/// The error type of a [`Compiler`](crate::Compiler): any error at all.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Reports why a build of components failed: all problems of the run.
///
/// The problems are in path order; [`kind`](Self::kind) and [`path`](Self::path)
/// are those of the first. `Display` writes the first 50, and how many more there are.
/// `Debug` writes the same text as `Display`, with the causes, because cargo shows the
/// `Debug` text of a `fn main() -> Result<(), include_components_build::Error>` that
/// failed.
///
/// # Examples
///
/// ```
/// use include_components_build::{Build, ErrorKind};
///
/// let out = std::env::temp_dir();
/// let error = Build::new().root("no/such/dir").root("nor/this").run_in(out).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Root);
/// let paths: Vec<_> = error.problems().filter_map(|problem| problem.path()).collect();
/// assert!(paths[0].ends_with("no/such/dir") && paths[1].ends_with("nor/this"));
/// ```
pub struct Error {
    problems: Box<[Problem]>,
    /// How many more there are that nobody wrote down.
    more: usize,
}

/// How many problems are shown: nobody reads more at once.
pub(crate) const MOST_SHOWN: usize = 50;

/// The kind of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An option of [`Build`](crate::Build) is not valid, or a variable of cargo's
    /// environment is missing.
    Config,
    /// A root does not exist or is not a directory.
    Root,
    /// A file name cannot be a logical path.
    Name,
    /// Two files would have one logical path, or paths that some file systems
    /// do not tell apart.
    Collision,
    /// A symbolic link dangles, loops or leaves the root.
    Link,
    /// An entry is neither a file nor a directory.
    FileType,
    /// A file looks like a secret.
    Secret,
    /// A file is a pointer of Git LFS instead of what it points to.
    LfsPointer,
    /// A component could not be read.
    Read,
    /// A component was being written to while it was read.
    Busy,
    /// A compiler failed.
    Compile,
    /// A reference names a component that there is not.
    Reference,
    /// A front-end tool failed, or cannot run.
    Tool,
    /// An encoder failed.
    Encode,
    /// The output could not be written.
    Write,
    /// What is embedded is not what is on disk: see
    /// [`Build::verify`](crate::Build::verify).
    Stale,
}

/// One of the problems that an [`Error`] reports.
///
/// `Display` writes the problem, the path, the remedy and the causes: on one line,
/// or on several if a source is shown with a caret.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: ErrorKind,
    path: Option<PathBuf>,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Returns the kind of the first problem.
    pub fn kind(&self) -> ErrorKind {
        self.problems[0].kind
    }

    /// Returns the file or directory of the first problem, if it has one.
    pub fn path(&self) -> Option<&Path> {
        self.problems[0].path.as_deref()
    }

    /// Returns all problems, in path order; of references that name no component no more
    /// than 50.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter()
    }

    /// Makes an error of all problems; `None` if there are none.
    pub(crate) fn of(mut problems: Vec<Problem>) -> Option<Self> {
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        // Several components may read the one file that is at fault.
        problems.dedup_by(|a, b| a.path == b.path && a.to_string() == b.to_string());
        (!problems.is_empty()).then(|| Error { problems: problems.into(), more: 0 })
    }

    /// Counts problems that are not written down.
    pub(crate) fn and_more(self, more: usize) -> Self {
        Error { more: self.more + more, ..self }
    }

    /// Returns the problems that are shown, and what says how many more there are.
    pub(crate) fn shown(&self) -> (&[Problem], Option<String>) {
        let shown = &self.problems[..self.problems.len().min(MOST_SHOWN)];
        let more = self.problems.len() - shown.len() + self.more;
        (shown, (more > 0).then(|| format!("and {more} more problems")))
    }
}

impl Problem {
    /// Returns the kind of the problem.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the file or directory that has the problem, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Problem { kind, path: None, message: message.into(), source: None }
    }

    /// A problem with a file: the message is `what`, the path, and `remedy`.
    pub(crate) fn with_path(kind: ErrorKind, what: &str, path: &Path, remedy: &str) -> Self {
        let separator = if remedy.is_empty() { "" } else { ": " };
        let message = format!("{what} {}{separator}{remedy}", shown(path));
        Problem { path: Some(path.to_owned()), ..Problem::new(kind, message) }
    }

    /// An input or output error with the path that it happened on.
    pub(crate) fn io(kind: ErrorKind, what: &str, path: &Path, source: io::Error) -> Self {
        Problem::with_path(kind, what, path, "").caused_by(source.into())
    }

    /// An error at a place in a source: the message begins with
    /// `path:line:column`.
    pub(crate) fn in_source(kind: ErrorKind, path: &Path, error: &SourceError) -> Self {
        let message = error.shown_in(&slashed(path).to_string_lossy());
        Problem { path: Some(path.to_owned()), ..Problem::new(kind, message) }
    }

    /// Adds a line that says what can be done.
    pub(crate) fn with_help(self, help: impl fmt::Display) -> Self {
        Problem { message: format!("{}\n    = help: {help}", self.message), ..self }
    }

    pub(crate) fn caused_by(self, source: BoxError) -> Self {
        Problem { source: Some(source.into()), ..self }
    }
}

/// Lists names for a message: some, and how many more there are.
pub(crate) fn some(names: &[String], most: usize) -> String {
    let mut shown = names[..names.len().min(most)].join(", ");
    if names.len() > most {
        shown += &format!(", and {} more", names.len() - most);
    }
    shown
}

/// Writes a path between quotes, with everything unprintable escaped.
pub(crate) fn shown(path: &Path) -> String {
    format!("{:?}", slashed(path))
}

/// Returns a path as it is said to people and to cargo: with `/` alone between names,
/// as logical paths have it.
///
/// Windows takes both kinds, but in a path that begins with `\\?\`.
pub(crate) fn slashed(path: &Path) -> Cow<'_, Path> {
    match path.to_str() {
        Some(text) if cfg!(windows) && !text.starts_with(r"\\?\") => {
            Cow::Owned(text.replace('\\', "/").into())
        }
        _ => Cow::Borrowed(path),
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error { problems: Box::new([problem]), more: 0 }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let mut cause = self.source.as_deref().map(|it| it as &dyn StdError);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown, more) = self.shown();
        for (at, problem) in shown.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        more.map_or(Ok(()), |more| write!(f, "\n{more}"))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.problems[0].source.as_deref().map(|it| it as &(dyn StdError + 'static))
    }
}
