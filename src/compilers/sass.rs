//! Sass, compiled by grass.

use std::cell::RefCell;
use std::io;
use std::path::{Component, Path, PathBuf};

use grass_compiler::codemap::SpanLoc;
use grass_compiler::{ErrorKind, Fs, Logger, Options, OutputStyle};

use super::{nesting, renamed, text};
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Compiles Sass, `.scss` and `.sass`, with
/// [grass](https://github.com/connorskees/grass) (feature `sass`).
///
/// `site.scss` becomes `site.css`. A file whose name begins with `_` is a
/// partial: it is not embedded, and other stylesheets read it with `@use`,
/// `@forward` and `@import`. When a partial changes, every stylesheet that used it
/// is recompiled, and so is every one that looked for it at a path where it did
/// not exist.
///
/// grass lacks some of what dart-sass has: `color.channel`, `$method` of `color.mix`,
/// a `string.unique-id` that works, and so Bulma 1 and Pico 2 do not compile.
/// Use dart-sass as a [`Program`](crate::Program) for those, here from
/// `npm install sass` in the package's directory:
///
/// ```no_run
/// use include_components_build::{Build, Error, Program};
///
/// # fn main() -> Result<(), Error> {
/// let sass = Program::new("node")
///     .args(["node_modules/sass/sass.js", "--stdin", "--no-source-map"])
///     .args(["--style=compressed", "--load-path=node_modules", "--load-path=ui"])
///     .reads("ui/**/*.scss")
///     .reads("package-lock.json")
///     .rename("scss", "css");
/// Build::new().root("ui").exclude("_*.scss").compile("*.scss", sass).run()?;
/// # Ok(())
/// # }
/// ```
///
/// `@warn` becomes a cargo warning; `@debug` is ignored.
///
/// # Errors
///
/// Fails with a [`SourceError`] if the input is not valid Sass. An error in a
/// partial has the partial's path.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Sass;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.scss", Sass::new());
/// std::fs::write(root.join("_colours.scss"), "$main: #123;")?;
/// std::fs::write(root.join("site.scss"), "@use 'colours'; a { color: colours.$main }")?;
/// build.run_in(&out)?;
///
/// std::fs::write(root.join("_colours.scss"), "$main: #123;\n$other 1;")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("_colours.scss:2:8: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Sass {
    compressed: bool,
    load_paths: Vec<String>,
}

impl Sass {
    /// Makes a compiler that writes compressed CSS.
    pub fn new() -> Self {
        Sass { compressed: true, load_paths: Vec::new() }
    }

    /// Sets whether the CSS is compressed; the default is `true`.
    #[must_use]
    pub fn compressed(self, compressed: bool) -> Self {
        Sass { compressed, ..self }
    }

    /// Adds a directory in which `@use` and `@import` look for stylesheets.
    ///
    /// `dir` is relative to the component's root, and may begin with `../`. It is
    /// searched after the directory of the importing file, and after the
    /// directories that were added before. As in grass, a name with an extension
    /// is not searched for there.
    #[must_use]
    pub fn load_path(mut self, dir: impl Into<String>) -> Self {
        self.load_paths.push(dir.into());
        self
    }
}

impl Default for Sass {
    fn default() -> Self {
        Sass::new()
    }
}

impl Compiler for Sass {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components sass 1").write(super::version::GRASS);
        key.option("compressed", self.compressed);
        for dir in &self.load_paths {
            key.option("load_path", dir);
        }
    }

    fn artifact_path(&self, path: &str) -> String {
        renamed(path, &["scss", "sass"], "css")
    }

    fn is_partial(&self, path: &str) -> bool {
        path.rsplit('/').next().is_some_and(|name| name.starts_with('_'))
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = text(input)?;
        nesting::run(text, || self.compile_text(text, context))?
    }
}

impl Sass {
    fn compile_text(&self, text: &str, context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let path = path_in_root(context);
        let up = "../".repeat(path.matches('/').count());
        let files = Files {
            path: &path,
            text,
            up,
            context: RefCell::new(context),
            fault: RefCell::default(),
        };
        let style = if self.compressed { OutputStyle::Compressed } else { OutputStyle::Expanded };
        let options = Options::default().fs(&files).logger(&files).style(style);
        let options = options.load_paths(&self.load_paths);
        let compiled = grass_compiler::from_path(&path, &options);
        // What is wrong with a file of another is said better here.
        if let Some(fault) = files.fault.take() {
            return Err(fault);
        }
        compiled.map(String::into_bytes).map_err(|error| files.source_error(error.kind()))
    }
}

/// Returns the component's path relative to the root's directory, which its logical path
/// need not be: the root may have a prefix.
fn path_in_root(context: &Context<'_>) -> String {
    let name = context.path().rsplit('/').next().unwrap_or_default();
    let dir = context.dir();
    let dir = dir.strip_prefix(context.root_dir()).unwrap_or(&dir);
    dir.join(name).to_string_lossy().replace('\\', "/")
}

/// The root as grass sees it: all paths are relative to it.
struct Files<'a, 'b> {
    /// The path and the text of the component.
    path: &'a str,
    text: &'a str,
    /// What leads from the component's directory to the root.
    up: String,
    context: RefCell<&'a mut Context<'b>>,
    fault: RefCell<Option<BoxError>>,
}

impl Files<'_, '_> {
    /// Returns a path as [`Context::read`] takes it.
    fn relative(&self, path: &Path) -> String {
        let path = path.to_string_lossy().replace('\\', "/");
        if Path::new(&path).has_root() { path } else { format!("{}{path}", self.up) }
    }

    fn load(&self, path: &Path) -> Option<Vec<u8>> {
        if path == Path::new(self.path) {
            return Some(self.text.as_bytes().to_vec());
        }
        self.context.borrow_mut().read(&self.relative(path)).ok().map(|bytes| bytes.to_vec())
    }

    fn source_error(&self, kind: ErrorKind) -> BoxError {
        match kind {
            ErrorKind::ParseError { message, loc, .. } => {
                let source = loc.file.source().as_bytes();
                let (line, column) = (loc.begin.line + 1, loc.begin.column + 1);
                let error = SourceError::at(source, line, column, message);
                match loc.file.name() {
                    name if name == self.path => error.into(),
                    name => error.in_file(self.relative(Path::new(name))).into(),
                }
            }
            ErrorKind::IoError(error) => error.to_string().into(),
            _ => "grass could not read a file".into(),
        }
    }
}

impl Fs for Files<'_, '_> {
    /// Says yes: what is not in a directory is then not found there.
    fn is_dir(&self, _: &Path) -> bool {
        true
    }

    fn is_file(&self, path: &Path) -> bool {
        self.load(path).is_some()
    }

    /// Returns nothing of what is no text or too deep: grass panics if it cannot read a
    /// partial, and the fault is told in any case.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let bytes = self.load(path).unwrap_or_default();
        let checked = text(&bytes).and_then(|text| Ok(nesting::check(text).map(|()| text)?));
        let fault = match checked {
            Ok(text) => return Ok(text.as_bytes().to_vec()),
            Err(fault) => fault,
        };
        let name = self.relative(path);
        let fault = match fault.downcast::<SourceError>() {
            Ok(fault) => fault.in_file(name).into(),
            Err(fault) => format!("{}: {fault}", path.display()).into(),
        };
        self.fault.borrow_mut().get_or_insert(fault);
        Ok(Vec::new())
    }

    /// Returns one path for each file, so that it is loaded once.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let mut out = PathBuf::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir
                    if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
                {
                    out.pop();
                }
                part => out.push(part),
            }
        }
        Ok(out)
    }
}

impl Logger for Files<'_, '_> {
    fn debug(&self, _: SpanLoc, _: &str) {}

    fn warn(&self, place: SpanLoc, message: &str) {
        let (line, column) = (place.begin.line + 1, place.begin.column + 1);
        let file = match place.file.name() {
            name if name == self.path => String::new(),
            name => format!("{name}:"),
        };
        self.context.borrow_mut().warn(format!("{file}{line}:{column}: {message}"));
    }
}

impl std::fmt::Debug for Files<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Files").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
