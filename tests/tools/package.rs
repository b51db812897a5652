//! A package whose front end npm and Vite make, and cargo at work on it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

/// A package, and a `node` that counts how many times it is started.
pub(crate) struct Package {
    name: String,
    dir: TempDir,
    /// Where the sources are: `app`, or a copy of it.
    pub(crate) app: PathBuf,
}

impl Package {
    /// Makes a package that embeds what `tool` makes of `web`, and lists that.
    pub(crate) fn new(tool: &str, web: &[(&str, &str)]) -> Self {
        let package = Package::of("front-end", "", tool, MAIN);
        for (path, text) in web {
            package.write(&format!("web/{path}"), text);
        }
        package
    }

    /// Makes a package of this name that embeds what `tool` makes of `web`, which is not
    /// there yet; `more` is of its manifest.
    ///
    /// It depends on the crates as a user's does: by their versions.
    pub(crate) fn of(name: &str, more: &str, tool: &str, main: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let package = Package { name: name.to_owned(), app: dir.path().join("app"), dir };
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let checkout = checkout.canonicalize().unwrap();
        package.forget();
        let patches = CRATES.map(|(name, dir)| {
            format!("include-components{name} = {{ path = {:?} }}\n", checkout.join(dir))
        });
        let config = format!("[patch.crates-io]\n{}", patches.concat());
        package.write("../.cargo/config.toml", &config);
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}\n\
                 [dependencies]\ninclude-components = \"0.1\"\n\
                 [build-dependencies]\ninclude-components-build = \"0.1\"\n[workspace]\n"
            ),
        );
        let lock = fs::read_to_string(checkout.join("Cargo.lock")).unwrap();
        package.write("Cargo.lock", &lock);
        package.write("build.rs", &BUILD.replace("TOOL", tool));
        package.write("src/main.rs", main);
        package.count("node", &which("node").unwrap());
        package
    }

    /// Counts how many times a program is started, as if it were node.
    pub(crate) fn count(&self, name: &str, program: &Path) {
        let (starts, program) = (self.dir.path().join("nodes"), program.display());
        let script =
            format!("#!/bin/sh\necho \"$*\" >>{}\nexec {program} \"$@\"\n", starts.display());
        self.write(&format!("../bin/{name}"), &script);
        let file = self.dir.path().join("bin").join(name);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
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
        self.forget();
    }

    /// Writes the lock file of `web` by asking the registry.
    pub(crate) fn lock(&self) {
        let args = ["install", "--package-lock-only", "--no-audit", "--no-fund"];
        let npm =
            Command::new("npm").args(args).current_dir(self.app.join("web")).output().unwrap();
        assert!(npm.status.success(), "{}", String::from_utf8_lossy(&npm.stderr));
    }

    /// Commits the sources, and what is ignored among these.
    pub(crate) fn commit(&self, ignored: &[&str]) {
        let add = [&["add", "-f", "Cargo.toml"], ignored].concat();
        let (init, add_all) = (["init", "-q"], ["add", "."]);
        for args in [&init[..], &add_all, &add, &["commit", "-q", "-m", "Begin"]] {
            let user = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
            let git = Command::new("git").args(user).args(args).current_dir(&self.app).status();
            assert!(git.unwrap().success(), "{args:?}");
        }
    }

    /// Unpacks the package that `cargo package` made; returns the directory.
    pub(crate) fn unpack(&self) -> PathBuf {
        let name = format!("{}-0.1.0", self.name);
        let file = target().join("package").join(format!("{name}.crate"));
        let tar = Command::new("tar").arg("xzf").arg(file).current_dir(self.dir.path()).status();
        assert!(tar.unwrap().success());
        self.dir.path().join(name)
    }

    /// Installs the program of a directory; returns how many times node was started.
    #[track_caller]
    pub(crate) fn install(&self, from: &Path, warning: &str, env: &[(&str, &str)]) -> usize {
        let root = self.dir.path().join("installed");
        let (from, root) = (from.to_str().unwrap(), root.to_str().unwrap());
        // For the libraries that are compiled already.
        let args = ["install", "--debug", "--locked", "--root", root, "--path", from];
        self.cargo_warns(&args, env, warning)
    }

    pub(crate) fn installed(&self) -> PathBuf {
        self.dir.path().join("installed/bin").join(&self.name)
    }

    /// Runs cargo; returns how many times node was started.
    #[track_caller]
    pub(crate) fn cargo_with(&self, args: &[&str], env: &[(&str, &str)]) -> usize {
        self.cargo_warns(args, env, "")
    }

    /// Does the same where the build script has one warning to say, or none if that is empty.
    #[track_caller]
    pub(crate) fn cargo_warns(&self, args: &[&str], env: &[(&str, &str)], warning: &str) -> usize {
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
        let start = format!("warning: {}", self.name);
        let warnings: Vec<&str> = said.lines().filter(|line| line.starts_with(&start)).collect();
        let is_expected = warnings.len() == !warning.is_empty() as usize;
        assert!(is_expected && warnings.iter().all(|it| it.contains(warning)), "{said}");
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
        let output =
            Command::new(target().join("debug").join(&self.name)).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Removes what cargo made of this package, or of an earlier one: it takes the one for
    /// the other, as it does a copy of one.
    pub(crate) fn forget(&self) {
        for dir in ["build", ".fingerprint"] {
            let entries = fs::read_dir(target().join("debug").join(dir)).into_iter().flatten();
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with(&format!("{}-", self.name)) {
                    fs::remove_dir_all(entry.path()).unwrap();
                }
            }
        }
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

/// Returns where a program is, if it is installed.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|it| it.is_file())
}

/// The crates of this workspace: what follows in the name, and the directory.
const CRATES: [(&str, &str); 5] = [
    ("", "runtime"),
    ("-build", "."),
    ("-macros", "macros"),
    ("-pack", "pack"),
    ("-serve", "serve"),
];

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
