//! Temporary trees and simple compilers, for the unit tests of all modules.

use std::fs;
#[cfg(any(feature = "br", feature = "gzip", feature = "zstd"))]
use std::io::Write;
use std::path::{Path, PathBuf};
#[cfg(any(feature = "br", feature = "gzip", feature = "zstd"))]
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

#[cfg(any(feature = "br", feature = "gzip", feature = "zstd"))]
use include_components_pack::Encoding;
use tempfile::TempDir;

use crate::Build;
use crate::BundleSource;
use crate::Bundler;
use crate::Compiler;
use crate::Context;
use crate::Error;
use crate::KeyHasher;
use crate::Report;
use crate::base::cargo_env::{CargoEnv, TargetEnv};
use crate::base::error::{BoxError, slashed};
use crate::base::stat::Stat;
use crate::config::checked::Config;
use crate::directives::Directives;
use crate::pipeline::run_stages;

/// A temporary directory with an empty root, `ui`, and an OUT_DIR, `out`.
#[derive(Debug)]
pub(crate) struct Tree(TempDir);

impl Tree {
    pub(crate) fn new() -> Self {
        let tree = Tree(tempfile::tempdir().unwrap());
        fs::create_dir(tree.path("ui")).unwrap();
        fs::create_dir(tree.path("out")).unwrap();
        tree
    }

    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    /// Returns a path as messages and directives have it.
    pub(crate) fn told(&self, path: impl AsRef<Path>) -> String {
        slashed(&self.path(path)).to_str().unwrap().to_owned()
    }

    /// Writes a file, in place if there is one, and makes its directories.
    pub(crate) fn write(&self, path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    pub(crate) fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(path);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn rename(&self, from: &str, to: &str) -> &Self {
        fs::rename(self.path(from), self.path(to)).unwrap();
        self
    }

    /// Removes a file, or a directory with all that is in it.
    pub(crate) fn remove(&self, path: &str) -> &Self {
        let path = self.path(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        self
    }

    /// Makes a symbolic link; a relative target is as in `ln -s`.
    #[cfg(unix)]
    pub(crate) fn link(&self, target: impl AsRef<Path>, link: &str) -> &Self {
        std::os::unix::fs::symlink(target, self.path(link)).unwrap();
        self
    }

    /// Makes a FIFO, which nobody writes to.
    #[cfg(unix)]
    pub(crate) fn fifo(&self, path: &str) -> &Self {
        let made = std::process::Command::new("mkfifo").arg(self.path(path)).status().unwrap();
        assert!(made.success());
        self
    }

    /// Writes a shell script that can be run as a program.
    ///
    /// Another process writes it: a child that a parallel test starts would have a file of
    /// this one open to be written, and what is open so cannot be run.
    #[cfg(unix)]
    pub(crate) fn script(&self, path: &str, script: &str) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let write = "printf '#!/bin/sh\\n%s\\n' \"$2\" >\"$1\" && chmod 755 \"$1\"";
        let mut shell = std::process::Command::new("sh");
        let written = shell.args(["-c", write, "sh"]).arg(path).arg(script).status().unwrap();
        assert!(written.success());
        self
    }

    pub(crate) fn stat(&self, path: impl AsRef<Path>) -> Stat {
        Stat::of(&fs::metadata(self.path(path)).unwrap())
    }

    /// Makes a file or directory so young that its stat proves nothing yet,
    /// however long the machine takes for the next step.
    pub(crate) fn rejuvenate(&self, path: &str) -> &Self {
        let soon = SystemTime::now() + Duration::from_secs(1);
        let path = self.path(path);
        let file = fs::File::options().read(true).write(!path.is_dir()).open(path);
        file.unwrap().set_modified(soon).unwrap();
        self
    }

    /// Waits until a file or directory is too old to be racily clean.
    pub(crate) fn settle_one(&self, path: &str) -> &Self {
        while self.stat(path).is_racy(SystemTime::now()) {
            thread::sleep(Duration::from_millis(5));
        }
        self
    }

    /// Waits until all that was written so far is too old to be racily clean.
    pub(crate) fn settle(&self) -> &Self {
        self.write("probe", "").settle_one("probe")
    }

    /// Returns the time that the file system gives a file now.
    pub(crate) fn stamp(&self) -> SystemTime {
        self.write("probe", "");
        fs::metadata(self.path("probe")).unwrap().modified().unwrap()
    }

    /// Returns the names of the files in OUT_DIR, sorted.
    pub(crate) fn out(&self) -> Vec<String> {
        self.names("out")
    }

    /// Returns the names of the files in a directory, sorted.
    pub(crate) fn names(&self, dir: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(dir)).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Makes a build of `ui` into `out`.
    pub(crate) fn build(&self) -> Build {
        let mut build = Build::new();
        build.root(self.path("ui")).out_dir(self.path("out"));
        build
    }
}

/// Makes a named pipe and opens both its ends, to read and to write.
#[cfg(target_os = "linux")]
pub(crate) fn pipe(path: &Path) -> (fs::File, fs::File) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let open = |read, write| fs::File::options().read(read).write(write).open(path).unwrap();
    // One end waits for the other, unless somebody has it open.
    let _both = open(true, true);
    (open(true, false), open(false, true))
}

/// An environment outside of cargo, as the unit tests have it.
pub(crate) fn no_cargo() -> CargoEnv {
    CargoEnv { jobs: Some(2), ..CargoEnv::default() }
}

/// An environment in which packs can be linked.
pub(crate) fn linux() -> CargoEnv {
    let target = TargetEnv {
        triple: "x86_64-unknown-linux-gnu".to_owned(),
        arch: "x86_64".to_owned(),
        os: "linux".to_owned(),
        env: "gnu".to_owned(),
        abi: String::new(),
        endian: "little".to_owned(),
        pointer_width: "64".to_owned(),
    };
    CargoEnv { package: "app".to_owned(), version: "0.1.0".to_owned(), target, ..no_cargo() }
}

/// Returns what a build does in an environment, into the directory it was given.
pub(crate) fn config(build: &Build, env: CargoEnv) -> Result<Config<'_>, Error> {
    Config::new(build, CargoEnv { out_dir: build.out_dir.clone().or(env.out_dir), ..env })
}

/// Runs a build in the environment of the tests.
pub(crate) fn run(build: &Build) -> Result<Report, Error> {
    run_in(CargoEnv::read(), build)
}

/// Runs a build in an environment; what cargo would be told is lost.
pub(crate) fn run_in(env: CargoEnv, build: &Build) -> Result<Report, Error> {
    let mut directives = Directives::default();
    config(build, env).and_then(|mut config| run_stages(&mut config, &mut directives))
}

/// Decodes with a command-line tool, which must be installed.
#[cfg(any(feature = "br", feature = "gzip", feature = "zstd"))]
pub(crate) fn decoded(encoding: Encoding, encoded: &[u8]) -> Vec<u8> {
    let tool = if encoding == Encoding::Br { "brotli" } else { encoding.token() };
    let mut child = Command::new(tool)
        .args(["-d", "-c"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{tool}: {error}; run `apt-get install {tool}`"));
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(encoded).unwrap());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{tool}: {}", output.status);
        output.stdout
    })
}

/// What a [`Fake`] does with its input.
type Run = dyn Fn(&[u8], &mut Context<'_>) -> Result<Vec<u8>, BoxError> + Send + Sync;

/// A compiler that a test makes of a closure.
pub(crate) struct Fake {
    recipe: String,
    run: Box<Run>,
    extension: Option<(&'static str, &'static str)>,
    partials: Option<&'static str>,
    log: Log,
}

/// The paths of the components that a compiler was run for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Fake {
    /// Makes a compiler that describes itself by `recipe`.
    pub(crate) fn new(
        recipe: &str,
        run: impl Fn(&[u8], &mut Context<'_>) -> Result<Vec<u8>, BoxError> + Send + Sync + 'static,
    ) -> Self {
        Fake {
            recipe: recipe.to_owned(),
            run: Box::new(run),
            extension: None,
            partials: None,
            log: Log::default(),
        }
    }

    /// Makes a compiler to upper case.
    pub(crate) fn upper() -> Self {
        Fake::new("upper", |input, _| Ok(input.to_ascii_uppercase()))
    }

    /// Makes a compiler that puts a file in place of each line `@path`.
    ///
    /// A missing file becomes `?`.
    pub(crate) fn including() -> Self {
        Fake::new("including", |input, context| {
            let mut output = Vec::new();
            for line in std::str::from_utf8(input)?.lines() {
                match line.strip_prefix('@') {
                    Some(path) => {
                        output.extend_from_slice(&context.read(path).unwrap_or((*b"?").into()))
                    }
                    None => output.extend_from_slice(line.as_bytes()),
                }
            }
            Ok(output)
        })
    }

    /// Replaces an extension in the artifact's path.
    pub(crate) fn renaming(self, from: &'static str, to: &'static str) -> Self {
        Fake { extension: Some((from, to)), ..self }
    }

    /// Takes files for partials whose names begin so.
    pub(crate) fn with_partials(self, prefix: &'static str) -> Self {
        Fake { partials: Some(prefix), ..self }
    }

    pub(crate) fn logging(self, log: &Log) -> Self {
        Fake { log: log.clone(), ..self }
    }
}

impl Compiler for Fake {
    fn describe(&self, key: &mut KeyHasher) {
        key.write(&self.recipe);
    }

    fn artifact_path(&self, path: &str) -> String {
        match self.extension.and_then(|(from, to)| Some((path.strip_suffix(from)?, to))) {
            Some((stem, to)) => format!("{stem}{to}"),
            None => path.to_owned(),
        }
    }

    fn is_partial(&self, path: &str) -> bool {
        self.partials.is_some_and(|prefix| crate::base::glob::file_name(path).starts_with(prefix))
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        self.log.0.lock().unwrap().push(context.path().to_owned());
        (self.run)(input, context)
    }
}

/// A bundler that lists its sources: `path=bytes;`.
///
/// It reads a file for a source `@path`, and fails or panics as one says.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) version: u8,
    pub(crate) log: Log,
}

impl Bundler for Listing {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("listing").write([self.version]);
    }

    fn bundle(
        &self,
        sources: &[BundleSource<'_>],
        context: &mut Context<'_>,
    ) -> Result<Vec<u8>, BoxError> {
        self.log.0.lock().unwrap().push(context.path().to_owned());
        let mut output = Vec::new();
        for source in sources {
            let text = std::str::from_utf8(source.bytes())?;
            let read = text.strip_prefix('@').map(|path| context.read(path)).transpose()?;
            match text {
                "fail" => return Err(format!("{}: no", source.path()).into()),
                "panic" => panic!("{}: oh", source.path()),
                _ => {}
            }
            output.extend([source.path().as_bytes(), b"="].concat());
            output.extend(read.as_deref().unwrap_or(source.bytes()));
            output.push(b';');
        }
        context.warn(format!("{} sources", sources.len()));
        Ok(output)
    }
}

impl Log {
    /// Returns the sorted paths since it was asked last.
    pub(crate) fn take(&self) -> Vec<String> {
        let mut paths = std::mem::take(&mut *self.0.lock().unwrap());
        paths.sort();
        paths
    }
}
