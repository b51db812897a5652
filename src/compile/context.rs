//! What a compiler sees of the build.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::error::{BoxError, Error};
use crate::base::fs::write_problem;
use crate::base::hasher::digest;
use crate::base::stat::Fingerprint;
use crate::base::temp;
use crate::cache::action::ReadKind;
use crate::compile::reads::Reads;

/// Gives a compiler access to the build, and records what the compiler reads.
///
/// The artifact then depends on it: the component is compiled again when a file, a
/// variable or the matches of a glob change.
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
    /// Returns the logical path of the input.
    ///
    /// That is the component's path. In the second step of a
    /// [`Chain`](crate::Chain) it is the artifact path of the first step, and in a
    /// [`Bundler`](crate::Bundler) the path of the bundle.
    pub fn path(&self) -> &str {
        self.made.as_deref().unwrap_or(self.reads.path)
    }

    /// Reads another file, and makes the artifact depend on it.
    ///
    /// `path` is relative to the component's directory, `/`-separated, and may begin
    /// with `../`. When the file changes or appears, exactly the components that
    /// read it are compiled again.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read. That a file is missing is recorded, so a
    /// compiler may go on without it.
    pub fn read(&mut self, path: &str) -> Result<Arc<[u8]>, BoxError> {
        self.reads.file(path)
    }

    /// Makes the artifact depend on a file that a program or a library reads.
    ///
    /// `path` is absolute, or relative to the component's directory. The file need
    /// not exist. If it may have changed while the compiler ran, the compiler runs
    /// again; a file that changes each time is an error.
    ///
    /// # Errors
    ///
    /// Fails if `path` is a directory, cannot be read, or has a name that is not
    /// UTF-8.
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

    /// Makes the artifact depend on all files that match a glob.
    ///
    /// It also depends on which files match. The glob is relative to the package's
    /// directory and begins with a directory: `src/**/*.rs`. See
    /// [`depend_on`](Self::depend_on).
    ///
    /// # Errors
    ///
    /// Fails if the glob is not valid or begins with a wildcard, or if a file cannot
    /// be read.
    pub fn depend_on_all(&mut self, glob: &str) -> Result<(), BoxError> {
        self.reads.depend_on_all(glob)
    }

    /// Makes the artifact depend on the links that lead to a program, and lets cargo
    /// watch them and the program's file.
    ///
    /// `name` is looked up in `PATH`; a path is relative to the package's directory.
    /// The artifact does not depend on the file itself. The program's version belongs
    /// into the key: write it in [`Compiler::describe`](crate::Compiler::describe).
    pub fn depend_on_program(&mut self, name: &str) {
        let target = self.reads.files.target(name);
        self.reads.record(ReadKind::Program, name.to_owned(), target);
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

    /// Returns the directory that the component is in, an absolute path.
    pub fn dir(&self) -> PathBuf {
        let mut dir = self.root_dir().join(self.reads.root.within(self.reads.path));
        dir.pop();
        dir
    }

    /// Returns the component's file, an absolute path, if it contains `input`.
    ///
    /// `None` in a later step of a [`Chain`](crate::Chain), whose input is in no
    /// file. If a program reads the file, call [`depend_on`](Self::depend_on).
    pub fn file_of(&self, input: &[u8]) -> Option<PathBuf> {
        let is_it = |entry: Fingerprint| entry.digest == digest(input);
        let Reads { root, path, .. } = &self.reads;
        let file = root.file(root.within(path));
        let found = self.made.is_none() && self.reads.files.entry(&file).is_some_and(is_it);
        found.then(|| std::path::absolute(&file).unwrap_or(file))
    }

    /// Makes an empty directory for temporary files.
    ///
    /// The directory is below OUT_DIR and has the same name in each build. Each call
    /// for a component empties it, and it is removed when the run ends.
    ///
    /// # Errors
    ///
    /// Fails if the directory cannot be made.
    pub fn temp_dir(&self) -> Result<PathBuf, BoxError> {
        // One for each component, since they are compiled at once.
        let name = format!("{:.16}", digest(self.reads.path.as_bytes()));
        let dir = self.reads.files.places.temp.join(name);
        temp::make_empty(&dir).map_err(|error| Error::from(write_problem(&dir, error)))?;
        Ok(dir)
    }

    /// Reads an environment variable, and makes the artifact depend on it.
    ///
    /// `None` if the variable is not set or not Unicode.
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
