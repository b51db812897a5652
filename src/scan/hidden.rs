//! Hidden files that are left out: which, and what is said of them.

use std::path::PathBuf;

use crate::base::error::{shown, some};
use crate::config::checked::Config;
use crate::scan::listing::Listing;

/// How many are named in a warning.
const NAMED: usize = 5;

/// Returns the warning of what would be a component if it was not hidden, unless it was
/// said what becomes of it.
pub(crate) fn warning(config: &Config<'_>, listing: &Listing) -> Option<String> {
    if config.select.decides_hidden() {
        return None;
    }
    let mut found: Vec<PathBuf> =
        missed(config, listing).into_iter().map(|(_, file)| file).collect();
    found.sort();
    let found: Vec<String> = found.iter().map(|file| shown(file)).collect();
    (!found.is_empty()).then(|| {
        format!(
            "hidden files are left out: {}; `hidden(true)` embeds them, and `hidden(false)` or \
             an `exclude` of them says that they are not wanted",
            some(&found, NAMED)
        )
    })
}

/// Returns the logical paths of all hidden files and directories that are left out, the
/// latter with a `/` behind them.
pub(crate) fn paths(config: &Config<'_>, listing: &Listing) -> Vec<String> {
    let mut paths = Vec::new();
    for dir in &listing.dirs {
        let prefix = &config.roots[dir.root as usize].prefix;
        paths.extend(
            dir.hidden.iter().map(|name| [prefix, &dir.prefix, name].map(String::as_str).concat()),
        );
    }
    paths
}

/// Returns the logical paths of those that somebody may miss, and where they are on disk.
pub(crate) fn missed(config: &Config<'_>, listing: &Listing) -> Vec<(String, PathBuf)> {
    let mut missed = Vec::new();
    for dir in &listing.dirs {
        let root = &config.roots[dir.root as usize];
        for name in dir.hidden.iter().filter(|it| !is_made_in_passing(it.trim_end_matches('/'))) {
            let path = [&root.prefix, &dir.prefix, name].map(String::as_str).concat();
            if config.select.would_take(&path) {
                missed.push((path, root.file(&dir.prefix).join(name)));
            }
        }
    }
    missed
}

/// Whether nobody embeds what has this hidden name: a file manager, an editor or a tool
/// makes it in passing, and it says nothing of the components.
///
/// What a template or a server may need is not among them: `.gitignore`, `.vscode`,
/// `.htaccess`. `.gitkeep` is, as it only keeps a directory which has nothing else in it,
/// and empty directories are not embedded.
fn is_made_in_passing(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        ".DS_Store",
        ".directory",
        ".localized",
        ".git",
        ".hg",
        ".jj",
        ".svn",
        ".gitkeep",
        ".keep",
        ".Trashes",
        ".fseventsd",
        ".Spotlight-V100",
    ];
    // AppleDouble, Emacs, LibreOffice, NFS, FUSE.
    const BEGINS: [&str; 5] = ["._", ".#", ".~lock.", ".nfs", ".fuse_hidden"];
    // Vim: .swp, .swo and so on, when several are open.
    let is_swap = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && extension.len() == 3 && extension.starts_with("sw")
    });
    NAMES.contains(&name)
        || BEGINS.iter().any(|begin| name.starts_with(begin))
        || name.ends_with('~')
        || is_swap
}

#[cfg(test)]
mod tests;
