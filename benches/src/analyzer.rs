//! rust-analyzer, as an editor has it load a crate.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo;
use crate::measure::{self, Cost};

/// What is not needed to expand a macro.
const LEFT_OUT: [&str; 4] =
    ["--skip-lang-items", "--skip-mir-stats", "--skip-data-layout", "--skip-const-eval"];

/// The expressions of one function or static.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expressions {
    /// How many there are, those of expanded macros included.
    pub all: u64,
    /// Of how many rust-analyzer does not know the type.
    pub unknown: u64,
}

/// Finds rust-analyzer, a component of the toolchain in use.
pub fn find() -> Option<PathBuf> {
    let output = Command::new("rustup").args(["which", "rust-analyzer"]).output().ok()?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    (output.status.success() && path.is_file()).then_some(path)
}

/// Has it load the crate in `dir` and infer the types of one function or
/// static, for which it expands the macros there.
///
/// It has cargo run the build scripts, into `target`, and a process of its own
/// run the macros: all of that is in the cost.
///
/// # Errors
///
/// If it cannot be run, fails, or does not know the name.
pub fn infer(
    program: &Path,
    dir: &Path,
    target: &Path,
    name: &str,
) -> io::Result<(Cost, Expressions)> {
    let said = target.join("rust-analyzer.log");
    let file = File::create(&said)?;
    let mut command = cargo::around(program, dir, target);
    command.arg("analysis-stats").args(LEFT_OUT).args(["--only", name, "."]);
    let cost = measure::run(command.stdout(file.try_clone()?).stderr(file))?;
    let text = String::from_utf8_lossy(&fs::read(&said)?).into_owned();
    fs::remove_file(said)?;
    let expressions = expressions(&text).filter(|expressions| expressions.all > 0);
    match expressions {
        Some(expressions) => Ok((cost, expressions)),
        None => {
            Err(io::Error::other(format!("rust-analyzer found no `{name}` in {}", dir.display())))
        }
    }
}

/// Reads `exprs: 67, ??ty: 0 (0%)`, the last of them.
fn expressions(said: &str) -> Option<Expressions> {
    let (_, rest) = said.rsplit_once("exprs: ")?;
    let (all, rest) = rest.split_once(", ??ty: ")?;
    let (unknown, _) = rest.split_once(' ')?;
    let number = |text: &str| text.replace('_', "").parse().ok();
    Some(Expressions { all: number(all)?, unknown: number(unknown)? })
}

#[cfg(test)]
mod tests;
