//! Symbolic links on the way to a file.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// A link, and the text in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) at: PathBuf,
    pub(crate) text: PathBuf,
}

/// How many links there may be on a way; Linux follows 40.
const MANY: usize = 40;

/// Returns the links by which `path`, which is relative to the directory `from` or
/// absolute, leads to a file: in its directories too, and in the targets of links.
///
/// `from` is taken as it is, whatever links lead there.
pub(crate) fn on_the_way(from: &Path, path: &Path) -> Vec<Link> {
    let mut links = Vec::new();
    let mut at = from.to_owned();
    // The last is the next to come.
    let mut rest: Vec<PathBuf> = reversed(path);
    while let Some(next) = rest.pop() {
        match next.components().next() {
            None | Some(Component::CurDir) => {}
            Some(Component::ParentDir) => drop(at.pop()),
            // An absolute one begins again.
            Some(_) => {
                let place = at.join(&next);
                match fs::read_link(&place) {
                    Ok(text) if links.len() < MANY => {
                        rest.extend(reversed(&text));
                        links.push(Link { at: place, text });
                    }
                    _ => at = place,
                }
            }
        }
    }
    links
}

fn reversed(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|it| it.as_os_str().into()).collect()
}

#[cfg(all(test, unix))]
mod tests;
