//! Trees to build, and the two ways to build them.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output as Exit, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::compilers::{Fake, Kind};
use crate::outcome::{Counts, Outcome, Output, assert_same};
use crate::setup::Setup;

/// The program that builds in a process of its own.
pub(crate) const DRIVER: &str = env!("CARGO_BIN_EXE_driver");

/// A temporary directory with a root, `ui`, and everything that a build has.
///
/// An OUT_DIR is always `SOMEWHERE/build/package/out`, as cargo's, since the
/// name of a static library depends on the last of these.
#[derive(Debug)]
pub(crate) struct Tree {
    dir: TempDir,
}

/// How to run a build.
#[derive(Clone, Debug)]
pub(crate) enum By {
    /// In this process, which is quick. There can be no static library, as the
    /// environment does not tell the target, and there are no warnings.
    Call,
    /// In a process of its own, with these variables.
    Process(Vec<(String, String)>),
}

impl Tree {
    /// Makes a tree in memory, where the system has a file system for that.
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        Tree::new_in(&base)
    }

    pub(crate) fn new_in(base: &Path) -> Self {
        let dir = tempfile::Builder::new().prefix("include-components-").tempdir_in(base).unwrap();
        let tree = Tree { dir };
        fs::create_dir(tree.path("ui")).unwrap();
        fs::create_dir_all(tree.out()).unwrap();
        tree
    }

    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("build/package/out")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.path("cache")
    }

    /// Writes a file, in place if there is one, and makes its directories.
    pub(crate) fn write(&self, path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self
    }

    /// Makes the options of a build of `ui` with a cache and no compiler.
    pub(crate) fn setup(&self) -> Setup {
        Setup { roots: vec![self.path("ui")], cache: Some(self.cache()), ..Setup::new() }
    }

    /// Fills `ui` with some components for each compiler, and returns the
    /// options to build them with.
    pub(crate) fn furnish(&self) -> Setup {
        self.write("ui/index.html", "<p>hello</p>\n")
            .write("ui/again.html", "<p>hello</p>\n")
            .write("ui/empty.txt", "")
            .write("ui/a/loud.up", "shout\n")
            .write("ui/a/page.inc", "one\n@part.txt\n@../b/missing.txt\n@../b\n")
            .write("ui/a/part.txt", "a part\n")
            .write("ui/b/flavour.var", "$FLAVOUR\ntwo\n")
            .write("ui/b/query.body", "# a comment\nselect 1;\n");
        self.furnished()
    }

    /// Makes options with a compiler for each extension that has one.
    pub(crate) fn furnished(&self) -> Setup {
        Setup { rules: rules(), ..self.setup() }
    }

    /// Waits until what was written so far is too old to be racily clean.
    pub(crate) fn settle(&self) -> &Self {
        thread::sleep(Duration::from_millis(120));
        self
    }

    /// Builds into the tree's OUT_DIR.
    pub(crate) fn run(&self, setup: &Setup, by: &By) -> Outcome {
        run(setup, &self.out(), by)
    }

    /// Builds without a cache into an OUT_DIR that was never there, and
    /// returns the output.
    pub(crate) fn clean(&self, setup: &Setup, by: &By) -> Result<Output, String> {
        let setup = Setup { cache: None, ..setup.clone() };
        let elsewhere =
            tempfile::Builder::new().prefix("clean-").tempdir_in(self.path("")).unwrap();
        let out = elsewhere.path().join("build/package/out");
        fs::create_dir_all(&out).unwrap();
        run(&setup, &out, by).map(|_| Output::read(&out, &setup.name))
    }

    /// Builds, and fails the test unless the result is that of a clean build.
    #[track_caller]
    pub(crate) fn check(&self, setup: &Setup, by: &By, when: &dyn std::fmt::Display) -> Counts {
        let counts = self.run(setup, by).unwrap_or_else(|error| panic!("{error}\n{when}"));
        let clean = self.clean(setup, by).unwrap_or_else(|error| panic!("{error}\n{when}"));
        assert_same(&Output::read(&self.out(), &setup.name), &clean, when);
        counts
    }
}

/// Returns one rule for each compiler, by extension.
pub(crate) fn rules() -> Vec<(String, Fake)> {
    let rule = |glob: &str, kind| (glob.to_owned(), Fake { kind, level: 0 });
    vec![
        rule("*.up", Kind::Upper),
        rule("*.inc", Kind::Including),
        rule("*.var", Kind::Variable),
        rule("*.body", Kind::Body),
    ]
}

impl By {
    /// A process for a target whose packs can be linked.
    pub(crate) fn process() -> Self {
        let variables = [
            ("TARGET", "x86_64-unknown-linux-gnu"),
            ("CARGO_CFG_TARGET_ARCH", "x86_64"),
            ("CARGO_CFG_TARGET_OS", "linux"),
            ("CARGO_CFG_TARGET_ENV", "gnu"),
            ("CARGO_CFG_TARGET_ENDIAN", "little"),
            ("CARGO_CFG_TARGET_POINTER_WIDTH", "64"),
            ("CARGO_PKG_NAME", "app"),
            ("CARGO_PKG_VERSION", "0.1.0"),
            ("NUM_JOBS", "2"),
        ];
        By::Process(variables.map(|(key, value)| (key.to_owned(), value.to_owned())).into())
    }

    /// The same with another variable, or another value of one.
    pub(crate) fn with(&self, key: &str, value: &str) -> Self {
        let By::Process(variables) = self else { panic!("a call has no variables") };
        let mut variables = variables.clone();
        variables.retain(|(other, _)| other != key);
        variables.push((key.to_owned(), value.to_owned()));
        By::Process(variables)
    }
}

/// Builds into `out`.
pub(crate) fn run(setup: &Setup, out: &Path, by: &By) -> Outcome {
    match by {
        By::Call => match setup.build().run_in(out) {
            Ok((report, _)) => Ok(Counts::of(&report)),
            Err(error) => {
                let mut messages: Vec<String> = error.problems().map(ToString::to_string).collect();
                messages.sort();
                Err(messages.join("\n"))
            }
        },
        By::Process(_) => outcome(&driver(setup, out, by).output().unwrap()),
    }
}

/// Returns a command that builds into `out`.
pub(crate) fn driver(setup: &Setup, out: &Path, by: &By) -> Command {
    driver_under(&[], setup, out, by)
}

/// Returns a command that builds into `out` under another program, such as
/// `strace`, which is given with its arguments.
pub(crate) fn driver_under(under: &[&str], setup: &Setup, out: &Path, by: &By) -> Command {
    let By::Process(variables) = by else { panic!("a call is no command") };
    let mut words = under.iter().map(OsStr::new).chain([OsStr::new(DRIVER)]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(setup.args()).env("OUT_DIR", out);
    for inherited in
        ["CARGO_MANIFEST_DIR", "INCLUDE_COMPONENTS_CACHE", "INCLUDE_COMPONENTS_EXPLAIN"]
    {
        command.env_remove(inherited);
    }
    command.envs(variables.iter().map(|(key, value)| (key, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Reads how a driver ended: it built, or it told its errors.
#[track_caller]
pub(crate) fn outcome(exit: &Exit) -> Outcome {
    let stderr = String::from_utf8_lossy(&exit.stderr);
    match exit.status.code() {
        Some(0) => Ok(Counts::parse(std::str::from_utf8(&exit.stdout).unwrap())),
        Some(1) => {
            let mut messages: Vec<&str> = stderr.lines().collect();
            assert!(!messages.is_empty(), "a driver failed and did not say why");
            messages.sort_unstable();
            Err(messages.join("\n"))
        }
        _ => panic!("a driver ended with {}: {stderr}", exit.status),
    }
}

/// Says on standard error why a test does less than it would elsewhere.
///
/// The test runner would keep to itself what is printed in the usual way.
pub(crate) fn say(text: &str) {
    std::io::stderr().write_all(format!("\n*** {text}\n").as_bytes()).unwrap();
}

/// Sets a file's modification time.
pub(crate) fn set_modified(path: &Path, time: SystemTime) {
    fs::File::open(path).unwrap().set_modified(time).unwrap();
}
