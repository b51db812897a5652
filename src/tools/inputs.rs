//! The files that a tool's folder is made of, and what cargo watches of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::gitignore::{Ignored, IgnoredAnywhere};
use super::install::package_of;
use super::record::Record;
use super::{crates, packages, settings};
use crate::base::error::{ErrorKind, Problem};
use crate::base::roots::real;
use crate::base::stat::{AHEAD, Fingerprint, Stat};
use crate::base::threads::Threads;
use crate::compile::reads::{Matches, resolve};
use crate::compile::tool::Tool;
use crate::config::tools::ToolRoot;
use crate::source::reader;

/// What a folder is made of.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Sorted by name.
    pub(super) files: Vec<Input>,
    /// The directories that have nothing else, but for the tool's own, with a `/` behind the
    /// name.
    dirs: BTreeMap<String, Stat>,
    /// What cargo is to watch.
    pub(super) watched: Vec<PathBuf>,
    /// A glob of `Tool::reads` that no file matches.
    pub(super) unmatched: Option<String>,
    pub(super) warning: Option<String>,
    /// Whether the folder may be of others, as one changed while the tool ran.
    pub(super) is_moving: bool,
}

/// One file.
#[derive(Debug)]
pub(super) struct Input {
    /// Its path relative to the tool's directory, with `/`; it may begin with `../`.
    pub(super) name: String,
    pub(super) file: PathBuf,
    /// Whether git ignores it: then it may hold a secret.
    pub(super) is_ignored: bool,
    /// Of a workspace's manifest: its members that are inputs, as it names them.
    pub(super) members: Option<Vec<String>>,
    pub(super) stat: Stat,
    /// Known when it was read, or recorded.
    pub(super) now: Option<Fingerprint>,
}

/// Directories that are never inputs, whatever git says; `target` if cargo has made it.
pub(super) const NEVER: [&str; 3] = ["node_modules", "target", ".git"];

/// Lists the inputs of a tool, whose directory is `dir` and there; `lock` is its lock
/// file. Of files only manifests are opened, and settings that name others.
pub(super) fn list(
    tool: &ToolRoot<'_>,
    dir: &Path,
    package: &Path,
    lock: Option<&Path>,
) -> Result<Inputs, Problem> {
    let mut inputs = Inputs::default();
    walk(tool, dir, "", package, &mut inputs)?;
    let crates = crates::beside(dir);
    let own = package_of(dir, &tool.tool.program);
    let packages = own.map(|own| packages::beside(own, lock.and_then(Path::parent).unwrap_or(own)));
    let packages: BTreeSet<PathBuf> =
        packages.unwrap_or_default().into_iter().filter(|it| !it.starts_with(dir)).collect();
    for beside in crates.dirs.union(&packages) {
        let prefix = seen_from(dir, beside)? + "/";
        walk(tool, beside, &prefix, package, &mut inputs)?;
    }
    let locks = [lock.map(Path::to_owned), crates.lock].into_iter().flatten();
    // They have no secrets, and some repositories ignore them.
    let mut others: Vec<(PathBuf, bool)> = locks.map(|lock| (lock, false)).collect();
    let mut ignored = IgnoredAnywhere::new(package);
    let manifests = crates.workspaces.keys().map(|root| root.join("Cargo.toml"));
    let known = inputs.files.iter().map(|input| input.file.as_path());
    let settings = own.map(|_| settings::outside(dir, &packages, lock, known)).unwrap_or_default();
    // A tool writes some for itself, as SvelteKit does in `.svelte-kit`.
    let settings = settings.into_iter().filter(|file| !is_made(file) && !ignored.ignores(file));
    others.extend(settings.map(|file| (file, false)));
    let manifest = own.filter(|own| *own != dir).map(|own| own.join("package.json"));
    let outside = manifests.chain(crates.settings).chain(manifest);
    others.extend(outside.map(|file| (file.clone(), ignored.ignores(&file))));
    inputs.watched.extend(others.iter().map(|(file, _)| file.clone()));
    for glob in &tool.tool.reads {
        let paths = Matches::find(package, glob)?.paths;
        if paths.is_empty() {
            inputs.unmatched = Some(glob.clone());
        }
        let files = paths.iter().map(|path| package.join(path));
        others.extend(files.map(|file| (file.clone(), ignored.ignores(&file))));
        let start = package.join(crate::base::glob::literal_dir(glob));
        inputs.watched.extend(start.exists().then_some(start));
    }
    for (file, is_ignored) in others {
        let stat = fs::metadata(&file).map(|metadata| Stat::of(&metadata));
        let stat = stat.map_err(|error| unreadable(&file, error))?;
        let name = seen_from(dir, &file)?;
        let members = crates.workspaces.iter().find(|(root, _)| file == root.join("Cargo.toml"));
        let members = members.map(|(root, all)| {
            all.iter().filter_map(|it| seen_from(root, it).ok()).collect::<Vec<String>>()
        });
        inputs.files.push(Input { name, is_ignored, members, stat, now: None, file });
    }
    inputs.files.sort_by(|a, b| a.name.cmp(&b.name));
    inputs.files.dedup_by(|a, b| a.name == b.name);
    let built = packages.iter().filter_map(|beside| {
        let entry = packages::entries(beside).into_iter().find(|it| ignored.ignores(it))?;
        seen_from(dir, entry.parent()?).ok()
    });
    let built: Vec<String> = built.filter(|built| inputs.says_nothing_of(tool, built)).collect();
    inputs.warning = warning_of_built(tool, &built);
    Ok(inputs)
}

impl Inputs {
    /// Takes the digest of each file, from the record where that is trusted.
    pub(super) fn read(&mut self, threads: &Threads, last: &Record) -> Result<(), Problem> {
        let read = |input: &Input| {
            let known = last.input(&input.name).filter(|it| it.trusted(&input.stat).is_some());
            match known {
                Some(known) => Ok(*known),
                None => reader::load(&input.file).map(|(found, _)| found),
            }
        };
        let found = threads.map_reading(&self.files, 64, read);
        for (input, found) in self.files.iter_mut().zip(found) {
            input.now = Some(found?);
        }
        Ok(())
    }

    /// Whether nobody has said if a directory of a linked package is an input.
    fn says_nothing_of(&self, tool: &ToolRoot<'_>, built: &str) -> bool {
        let below = format!("{built}/");
        // They are sorted, and there may be many such packages.
        let first = self.files.partition_point(|input| input.name < below);
        let is_read = self.files.get(first).is_some_and(|input| input.name.starts_with(&below));
        let mut above = Path::new(built).ancestors().filter_map(Path::to_str);
        !is_read && !above.any(|dir| tool.ignore.iter().any(|glob| glob.matches(dir)))
    }

    /// Whether a file is so young that its stat proves nothing.
    pub(super) fn is_racy(&self) -> bool {
        self.files.iter().any(|input| input.now.is_some_and(|it| it.racy))
    }

    /// Returns the files that were written in a span of time with the bytes that they had.
    pub(super) fn rewritten(
        &self,
        last: &Record,
        span: &RangeInclusive<SystemTime>,
    ) -> impl Iterator<Item = PathBuf> {
        let is_rewritten = |input: &&Input| {
            let both = input.now.zip(last.input(&input.name));
            both.is_some_and(|(now, last)| now.is_rewritten(last, span))
        };
        self.files.iter().filter(is_rewritten).map(|input| input.file.clone())
    }

    /// Returns the files that were modified in the future.
    pub(super) fn late(&self) -> impl Iterator<Item = PathBuf> {
        let soon = SystemTime::now() + AHEAD;
        let late = self.files.iter().filter(move |input| input.stat.is_modified_after(soon));
        late.map(|input| input.file.clone())
    }

    /// Returns a file that git ignores, which therefore may be a secret.
    pub(super) fn secret(&self) -> Option<&str> {
        self.files.iter().find(|input| input.is_ignored).map(|input| input.name.as_str())
    }

    /// Returns what was there `before` and has another stat now, sorted: files, and directories,
    /// where one may have come and gone.
    pub(super) fn written(&self, before: &Inputs) -> BTreeSet<String> {
        let is_written = |input: &&Input| {
            let before = before.file(&input.name).and_then(|before| before.now);
            before.is_some_and(|before| before.stat != input.stat)
        };
        let files = self.files.iter().filter(is_written).map(|input| &input.name);
        let is_other = |(name, stat): &(&String, &Stat)| {
            before.dirs.get(*name).is_some_and(|before| before != *stat)
        };
        let dirs = self.dirs.iter().filter(is_other).map(|(name, _)| name);
        files.chain(dirs).cloned().collect()
    }

    /// Returns a file that is another one than `before`, or there in one of both alone.
    pub(super) fn differs_from<'a>(&'a self, before: &'a Record) -> Option<&'a str> {
        let is_other = |input: &&Input| {
            before.input(&input.name).map(|it| it.digest) != input.now.map(|it| it.digest)
        };
        let other = self.files.iter().find(is_other).map(|input| input.name.as_str());
        other.or_else(|| before.input_names().find(|name| self.file(name).is_none()))
    }

    fn file(&self, name: &str) -> Option<&Input> {
        let at = self.files.binary_search_by(|input| input.name.as_str().cmp(name)).ok()?;
        self.files.get(at)
    }
}

/// Whether a directory of this name in `dir` is never an input. Of sources one may be called
/// `target`, too.
fn is_never(dir: &Path, name: &str) -> bool {
    let is_cargos =
        || dir.join("Cargo.toml").is_file() || dir.join(name).join("CACHEDIR.TAG").is_file();
    NEVER.contains(&name) && (name != "target" || is_cargos())
}

/// Warns of directories that linked packages give to others and git ignores.
fn warning_of_built(tool: &ToolRoot<'_>, built: &[String]) -> Option<String> {
    let (first, others) = built.split_first()?;
    let Tool { dir, program, .. } = tool.tool;
    let from_package = |built: &String| resolve(&format!("{dir}/"), built);
    let path = from_package(first);
    let mut text = format!(
        "{program:?} in {dir:?} is not run when {path:?} changes, which a linked package gives to \
         others and git ignores: say `reads(\"{path}/**\")`, or `ignore({first:?})` if nothing is \
         taken from there"
    );
    for (nth, other) in others.iter().map(from_package).enumerate() {
        text.push_str(if nth == 0 { "; so it is with " } else { ", " });
        text.push_str(&format!("{other:?}"));
    }
    Some(text)
}

/// Whether a file is one of npm's packages.
fn is_made(file: &Path) -> bool {
    file.iter().any(|name| name == "node_modules")
}

/// Adds what is in a directory and not ignored, with this before the names.
fn walk(
    tool: &ToolRoot<'_>,
    dir: &Path,
    prefix: &str,
    package: &Path,
    inputs: &mut Inputs,
) -> Result<(), Problem> {
    let package = real(package).unwrap_or_else(|_| package.to_owned());
    let (ignored, above) = Ignored::above(dir, &package);
    let prebuilt = tool.prebuilt.as_ref().and_then(|dir| real(dir).ok());
    let out = tool.out.ancestors().find_map(|dir| real(dir).ok()).unwrap_or_default();
    let mut walk = Walk { tool, out, prebuilt, ignored, top: dir, way: Vec::new(), inputs };
    if walk.dir(dir, prefix)? {
        inputs.watched.push(dir.to_owned());
    }
    inputs.watched.extend(above);
    Ok(())
}

struct Walk<'a> {
    tool: &'a ToolRoot<'a>,
    /// Where the tool's folder is, whatever the target directory is called.
    out: PathBuf,
    prebuilt: Option<PathBuf>,
    ignored: Ignored,
    /// The real paths of the directories on the way to the one that is being listed.
    way: Vec<PathBuf>,
    /// The directory that the walk began with.
    top: &'a Path,
    inputs: &'a mut Inputs,
}

/// An entry of a directory that is an input, or has some.
struct Entry {
    path: PathBuf,
    name: String,
    is_dir: bool,
    is_ignored: bool,
    stat: Stat,
}

impl Walk<'_> {
    /// Lists a directory; returns whether cargo can watch it as a whole. Else it sees to
    /// it that what is not ignored is watched.
    fn dir(&mut self, dir: &Path, prefix: &str) -> Result<bool, Problem> {
        self.ignored.enter(dir);
        self.way.push(real(dir).map_err(|error| unreadable(dir, error))?);
        let (entries, mut is_clean) = self.entries(dir, prefix)?;
        let mut watched = Vec::new();
        for Entry { path, name, is_dir, is_ignored, stat } in entries {
            if !is_dir {
                watched.push(path.clone());
                let (file, members) = (path, None);
                let input = Input { name, file, is_ignored, members, stat, now: None };
                self.inputs.files.push(input);
                continue;
            }
            let prefix = format!("{name}/");
            if self.dir(&path, &prefix)? {
                watched.push(path);
                self.inputs.dirs.insert(prefix, stat);
            } else {
                is_clean = false;
            }
        }
        self.way.pop();
        self.ignored.leave();
        if !is_clean {
            self.inputs.watched.append(&mut watched);
        }
        Ok(is_clean)
    }

    /// Returns what is to be taken of a directory, and whether cargo can look through it:
    /// not where packages are, say. A new file is seen in a directory alone, so below the
    /// first one what is ignored beside others is rather seen too.
    fn entries(&self, dir: &Path, prefix: &str) -> Result<(Vec<Entry>, bool), Problem> {
        let (mut entries, mut is_all) = (Vec::new(), true);
        for entry in fs::read_dir(dir).map_err(|error| unreadable(dir, error))? {
            let path = entry.map_err(|error| unreadable(dir, error))?.path();
            // A link that leads nowhere, or a file that is gone by now.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            let (is_dir, is_file) = (metadata.is_dir(), metadata.is_file());
            let text = path.file_name().and_then(|name| name.to_str());
            let text = text.filter(|name| !name.contains(char::is_control));
            let is_never = is_dir
                && (text.is_some_and(|name| is_never(dir, name)) || self.out.starts_with(&path));
            let is_prebuilt = is_dir && self.is_prebuilt(&path);
            let is_env = is_file && text.is_some_and(|name| name.starts_with(".env"));
            let is_ignored = self.ignored.ignores(&path, is_dir);
            if is_never || is_prebuilt || (is_ignored && !is_env) {
                is_all &= is_file && dir != self.top;
                continue;
            }
            if !is_file && (!is_dir || self.is_loop(&path)) {
                continue;
            }
            let Some(text) = text else {
                let remedy = "its name is not UTF-8 or has control characters";
                let what = "cannot tell cargo of the tool's input";
                return Err(Problem::with_path(ErrorKind::Name, what, &path, remedy));
            };
            let name = format!("{prefix}{text}");
            if self.tool.ignore.iter().any(|glob| glob.matches(&name)) {
                is_all &= is_file && dir != self.top;
                continue;
            }
            let stat = Stat::of(&metadata);
            entries.push(Entry { path, name, is_dir, is_ignored, stat });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok((entries, is_all))
    }

    fn is_prebuilt(&self, path: &Path) -> bool {
        let Some(prebuilt) = &self.prebuilt else { return false };
        prebuilt.file_name() == path.file_name() && real(path).is_ok_and(|path| path == *prebuilt)
    }

    /// Whether a directory is a link that leads back to one on the way.
    fn is_loop(&self, path: &Path) -> bool {
        let is_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
        let leads_back = |target: PathBuf| self.way.iter().any(|dir| dir.starts_with(&target));
        is_link && real(path).map_or(true, leads_back)
    }
}

/// Returns a file's path as seen from a directory, with `/`.
fn seen_from(dir: &Path, file: &Path) -> Result<String, Problem> {
    let place = real(file).map_err(|error| unreadable(file, error))?;
    let same = dir.components().zip(place.components()).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(dir.components().count() - same);
    let rest: PathBuf = place.components().skip(same).collect();
    let text = rest.to_str().map(|rest| rest.replace(std::path::MAIN_SEPARATOR, "/"));
    let text = text.ok_or_else(|| {
        let what = "cannot tell cargo of the tool's input";
        Problem::with_path(ErrorKind::Name, what, file, "its name is not UTF-8")
    })?;
    Ok(resolve("", &format!("{up}{text}")))
}

pub(super) fn unreadable(path: &Path, error: std::io::Error) -> Problem {
    Problem::io(ErrorKind::Read, "cannot read the tool's input", path, error)
}

#[cfg(test)]
mod tests;
