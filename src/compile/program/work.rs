//! What one run of a program finds and leaves: directories and files.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Program;
use super::template::{Placeholder, expand, uses};
use crate::base::error::{BoxError, Error, ErrorKind, Problem};
use crate::base::fs::write_problem;
use crate::base::glob::file_name;
use crate::base::hasher::digest;
use crate::base::temp::TempDir;
use crate::compile::compiler::{Compiler, Context};

/// The files of one run of a program.
pub(super) struct Work {
    temp: TempDir,
    /// The working directory.
    pub(super) cwd: PathBuf,
    /// Where the component is.
    source: PathBuf,
    pub(super) output: PathBuf,
    pub(super) depfile: PathBuf,
    /// The component's file as the run knows it, if the program is given that.
    pub(super) given: Option<PathBuf>,
    input_arg: OsString,
    dir_arg: OsString,
    root_arg: OsString,
    outdir: PathBuf,
    path: String,
}

impl Work {
    pub(super) fn new(
        command: &Program,
        input: &[u8],
        context: &Context<'_>,
    ) -> Result<Self, BoxError> {
        let reads = &context.reads;
        let places = reads.files.places;
        // The same name each time, since it may get into what the program
        // writes; and one for each component, since they are made at once.
        let name = format!("{:.16}", digest(reads.path.as_bytes()));
        let dir = places.temp.join(name);
        let temp = TempDir::make(dir.clone()).map_err(|error| unwritable(&dir, error))?;
        let root = std::path::absolute(&reads.root.path)?;
        let source = std::path::absolute(reads.root.file(reads.path))?;
        let dir = source.parent().unwrap_or(&root).to_owned();
        let cwd = expand(&command.directory, |placeholder| match placeholder {
            Placeholder::Dir => Some(dir.as_os_str()),
            Placeholder::Root => Some(root.as_os_str()),
            _ => None,
        })?;
        let cwd = places.package.join(cwd);
        let outdir = temp.path().join("out");
        fs::create_dir(&outdir).map_err(|error| unwritable(&outdir, error))?;
        let output = outdir.join(file_name(&command.artifact_path(context.path())));
        let mut work = Work {
            depfile: temp.path().join("depfile"),
            given: None,
            input_arg: OsString::new(),
            dir_arg: below(&dir, &cwd),
            root_arg: below(&root, &cwd),
            path: context.path().to_owned(),
            temp,
            cwd,
            source,
            output,
            outdir,
        };
        if uses(&command.args, Placeholder::Input) {
            let file = reads.root.file(reads.path);
            let entry = reads.files.entry(&file);
            let is_source =
                context.made.is_none() && entry.is_some_and(|entry| entry.digest == digest(input));
            work.input_arg = match is_source {
                true => {
                    work.given = Some(file);
                    below(&work.source, &work.cwd)
                }
                false => {
                    let dir = work.temp.path().join("in");
                    fs::create_dir(&dir).map_err(|error| unwritable(&dir, error))?;
                    work.copy(&format!("in/{}", file_name(context.path())), input)?.into()
                }
            };
        }
        Ok(work)
    }

    pub(super) fn value(&self, placeholder: Placeholder) -> &OsStr {
        match placeholder {
            Placeholder::Input => &self.input_arg,
            Placeholder::Output => self.output.as_os_str(),
            Placeholder::OutDir => self.outdir.as_os_str(),
            Placeholder::Depfile => self.depfile.as_os_str(),
            Placeholder::Path => OsStr::new(&self.path),
            Placeholder::Dir => &self.dir_arg,
            Placeholder::Root => &self.root_arg,
        }
    }

    /// Returns a file with the input, which is at its beginning.
    pub(super) fn stdin(&self, input: &[u8]) -> Result<File, BoxError> {
        let path = self.copy("stdin", input)?;
        let unreadable = |error| Problem::io(ErrorKind::Read, "cannot read", &path, error);
        Ok(File::open(&path).map_err(unreadable).map_err(Error::from)?)
    }

    /// Writes a temporary file.
    fn copy(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, BoxError> {
        let path = self.temp.path().join(name);
        fs::write(&path, bytes).map_err(|error| unwritable(&path, error))?;
        Ok(path)
    }

    /// Whether a file is a temporary one, or the component.
    pub(super) fn is_ours(&self, file: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let file = real(file);
        file == real(&self.source) || file.starts_with(real(self.temp.path()))
    }
}

fn unwritable(path: &Path, error: io::Error) -> BoxError {
    Error::from(write_problem(path, error)).into()
}

/// Returns a path as seen from a directory that it is below; else as it is.
fn below(path: &Path, dir: &Path) -> OsString {
    match path.strip_prefix(dir) {
        Ok(rest) if rest.as_os_str().is_empty() => OsString::from("."),
        // No file is to be taken for an option.
        Ok(rest) if rest.as_os_str().as_encoded_bytes().starts_with(b"-") => {
            Path::new(".").join(rest).into()
        }
        Ok(rest) => rest.into(),
        Err(_) => path.into(),
    }
}

/// Reads a file that a program wrote, which must be a regular one.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    match fs::metadata(path)?.is_file() {
        true => fs::read(path),
        false => Err(io::Error::other("it is not a regular file")),
    }
}
