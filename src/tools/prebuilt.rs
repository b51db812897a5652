//! Folders that a tool made before, somewhere else.

use std::path::Path;

use include_components_pack::Digest;
use include_components_pack::path::is_hidden;
use walkdir::{DirEntry, WalkDir};

use super::folder::{Folder, logical, write};
use super::inputs::Inputs;
use crate::base::cargo_env::{PREBUILT, TOOLS};
use crate::base::error::{ErrorKind, Problem};
use crate::base::fs;
use crate::base::key::KeyHasher;
use crate::config::tools::ToolRoot;

/// The file of a prebuilt folder that has the key of its sources.
const KEY: &str = ".include-components.key";

/// What can be done where a tool cannot run.
pub(super) const REMEDY: &str = "install it, or embed a folder that was made before, by \
    `Tool::prebuilt` or INCLUDE_COMPONENTS_PREBUILT=dir";

/// Returns the digest of what a folder is made of that is in the repository too: neither
/// secrets, nor variables, nor versions, as others who have the folder have other ones.
pub(super) fn key(tool: &ToolRoot<'_>, inputs: &Inputs) -> Digest {
    let mut key = KeyHasher::new("include-components prebuilt 1");
    tool.tool.describe(&mut key);
    for input in inputs.files.iter().filter(|input| !input.is_ignored) {
        if let Some(now) = input.now {
            key.write(&input.name).write(now.digest.as_bytes());
        }
    }
    key.finish()
}

/// Reads a prebuilt folder; `sources` is the key of the sources, if they are there and may
/// be others.
pub(super) fn read(dir: &Path, sources: Option<Digest>) -> Result<Folder, Problem> {
    if !dir.is_dir() {
        let what = "there is no prebuilt folder";
        let remedy = "make it with the tool, or take another one: see `Tool::prebuilt`; of a \
            package, `cargo package --list` must have it";
        return Err(Problem::with_path(ErrorKind::Tool, what, dir, remedy));
    }
    if sources.is_some_and(|sources| is_of_others(dir, sources)) {
        let what = "the prebuilt folder is of other sources than those that are there:";
        let remedy = format!("make it again with {TOOLS}=save, where the tool is installed");
        return Err(Problem::with_path(ErrorKind::Tool, what, dir, &remedy));
    }
    let mut folder = Folder::read(dir)?;
    folder.files.retain(|file| file.path != KEY);
    match folder.files.iter().all(|file| is_in_hidden(&file.path)) {
        false => Ok(folder),
        true => {
            let what = "the prebuilt folder is empty:";
            let remedy = format!(
                "hidden files count for nothing; make it with the tool, or set {PREBUILT} to \
                 another one"
            );
            Err(Problem::with_path(ErrorKind::Tool, what, dir, &remedy))
        }
    }
}

/// Whether a prebuilt folder has nothing to embed: git keeps an empty one by a `.gitkeep`. One
/// that cannot be read is not empty, so that whoever reads it says why. No file is opened.
pub(super) fn is_empty(dir: &Path) -> bool {
    let is_nothing = |entry: walkdir::Result<DirEntry>| {
        entry.is_ok_and(|entry| {
            let kind = entry.file_type();
            let path = entry.path().strip_prefix(dir).ok().and_then(logical);
            kind.is_dir() || kind.is_file() && path.is_some_and(|path| is_in_hidden(&path))
        })
    };
    !dir.is_dir() || WalkDir::new(dir).min_depth(1).into_iter().all(is_nothing)
}

fn is_in_hidden(path: &str) -> bool {
    path.split('/').any(is_hidden)
}

/// Whether a prebuilt folder says that it is of these sources.
pub(super) fn is_of(dir: &Path, sources: Digest) -> bool {
    fs::read(&dir.join(KEY)).is_some_and(|found| sources.to_string().as_bytes() == found)
}

/// Whether a prebuilt folder says that it is of other sources than these.
pub(super) fn is_of_others(dir: &Path, sources: Digest) -> bool {
    dir.join(KEY).is_file() && !is_of(dir, sources)
}

/// Writes a prebuilt folder, with the key of its sources.
pub(super) fn save(dir: &Path, folder: &Folder, sources: Digest) -> Result<(), Problem> {
    if !dir.join(KEY).is_file() && !fs::is_empty(dir) {
        let what = "cannot save what the tool made in";
        let remedy = "it has files that are not from here: remove the folder first";
        return Err(Problem::with_path(ErrorKind::Tool, what, dir, remedy));
    }
    // In this order: a folder that is half of another has no key.
    fs::remove(&dir.join(KEY));
    folder.put_down(dir)?;
    write(&dir.join(KEY), sources.to_string().as_bytes(), dir)
}
