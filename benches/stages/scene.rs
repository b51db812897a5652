//! Trees on disk, and what the other tools need to look at them.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use include_components_benches::measure::{self, Cost};
use include_components_benches::tree;

/// One tree in two copies: one stays as it is, one is edited.
#[derive(Debug)]
pub(crate) struct Scene {
    /// Of the tree: what the stage is measured on.
    pub(crate) name: String,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// The copy that stays as it is, in a git repository.
    pub(crate) still: PathBuf,
    /// The copy that is edited.
    pub(crate) edited: PathBuf,
    /// The paths of the files, relative to either.
    pub(crate) paths: Vec<String>,
    /// A file with these paths and a NUL behind each.
    pub(crate) list: PathBuf,
}

impl Scene {
    /// Makes both copies with `fill`, or takes those that are there already.
    pub(crate) fn new(
        place: &Path,
        name: &str,
        fill: impl Fn(&Path) -> io::Result<()>,
    ) -> io::Result<Scene> {
        let place = place.join(name);
        let [still, edited] = ["still/files", "edited/files"].map(|copy| place.join(copy));
        for copy in [&still, &edited] {
            let done = copy.with_extension("done");
            if !done.exists() {
                let parent = copy.parent().unwrap_or(copy);
                tree::remove(parent)?;
                fs::create_dir_all(parent)?;
                fill(copy)?;
                fs::write(done, "")?;
            }
        }
        let paths = tree::list(&still)?;
        let list = place.join("list");
        fs::write(&list, paths.join("\0") + "\0")?;
        let bytes = tree::bytes(&still)?;
        Ok(Scene { name: name.to_owned(), files: paths.len(), bytes, still, edited, paths, list })
    }

    /// Returns `find` that prints length, time and inode of every file.
    pub(crate) fn find(&self, tree: &Path) -> Command {
        let mut command = Command::new("find");
        command.arg(tree).args(["-type", "f", "-printf", "%s %T@ %i\\n"]).stdout(Stdio::null());
        command
    }

    /// Returns a program that is given every file, by as few calls as can be.
    pub(crate) fn on_all(&self, tree: &Path, program: &str) -> io::Result<Command> {
        let mut command = Command::new("xargs");
        command.args(["-0", "-s", "1000000", program]).current_dir(tree);
        command.stdin(File::open(&self.list)?).stdout(Stdio::null());
        Ok(command)
    }

    /// Returns `git status` in the repository of a copy.
    ///
    /// Call [`Scene::init_git`] first.
    pub(crate) fn git_status(&self, tree: &Path) -> Command {
        let mut command = git(tree);
        command.args(["status", "--porcelain"]).stdout(Stdio::null());
        command
    }

    /// Makes a repository around a copy, everything committed, with the
    /// untracked cache on.
    pub(crate) fn init_git(&self, tree: &Path) -> io::Result<()> {
        let repository = tree.parent().unwrap_or(tree);
        if !repository.join(".git").exists() {
            measure::run(git(tree).args(["init", "-q", "-b", "main", ".."]))?;
        }
        measure::run(git(tree).args(["config", "core.untrackedCache", "true"]))?;
        measure::run(git(tree).args(["add", "-A", "."]))?;
        let author = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
        let commit = ["commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", "All of it"];
        measure::run(git(tree).args(author).args(commit))?;
        measure::run(git(tree).args(["gc", "-q"]))?;
        measure::run(git(tree).args(["update-index", "--untracked-cache"]))?;
        // The first fills the cache; stamps must be older than the index.
        std::thread::sleep(Duration::from_millis(1100));
        for _ in 0..2 {
            measure::run(&mut self.git_status(tree))?;
        }
        Ok(())
    }

    /// Edits the first so many files of the copy that is edited, in place: a
    /// line is put before what they were.
    pub(crate) fn edit(&self, count: usize, round: usize) -> io::Result<()> {
        for path in self.paths.iter().take(count) {
            let mut contents = format!("edited in round {round}\n").into_bytes();
            contents.extend(fs::read(self.still.join(path))?);
            fs::write(self.edited.join(path), contents)?;
        }
        tree::settle();
        Ok(())
    }

    /// Gives all files of the copy that is edited new times, and the same bytes.
    pub(crate) fn touch_all(&self) -> io::Result<()> {
        let now = SystemTime::now();
        for path in &self.paths {
            File::options().append(true).open(self.edited.join(path))?.set_modified(now)?;
        }
        tree::settle();
        Ok(())
    }
}

fn git(tree: &Path) -> Command {
    let mut command = Command::new("git");
    // The user's configuration is no part of what is measured.
    command.current_dir(tree).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    // Nor is what a commit would start to do behind our back.
    command.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"]);
    command
}

/// Writes all dirty pages to the disk, so that nothing is left to do while
/// something is measured.
pub(crate) fn sync() -> io::Result<Cost> {
    measure::run(&mut Command::new("sync"))
}

/// Empties the page cache, and reads again what is only the programs.
///
/// # Errors
///
/// Unless this is Linux and the user is root.
pub(crate) fn drop_caches() -> io::Result<()> {
    sync()?;
    fs::write("/proc/sys/vm/drop_caches", "3")?;
    for program in ["b3sum", "find", "git", "sha256sum", "xargs"] {
        // One that is missing is not measured either.
        let _ = Command::new(program).arg("--version").output();
    }
    Ok(())
}
