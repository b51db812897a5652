//! One run of a tool, or of what installs its packages: what it sees, and what is said
//! when it fails.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::install::Manager;
use super::prebuilt::REMEDY;
use crate::base::cargo_env;
use crate::base::error::{ErrorKind, Problem, shown};
use crate::compile::program::run::{Finished, run_guarded};
use crate::compile::program::template::{Placeholder, expand};
use crate::compile::program::{find_program, startable};
use crate::compile::tool::Tool;

/// What all runs for one tool have in common.
#[derive(Debug)]
pub(super) struct Runner<'a> {
    pub(super) package: &'a Path,
    /// For a nested cargo, which would wait for the one that started this script.
    pub(super) cargo_target: PathBuf,
    /// Whether the tool is to use no network.
    pub(super) is_offline: bool,
}

/// What keeps package managers from the network that a tool may start.
const OFFLINE: [(&str, &str); 3] = [
    ("CARGO_NET_OFFLINE", "true"),
    ("npm_config_offline", "true"),
    ("YARN_ENABLE_NETWORK", "false"),
];

/// What a tool sees of the environment, besides what is declared: where its programs are,
/// and where they keep what is theirs.
const SEEN: [&str; 17] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "PATHEXT",
    "SystemRoot",
    "SystemDrive",
    "ComSpec",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "ProgramData",
    "ProgramFiles",
    "TEMP",
    "TMP",
];

/// What an installation sees, too: how to reach the network. The lock file has the hash of
/// all that comes from there.
const NETWORK: [&str; 12] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "npm_config_registry",
    "NPM_CONFIG_REGISTRY",
    "YARN_NPM_REGISTRY_SERVER",
];

impl Runner<'_> {
    /// Runs a tool in a directory; it writes to `outdir`.
    pub(super) fn run(&self, tool: &Tool, dir: &Path, outdir: &Path) -> Result<(), Problem> {
        let value = |placeholder| match placeholder {
            Placeholder::OutDir => Some(outdir.as_os_str()),
            Placeholder::Dir => Some(dir.as_os_str()),
            _ => None,
        };
        let unusable = |error| {
            let message = format!("cannot run the tool {:?} in {}", tool.program, shown(dir));
            Problem::new(ErrorKind::Config, message).caused_by(error)
        };
        let program = program(&tool.program, dir);
        let mut command = self.command(&program, dir);
        command.env("NODE_ENV", "production");
        for name in &tool.reads_env {
            command.envs(cargo_env::var(name).map(|value| (name, value)));
        }
        for (name, text) in &tool.envs {
            command.env(name, expand(text, value).map_err(unusable)?);
        }
        for arg in &tool.args {
            command.arg(expand(arg, value).map_err(unusable)?);
        }
        finish(&tool.program, &mut command, dir, tool.timeout)
    }

    /// Installs the packages of a directory.
    pub(super) fn install(&self, tool: &Tool, manager: Manager, dir: &Path) -> Result<(), Problem> {
        let mut command = self.installation(tool, manager, dir);
        finish(manager.program(), &mut command, dir, tool.timeout)
    }

    fn installation(&self, tool: &Tool, manager: Manager, dir: &Path) -> Command {
        let mut command = self.command(Path::new(manager.program()), dir);
        command.args(manager.args(tool.install_scripts));
        command.envs(manager.env(tool.install_scripts));
        // A registry may want a token, which `.npmrc` takes from a variable.
        let declared = tool.reads_env.iter().map(String::as_str);
        for name in NETWORK.into_iter().chain(declared) {
            command.envs(cargo_env::var(name).map(|value| (name, value)));
        }
        command
    }

    fn command(&self, program: &Path, dir: &Path) -> Command {
        let found = program.to_str().and_then(|name| find_program(name, self.package));
        let program =
            if program.is_absolute() { program } else { found.as_deref().unwrap_or(program) };
        let mut command = Command::new(program);
        command.current_dir(dir).env_clear();
        for name in SEEN {
            command.envs(cargo_env::var(name).map(|value| (name, value)));
        }
        command.env("CARGO_TARGET_DIR", &self.cargo_target);
        if self.is_offline {
            command.envs(OFFLINE);
        }
        command
    }
}

/// Returns the file of a tool: a path is relative to the directory in which it works, or
/// for packages that are installed further up, to one above.
pub(super) fn program(given: &str, dir: &Path) -> PathBuf {
    if !given.contains(std::path::is_separator) {
        return PathBuf::from(given);
    }
    let is_installed = Path::new(given).starts_with("node_modules");
    let dirs = dir.ancestors().take(if is_installed { usize::MAX } else { 1 });
    let mut files = dirs.map(|dir| dir.join(given));
    let file = files.find_map(startable).unwrap_or_else(|| dir.join(given));
    // With one kind of separator: a shell of Windows takes `/` for an option.
    file.components().collect()
}

/// Runs a program to its end, which must be a good one.
fn finish(name: &str, command: &mut Command, dir: &Path, timeout: Duration) -> Result<(), Problem> {
    let failed = |what: &str, done: &Finished| {
        let mut message = format!("{name:?} {what}, in {}", shown(dir));
        for printed in [done.stderr.text(), done.stdout.text()] {
            if !printed.is_empty() {
                message = format!("{message}\n{printed}");
            }
        }
        Problem::new(ErrorKind::Tool, message)
    };
    let done = run_guarded(command, timeout)
        .map_err(|error| not_started(name, command.get_program(), dir, &error))?;
    match done.status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(failed(&format!("failed ({status})"), &done)),
        None => Err(failed(&format!("took longer than {timeout:?}: killed"), &done)),
    }
}

fn not_started(name: &str, file: &OsStr, dir: &Path, error: &io::Error) -> Problem {
    let why = match error.kind() {
        io::ErrorKind::NotFound if Path::new(file).is_file() => {
            format!("the interpreter that {} names is not there", shown(Path::new(file)))
        }
        io::ErrorKind::NotFound if name.contains(std::path::is_separator) => {
            format!("there is no file {}", shown(Path::new(file)))
        }
        io::ErrorKind::NotFound => "there is no such program in PATH".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("cannot run {name:?} in {}: {why}; {REMEDY}", shown(dir));
    Problem::new(ErrorKind::Tool, message)
}

#[cfg(test)]
mod tests;
