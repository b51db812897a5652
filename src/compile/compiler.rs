//! The trait of compilers, and what they see of the build.

use std::fmt;

use crate::base::error::BoxError;
use crate::base::key::KeyHasher;
use crate::compile::chain::Chain;
use crate::compile::reads::Reads;

/// Turns the bytes of one component into the bytes to embed.
///
/// [`compile`](Self::compile) is called from several threads at once, and only
/// when no cache has the result.
///
/// # Contract
///
/// The output must be a function of the input, of what
/// [`describe`](Self::describe) writes, of the component's path, and of what
/// is read through [`Context`]. Anything else (the clock, `std::env`,
/// `std::fs`) is invisible to the caches, and later builds get stale output.
/// Nothing checks this.
///
/// # Examples
///
/// A whole compiler:
///
/// ```
/// use include_components_build::{BoxError, Build, Compiler, Context, KeyHasher};
///
/// /// Removes the comment lines of SQL.
/// struct StripSql;
///
/// impl Compiler for StripSql {
///     fn describe(&self, key: &mut KeyHasher) {
///         key.write("strip-sql").write("1");
///     }
///
///     fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
///         let text = std::str::from_utf8(input)?;
///         let kept = text.lines().filter(|line| !line.starts_with("--"));
///         Ok(kept.collect::<Vec<_>>().join("\n").into_bytes())
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("db"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// std::fs::write(root.join("a.sql"), "-- all\nselect 1;")?;
/// let report = Build::new().root(&root).compiler("*.sql", StripSql).out_dir(&out).run()?;
/// assert_eq!(report.compiled(), 1);
/// # Ok(())
/// # }
/// ```
pub trait Compiler: Send + Sync {
    /// Writes everything but the input that the output depends on.
    ///
    /// That is a name that no other compiler uses, a version, and every
    /// option. Two compilers that write the same share their results.
    fn describe(&self, key: &mut KeyHasher);

    /// Returns the path that the artifact is looked up by.
    ///
    /// `path` is the component's logical path, and also the default. A
    /// compiler of `.scss` would return the path with `.css`. Two components
    /// with one artifact path are an error.
    fn artifact_path(&self, path: &str) -> String {
        path.to_owned()
    }

    /// Returns whether the component is only read by others and not embedded
    /// by itself.
    ///
    /// `path` is the component's logical path. Such a component, Sass's
    /// `_colours.scss` say, is not compiled and not in the set; what reads it
    /// is compiled again when it changes. None is by default.
    fn is_partial(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Compiles `input`, the whole source file.
    ///
    /// # Errors
    ///
    /// Any error fails the build as [`ErrorKind::Compile`] with the
    /// component's path. The other components are compiled all the same, so
    /// that one run reports every failure. Nothing of a failure is cached. A
    /// [`SourceError`] says where in the source: cargo then shows
    /// `path:line:column`, the line, and a caret.
    ///
    /// [`ErrorKind::Compile`]: crate::ErrorKind::Compile
    /// [`SourceError`]: crate::SourceError
    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError>;

    /// Makes a compiler that gives `next` what this one makes.
    ///
    /// [`Chain`] has an example.
    fn then<B: Compiler>(self, next: B) -> Chain<Self, B>
    where
        Self: Sized,
    {
        Chain::new(self, next)
    }
}

impl fmt::Debug for dyn Compiler + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Compiler")
    }
}

/// What a compiler sees besides its input: each look is recorded.
#[derive(Debug)]
pub struct Context<'a> {
    pub(crate) reads: Reads<'a>,
    pub(crate) warnings: Vec<String>,
    /// The path of what is compiled, where another compiler made that.
    pub(crate) made: Option<String>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(reads: Reads<'a>) -> Self {
        Context { reads, warnings: Vec::new(), made: None }
    }
}

impl Context<'_> {
    /// Returns the logical path of what is compiled.
    ///
    /// That is the component's own, but for the second compiler of a
    /// [`Chain`]: there it is the one that the first gives its artifact.
    pub fn path(&self) -> &str {
        self.made.as_deref().unwrap_or(self.reads.path)
    }

    /// Reads another file, which the artifact then depends on.
    ///
    /// `path` is relative to the component's own directory, `/`-separated, and
    /// may begin with `../`. When the file changes, or appears where there was
    /// none, exactly the components that read it are compiled again.
    ///
    /// # Errors
    ///
    /// When the file cannot be read. That it was missing is recorded too.
    pub fn read(&mut self, path: &str) -> Result<Vec<u8>, BoxError> {
        self.reads.file(path)
    }

    /// Reads an environment variable, which the artifact then depends on.
    ///
    /// `None` if it is not set, or not Unicode.
    pub fn env(&mut self, name: &str) -> Option<String> {
        self.reads.env(name)
    }

    /// Shows a warning, as long as the component is compiled to this artifact.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}
