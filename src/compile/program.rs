//! Any program as a compiler.

mod depfile;
pub(crate) mod run;
pub(crate) mod template;
mod version;
mod scratch;

use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use crate::base::error::{BoxError, shown};
use crate::base::glob::file_name;
use crate::base::key::KeyHasher;
use crate::compile::compiler::Compiler;
use crate::compile::context::Context;
use run::Finished;
pub(crate) use run::{ENDING, end_all};
use scratch::Scratch;
use template::{Placeholder, expand, uses};
pub(crate) use version::{ask, find_program, links_to, startable, target};

/// Compiles components with a program: esbuild, tailwindcss, tsc, …
///
/// The program is started once for each component whose result is in no cache,
/// never through a shell. It runs in the package's directory, with the environment
/// of the build script.
///
/// # Placeholders
///
/// Arguments may contain placeholders; a literal brace is written `{{` or `}}`.
///
/// | | |
/// |---|---|
/// | `{input}` | the file to compile. Without it the program gets the input on standard input |
/// | `{output}` | the file to write. Without it and `{outdir}` the artifact is the standard output |
/// | `{outdir}` | the directory of `{output}`, for programs that choose the file name; it must be that of the artifact |
/// | `{depfile}` | the file in which the program lists the files that it read: see below |
/// | `{path}` | the logical path |
/// | `{dir}` | the directory of the component |
/// | `{root}` | the root of the component |
///
/// `{input}`, `{dir}` and `{root}` are relative to the working directory if they
/// are below it, else absolute. `{input}` is the component's own file, so the
/// program finds the files beside it. In a later step of a
/// [`Chain`](crate::Chain) it is a temporary file with the artifact name of the step
/// before. Temporary files are in OUT_DIR, and are removed.
///
/// # What the result depends on
///
/// * The component, all options except the timeout, and the program's version,
///   which is the output of `--version` or of
///   [`version_args`](Self::version_args). If the program reports no version, its
///   path, size and timestamps are used instead.
/// * The files that the program lists in the depfile, in the format of `gcc -MD`.
///   Relative paths are relative to the working directory.
/// * The files of [`reads`](Self::reads), and the variables of
///   [`env`](Self::env) and [`reads_env`](Self::reads_env).
/// * The program's own file if it is given as a path in the package, such as
///   `tools/shrink.sh` or `node_modules/.bin/esbuild`.
///
/// * The links that lead to the program's file, such as those in `node_modules/.bin`
///   and `/etc/alternatives`: if one gets another target, the program runs again.
///
/// Cargo watches the program's file, the directories of those links if they have at
/// most 4,000 entries and not the package in them, and what npm, pnpm and Yarn write
/// into `node_modules` when they have installed something. It runs the build script
/// when it finds a newer modification time. Any other upgrade that sets an older one,
/// as dpkg and Nix do, is noticed the next time that the build script runs.
///
/// The caches cannot see other files that the program reads, and later builds may
/// get stale output. If a file changes while the program reads it, the program runs
/// again or the build fails.
///
/// # Errors
///
/// Fails if the program is missing, exits with a status other than 0, takes longer
/// than [`timeout`](Self::timeout), or does not write its output. The error has the
/// beginning and the end of the program's standard error. An empty artifact of an input
/// that is not blank is a warning.
///
/// # Cost
///
/// One process for each component, as many in parallel as cargo allows (`-j`), and
/// one more in every run of the build script to ask for the version.
///
/// # Examples
///
/// A bundler that writes a file, and follows imports:
///
/// ```no_run
/// # fn main() -> Result<(), include_components_build::Error> {
/// use include_components_build::{Build, Program};
///
/// let esbuild = Program::new("node_modules/.bin/esbuild")
///     .args(["{input}", "--bundle", "--minify", "--outfile={output}"])
///     .reads("components/**/*.ts")
///     .rename("ts", "js");
/// Build::new().root("components").compile("*.ts", esbuild).run()?;
/// # Ok(())
/// # }
/// ```
///
/// A filter, and one that fails:
///
/// ```
/// # #[cfg(unix)]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use include_components_build::{Build, Program};
///
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// std::fs::write(root.join("names.txt"), "b\na\n")?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.txt", Program::new("sort"));
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
/// assert_eq!(build.run_in(&out)?.0.compiled(), 0);
///
/// build.compile("*.txt", Program::new("sort").arg("--no-such-option"));
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("names.txt") && error.contains("no-such-option"), "{error}");
/// # Ok(())
/// # }
/// # #[cfg(not(unix))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct Program {
    program: String,
    args: Vec<String>,
    envs: Vec<(String, String)>,
    reads_env: Vec<String>,
    renames: Vec<(String, String)>,
    reads: Vec<String>,
    directory: String,
    version_args: Vec<String>,
    timeout: Duration,
}

impl Program {
    /// Makes a compiler of a program that has no arguments yet.
    ///
    /// A name is searched for in `PATH`; a path is relative to the package's
    /// directory. On Windows a script is found without its extension, `.cmd` or `.bat`.
    pub fn new(program: impl Into<String>) -> Self {
        Program {
            program: program.into(),
            args: Vec::new(),
            envs: Vec::new(),
            reads_env: Vec::new(),
            renames: Vec::new(),
            reads: Vec::new(),
            directory: String::new(),
            version_args: vec!["--version".to_owned()],
            timeout: Duration::from_secs(300),
        }
    }

    /// Adds an argument, which may contain placeholders.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments, which may contain placeholders.
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable for the program.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.envs.push((name.into(), value.into()));
        self
    }

    /// Declares that the program reads a variable of the build's environment.
    ///
    /// When the variable changes, the components are compiled again.
    #[must_use]
    pub fn reads_env(mut self, name: impl Into<String>) -> Self {
        self.reads_env.push(name.into());
        self
    }

    /// Changes the extension of the artifact's path.
    ///
    /// With `rename("ts", "js")` the artifact of `a/b.ts` is looked up as `a/b.js`.
    /// The first call that matches wins; other components keep their paths.
    #[must_use]
    pub fn rename(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        let dotted = |extension: String| format!(".{}", extension.trim_start_matches('.'));
        self.renames.push((dotted(from.into()), dotted(to.into())));
        self
    }

    /// Declares that the program reads the files that match a glob.
    ///
    /// The glob is relative to the package's directory, and begins with a directory:
    /// `src/**/*.rs`. When a match is edited, added or removed, all components of
    /// this compiler are compiled again.
    #[must_use]
    pub fn reads(mut self, glob: impl Into<String>) -> Self {
        self.reads.push(glob.into());
        self
    }

    /// Sets the working directory; the default is the package's directory.
    ///
    /// `dir` is relative to the package's directory, and may contain the
    /// placeholders `{dir}` and `{root}`.
    #[must_use]
    pub fn current_dir(mut self, dir: impl Into<String>) -> Self {
        self.directory = dir.into();
        self
    }

    /// Sets the arguments that ask for the version; the default is `--version`.
    ///
    /// Without arguments the program is not asked, and its file's path, size and
    /// timestamps are used instead.
    #[must_use]
    pub fn version_args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.version_args = args.into_iter().map(Into::into).collect();
        self
    }

    /// Kills the program after this time; the default is five minutes.
    ///
    /// The processes that it started are killed too, on Unix unless they left its process
    /// group.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl Compiler for Program {
    fn describe(&self, key: &mut KeyHasher) {
        let Program { program, args, envs, reads_env, renames, reads, directory, .. } = self;
        key.write("include-components program 1");
        key.write(version::version(program, &self.version_args));
        key.option("program", program).option("current_dir", directory);
        for (name, list) in [("arg", args), ("reads_env", reads_env), ("reads", reads)] {
            key.option(&format!("number of {name}"), list.len());
            for value in list {
                key.option(name, value);
            }
        }
        for (name, list) in [("env", envs), ("rename", renames)] {
            key.option(&format!("number of {name}"), list.len());
            for (a, b) in list {
                key.option(name, format_args!("{a:?}={b:?}"));
            }
        }
    }

    fn artifact_path(&self, path: &str) -> String {
        let renamed =
            |(from, to): &(String, String)| Some(path.strip_suffix(from)?.to_owned() + to);
        self.renames.iter().find_map(renamed).unwrap_or_else(|| path.to_owned())
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        for name in &self.reads_env {
            context.env(name);
        }
        context.depend_on_program(&self.program);
        let file = context.package_dir().join(&self.program);
        let is_ours = version::is_path(&self.program) && !Path::new(&self.program).has_root();
        if is_ours && file.is_file() {
            context.depend_on(&file)?;
        }
        for glob in &self.reads {
            context.depend_on_all(glob)?;
        }
        self.run(input, context)
    }
}

impl Program {
    /// Runs the program; returns what it made.
    fn run(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let scratch = Scratch::new(self, input, context)?;
        let values = |placeholder| Some(scratch.value(placeholder));
        let args =
            self.args.iter().map(|arg| expand(arg, values)).collect::<Result<Vec<_>, _>>()?;
        // Std finds no scripts of Windows' shell.
        let found = cfg!(windows).then(|| find_program(&self.program, context.package_dir()));
        let program = found.flatten().unwrap_or_else(|| match version::is_path(&self.program) {
            true => context.package_dir().join(&self.program),
            false => PathBuf::from(&self.program),
        });
        let mut command = process::Command::new(&program);
        command.args(args).current_dir(&scratch.cwd);
        command.envs(self.envs.iter().map(|(name, value)| (name, value)));
        let prints =
            !uses(&self.args, Placeholder::Output) && !uses(&self.args, Placeholder::OutDir);
        let stdin = match uses(&self.args, Placeholder::Input) {
            true => None,
            false => Some(scratch.stdin(input)?),
        };
        let done = run::run(&mut command, stdin, prints, self.timeout)
            .map_err(|error| self.not_started(&program, &scratch.cwd, &error))?;
        let failed = |what: &str| self.failed(&done, prints, what);
        match done.status {
            None => return Err(failed(&format!("took longer than {:?}: killed", self.timeout))),
            Some(status) if !status.success() => return Err(failed(&format!("failed ({status})"))),
            Some(_) => {}
        }
        if uses(&self.args, Placeholder::Depfile) {
            let text = scratch::read(&scratch.depfile).map_err(|error| {
                failed(&format!("succeeded, but did not write its depfile ({error})"))
            })?;
            let text = std::str::from_utf8(&text)
                .map_err(|_| failed("succeeded, but its depfile is not UTF-8"))?;
            for dependency in depfile::parse(text)? {
                let file = std::path::absolute(scratch.cwd.join(dependency))?;
                if !scratch.is_ours(&file) {
                    context.depend_on(&file)?;
                }
            }
        }
        let made = match prints {
            true if done.stdout.is_whole() => done.stdout.head,
            true => return Err(failed(&format!("printed more than {} bytes", run::MAX_ARTIFACT))),
            false => scratch::read(&scratch.output).map_err(|error| {
                let file = self.artifact_path(context.path());
                let file = file_name(&file);
                failed(&format!("succeeded, but did not write {file:?} as its output ({error})"))
            })?,
        };
        // It may be right, for a style sheet of comments, or an option may be missing.
        if made.is_empty() && !input.trim_ascii().is_empty() {
            let what = if prints { "printed nothing" } else { "wrote an empty file" };
            context.warn(format!("{:?} {what}, so the component is empty", self.program));
        }
        Ok(made)
    }

    /// Makes the error of a program that was run.
    fn failed(&self, done: &Finished, prints: bool, what: &str) -> BoxError {
        let mut text = format!("{:?} {what}", self.program);
        // Some compilers print their errors as others print their output.
        let printed = if prints { String::new() } else { done.stdout.text() };
        for printed in [done.stderr.text(), printed].iter().filter(|text| !text.is_empty()) {
            text = format!("{text}\n{printed}");
        }
        text.into()
    }

    fn not_started(&self, program: &Path, cwd: &Path, error: &io::Error) -> BoxError {
        let program = shown(program);
        let why = match error.kind() {
            io::ErrorKind::NotFound if !cwd.is_dir() => {
                format!("there is no directory {} to run it in", shown(cwd))
            }
            io::ErrorKind::NotFound => match version::is_path(&self.program) {
                true => "there is no such file, or not the interpreter that it names".to_owned(),
                false => {
                    "there is no such program in PATH: install it, or give its path".to_owned()
                }
            },
            _ => error.to_string(),
        };
        format!("cannot run {program}: {why}").into()
    }
}

#[cfg(test)]
mod tests;
