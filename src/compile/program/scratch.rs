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
use crate::base::temp::TempDir;
use crate::compile::compiler::Compiler;
use crate::compile::context::Context;

/// The files of one run of a program.
pub(super) struct Scratch {
    temp: TempDir,
    /// The working directory.
    pub(super) cwd: PathBuf,
    pub(super) output: PathBuf,
    pub(super) depfile: PathBuf,
    input_arg: OsString,
    dir_arg: OsString,
    root_arg: OsString,
    outdir: PathBuf,
    path: String,
}

impl Scratch {
    pub(super) fn new(
        command: &Program,
        input: &[u8],
        context: &mut Context<'_>,
    ) -> Result<Self, BoxError> {
        let temp = TempDir::new(context.temp_dir()?);
        let root = context.root_dir();
        let dir = context.dir();
        let cwd = expand(&command.directory, |placeholder| match placeholder {
            Placeholder::Dir => Some(dir.as_os_str()),
            Placeholder::Root => Some(root.as_os_str()),
            _ => None,
        })?;
        let cwd = context.package_dir().join(cwd);
        let outdir = temp.path().join("out");
        fs::create_dir(&outdir).map_err(|error| unwritable(&outdir, error))?;
        let output = outdir.join(file_name(&command.artifact_path(context.path())));
        let mut scratch = Scratch {
            depfile: temp.path().join("depfile"),
            input_arg: OsString::new(),
            dir_arg: below(&dir, &cwd),
            root_arg: below(&root, &cwd),
            path: context.path().to_owned(),
            temp,
            cwd,
            output,
            outdir,
        };
        if uses(&command.args, Placeholder::Input) {
            scratch.input_arg = match context.file_of(input) {
                Some(file) => {
                    context.depend_on(&file)?;
                    below(&file, &scratch.cwd)
                }
                None => {
                    let dir = scratch.temp.path().join("in");
                    fs::create_dir(&dir).map_err(|error| unwritable(&dir, error))?;
                    scratch.copy(&format!("in/{}", file_name(context.path())), input)?.into()
                }
            };
        }
        Ok(scratch)
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

    /// Whether a file is a temporary one.
    pub(super) fn is_ours(&self, file: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        real(file).starts_with(real(self.temp.path()))
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
