//! The programs that serve what is saved: a crate each, or Vite, with the tree.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use include_components_benches::process::Process;
use include_components_benches::{cargo, tree};

/// How a program comes to new bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Live,
    Rebuilt,
    RustEmbed,
    MemoryServe,
    Vite,
}

impl Way {
    pub(crate) const ALL: [Way; 5] =
        [Way::Live, Way::Rebuilt, Way::RustEmbed, Way::MemoryServe, Way::Vite];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Way::Live => "include-components, live",
            Way::Rebuilt => "the same without, `cargo build` and restart",
            Way::RustEmbed => "rust-embed, debug",
            Way::MemoryServe => "memory-serve, dynamic",
            Way::Vite => "Vite, dev server",
        }
    }

    /// The directory of its sources, below `crates`.
    pub(crate) fn krate(self) -> &'static str {
        match self {
            Way::Live => "ours-live",
            Way::Rebuilt => "ours",
            Way::RustEmbed => "rust-embed",
            Way::MemoryServe => "memory-serve",
            Way::Vite => "vite",
        }
    }

    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Way::Live | Way::Rebuilt)
    }
}

/// A program on disk, with a tree of its own.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) way: Way,
    /// The name of the package and of its program.
    name: String,
    dir: PathBuf,
    target: PathBuf,
}

impl App {
    /// Writes the sources and a copy of the tree.
    ///
    /// All crates share one target directory and so the dependencies.
    pub(crate) fn write(place: &Path, way: Way, root: &Path) -> io::Result<Self> {
        let tree = root.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("live-{}-{tree}", way.krate());
        let dir = place.join("apps").join(&name);
        tree::remove(&dir)?;
        fs::create_dir_all(dir.join("src"))?;
        let app = App { way, name, dir, target: place.join("target") };
        tree::copy(root, &app.components())?;
        let benches = cargo::checkout().join("benches");
        let sources = benches.join("live/crates").join(way.krate());
        if way == Way::Vite {
            // One for all trees: it has the packages.
            let vite = app.vite();
            fs::create_dir_all(&vite)?;
            fs::copy(sources.join("package.json"), vite.join("package.json"))?;
            fs::copy(sources.join("serve.js"), vite.join("serve.js"))?;
            return Ok(app);
        }
        let checkout = cargo::checkout().to_string_lossy();
        let manifest = fs::read_to_string(sources.join("Cargo.toml"))?;
        let manifest = manifest.replace("PACKAGE", &app.name).replace("CHECKOUT", &checkout);
        fs::write(app.dir.join("Cargo.toml"), manifest)?;
        fs::copy(sources.join("main.rs"), app.dir.join("src/main.rs"))?;
        fs::copy(benches.join("serve/crates/axum.rs"), app.dir.join("src/listen.rs"))?;
        if sources.join("build.rs").exists() {
            fs::copy(sources.join("build.rs"), app.dir.join("build.rs"))?;
        }
        Ok(app)
    }

    /// Builds it in the dev profile, or installs it, from the network if need be.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        let mut command = match self.way {
            Way::Vite => {
                let mut npm = Command::new("npm");
                npm.current_dir(self.vite()).args(["install", "--no-audit", "--no-fund"]);
                npm
            }
            _ => self.cargo(),
        };
        cargo::run(&mut command).map(drop)
    }

    /// Builds it again, all dependencies being there.
    pub(crate) fn build(&self) -> io::Result<()> {
        cargo::run(self.cargo().env("CARGO_NET_OFFLINE", "true")).map(drop)
    }

    /// Starts the program; what it says goes into a file beside it.
    pub(crate) fn start(&self) -> io::Result<Process> {
        let program = self.target.join("debug").join(&self.name);
        let mut command = match self.way {
            Way::Vite => {
                let mut node = Command::new("node");
                node.arg(self.vite().join("serve.js")).arg(self.components());
                node
            }
            // Without what cargo told the bench.
            _ => cargo::around(program, &self.dir, &self.target),
        };
        Process::start(command.stderr(File::create(self.log())?))
    }

    /// Returns what the program has said last, besides where it listens.
    pub(crate) fn said(&self) -> String {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        text.lines().last().unwrap_or_default().to_owned()
    }

    /// Returns the directory of the components.
    pub(crate) fn components(&self) -> PathBuf {
        self.dir.join("components")
    }

    /// Returns the directory that has Vite.
    fn vite(&self) -> PathBuf {
        self.target.with_file_name("vite")
    }

    fn log(&self) -> PathBuf {
        self.dir.join("said")
    }

    fn cargo(&self) -> Command {
        let mut command = cargo::command(&self.dir, &self.target);
        // Else memory-serve warns of each file.
        command.arg("build").env("MEMORY_SERVE_QUIET", "1");
        command
    }
}
