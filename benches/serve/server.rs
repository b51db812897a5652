//! The servers: a crate each.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use include_components_benches::process::Process;
use include_components_benches::{cargo, tree};

/// One server.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// The name of its crate.
    pub(crate) krate: &'static str,
    pub(crate) framework: &'static str,
    /// Whether it reads `Accept-Encoding`.
    pub(crate) negotiates: bool,
}

/// All but the floor; ours first in each framework.
pub(crate) const SERVERS: [Server; 10] = [
    Server::on("hyper", "ours-hyper", true),
    Server::on("hyper", "web-static-pack", true),
    Server::on("axum", "ours-axum", true),
    Server::on("axum", "tower-http", true),
    Server::on("axum", "memory-serve", true),
    Server::on("axum", "static-serve", true),
    Server::on("axum", "tower-serve-embedded", false),
    Server::on("actix", "ours-actix", true),
    Server::on("actix", "actix-files", true),
    Server::on("actix", "actix-web-static-files", false),
];

/// What answers the same whatever it is asked.
pub(crate) const FLOOR: Server = Server::on("hyper", "floor", false);

impl Server {
    const fn on(framework: &'static str, krate: &'static str, negotiates: bool) -> Self {
        Server { krate, framework, negotiates }
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.krate.starts_with("ours")
    }
}

/// Writes all crates, with the components, and builds them as one workspace, so that
/// all use the same hyper and the same tokio.
pub(crate) fn build(place: &Path, components: &Path) -> io::Result<()> {
    let crates = cargo::checkout().join("benches/serve/crates");
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"target\"]\n";
    let dir = place.join("crates");
    fs::create_dir_all(&dir)?;
    write(&dir.join("Cargo.toml"), workspace)?;
    for server in SERVERS.iter().chain([&FLOOR]) {
        let (from, to) = (crates.join(server.krate), dir.join(server.krate));
        fs::create_dir_all(to.join("src"))?;
        let manifest = fs::read_to_string(from.join("Cargo.toml"))?;
        let checkout = cargo::checkout().to_string_lossy();
        write(&to.join("Cargo.toml"), &manifest.replace("CHECKOUT", &checkout))?;
        write(&to.join("src/main.rs"), &fs::read_to_string(from.join("main.rs"))?)?;
        let listen = fs::read_to_string(crates.join(server.framework).with_extension("rs"))?;
        write(&to.join("src/listen.rs"), &listen)?;
        if let Ok(script) = fs::read_to_string(from.join("build.rs")) {
            write(&to.join("build.rs"), &script)?;
        }
        let own = to.join("components");
        if !own.exists() {
            tree::copy(components, &own)?;
        }
    }
    // Else memory-serve warns of each file.
    let mut command = cargo::command(&dir, &place.join("target"));
    cargo::run(command.args(["build", "--release"]).env("MEMORY_SERVE_QUIET", "1"))?;
    Ok(())
}

/// Writes a file if it is another, so that cargo has less to build.
fn write(path: &Path, text: &str) -> io::Result<()> {
    match fs::read_to_string(path) {
        Ok(old) if old == text => Ok(()),
        _ => fs::write(path, text),
    }
}

/// Starts a server, on the first core alone. What it gets as its argument is of use to some.
pub(crate) fn start(place: &Path, server: &Server, argument: &Path) -> io::Result<Process> {
    let program: PathBuf = place.join("target/release").join(format!("serve-{}", server.krate));
    Process::start(Command::new("taskset").args(["-c", "0"]).arg(program).arg(argument))
}
