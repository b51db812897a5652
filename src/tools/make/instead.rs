//! What is embedded of a tool besides what a run makes: a prebuilt folder, the last one, or
//! nothing.

use std::path::Path;

use include_components_pack::Digest;

use super::Maker;
use crate::base::cargo_env::TOOLS;
use crate::base::error::{ErrorKind, Problem, shown};
use crate::base::fs;
use crate::compile::program::find_program;
use crate::compile::reads::env_digest;
use crate::config::tools::Switch;
use crate::tools::folder::Folder;
use crate::tools::inputs::Inputs;
use crate::tools::install::Lock;
use crate::tools::prebuilt::{self, REMEDY};
use crate::tools::record::Record;
use crate::tools::{place, run};

impl<'a> Maker<'a> {
    /// Returns the prebuilt folder if that is just what the tool would make, with packages
    /// that had to be installed first: who does not work on the front end needs no node.
    pub(super) fn fitting(
        &self,
        lock: Option<&Lock>,
        inputs: &Inputs,
        sources: Digest,
    ) -> Option<&'a Path> {
        let is_plain = self.not_plain(inputs).is_none();
        let lacks = lock.is_some_and(|lock| {
            place::is_copied(Some(lock), false) && place::lacks_packages(self.tool, lock)
        });
        let prebuilt = self.tool.prebuilt.as_deref().filter(|_| is_plain && lacks);
        prebuilt.filter(|dir| prebuilt::is_of(dir, sources))
    }

    /// Returns what the folder is made of besides sources that others have too, if it is: it
    /// may be a secret, and theirs is another one.
    fn not_plain(&self, inputs: &Inputs) -> Option<String> {
        let file = inputs.secret().map(|name| format!("the file {name:?}, which git ignores"));
        let mut variables = self.tool.tool.reads_env.iter();
        let mut variable = || variables.find(|name| env_digest(name).is_some());
        file.or_else(|| variable().map(|name| format!("the variable {name}")))
    }

    /// Returns what would keep the tool from running, if anything does.
    pub(super) fn what_hinders(&self, dir: &Path, lock: Option<&Lock>) -> Option<String> {
        let is_missing = |program: &str| find_program(program, self.package).is_none();
        let in_path = |program: &&str| !program.contains(std::path::is_separator);
        let mut programs = vec![self.tool.tool.program.as_str()];
        let tools = &self.config.tools;
        if let Some(lock) = lock {
            programs.push(lock.manager.runs());
            if place::is_copied(Some(lock), tools.is_downloaded) {
                let file = shown(&lock.file);
                if lock.dir() != dir {
                    let manager = lock.manager.program();
                    return Some(format!(
                        "the packages of {file} are not installed: run {manager} there"
                    ));
                }
                if place::lacks_packages(self.tool, lock) {
                    let why = if tools.is_published {
                        "this package is from a registry"
                    } else if tools.is_offline {
                        "cargo is offline"
                    } else {
                        programs.push(lock.manager.program());
                        ""
                    };
                    if !why.is_empty() {
                        return Some(format!(
                            "the packages of {file} are not installed, and {why}"
                        ));
                    }
                }
            }
        }
        let program = Path::new(programs[0]);
        let is_packages = lock.is_none() && program.starts_with("node_modules");
        if is_packages && !run::program(programs[0], dir).is_file() {
            return Some(
                "there is neither the program nor a lock file: run `npm install` there".to_owned(),
            );
        }
        let missing = programs.into_iter().filter(in_path).find(|program| is_missing(program))?;
        Some(format!("there is no {missing:?} in PATH"))
    }

    /// Returns the prebuilt folder; on docs.rs only if there is one, since none will do.
    pub(super) fn prebuilt(&self) -> Option<&'a Path> {
        let is_docs_rs = self.config.tools.is_docs_rs;
        let dir = self.tool.prebuilt.as_deref();
        dir.filter(|dir| !is_docs_rs || !prebuilt::is_empty(dir))
    }

    /// Takes the prebuilt folder where the tool cannot run.
    pub(super) fn hindered(&mut self, why: &str, sources: Option<Digest>) -> Result<(), Problem> {
        let program = &self.tool.tool.program;
        if let Some(dir) = self.prebuilt() {
            return self.take_prebuilt(dir, sources);
        }
        if self.config.tools.is_docs_rs {
            let warning = format!("{program:?} is not run, and nothing is embedded of it: {why}");
            self.made.warnings.push(warning);
            return self.put_down(&Folder { files: Vec::new() });
        }
        let what = format!("cannot run {program:?} in");
        let remedy = format!("{why}; {REMEDY}");
        Err(Problem::with_path(ErrorKind::Tool, &what, &self.tool.dir, &remedy))
    }

    pub(super) fn take_prebuilt(
        &mut self,
        dir: &Path,
        sources: Option<Digest>,
    ) -> Result<(), Problem> {
        self.made.watched.push(dir.to_owned());
        let folder = prebuilt::read(dir, sources)?;
        self.put_down(&folder)
    }

    /// Warns of a prebuilt folder that is of other sources than a package has.
    pub(super) fn warn_of_others(&mut self, dir: &Path, inputs: &Inputs) {
        if prebuilt::is_of_others(dir, prebuilt::key(self.tool, inputs)) {
            self.made.warnings.push(format!(
                "the prebuilt folder {} is not of the sources in this package: some of them \
                 are left out, as `package.include` may have it, or it is old",
                shown(dir)
            ));
        }
    }

    /// Warns of a package that its users could not build.
    pub(super) fn warn_of_packages(&mut self) {
        let program = &self.tool.tool.program;
        let why = match self.tool.prebuilt {
            Some(_) => "the folder of `Tool::prebuilt` is taken there, and is not in it",
            None => "no npm packages are installed there",
        };
        self.made.warnings.push(format!(
            "{program:?} runs here, but not for who has this package from a registry: {why}. \
             Before you publish it, make the folder of `Tool::prebuilt` by {TOOLS}=save, and let \
             `package.include` have it"
        ));
    }

    /// Leaves the folder as it is.
    pub(super) fn take_last(&mut self) -> Result<(), Problem> {
        let has_made = !Record::load(&self.tool.record).left.is_empty();
        if has_made && self.tool.out.is_dir() {
            return Ok(());
        }
        let program = &self.tool.tool.program;
        self.made.warnings.push(format!(
            "{TOOLS} is off, and {program:?} has made nothing yet: nothing is embedded of it"
        ));
        self.put_down(&Folder { files: Vec::new() })
    }

    /// Makes the folder one that is of no inputs here.
    fn put_down(&self, folder: &Folder) -> Result<(), Problem> {
        fs::remove(&self.tool.record);
        let left = folder.put_down(&self.tool.out)?;
        if left.is_empty() {
            return Ok(());
        }
        Record::new(None, Vec::new(), &[], &Inputs::default(), left).save(&self.tool.record)
    }

    /// Writes the prebuilt folder, if that is wanted.
    pub(super) fn save_prebuilt(&mut self, inputs: &Inputs) -> Result<(), Problem> {
        if self.config.tools.switch != Switch::Save {
            return Ok(());
        }
        let Some(dir) = &self.tool.prebuilt else {
            let program = &self.tool.tool.program;
            self.made.warnings.push(format!(
                "{TOOLS} is `save`, and what {program:?} made is not saved: `Tool::prebuilt` \
                 says where"
            ));
            return Ok(());
        };
        if let Some(what) = self.not_plain(inputs) {
            let why = format!(
                "it is made with {what}, and others would get that: take it away for this \
                 build, and give what they may have by `Tool::env`"
            );
            let what = "cannot save what the tool made in";
            return Err(Problem::with_path(ErrorKind::Tool, what, dir, &why));
        }
        self.warn_of_crate(dir);
        let folder = Folder::read(&self.tool.out)?;
        prebuilt::save(dir, &folder, prebuilt::key(self.tool, inputs))
    }

    /// Warns of a prebuilt folder that cargo leaves out whatever `package.include` says.
    fn warn_of_crate(&mut self, dir: &Path) {
        let below = dir.strip_prefix(self.package).unwrap_or(Path::new(""));
        let mut above = below.ancestors().skip(1).filter(|it| !it.as_os_str().is_empty());
        let is_crate = |it: &&Path| self.package.join(it).join("Cargo.toml").is_file();
        if let Some(of_crate) = above.find(is_crate) {
            self.made.warnings.push(format!(
                "cargo packages nothing of {}, which has a Cargo.toml of its own: let \
                 `Tool::prebuilt` name a folder outside of it",
                shown(of_crate)
            ));
        }
    }
}
