//! The trait of compilers, and what they see of the build.

use std::fmt;

use crate::base::error::BoxError;
use crate::base::key::KeyHasher;
use crate::base::source_error::SourceError;
use crate::compile::context::Context;

/// Turns the bytes of one component into the bytes to embed.
///
/// [`compile`](Self::compile) is called from several threads at once, and only
/// if no cache has the result.
///
/// # Contract
///
/// The output must depend only on the input, the component's path, the values that
/// [`describe`](Self::describe) writes, and the files and variables that are read
/// through [`Context`]. The caches cannot see anything else (the clock,
/// `std::env`, `std::fs`), and later builds get stale output. Nothing checks this.
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
/// let (report, _) = Build::new().root(&root).compile("*.sql", StripSql).run_in(&out)?;
/// assert_eq!(report.compiled(), 1);
/// # Ok(())
/// # }
/// ```
pub trait Compiler: Send + Sync {
    /// Writes to the key everything but the input that the output depends on.
    ///
    /// Write a name that no other compiler uses, a version, and every option. Two
    /// compilers that write the same values share their results.
    fn describe(&self, key: &mut KeyHasher);

    /// Returns the path that the artifact is looked up by.
    ///
    /// `path` is the component's logical path. The default is to return it. A
    /// compiler of `.scss` would return the path with `.css`. Two components with
    /// one artifact path are an error.
    fn artifact_path(&self, path: &str) -> String {
        path.to_owned()
    }

    /// Returns whether the component is a partial, which only others read.
    ///
    /// `path` is the component's logical path. A partial, such as Sass's
    /// `_colors.scss`, is neither compiled nor embedded. When it changes, the
    /// components that read it are compiled again. The default is `false`.
    fn is_partial(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// Compiles `input`, the whole source file.
    ///
    /// # Errors
    ///
    /// Any error fails the build with [`ErrorKind::Compile`] and the component's
    /// path. The other components are still compiled, so one run reports every
    /// failure. Failures are not cached. If the error is a [`SourceError`], cargo
    /// shows `path:line:column`, the line, and a caret.
    ///
    /// [`ErrorKind::Compile`]: crate::ErrorKind::Compile
    /// [`SourceError`]: crate::SourceError
    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError>;

    /// Chains two compilers: `next` gets the output of this one.
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

/// Two compilers, of which the second gets the output of the first.
///
/// [`Compiler::then`] makes one. The artifact's path goes through both, the reads of
/// both are recorded, and an error says which step failed. Both steps are one
/// action: when something changes, both run.
///
/// # Examples
///
/// ```
/// use include_components_build::{BoxError, Build, Compiler, Context, KeyHasher};
///
/// struct Upper;
///
/// impl Compiler for Upper {
///     fn describe(&self, key: &mut KeyHasher) {
///         key.write("upper").write("1");
///     }
///     fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
///         Ok(input.to_ascii_uppercase())
///     }
/// }
///
/// struct Short;
///
/// impl Compiler for Short {
///     fn describe(&self, key: &mut KeyHasher) {
///         key.write("short").write("1");
///     }
///     fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
///         match input.len() {
///             ..=9 => Ok(input.to_vec()),
///             len => Err(format!("{len} bytes are too long").into()),
///         }
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// std::fs::write(root.join("a.txt"), "hello")?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.txt", Upper.then(Short));
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.txt"), "hello there")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.ends_with("in the second step of the chain: 11 bytes are too long"), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Chain<A, B> {
    first: A,
    second: B,
}

impl<A, B> Chain<A, B> {
    pub(crate) fn new(first: A, second: B) -> Self {
        Chain { first, second }
    }
}

impl<A: Compiler, B: Compiler> Compiler for Chain<A, B> {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components chain 1");
        key.nest("first", |key| self.first.describe(key));
        key.nest("second", |key| self.second.describe(key));
    }

    fn artifact_path(&self, path: &str) -> String {
        self.second.artifact_path(&self.first.artifact_path(path))
    }

    fn is_partial(&self, path: &str) -> bool {
        self.first.is_partial(path) || self.second.is_partial(&self.first.artifact_path(path))
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let between =
            self.first.compile(input, context).map_err(|error| Step::of(error, "first"))?;
        let path = self.first.artifact_path(context.path());
        let before = context.made.replace(path);
        let compiled = self.second.compile(&between, context);
        context.made = before;
        compiled.map_err(|error| Step::of(error, "second"))
    }
}

/// An error of one compiler of a chain.
#[derive(Debug)]
pub(crate) struct Step {
    which: &'static str,
    pub(crate) error: BoxError,
}

impl Step {
    fn of(error: BoxError, which: &'static str) -> BoxError {
        // A place in the component itself needs no explanation.
        match error.is::<SourceError>() && which == "first" {
            true => error,
            false => Step { which, error }.into(),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "in the {} step of the chain", self.which)
    }
}

impl std::error::Error for Step {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.error)
    }
}

#[cfg(test)]
mod tests;
