//! Where a tool works: in its own directory, or in a copy of it in OUT_DIR with packages
//! of its own.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::crates::with_members;
use super::folder::write;
use super::inputs::{Input, Inputs, unreadable};
use super::install::Lock;
use super::record::Record;
use super::run::Runner;
use crate::base::error::{ErrorKind, Problem};
use crate::base::fs::{make_executable, remove, replace_quickly, write_problem};
use crate::base::key::KeyHasher;
use crate::base::roots::without_up;
use crate::config::tools::ToolRoot;

/// Says in `node_modules` which lock file it is of.
const STAMP: &str = ".include-components";

/// The file with the inputs that a nested cargo saw in their own directory.
const INPUTS: &str = "inputs";

/// The directory with copies of sources.
const SOURCES: &str = "src";

/// Whether a tool has to work in a copy: its packages are not installed, or the sources
/// are not ours to write to.
pub(super) fn is_copied(lock: Option<&Lock>, is_downloaded: bool) -> bool {
    is_downloaded || lock.is_some_and(|lock| !lock.is_installed())
}

/// Whether packages have to be installed: those of the last time are of another lock file,
/// or there are none.
pub(super) fn lacks_packages(tool: &ToolRoot<'_>, lock: &Lock) -> bool {
    let stamp = copy_of(&tool.work, lock.dir()).join("node_modules").join(STAMP);
    fs::read(stamp).ok() != Some(stamp_of(tool, lock))
}

/// Copies the inputs; returns the directory in the copy that stands for `dir`.
pub(super) fn copy(tool: &ToolRoot<'_>, dir: &Path, inputs: &Inputs) -> Result<PathBuf, Problem> {
    let copy = copy_of(&tool.work, dir);
    let all = tool.work.join(SOURCES);
    let mut kept = HashSet::new();
    for input in &inputs.files {
        let mut bytes = fs::read(&input.file).map_err(|error| unreadable(&input.file, error))?;
        let now = crate::base::hasher::digest(&bytes);
        if input.now.is_some_and(|read| read.digest != now) {
            let remedy = "build again";
            let what = "a file was written to while it was copied for the tool:";
            return Err(Problem::with_path(ErrorKind::Busy, what, &input.file, remedy));
        }
        if let Some(members) = &input.members {
            bytes = with_members(&String::from_utf8_lossy(&bytes), members).into_bytes();
        }
        let file = without_up(&copy.join(&input.name));
        write(&file, &bytes, &all)?;
        make_executable(&file, &input.file).map_err(|error| write_problem(&file, error))?;
        kept.insert(file);
    }
    fs::create_dir_all(&copy).map_err(|error| write_problem(&copy, error))?;
    // What is no input any more. The packages stay, and so does what a nested cargo made.
    let is_ours = |entry: &walkdir::DirEntry| {
        entry.file_name() != "node_modules" || copy.starts_with(entry.path())
    };
    for entry in WalkDir::new(all).min_depth(1).into_iter().filter_entry(is_ours).flatten() {
        if !entry.file_type().is_dir() && !kept.contains(entry.path()) {
            remove(entry.path());
        }
    }
    Ok(copy)
}

/// Installs the packages of a copy, unless they are those of its lock file.
pub(super) fn install(
    tool: &ToolRoot<'_>,
    lock: &Lock,
    copy: &Path,
    runner: &Runner<'_>,
) -> Result<bool, Problem> {
    if !lacks_packages(tool, lock) {
        return Ok(false);
    }
    // Of what was copied: somebody may change it while they are installed.
    let stamp = stamp_of(tool, lock);
    let modules = copy.join("node_modules");
    // Half of an installation is none.
    crate::base::temp::remove_left_over(&modules);
    runner.install(tool.tool, lock.manager, copy)?;
    fs::create_dir_all(&modules).map_err(|error| write_problem(&modules, error))?;
    replace_quickly(&modules.join(STAMP), &stamp)?;
    Ok(true)
}

/// What package managers read beside a lock file, besides that.
const SETTINGS: [&str; 7] = [
    "package.json",
    ".npmrc",
    ".yarnrc",
    ".yarnrc.yml",
    "pnpm-workspace.yaml",
    ".pnpmfile.cjs",
    "bunfig.toml",
];

/// Returns the digest of what decides which packages there are, and what was run for them.
fn stamp_of(tool: &ToolRoot<'_>, lock: &Lock) -> Vec<u8> {
    let mut key = KeyHasher::new("include-components packages 1");
    key.option("manager", format_args!("{:?}", lock.manager));
    key.option("install_scripts", tool.tool.install_scripts);
    let settings = SETTINGS.iter().map(|name| lock.dir().join(name));
    for file in [lock.file.clone()].into_iter().chain(settings) {
        // None is another thing than an empty one.
        let bytes = fs::read(file).ok();
        key.write([bytes.is_some() as u8]).write(bytes.unwrap_or_default());
    }
    key.finish().to_string().into_bytes()
}

/// Removes what a nested cargo has made, if it would take that for what it makes of these
/// inputs: it goes by their times, and somebody may have put back, or brought, older ones
/// with theirs.
pub(super) fn forget_other_times(tool: &ToolRoot<'_>, inputs: &Inputs) -> Result<(), Problem> {
    let (made, inputs_file) = (cargo_target(tool), tool.work.join(INPUTS));
    if !have_crates(inputs) || !made.exists() {
        return Ok(());
    }
    let last = Record::load(&inputs_file);
    let until = fs::metadata(inputs_file).and_then(|metadata| metadata.modified());
    // With the digest that it had, it may have been another one meanwhile.
    let is_moved =
        |input: &&Input| last.input(&input.name).map(|last| last.stat) != Some(input.stat);
    let is_old =
        |input: &Input| until.as_ref().is_ok_and(|until| !input.stat.is_modified_after(*until));
    if until.is_err() || inputs.files.iter().filter(is_moved).any(is_old) {
        fs::remove_dir_all(&made).map_err(|error| write_problem(&made, error))?;
    }
    Ok(())
}

/// Keeps which inputs a nested cargo sees, and until when.
pub(super) fn remember_times(tool: &ToolRoot<'_>, inputs: &Inputs) -> Result<(), Problem> {
    match have_crates(inputs) {
        true => Record::of_inputs(inputs).save(&tool.work.join(INPUTS)),
        false => Ok(()),
    }
}

fn have_crates(inputs: &Inputs) -> bool {
    inputs.files.iter().any(|input| input.file.ends_with("Cargo.toml"))
}

/// Returns the target directory of a nested cargo.
pub(super) fn cargo_target(tool: &ToolRoot<'_>) -> PathBuf {
    tool.work.join("target")
}

/// Returns where a directory has its copy: as deep as it is itself, and by the same names,
/// so that there is room for inputs beside it.
fn copy_of(work: &Path, dir: &Path) -> PathBuf {
    let names = dir.components().filter(|it| matches!(it, Component::Normal(_)));
    work.join(SOURCES).join(names.collect::<PathBuf>())
}

#[cfg(test)]
mod tests;
