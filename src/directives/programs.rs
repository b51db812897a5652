//! What cargo watches of a program: its file, and the links that lead to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::Directives;
use crate::compile::program::{find_program, links_to};
use crate::config::checked::Config;

/// Up to how many entries a directory with a link may have: cargo looks at each in
/// each build, in some 2 µs.
const ENTRIES: usize = 4000;

/// What package managers write last into `node_modules`, with the time of now: the
/// files that they unpack have old times.
const INSTALLED: [&str; 4] =
    [".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml"];

/// Lets cargo watch a program.
///
/// Cargo compares the times of what links lead to, and an older file may come into
/// the place of a newer one. In a directory that it watches it looks at the links
/// themselves.
pub(super) fn watch(config: &Config<'_>, directives: &mut Directives, program: &str) {
    let package = &config.places.package;
    let Some(file) = find_program(program, package) else { return };
    directives.rerun_if_changed(&file);
    watch_installed(directives, &file);
    let links = links_to(program, package);
    let dirs: BTreeSet<&Path> = links.iter().filter_map(|link| link.at.parent()).collect();
    for dir in dirs {
        if is_small(dir) && !has_our_output(config, dir) {
            directives.rerun_if_changed(dir);
        }
    }
}

/// Lets cargo watch what says that packages were installed, if a file is of one.
pub(super) fn watch_installed(directives: &mut Directives, file: &Path) {
    let is_it = |dir: &&Path| dir.file_name().is_some_and(|name| name == "node_modules");
    let outermost = file.ancestors().filter(is_it).last();
    let marks = outermost.iter().flat_map(|dir| INSTALLED.map(|name| dir.join(name)));
    for mark in marks.filter(|mark| mark.is_file()) {
        directives.rerun_if_changed(&mark);
    }
}

/// Whether cargo is quick to look through a directory: it follows links, too.
fn is_small(dir: &Path) -> bool {
    WalkDir::new(dir).follow_links(true).into_iter().take(ENTRIES + 1).count() <= ENTRIES
}

/// Whether a directory has the whole package in it, or OUT_DIR: each edit would be
/// a change, or each build.
fn has_our_output(config: &Config<'_>, dir: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| PathBuf::from(path));
    let dir = real(dir);
    [&config.places.package, &config.out_dir].iter().any(|it| real(it).starts_with(&dir))
}
