//! The record of the roots, which the macro compares with what is there.

use std::fs::File;

use include_components_pack::roots::{Head, SeenRoot, Watched, roots_file};

use crate::base::error::Problem;
use crate::base::fs;
use crate::base::roots::Root;
use crate::config::checked::Config;
use crate::scan::stat_index;

/// Writes the record, unless the file has just these bytes; returns how many were
/// written.
///
/// `index` is the stat index of this run, `last` that of the last; `written` are
/// the roots that the script writes itself, as they were given.
pub(crate) fn save(
    config: &Config<'_>,
    index: &[u8],
    last: &[u8],
    written: &[String],
) -> Result<u64, Problem> {
    if config.is_live {
        // No macro comes here.
        return Ok(0);
    }
    let path = config.out_file("roots");
    let Some((dirs, checksum)) = stat_index::dirs(index) else { return Ok(0) };
    let seen = |root| match seen(root, written) {
        root if config.is_unwatched => SeenRoot { watched: Watched::ByProgram, ..root },
        root => root,
    };
    let head = Head {
        package_dir: config.manifest_dir.as_os_str().as_encoded_bytes().to_owned(),
        roots: config.roots.iter().map(seen).collect(),
        hidden: config.select.takes_hidden(),
        globs: config.select.globs(),
    };
    let bytes = roots_file(&head, dirs, checksum);
    // Where the directories differ, so does the file, which need not be read.
    let may_be_there = stat_index::dirs(last).is_some_and(|(last, _)| last == dirs);
    if may_be_there && fs::read(&path).is_some_and(|there| there == bytes) {
        return Ok(0);
    }
    // With an old one the macro would compare wrongly.
    fs::replace_quickly(&path, &bytes).inspect_err(|_| fs::remove(&path))?;
    // Where cargo tells no moment, the macro takes this for it.
    let file = File::options().append(true).open(&path);
    // If it fails, the moment is later: then a few edits are taken for differences.
    drop(file.and_then(|file| file.set_modified(config.started)));
    Ok(bytes.len() as u64)
}

/// Returns what the record has of a root. Cargo watches it, unless the build script wrote
/// it: cargo would run the script again for what the script itself wrote, each time.
fn seen<'a>(root: &'a Root, written: &[String]) -> SeenRoot<'a> {
    let watched = if root.is_own {
        Watched::Own
    } else if written.contains(&root.given) {
        Watched::ByNobody
    } else {
        Watched::ByCargo
    };
    SeenRoot { given: &root.given, prefix: &root.prefix, watched }
}
