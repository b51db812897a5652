//! The crates on disk, built by cargo.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use include_components_benches::measure::Cost;
use include_components_benches::{cargo, tree};

use crate::way::Optimised;

/// The name of the crate that embeds nothing: the floor.
pub(crate) const EMPTY: &str = "empty";

/// The name of ours.
pub(crate) const OURS: &str = "include-components";

/// A crate that embeds `components`.
pub(crate) struct Consumer {
    package: String,
    dir: PathBuf,
    target: PathBuf,
    /// Where the persistent cache is: not where `cargo clean` comes.
    cache: PathBuf,
}

/// The length of everything that a program has embedded, in bytes, by
/// encoding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    pub(crate) br: u64,
    pub(crate) gzip: u64,
    pub(crate) zstd: u64,
}

impl Consumer {
    /// Writes the crate, without components.
    pub(crate) fn write(place: &Path, krate: &str) -> io::Result<Self> {
        let dir = place.join(krate);
        tree::remove(&dir)?;
        fs::create_dir_all(dir.join("src"))?;
        let crates = cargo::checkout().join("benches/encodings/crates");
        let sources = crates.join(krate);
        let manifest = fs::read_to_string(sources.join("Cargo.toml"))?;
        let checkout = cargo::checkout().to_string_lossy();
        fs::write(dir.join("Cargo.toml"), manifest.replace("CHECKOUT", &checkout))?;
        fs::copy(sources.join("main.rs"), dir.join("src/main.rs"))?;
        fs::copy(crates.join("served.rs"), dir.join("src/served.rs"))?;
        if sources.join("build.rs").exists() {
            fs::copy(sources.join("build.rs"), dir.join("build.rs"))?;
        }
        let package = format!("encodings-{krate}");
        let (target, cache) = (place.join("target"), place.join("cache"));
        let consumer = Consumer { package, dir, target, cache };
        consumer.edit_source("as it was")?;
        Ok(consumer)
    }

    /// Puts a copy of a tree in place of the components, or one small file.
    pub(crate) fn put_components(&self, from: Option<&Path>) -> io::Result<()> {
        let to = self.components();
        tree::remove(&to)?;
        match from {
            Some(from) => tree::copy(from, &to)?,
            None => {
                fs::create_dir(&to)?;
                fs::write(to.join("a.txt"), "a")?;
            }
        }
        tree::settle();
        Ok(())
    }

    /// Removes what was built of the crate, and what is cached for it.
    pub(crate) fn forget(&self) -> io::Result<()> {
        self.clean()?;
        tree::remove(&self.cache)
    }

    /// Removes what cargo built of the crate, OUT_DIR with it.
    pub(crate) fn clean(&self) -> io::Result<()> {
        for profile in ["dev", "release"] {
            let mut command = cargo::command(&self.dir, &self.target);
            cargo::run(command.args(["clean", "-p", &self.package, "--profile", profile]))?;
        }
        Ok(())
    }

    /// Builds it.
    pub(crate) fn build(&self, profile: &str, optimised: Optimised) -> io::Result<Cost> {
        let mut command = cargo::command(&self.dir, &self.target);
        command.env("INCLUDE_COMPONENTS_CACHE", &self.cache);
        // Else it warns of each file.
        command.env("MEMORY_SERVE_QUIET", "1");
        match optimised {
            Optimised::Nothing => {}
            Optimised::TwoLines => {
                for library in ["brotlic-sys", "libdeflate-sys"] {
                    let line = format!("profile.{profile}.package.{library}.opt-level=1");
                    command.args(["--config", &line]);
                }
            }
            Optimised::All => {
                for profile in ["DEV", "RELEASE"] {
                    command.env(format!("CARGO_PROFILE_{profile}_BUILD_OVERRIDE_OPT_LEVEL"), "3");
                }
            }
        }
        cargo::run(command.args(["build", "--profile", profile]))
    }

    /// Changes a source file that has nothing to do with the components.
    pub(crate) fn edit_source(&self, mark: &str) -> io::Result<()> {
        fs::write(self.dir.join("src/round.rs"), format!("pub const ROUND: &str = {mark:?};\n"))
    }

    /// Adds a line to the component of the median length.
    pub(crate) fn edit_component(&self) -> io::Result<()> {
        let root = self.components();
        let mut files: Vec<(u64, PathBuf)> = Vec::new();
        for path in tree::list(&root)? {
            let path = root.join(path);
            files.push((fs::metadata(&path)?.len(), path));
        }
        files.sort();
        let Some((_, path)) = files.get(files.len() / 2) else { return Ok(()) };
        File::options().append(true).open(path)?.write_all(b"edited\n")?;
        tree::settle();
        Ok(())
    }

    /// Runs the program, and fails unless it has all components as they are;
    /// without components it has no lengths.
    pub(crate) fn sizes(&self, profile: &str) -> io::Result<Option<Sizes>> {
        if self.package.ends_with(EMPTY) {
            return Ok(None);
        }
        let input = self.dir.join("paths");
        fs::write(&input, tree::list(&self.components())?.join("\n"))?;
        let profile = if profile == "dev" { "debug" } else { profile };
        let program = self.target.join(profile).join(&self.package);
        let program = program.with_extension(env::consts::EXE_EXTENSION);
        let output = Command::new(program).stdin(File::open(&input)?).output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let sizes: Vec<u64> = said.split(' ').filter_map(|word| word.trim().parse().ok()).collect();
        match sizes[..] {
            [identity, br, gzip, zstd] if identity == tree::bytes(&self.components())? => {
                Ok(Some(Sizes { br, gzip, zstd }))
            }
            _ => Err(io::Error::other(format!("{} said {said:?}", self.package))),
        }
    }

    fn components(&self) -> PathBuf {
        self.dir.join("components")
    }
}
