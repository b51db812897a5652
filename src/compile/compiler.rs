//! The trait of compilers, and what they see of the build.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::error::{BoxError, Error};
use crate::base::fs::write_problem;
use crate::base::hasher::digest;
use crate::base::key::KeyHasher;
use crate::base::source_error::SourceError;
use crate::base::stat::Fingerprint;
use crate::base::temp;
use crate::cache::action::ReadKind;
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
/// let (report, _) = Build::new().root(&root).compile("*.sql", StripSql).run_in(&out)?;
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
    pub fn read(&mut self, path: &str) -> Result<Arc<[u8]>, BoxError> {
        self.reads.file(path)
    }

    /// Says that the artifact depends on a file that something else reads: a
    /// program, or a library that opens files by itself.
    ///
    /// `path` is absolute, or relative to the component's own directory. The file
    /// need not exist. If it may have changed while the compiler ran, the compiler
    /// runs again, and a file that changes each time is an error.
    ///
    /// # Errors
    ///
    /// When it is a directory, cannot be read, or has a name that cannot be
    /// recorded.
    ///
    /// # Examples
    ///
    /// ```
    /// use include_components_build::{BoxError, Compiler, Context, KeyHasher};
    ///
    /// /// Lets a program compile, which lists the files that it opened.
    /// struct Protoc;
    ///
    /// impl Compiler for Protoc {
    ///     fn describe(&self, key: &mut KeyHasher) {
    ///         key.write("protoc").write("1");
    ///     }
    ///
    ///     fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
    ///         context.depend_on_program("protoc");
    ///         context.depend_on_all("proto/**/*.proto")?;
    ///         let (compiled, opened) = run_protoc(input, context.package_dir())?;
    ///         for path in opened {
    ///             context.depend_on(path)?;
    ///         }
    ///         Ok(compiled)
    ///     }
    /// }
    /// # fn run_protoc(
    /// #     _: &[u8],
    /// #     _: &std::path::Path,
    /// # ) -> Result<(Vec<u8>, Vec<String>), BoxError> {
    /// #     Ok((Vec::new(), Vec::new()))
    /// # }
    /// ```
    pub fn depend_on(&mut self, path: impl AsRef<Path>) -> Result<(), BoxError> {
        self.reads.depend_on(path.as_ref())
    }

    /// Says that the artifact depends on all files that match a glob, and on
    /// which files those are.
    ///
    /// The glob is relative to the package's directory and begins with a
    /// directory: `src/**/*.rs`. See [`depend_on`](Self::depend_on).
    ///
    /// # Errors
    ///
    /// When the glob is not valid or begins with a wildcard, or a file cannot be
    /// read.
    pub fn depend_on_all(&mut self, glob: &str) -> Result<(), BoxError> {
        self.reads.depend_on_all(glob)
    }

    /// Has cargo watch the file of a program, by its name in `PATH`.
    ///
    /// The artifact does not depend on it: its version belongs into the key, by
    /// [`Compiler::describe`].
    pub fn depend_on_program(&mut self, name: &str) {
        self.reads.record(ReadKind::Program, name.to_owned(), None);
    }

    /// Returns the package's directory, an absolute path.
    pub fn package_dir(&self) -> &Path {
        &self.reads.files.places.package
    }

    /// Returns the root that the component is in, an absolute path.
    pub fn root_dir(&self) -> PathBuf {
        let root = &self.reads.root.path;
        std::path::absolute(root).unwrap_or_else(|_| root.clone())
    }

    /// Returns the component's own file, if `input` is what is in it: not in a
    /// later step of a [`Chain`].
    ///
    /// The path is absolute. Whoever has the file read by something else says so
    /// by [`depend_on`](Self::depend_on).
    pub fn file_of(&self, input: &[u8]) -> Option<PathBuf> {
        let is_it = |entry: Fingerprint| entry.digest == digest(input);
        let file = self.reads.root.file(self.reads.path);
        let found = self.made.is_none() && self.reads.files.entry(&file).is_some_and(is_it);
        found.then(|| std::path::absolute(&file).unwrap_or(file))
    }

    /// Makes an empty directory for temporary files, below OUT_DIR, with the same
    /// name in each build; it is removed when the build script ends.
    ///
    /// Each call empties it.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn temp_dir(&self) -> Result<PathBuf, BoxError> {
        // One for each component, since they are compiled at once.
        let name = format!("{:.16}", digest(self.reads.path.as_bytes()));
        let dir = self.reads.files.places.temp.join(name);
        temp::make_empty(&dir).map_err(|error| Error::from(write_problem(&dir, error)))?;
        Ok(dir)
    }

    /// Reads an environment variable, which the artifact then depends on.
    ///
    /// `None` if it is not set, or not Unicode.
    pub fn env(&mut self, name: &str) -> Option<String> {
        self.reads.env(name)
    }

    /// Emits a cargo warning.
    ///
    /// It is cached with the artifact and repeated in every build that uses it.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}

/// Two compilers, of which the second is given what the first makes.
///
/// [`Compiler::then`] makes one. The artifact's path goes through both, what
/// either reads is recorded, and an error says which of them it is from. Both
/// are one action: when something changes, both run.
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
        // One digest each, so that no value of one can pass for the other's.
        for compiler in [&self.first as &dyn Compiler, &self.second] {
            let mut step = KeyHasher::new("include-components chain step 1");
            compiler.describe(&mut step);
            key.write(step.finish().as_bytes());
        }
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
