//! One small crate for each peer and tree, as a user would write it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use include_components_benches::analyzer::{self, Expressions};
use include_components_benches::measure::{self, Cost};
use include_components_benches::{cargo, tree};

use crate::tally;
use crate::wrapper::{self, LOG};

/// A crate that embeds, and how it is used.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    manifest: &'static str,
    main_rs: &'static str,
    build_rs: Option<&'static str>,
    /// The function or static that has the macro in it, or what the macro
    /// makes.
    has_macro: &'static str,
}

macro_rules! peer {
    ($name:literal in $has_macro:ident) => {
        peer!($name in $has_macro, None)
    };
    ($name:literal in $has_macro:ident, with build.rs) => {
        peer!($name in $has_macro, Some(include_str!(concat!("crates/", $name, "/build.rs"))))
    };
    ($name:literal in $has_macro:ident, $build_rs:expr) => {
        Peer {
            name: $name,
            manifest: include_str!(concat!("crates/", $name, "/Cargo.toml")),
            main_rs: include_str!(concat!("crates/", $name, "/main.rs")),
            build_rs: $build_rs,
            has_macro: stringify!($has_macro),
        }
    };
}

/// The name of the crate that embeds nothing: the floor.
pub(crate) const EMPTY: &str = "empty";

/// The name of ours.
pub(crate) const OURS: &str = "include-components";

/// All of them, the floor first and ours second.
pub(crate) const PEERS: [Peer; 9] = [
    peer!("empty" in main),
    peer!("include-components" in main, with build.rs),
    peer!("include_bytes" in FILES, with build.rs),
    peer!("include_dir" in COMPONENTS),
    peer!("rust-embed" in main),
    peer!("rust-embed-for-web" in main),
    peer!("static-files" in main, with build.rs),
    peer!("static-serve" in main),
    peer!("memory-serve" in main, with build.rs),
];

/// Cargo's profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Debug => "debug",
            Profile::Release => "release",
        }
    }
}

/// A consumer crate on disk.
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) peer: &'static str,
    has_macro: &'static str,
    /// The name of the package and of its program.
    package: String,
    dir: PathBuf,
    target: PathBuf,
}

/// What one call of cargo cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Built {
    /// The whole call: cargo, build scripts, rustc and linker.
    pub(crate) whole: Cost,
    /// Rustc and the linker for the consumer crate alone, if they ran.
    pub(crate) own: Option<Cost>,
}

impl Consumer {
    /// Writes the crate, as yet without components.
    ///
    /// All consumers share one target directory and so the dependencies.
    pub(crate) fn write(place: &Path, peer: &Peer, name: &str) -> io::Result<Self> {
        let package = format!("{}-{name}", peer.name);
        let dir = place.join("crates").join(&package);
        tree::remove(&dir)?;
        fs::create_dir_all(dir.join("src"))?;
        let checkout = cargo::checkout().to_string_lossy();
        let manifest = peer.manifest.replace("PACKAGE", &package).replace("CHECKOUT", &checkout);
        fs::write(dir.join("Cargo.toml"), manifest)?;
        if let Some(build_rs) = peer.build_rs {
            fs::write(dir.join("build.rs"), build_rs)?;
        }
        fs::write(dir.join("src/main.rs"), peer.main_rs)?;
        fs::write(dir.join("src/tally.rs"), include_str!("crates/tally.rs"))?;
        fs::write(dir.join("src/usage.rs"), include_str!("crates/usage.rs"))?;
        let target = place.join("target");
        let consumer =
            Consumer { peer: peer.name, has_macro: peer.has_macro, package, dir, target };
        consumer.edit_source("as it was")?;
        Ok(consumer)
    }

    /// Returns the directory of the components.
    pub(crate) fn components(&self) -> PathBuf {
        self.dir.join("components")
    }

    /// Puts a copy of a tree into it, if it is to have one and has none.
    pub(crate) fn fill(&self, from: &Path) -> io::Result<()> {
        match self.peer {
            _ if self.components().exists() => Ok(()),
            EMPTY => fs::create_dir(self.components()),
            _ => tree::copy(from, &self.components()),
        }
    }

    /// Removes the crate, but not what was built of it.
    pub(crate) fn remove(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.dir)
    }

    /// Changes a source file that has nothing to do with the components.
    pub(crate) fn edit_source(&self, mark: &str) -> io::Result<()> {
        let text = format!("//! Edited again and again.\n\npub const ROUND: &str = {mark:?};\n");
        fs::write(self.dir.join("src/round.rs"), text)
    }

    /// Edits a component in place; a consumer without components has none.
    ///
    /// `mark` is put over its first bytes, so that the tree does not grow.
    pub(crate) fn edit(&self, path: &str, mark: &str) -> io::Result<()> {
        self.on_component(path, |path| {
            let mut contents = fs::read(path)?;
            for (byte, new) in contents.iter_mut().zip(mark.bytes()) {
                *byte = new;
            }
            fs::write(path, contents)
        })
    }

    /// Gives a component the present time, and leaves its bytes.
    pub(crate) fn touch(&self, path: &str) -> io::Result<()> {
        self.on_component(path, |path| {
            File::options().append(true).open(path)?.set_modified(SystemTime::now())
        })
    }

    /// Writes a component that may be new.
    pub(crate) fn add(&self, path: &str, contents: &[u8]) -> io::Result<()> {
        match self.peer {
            EMPTY => Ok(()),
            _ => fs::write(self.components().join(path), contents),
        }
    }

    /// Removes a component.
    pub(crate) fn delete(&self, path: &str) -> io::Result<()> {
        self.on_component(path, |path| fs::remove_file(path))
    }

    fn on_component(
        &self,
        path: &str,
        change: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        match self.peer {
            EMPTY => Ok(()),
            _ => change(&self.components().join(path)),
        }
    }

    /// Builds and checks once, from the network if need be, so that all
    /// dependencies are there for both.
    pub(crate) fn prebuild(&self, profile: Profile) -> io::Result<()> {
        for what in ["build", "check"] {
            let mut command = self.cargo(what, profile, &self.target);
            cargo::run(command.env_remove("CARGO_NET_OFFLINE"))?;
        }
        Ok(())
    }

    /// Builds or checks, all dependencies being there.
    ///
    /// # Errors
    ///
    /// If the build fails, which is a result too.
    pub(crate) fn build(&self, what: &str, profile: Profile) -> io::Result<Built> {
        self.run(&mut self.cargo(what, profile, &self.target))
    }

    /// Builds it anew with a linker that does nothing, so that the cost of the
    /// consumer crate alone is that of rustc alone.
    pub(crate) fn compile(&self, profile: Profile) -> io::Result<Built> {
        self.clean(profile)?;
        let mut command = self.cargo("rustc", profile, &self.target);
        self.run(command.args(["--", "-Clinker=true"]))
    }

    fn run(&self, command: &mut Command) -> io::Result<Built> {
        let log = self.target.with_extension("log");
        wrapper::take(&log)?;
        let whole = cargo::run(command)?;
        let name = self.package.replace('-', "_");
        let own = wrapper::take(&log)?.into_iter().find(|compiled| compiled.krate == name);
        Ok(Built { whole, own: own.map(|compiled| compiled.cost) })
    }

    /// Builds everything, dependencies and all, in a directory of its own.
    pub(crate) fn build_from_nothing(&self, profile: Profile) -> io::Result<Cost> {
        let target = self.target.with_file_name("from-nothing");
        tree::remove(&target)?;
        let cost = cargo::run(&mut self.cargo("build", profile, &target))?;
        fs::remove_dir_all(target)?;
        Ok(cost)
    }

    /// Removes what was built of the consumer crate alone.
    pub(crate) fn clean(&self, profile: Profile) -> io::Result<()> {
        let mut command = self.cargo("clean", profile, &self.target);
        cargo::run(command.args(["-p", &self.package]))?;
        Ok(())
    }

    /// Has rust-analyzer expand the macro, and infer the types around it.
    pub(crate) fn analyze(&self, program: &Path) -> io::Result<(Cost, Expressions)> {
        analyzer::infer(program, &self.dir, &self.target, self.has_macro)
    }

    /// Whether the program has what is on disk: all of it and nothing else.
    ///
    /// `asked` are the paths that the program is asked for if it has no list.
    pub(crate) fn is_right(&self, profile: Profile, asked: &[String]) -> io::Result<bool> {
        let said = self.ask(profile, &[], asked)?;
        let root = self.components();
        let files: io::Result<Vec<(String, Vec<u8>)>> = tree::list(&root)?
            .into_iter()
            .map(|path| Ok((path.clone(), fs::read(root.join(path))?)))
            .collect();
        let expected = tally::of(files?);
        // Before the tally is the mark of the last edit.
        Ok(said.is_some_and(|said| said.ends_with(&format!(": {expected}"))))
    }

    /// Runs the program with paths on its stdin; returns what it says, unless
    /// it fails.
    pub(crate) fn ask(
        &self,
        profile: Profile,
        arguments: &[&str],
        paths: &[String],
    ) -> io::Result<Option<String>> {
        let input = self.dir.join("paths");
        fs::write(&input, paths.join("\n"))?;
        let mut program = Command::new(self.program(profile));
        let output = program.args(arguments).stdin(File::open(&input)?).output()?;
        fs::remove_file(input)?;
        let said = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
        Ok(output.status.success().then_some(said))
    }

    /// Starts the program, which ends at once.
    pub(crate) fn start(&self, profile: Profile) -> io::Result<Cost> {
        let mut program = Command::new(self.program(profile));
        measure::run(program.arg("start").stdout(Stdio::null()))
    }

    /// Returns the length of the program, in bytes.
    pub(crate) fn size(&self, profile: Profile) -> io::Result<u64> {
        Ok(fs::metadata(self.program(profile))?.len())
    }

    fn program(&self, profile: Profile) -> PathBuf {
        self.target.join(profile.name()).join(&self.package)
    }

    fn cargo(&self, what: &str, profile: Profile, target: &Path) -> Command {
        let mut command = cargo::command(&self.dir, target);
        command.arg(what).env("CARGO_NET_OFFLINE", "true");
        if let Ok(this) = std::env::current_exe() {
            command.env("RUSTC_WRAPPER", this).env(LOG, self.target.with_extension("log"));
        }
        // Else it warns of each file.
        command.env("MEMORY_SERVE_QUIET", "1");
        if profile == Profile::Release {
            command.arg("--release");
        }
        command
    }
}
