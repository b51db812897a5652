//! Crates outside of the workspace, and cargo at work on them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tempfile::TempDir;

/// A crate in a temporary directory, a workspace of its own.
///
/// It is built in the target directory of these tests, with the versions and the profile
/// of the workspace, so that what it depends on is there already.
pub(crate) struct Crate {
    name: String,
    dir: TempDir,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

impl Crate {
    /// Makes a crate of a manifest, to which the workspace is added.
    pub(crate) fn new(name: &str, manifest: &str) -> Self {
        let repository = repository();
        let workspace = fs::read_to_string(repository.join("Cargo.toml")).unwrap();
        let between = |from: &str, to: &str| {
            let start = workspace.find(from).unwrap();
            let end = workspace[start..].find(to).map_or(workspace.len(), |it| start + it);
            workspace[start..end].to_owned()
        };
        let shared = between("[workspace.package]", "[workspace.lints");
        let shared = shared.replace("path = \"", &format!("path = \"{}/", repository.display()));
        let profile = between("[profile.dev]", "[nothing]");
        let made = Crate { name: name.to_owned(), dir: tempfile::tempdir().unwrap() };
        made.write("Cargo.toml", &format!("{manifest}\n[workspace]\n\n{shared}\n{profile}"));
        // The versions that are downloaded already.
        fs::copy(repository.join("Cargo.lock"), made.path("Cargo.lock")).unwrap();
        made
    }

    /// Copies a package of the repository, under another name.
    pub(crate) fn copy_of(package: &Path, name: &str) -> Self {
        let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
        let old = format!("name = {:?}", package.file_name().unwrap());
        let made = Crate::new(name, &manifest.replacen(&old, &format!("name = {name:?}"), 1));
        for entry in fs::read_dir(package).unwrap().map(Result::unwrap) {
            if entry.file_name() != "Cargo.toml" {
                let mut copy = Command::new("cp");
                let copy = copy.arg("-R").arg(entry.path()).arg(made.dir.path());
                assert!(copy.status().unwrap().success());
            }
        }
        made
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Builds it, and copies the program to `to`.
    pub(crate) fn build(&self, args: &[&str], to: &Path) -> PathBuf {
        let target = target_dir();
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            let kept = ["CARGO_HOME", "CARGO_NET_", "CARGO_HTTP_", "CARGO_BUILD_", "CARGO_REGISTR"];
            if name.starts_with("CARGO_") && !kept.iter().any(|it| name.starts_with(it)) {
                cargo.env_remove(&*name);
            }
        }
        let done = cargo
            .args(["build", "--offline"])
            .args(args)
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&self.dir)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        // By another process: a child that a parallel test starts would have a file of this
        // one open to be written, and what is open so cannot be run.
        let mut copy = Command::new("cp");
        let copy = copy.arg(target.join("debug").join(&self.name)).arg(to);
        assert!(copy.status().unwrap().success());
        to.to_owned()
    }
}

impl Drop for Crate {
    /// Takes its outputs out of the target directory, since the next run's directory is
    /// another one.
    fn drop(&mut self) {
        let other = self.name.replace('-', "_");
        for dir in ["", ".fingerprint", "build", "deps", "incremental"] {
            let dir = target_dir().join("debug").join(dir);
            for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with(&self.name) || name.starts_with(&other) {
                    let _ =
                        fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
                }
            }
        }
    }
}

/// The directory that this test was built into.
fn target_dir() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().unwrap().to_owned()
}
