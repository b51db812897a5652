//! The record of the roots, which the macro compares with what is there.

use std::fs::File;

use include_components_pack::roots::{Head, Watched, roots_file};

use crate::base::error::Problem;
use crate::base::fs;
use crate::base::roots::Root;
use crate::config::checked::Config;
use crate::scan::stat_index;

/// Writes the record, unless the file has just these bytes; returns how many were
/// written.
///
/// `index` is the stat index of this run; `written` are the roots that the script
/// writes itself, as they were given.
pub(crate) fn save(config: &Config<'_>, index: &[u8], written: &[String]) -> Result<u64, Problem> {
    let path = config.out_file("roots");
    let Some((dirs, checksum)) = stat_index::dirs(index) else { return Ok(0) };
    let roots = config.roots.iter().zip(watched(config, written));
    let head = Head {
        package_dir: config.manifest_dir.as_os_str().as_encoded_bytes().to_owned(),
        roots: roots.map(|(root, watched)| (root.given.clone(), watched)).collect(),
        hidden: config.select.takes_hidden(),
        globs: config.select.globs(),
    };
    let bytes = roots_file(&head, dirs, checksum);
    if fs::read(&path).is_some_and(|there| there == bytes) {
        return Ok(0);
    }
    fs::replace_quickly(&path, &bytes)?;
    // Where cargo tells no moment, the macro takes this for it.
    let file = File::options().append(true).open(&path);
    // If it fails, the moment is later: then a few edits are taken for differences.
    drop(file.and_then(|file| file.set_modified(config.started)));
    Ok(bytes.len() as u64)
}

/// Returns who watches each root: cargo, unless the build script wrote it.
///
/// Cargo would run the script again for what the script itself wrote, each time.
fn watched(config: &Config<'_>, written: &[String]) -> Vec<Watched> {
    let watched = |root: &Root| {
        if root.is_own {
            Watched::Own
        } else if written.contains(&root.given) {
            Watched::ByNobody
        } else {
            Watched::ByCargo
        }
    };
    config.roots.iter().map(watched).collect()
}
