//! What git ignores (gitignore(5)), as far as a build needs to know: the files
//! `.gitignore` and `.git/info/exclude`, not the user's own settings of git.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::base::glob::file_name;
use crate::base::roots::real;

/// The patterns of directories: one that comes later is further down.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    levels: Vec<(PathBuf, Vec<Pattern>)>,
}

#[derive(Debug)]
struct Pattern {
    glob: String,
    /// Whether it is matched against the path from its directory, not the name.
    whole: bool,
    dirs_only: bool,
    negated: bool,
}

/// The file that each directory may have.
const NAME: &str = ".gitignore";

/// Returns the directory of the repository that a directory is in.
pub(super) fn repository(dir: &Path) -> Option<&Path> {
    dir.ancestors().find(|above| above.join(".git").exists())
}

impl Ignored {
    /// Reads what is ignored in a directory by the files above it: from the nearest one
    /// that has `.git` on, else from the package's if that is above.
    ///
    /// Returns the files, too.
    pub(super) fn above(dir: &Path, package: &Path) -> (Self, Vec<PathBuf>) {
        let (mut ignored, mut files) = (Ignored::default(), Vec::new());
        let top = repository(dir).or_else(|| dir.starts_with(package).then_some(package));
        let Some(top) = top else { return (ignored, files) };
        let mut add = |dir: &Path, file: PathBuf| {
            if ignored.add(dir, &file) {
                files.push(file);
            }
        };
        add(top, top.join(".git/info/exclude"));
        let mut way: Vec<&Path> =
            dir.ancestors().skip(1).take_while(|it| it.starts_with(top)).collect();
        way.reverse();
        for above in way {
            add(above, above.join(NAME));
        }
        (ignored, files)
    }

    /// Goes into a directory; it must be left by [`leave`](Self::leave).
    pub(super) fn enter(&mut self, dir: &Path) {
        if !self.add(dir, &dir.join(NAME)) {
            self.levels.push((dir.to_owned(), Vec::new()));
        }
    }

    pub(super) fn leave(&mut self) {
        self.levels.pop();
    }

    /// Whether an entry of the directory that was entered last is ignored.
    pub(super) fn ignores(&self, path: &Path, is_dir: bool) -> bool {
        for (dir, patterns) in self.levels.iter().rev() {
            let Some(path) = path.strip_prefix(dir).ok().and_then(Path::to_str) else { continue };
            let path = path.replace(std::path::MAIN_SEPARATOR, "/");
            let is_it = |pattern: &&Pattern| pattern.matches(&path, is_dir);
            if let Some(pattern) = patterns.iter().rev().find(is_it) {
                return !pattern.negated;
            }
        }
        false
    }

    fn add(&mut self, dir: &Path, file: &Path) -> bool {
        let Ok(bytes) = fs::read(file) else { return false };
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        self.levels.push((dir.to_owned(), text.lines().filter_map(Pattern::parse).collect()));
        true
    }
}

/// Whether files are ignored that no walk came to.
#[derive(Debug)]
pub(super) struct IgnoredAnywhere {
    package: PathBuf,
    /// The rules of directories, and whether those are ignored themselves.
    dirs: HashMap<PathBuf, (Ignored, bool)>,
}

impl IgnoredAnywhere {
    pub(super) fn new(package: &Path) -> Self {
        let package = real(package).unwrap_or_else(|_| package.to_owned());
        IgnoredAnywhere { package, dirs: HashMap::new() }
    }

    /// Whether git ignores a file, or a directory that it is in.
    pub(super) fn ignores(&mut self, file: &Path) -> bool {
        let Some((dir, name)) = file.parent().zip(file.file_name()) else { return false };
        // A link is ignored where it is, and not where it leads.
        real(dir).is_ok_and(|dir| self.entry(&dir, &dir.join(name), false))
    }

    /// Whether an entry of a directory is ignored, or is in one that is.
    fn entry(&mut self, dir: &Path, path: &Path, is_dir: bool) -> bool {
        if !self.dirs.contains_key(dir) {
            let is_top = dir == self.package || dir.join(".git").exists();
            let above = dir.parent().filter(|_| !is_top);
            let is_ignored = above.is_some_and(|above| self.entry(above, dir, true));
            let (mut rules, _) = Ignored::above(dir, &self.package);
            rules.enter(dir);
            self.dirs.insert(dir.to_owned(), (rules, is_ignored));
        }
        let of_dir = self.dirs.get(dir);
        of_dir.is_some_and(|(rules, is_ignored)| *is_ignored || rules.ignores(path, is_dir))
    }
}

impl Pattern {
    fn parse(line: &str) -> Option<Self> {
        let mut text = line.strip_suffix('\r').unwrap_or(line);
        // A space at the end counts only behind a backslash.
        while let Some(shorter) = text.strip_suffix(' ') {
            if shorter.ends_with('\\') {
                break;
            }
            text = shorter;
        }
        if text.starts_with('#') {
            return None;
        }
        let (negated, text) = text.strip_prefix('!').map_or((false, text), |text| (true, text));
        let (dirs_only, text) = text.strip_suffix('/').map_or((false, text), |text| (true, text));
        let whole = text.contains('/');
        let glob = glob(text.strip_prefix('/').unwrap_or(text))?;
        Some(Pattern { glob, whole, dirs_only, negated })
    }

    fn matches(&self, path: &str, is_dir: bool) -> bool {
        let subject = if self.whole { path } else { file_name(path) };
        (is_dir || !self.dirs_only) && fast_glob::glob_match(&self.glob, subject)
    }
}

/// Returns a pattern of git's as a glob of ours, where braces and a `!` in front mean
/// something; `None` if it matches nothing.
fn glob(text: &str) -> Option<String> {
    let mut glob = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let is_first = glob.is_empty();
        match c {
            '\\' => match chars.next()? {
                next if "*?[]{}!-\\".contains(next) => glob.extend(['\\', next]),
                next => glob.push(next),
            },
            '{' | '}' => glob.extend(['\\', c]),
            '!' if is_first => glob.push_str("\\!"),
            c => glob.push(c),
        }
    }
    (!glob.is_empty()).then_some(glob)
}

#[cfg(test)]
mod tests;
