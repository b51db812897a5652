//! The folder of each tool, made or found: what is done, in order.

mod instead;
mod tried;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use include_components_pack::Digest;

use super::folder::{self, Folder};
use super::inputs::{self, Inputs};
use super::install::{Lock, package_of};
use super::prebuilt;
use super::record::Record;
use super::run::Runner;
use super::versions::{RUSTC, Version};
use super::{kept, place};
use crate::base::cargo_env::{PREBUILT, TOOLS, prebuilt_of};
use crate::base::error::{ErrorKind, Problem, shown};
use crate::base::fs;
use crate::base::key::KeyHasher;
use crate::base::roots::real;
use crate::base::sys;
use crate::base::temp::{TempDir, make_empty};
use crate::base::threads::Threads;
use crate::cache::store::Store;
use crate::compile::reads::env_digest;
use crate::config::checked::Config;
use crate::config::tools::{Switch, ToolRoot};

/// What cargo and the caller are to know of all tools of a set.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub(crate) watched: Vec<PathBuf>,
    /// Programs, by name or path.
    pub(crate) programs: Vec<String>,
    /// Variables.
    pub(crate) env: Vec<String>,
    pub(crate) warnings: Vec<String>,
    /// Inputs that the build script writes each time.
    pub(crate) rewritten: Vec<PathBuf>,
    /// Inputs that were modified in the future.
    pub(crate) late: Vec<PathBuf>,
    /// Whether cargo is to come back, as an input is so young that its stat proves nothing.
    pub(crate) is_racy: bool,
    /// How many tools were run, and how many times packages were installed.
    pub(crate) run: usize,
    pub(crate) installed: usize,
}

/// Sees to it that the folders of all tools are what they are made of.
pub(crate) fn make_all(config: &Config<'_>, threads: &Threads) -> Result<Made, Problem> {
    let mut made = Made::default();
    let package = &config.places.package;
    made.env = vec![PREBUILT.to_owned(), TOOLS.to_owned(), prebuilt_of(&config.package)];
    for tool in &config.tools.all {
        made.env.extend(tool.tool.reads_env.iter().cloned());
        Maker { config, threads, tool, package, made: &mut made }.make()?;
    }
    Ok(made)
}

/// Returns a variable that a tool was given, if it has another value now.
pub(crate) fn other_variable(config: &Config<'_>) -> Option<String> {
    let records = config.tools.all.iter().map(|tool| Record::load(&tool.record));
    records.into_iter().find_map(|record| record.other_variable().map(str::to_owned))
}

/// Makes the folder of one tool.
struct Maker<'a> {
    config: &'a Config<'a>,
    threads: &'a Threads,
    tool: &'a ToolRoot<'a>,
    package: &'a Path,
    made: &'a mut Made,
}

impl<'a> Maker<'a> {
    fn make(mut self) -> Result<(), Problem> {
        let tools = &self.config.tools;
        if let Some(dir) = &tools.given {
            return self.take_prebuilt(dir, None);
        }
        let prebuilt = self.prebuilt();
        if let Some(dir) = prebuilt.filter(|_| tools.is_published) {
            // Nothing of this package's is run on the machines of others.
            return self.take_prebuilt(dir, None);
        }
        if tools.switch == Switch::Off && !tools.is_docs_rs {
            return self.take_last();
        }
        let sources = real(&self.tool.dir).ok().filter(|dir| dir.is_dir());
        let Some(dir) = sources else {
            return self.hindered("its directory is not there", None);
        };
        let lock = package_of(&dir, &self.tool.tool.program).and_then(Lock::find);
        let lock_file = lock.as_ref().map(|lock| lock.file.as_path());
        let mut inputs = inputs::list(self.tool, &dir, self.package, lock_file)?;
        self.made.watched.append(&mut inputs.watched);
        if inputs.files.is_empty() {
            return self.hindered("there is no file in its directory", None);
        }
        let last = Record::load(&self.tool.record);
        self.made.warnings.extend(inputs.warning.take());
        inputs.read(self.threads, &last)?;
        self.made.is_racy |= inputs.is_racy();
        self.made.rewritten.extend(inputs.rewritten(&last, &self.config.scripts_own));
        self.made.late.extend(inputs.late());
        if let Some(dir) = prebuilt.filter(|dir| tools.is_packaged && !prebuilt::is_empty(dir)) {
            // As those will who have it from a registry: cargo verifies what they get.
            self.warn_of_others(dir, &inputs);
            return self.take_prebuilt(dir, None);
        }
        if tools.is_docs_rs {
            let key = (!tools.is_packaged).then(|| prebuilt::key(self.tool, &inputs));
            return self.hindered("docs.rs builds without a network", key);
        }
        if let Some(glob) = &inputs.unmatched {
            let message = format!(
                "no file matches the glob {glob:?} of `Tool::reads`, which is relative to {}: \
                 \"dir/**\" is all below a directory",
                shown(self.package)
            );
            return Err(Problem::new(ErrorKind::Config, message));
        }
        let is_helpless = lock.is_some() || prebuilt.is_some();
        if tools.is_packaged && !tools.is_downloaded && is_helpless {
            self.warn_of_packages();
        }
        self.build(&dir, lock.as_ref(), inputs, &last)
    }

    /// Sees to it that the folder is of these inputs.
    fn build(
        &mut self,
        dir: &Path,
        lock: Option<&Lock>,
        mut inputs: Inputs,
        last: &Record,
    ) -> Result<(), Problem> {
        let key = self.key(&inputs);
        let versions = self.versions(dir, lock, last);
        let is_same = |version: &Version| {
            let mut recorded = last.versions.iter().filter(|it| it.name == version.name);
            recorded.all(|it| it.text == version.text)
        };
        let is_made = last.key == Some(key) && versions.iter().all(is_same);
        if is_made && folder::is_as_left(&self.tool.out, &last.left) {
            return self.save_prebuilt(&inputs);
        }
        // In live mode a look comes whenever something is saved, or the tool saves it.
        let state = |key| tried::state(key, &versions, lock, self.config.tools.is_downloaded);
        match tried::last(self.config, &self.tool.record, state(key)) {
            Some(Some(problem)) => return Err(problem),
            Some(None) if folder::is_as_left(&self.tool.out, &last.left) => return Ok(()),
            _ => {}
        }
        // Another cargo may be at it, with another target directory. What it made is in the
        // cache by then, if both have one.
        let _lock = sys::lock_dir(dir);
        // The program in live mode has the same OUT_DIR to work in, and not all systems can
        // lock a directory.
        let _work = self.lock_work()?;
        let store = self.store();
        let version = |name: &str| {
            let found = versions.iter().find(|version| version.name == name);
            found.map(|version| version.text.clone())
        };
        let (folder, key, is_stable) = match kept::find(&store, key, version) {
            Some(folder) => (folder, key, true),
            None => {
                let sources = prebuilt::key(self.tool, &inputs);
                if let Some(prebuilt) = self.fitting(lock, &inputs, sources) {
                    return self.take_prebuilt(prebuilt, Some(sources));
                }
                if let Some(why) = self.what_hinders(dir, lock) {
                    return self.hindered(&why, Some(sources));
                }
                self.made.warnings.extend(self.reason(&inputs, last));
                let ran = self.run(dir, lock, &mut inputs);
                // The run may have seen other inputs.
                let key = self.key(&inputs);
                let is_stable = !inputs.is_moving;
                self.made.is_racy |= inputs.is_moving;
                let how = (ran.as_ref().err().cloned(), inputs.is_moving);
                tried::remember(self.config, &self.tool.record, state(key), how);
                let folder = ran?;
                let may_keep = inputs.secret().is_none() || self.config.tools.is_cache_local;
                if may_keep && is_stable {
                    kept::keep(&store, key, &versions, &folder);
                }
                (folder, key, is_stable)
            }
        };
        self.made.warnings.extend(store.warning());
        // What nobody knows the inputs of is made again.
        let key = Some(key).filter(|_| is_stable);
        fs::remove(&self.tool.record);
        let left = folder.put_down(&self.tool.out)?;
        let record = Record::new(key, versions, &self.tool.tool.reads_env, &inputs, left);
        record.save(&self.tool.record)?;
        if !is_stable {
            return Ok(());
        }
        self.save_prebuilt(&inputs)
    }

    /// Runs the tool; returns what it made. `inputs` are then those that are there after it.
    fn run(
        &mut self,
        dir: &Path,
        lock: Option<&Lock>,
        inputs: &mut Inputs,
    ) -> Result<Folder, Problem> {
        let tool = self.tool;
        let runner = Runner {
            package: self.package,
            cargo_target: place::cargo_target(tool),
            is_offline: self.config.tools.is_offline || self.config.tools.is_published,
        };
        if place::is_copied(lock, self.config.tools.is_downloaded) {
            let copy = place::copy(tool, dir, inputs)?;
            if let Some(lock) = lock.filter(|lock| lock.dir() == dir) {
                self.made.installed += place::install(tool, lock, &copy, &runner)? as usize;
            }
            return self.run_in(&copy, &runner);
        }
        let mut ran = self.run_here(dir, &runner, inputs);
        let (mut changed, first) = self.look_again(dir, inputs)?;
        let mut written = BTreeSet::new();
        if !first.is_empty() {
            // Somebody saved a file meanwhile, and may have put it back; or the tool wrote
            // one: code that it generates, say, which is the same the next time.
            ran = self.run_here(dir, &runner, inputs);
            (changed, written) = self.look_again(dir, inputs)?;
            inputs.is_moving |= !written.is_subset(&first);
        }
        let folder = ran?;
        if !inputs.is_moving {
            place::remember_times(tool, inputs)?;
        }
        let program = &tool.tool.program;
        // A file comes after its directory.
        self.made.warnings.extend(match (changed, written.intersection(&first).last()) {
            (Some(name), _) => Some(format!(
                "{name:?} changes while {program:?} runs, which therefore runs in each build: if \
                 it is the tool that writes it, let git or `Tool::ignore` ignore it"
            )),
            (None, Some(name)) => Some(format!(
                "{name:?} is written while {program:?} runs, which therefore runs twice: let git \
                 or `Tool::ignore` ignore it"
            )),
            (None, None) => None,
        });
        Ok(folder)
    }

    /// Runs the tool in its own directory, with these inputs.
    fn run_here(
        &mut self,
        dir: &Path,
        runner: &Runner<'_>,
        inputs: &Inputs,
    ) -> Result<Folder, Problem> {
        place::forget_other_times(self.tool, inputs)?;
        place::remember_times(self.tool, inputs)?;
        self.run_in(dir, runner)
    }

    /// Runs the tool in a directory; returns what it made.
    fn run_in(&mut self, dir: &Path, runner: &Runner<'_>) -> Result<Folder, Problem> {
        let new = TempDir::new(self.tool.new.clone());
        make_empty(new.path()).map_err(|error| fs::write_problem(new.path(), error))?;
        runner.run(self.tool.tool, dir, new.path())?;
        self.made.run += 1;
        let folder = Folder::read(new.path())?;
        match folder.files.is_empty() {
            false => Ok(folder),
            true => {
                let program = &self.tool.tool.program;
                let message = format!(
                    "{program:?} succeeded in {}, but wrote no file: an argument or a variable \
                     of it must be {{outdir}}, the directory to write to",
                    shown(dir)
                );
                Err(Problem::new(ErrorKind::Tool, message))
            }
        }
    }

    /// Lists the inputs again, after a run in their own directory; returns one that is another
    /// one than before, and the names of all that somebody wrote to, be it the same.
    fn look_again(
        &self,
        dir: &Path,
        inputs: &mut Inputs,
    ) -> Result<(Option<String>, BTreeSet<String>), Problem> {
        // It may have come or gone meanwhile, and is not that of the packages then.
        let lock = package_of(dir, &self.tool.tool.program).and_then(Lock::find);
        let lock_file = lock.as_ref().map(|lock| lock.file.as_path());
        let mut now = inputs::list(self.tool, dir, self.package, lock_file)?;
        now.read(self.threads, &Record::default())?;
        let changed = now.differs_from(&Record::of_inputs(inputs)).map(str::to_owned);
        let mut written = now.written(inputs);
        written.extend(changed.clone());
        now.is_moving =
            changed.is_some() || place::is_copied(lock.as_ref(), self.config.tools.is_downloaded);
        *inputs = now;
        Ok((changed, written))
    }

    /// Returns the key of the folder, but for the versions of programs.
    fn key(&self, inputs: &Inputs) -> Digest {
        let mut key = KeyHasher::new("include-components tool 1");
        key.write(env!("CARGO_PKG_VERSION"));
        self.tool.tool.describe(&mut key);
        for name in &self.tool.tool.reads_env {
            // No digest is empty.
            let found = env_digest(name);
            key.write(name).write(found.as_ref().map_or(&[][..], |it| it.as_bytes()));
        }
        for input in &inputs.files {
            if let Some(now) = input.now {
                key.write(&input.name).write(now.digest.as_bytes());
            }
        }
        key.finish()
    }

    /// Returns the versions of the programs that are there, and lets cargo watch them.
    ///
    /// A tool that is given by its path is an input, or the lock file has its version.
    fn versions(&mut self, dir: &Path, lock: Option<&Lock>, last: &Record) -> Vec<Version> {
        let program = Some(self.tool.tool.program.as_str());
        let program = program.filter(|it| !it.contains(std::path::is_separator));
        let rustc = dir.join("Cargo.toml").is_file().then_some(RUSTC);
        let runs = lock.map(|lock| lock.manager.runs());
        let programs = [program, runs, rustc].into_iter().flatten();
        let store = self.store();
        let mut versions: Vec<Version> = Vec::new();
        for name in programs {
            versions.extend(Version::of(name, self.package, &last.versions, &store));
            self.made.programs.push(name.to_owned());
        }
        versions
    }

    /// Waits until no other process works where copies, packages and a nested cargo's target
    /// are.
    fn lock_work(&self) -> Result<Option<File>, Problem> {
        let work = &self.tool.work;
        std::fs::create_dir_all(work).map_err(|error| fs::write_problem(work, error))?;
        let file = work.join("lock");
        sys::lock_file(&file).map_err(|error| fs::write_problem(&file, error))
    }

    fn store(&self) -> Store {
        Store::new(self.config.cache.clone(), self.config.cache_bound)
    }

    /// Returns why the tool runs, for who asked.
    fn reason(&self, inputs: &Inputs, last: &Record) -> Option<String> {
        let why = match inputs.differs_from(last) {
            _ if last.key.is_none() => "there is no folder that it has made".to_owned(),
            Some(name) => format!("{name:?} changed"),
            None => "an option, a variable, a version or the folder changed".to_owned(),
        };
        let program = &self.tool.tool.program;
        let dir = &self.tool.tool.dir;
        self.config.explain.then(|| format!("{program:?} runs in {dir:?}: {why}"))
    }
}
