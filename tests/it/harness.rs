//! Packages in temporary directories, and cargo at work on them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::listing::{self, Item};

/// A package in a temporary directory, a workspace of its own.
///
/// It begins with a manifest, the `build.rs` of two lines, no component, and
/// a program that lists its components (see [`listing`]). Package names must
/// differ between tests, since the target directory is shared.
pub(crate) struct Project {
    pub(crate) name: &'static str,
    dir: TempDir,
}

/// What a cargo command did.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) ok: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    /// Makes a package with this name in a new temporary directory.
    pub(crate) fn new(name: &'static str) -> Self {
        let dir = tempfile::Builder::new().prefix(name).tempdir().unwrap();
        let project = Project { name, dir };
        project.write("Cargo.toml", manifest(name, ""));
        project.write("build.rs", BUILD);
        project.write("src/main.rs", MAIN);
        project.write("src/listing.rs", listing::PROGRAM);
        // The libraries' own versions: those that are downloaded already.
        fs::copy(checkout().join("Cargo.lock"), project.path("Cargo.lock")).unwrap();
        project
    }

    /// Returns the absolute path of a file or directory of the package.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(relative)
    }

    /// Writes a file, in place if it exists, and makes its directories.
    pub(crate) fn write(&self, path: impl AsRef<Path>, contents: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Removes a file, or a directory and all that is in it.
    pub(crate) fn remove(&self, path: &str) {
        let path = self.path(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }

    /// Renames a file or a directory.
    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// Runs `cargo ARGS` in the package's directory, offline and verbosely.
    pub(crate) fn cargo(&self, args: &[&str]) -> Output {
        self.cargo_with(args, &[])
    }

    /// Runs `cargo ARGS` with some environment variables of its own.
    pub(crate) fn cargo_with(&self, args: &[&str], env: &[(&str, &str)]) -> Output {
        let mut command = self.command(args);
        command.arg("--offline");
        Output::of(command.envs(env.iter().copied()))
    }

    /// Returns `cargo ARGS` as it is run in the package's directory.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command.args(args).arg("--verbose").current_dir(self.dir.path());
        for (name, _) in std::env::vars_os() {
            if is_of_the_test_runner(&name) {
                command.env_remove(name);
            }
        }
        command.env("CARGO_TARGET_DIR", target_dir()).env("CARGO_TERM_COLOR", "never");
        // Nobody debugs these programs, and it is half of the time that they take.
        command.env("CARGO_PROFILE_DEV_DEBUG", "0");
        command
    }

    /// Builds the package in the dev profile, which must succeed.
    #[track_caller]
    pub(crate) fn build(&self) -> Output {
        self.cargo(&["build"]).success()
    }

    /// Builds the package, runs it and returns what it embeds.
    #[track_caller]
    pub(crate) fn embedded(&self) -> Vec<Item> {
        self.build();
        listing::parse(&self.run("debug"))
    }

    /// Runs the program that was built last in a profile; returns its output.
    #[track_caller]
    pub(crate) fn run(&self, profile: &str) -> Vec<u8> {
        run_program(&program(profile, self.name))
    }

    /// Lists the files under a directory of the package.
    pub(crate) fn on_disk(&self, root: &str) -> Vec<Item> {
        listing::on_disk("components", &self.path(root))
    }
}

impl Drop for Project {
    /// Takes the package's own outputs out of the shared target directory.
    ///
    /// The next run makes others, as its temporary directory is another one.
    fn drop(&mut self) {
        let crate_name = self.name.replace('-', "_");
        for directory in ["", ".fingerprint", "build", "deps", "incremental", "examples"] {
            for profile in ["debug", "release"] {
                let directory = target_dir().join(profile).join(directory);
                for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    let name = name.strip_prefix("lib").unwrap_or(&name);
                    if name.starts_with(self.name) || name.starts_with(&crate_name) {
                        let path = entry.path();
                        // Another cargo may be there first: it is tidying only.
                        let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
                    }
                }
            }
        }
    }
}

impl Output {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Output {
            ok: output.status.success(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test with all that cargo said, unless it succeeded.
    #[track_caller]
    pub(crate) fn success(self) -> Self {
        assert!(self.ok, "cargo failed\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails the test with all that cargo said, unless it failed.
    #[track_caller]
    pub(crate) fn failure(self) -> Self {
        assert!(!self.ok, "cargo succeeded\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// Returns whether cargo ran the build script of a package.
    pub(crate) fn ran_build_script(&self, package: &str) -> bool {
        self.runs().any(|line| {
            let build_script =
                line.contains("build-script-build") && !line.contains("--crate-name");
            build_script && line.contains(&format!("{package}-"))
        })
    }

    /// Returns whether cargo ran rustc for a crate, other than a build script.
    pub(crate) fn ran_rustc(&self, crate_name: &str) -> bool {
        self.runs().any(|line| line.contains(&format!("--crate-name {crate_name} ")))
    }

    /// Returns the commands that cargo ran, as it prints them.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &str> {
        self.stderr.lines().filter_map(|line| line.trim_start().strip_prefix("Running `"))
    }
}

/// The `build.rs` of the README.
pub(crate) const BUILD: &str = r#"fn main() -> Result<(), include_components_build::Error> {
    include_components_build::compile("components")?;
    Ok(())
}
"#;

/// A program that lists the components of its default set.
pub(crate) const MAIN: &str = r#"mod listing;

fn main() {
    listing::print("components", include_components::include_components!());
}
"#;

/// Returns the `build.rs` that makes a set by these calls of `Build`'s setters.
pub(crate) fn build_rs(calls: &str) -> String {
    format!(
        "use include_components_build::{{Build, Embed, Error, Links}};
#[allow(unused)] const UNUSED: (Embed, Links) = (Embed::Auto, Links::Inside);
fn main() -> Result<(), Error> {{
    {}
    Ok(())
}}
",
        calls
            .lines()
            .map(|set| format!("Build::new(){set}.run()?;"))
            .collect::<Vec<_>>()
            .join("\n    ")
    )
}

/// Returns a manifest that depends on this checkout, with `more` at its end.
pub(crate) fn manifest(name: &str, more: &str) -> String {
    format!(
        "{}[dependencies]\ninclude-components = {}\n[build-dependencies]\n\
         include-components-build = {}\n{more}\n[workspace]\n",
        package(name),
        dependency("runtime"),
        dependency("."),
    )
}

/// Returns the `[package]` table of a manifest.
pub(crate) fn package(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
}

/// Returns a dependency on a package of the checkout, at `dir`, in TOML.
pub(crate) fn dependency(dir: &str) -> String {
    let path = checkout().join(dir);
    format!(
        "{{ package = {:?}, version = \"0.1\", path = {path:?} }}",
        match dir {
            "." => "include-components-build",
            _ => "include-components",
        }
    )
}

/// Returns where cargo puts the program of a package.
pub(crate) fn program(profile: &str, name: &str) -> PathBuf {
    target_dir().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Runs a program, which must succeed, and returns its output.
#[track_caller]
pub(crate) fn run_program(program: &Path) -> Vec<u8> {
    let output = Command::new(program).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {}\n{stderr}", program.display(), output.status);
    output.stdout
}

/// Returns the target directory that all projects share.
pub(crate) fn target_dir() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("it")
}

/// Returns the root of the checkout, whichever of its packages this is compiled for.
fn checkout() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().find(|it| it.join("Cargo.lock").is_file()).unwrap()
}

/// Returns whether a variable says something about the running test only.
///
/// The user's own settings of cargo stay: its home, its network, its flags.
fn is_of_the_test_runner(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    name == "OUT_DIR"
        || name == "CARGO"
        || name.starts_with("INCLUDE_COMPONENTS_")
        || name.starts_with("NEXTEST")
        || [
            "MANIFEST_",
            "PKG_",
            "PRIMARY_",
            "CRATE_",
            "BIN_",
            "TARGET_TMPDIR",
            "TERM_",
            "MAKEFLAGS",
        ]
        .iter()
        .any(|rest| name.strip_prefix("CARGO_").is_some_and(|name| name.starts_with(rest)))
}
