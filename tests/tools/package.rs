//! A package whose front end npm and Vite make, and cargo at work on it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

/// A package, and a `node` that counts how many times it is started.
pub(crate) struct Package {
    dir: TempDir,
    /// Where the sources are: `app`, or a copy of it.
    pub(crate) app: PathBuf,
}

impl Package {
    /// Makes a package that embeds what `tool` makes of `web`.
    pub(crate) fn new(tool: &str, web: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let package = Package { app: dir.path().join("app"), dir };
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let checkout = checkout.canonicalize().unwrap();
        let dependency =
            |name: &str, dir: &str| format!("{name} = {{ path = {:?} }}\n", checkout.join(dir));
        forget();
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"front-end\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [dependencies]\n{}[build-dependencies]\n{}[workspace]\n",
                dependency("include-components", "runtime"),
                dependency("include-components-build", ".")
            ),
        );
        let lock = fs::read_to_string(checkout.join("Cargo.lock")).unwrap();
        package.write("Cargo.lock", &lock);
        package.write("build.rs", &BUILD.replace("TOOL", tool));
        package.write("src/main.rs", MAIN);
        for (path, text) in web {
            package.write(&format!("web/{path}"), text);
        }
        let script = format!(
            "#!/bin/sh\necho \"$*\" >>{}\nexec {} \"$@\"\n",
            package.dir.path().join("nodes").display(),
            which("node").display()
        );
        let node = package.dir.path().join("bin/node");
        fs::create_dir(package.dir.path().join("bin")).unwrap();
        fs::write(&node, script).unwrap();
        fs::set_permissions(&node, fs::Permissions::from_mode(0o755)).unwrap();
        package
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.app.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text in a file of the front end.
    #[track_caller]
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.app.join(path)).unwrap();
        assert!(text.contains(from), "{text}");
        self.write(path, &text.replace(from, to));
    }

    /// Moves to a copy of the sources, as a fresh clone has them.
    pub(crate) fn clone_sources(&mut self, name: &str) {
        let to = self.dir.path().join(name);
        let copied = Command::new("cp").arg("-r").args([&self.app, &to]).status();
        assert!(copied.unwrap().success());
        self.app = to;
        forget();
    }

    /// Writes the lock file of `web` by asking the registry.
    pub(crate) fn lock(&self) {
        let args = ["install", "--package-lock-only", "--no-audit", "--no-fund"];
        let npm =
            Command::new("npm").args(args).current_dir(self.app.join("web")).output().unwrap();
        assert!(npm.status.success(), "{}", String::from_utf8_lossy(&npm.stderr));
    }

    /// Runs cargo; returns how many times node was started.
    #[track_caller]
    pub(crate) fn cargo_with(&self, args: &[&str], env: &[(&str, &str)]) -> usize {
        let nodes = self.dir.path().join("nodes");
        fs::write(&nodes, "").unwrap();
        let path = std::env::var_os("PATH").unwrap();
        let bin = self.dir.path().join("bin");
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)));
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            // What this test's own build left there.
            if name.starts_with("CARGO_PKG") || name == "CARGO_MAKEFLAGS" {
                command.env_remove(name);
            }
        }
        command.args(args).current_dir(&self.app).env("PATH", path.unwrap());
        command.env("CARGO_TARGET_DIR", target());
        command.env("INCLUDE_COMPONENTS_CACHE", self.dir.path().join("cache"));
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").envs(env.iter().copied());
        let start = Instant::now();
        let output = command.output().unwrap();
        let nodes = fs::read_to_string(nodes).unwrap().lines().count();
        eprintln!("{} ms, {nodes} nodes: cargo {}", start.elapsed().as_millis(), args.join(" "));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("warning: front-end"), "{said}");
        nodes
    }

    /// Returns path, hashed path and bytes of all that was embedded in the dev profile.
    pub(crate) fn embedded(&self) -> Vec<(String, String, String)> {
        let text = self.run(&[]);
        let item = |item: &str| {
            let mut parts = item.splitn(3, '\n').map(str::to_owned);
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap())
        };
        text.split_terminator('\0').map(item).collect()
    }

    /// Returns the paths of what a page needs for an entry: the script, then the styles.
    pub(crate) fn entry(&self, name: &str) -> Vec<String> {
        self.run(&[name]).lines().map(str::to_owned).collect()
    }

    /// Runs the program of the dev profile; returns what it prints.
    fn run(&self, args: &[&str]) -> String {
        let output = Command::new(target().join("debug/front-end")).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Returns all files of the sources, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        let found = Command::new("find").args([".", "-type", "f"]).current_dir(&self.app).output();
        let text = String::from_utf8(found.unwrap().stdout).unwrap();
        let mut files: Vec<String> = text.lines().map(str::to_owned).collect();
        files.sort();
        files
    }
}

/// Returns the target directory, in which the libraries are compiled once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("tools")
}

/// Removes what cargo made of an earlier package: it takes the one for the other.
fn forget() {
    for dir in ["build", ".fingerprint"] {
        for entry in fs::read_dir(target().join("debug").join(dir)).into_iter().flatten().flatten()
        {
            if entry.file_name().to_string_lossy().starts_with("front-end-") {
                fs::remove_dir_all(entry.path()).unwrap();
            }
        }
    }
}

/// Returns where a program is.
fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path).map(|dir| dir.join(program)).find(|it| it.is_file());
    found.unwrap_or_else(|| panic!("{program} is not installed"))
}

const BUILD: &str = "use include_components_build::{Build, Error, Tool};

fn main() -> Result<(), Error> {
    Build::new().root_from(TOOL).run()?;
    Ok(())
}
";

const MAIN: &str = r#"fn main() {
    let components = include_components::include_components!();
    if let Some(name) = std::env::args().nth(1) {
        let entry = components.entry(&name);
        let files = entry.iter().flat_map(|entry| [entry.file()].into_iter().chain(entry.styles()));
        return files.for_each(|file| println!("{}", file.path()));
    }
    for it in components.iter() {
        print!("{}\n{}\n{}\0", it.path(), it.hashed_path(), it.to_str().unwrap());
    }
}
"#;
