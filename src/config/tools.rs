//! The tools whose folders are roots, checked, and what the environment says of them.

use std::path::{Path, PathBuf};

use crate::base::cargo_env::{CargoEnv, PREBUILT, TOOLS, ToolEnv, is_cargo_offline};
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::fs;
use crate::base::glob::{Glob, literal_dir};
use crate::base::roots::{Root, is_logical};
use crate::compile::tool::Tool;
use crate::config::builder::Build;
use crate::config::checked::{Config, complain};
use crate::config::manifest::{Manifest, literal_glob};
use crate::config::workspace;

/// All tools of a set.
#[derive(Debug)]
pub(crate) struct Tools<'a> {
    pub(crate) all: Vec<ToolRoot<'a>>,
    pub(crate) switch: Switch,
    /// The folder that is to be taken in the place of what the tool makes.
    pub(crate) given: Option<PathBuf>,
    pub(crate) is_docs_rs: bool,
    pub(crate) is_offline: bool,
    /// Whether cargo has the package's sources from somewhere else.
    pub(crate) is_downloaded: bool,
    /// Whether they are those of a published package: of a registry, or vendored.
    pub(crate) is_published: bool,
    /// Whether they are those of a package that cargo made, and which need not be all.
    pub(crate) is_packaged: bool,
    /// Whether what may be secret may be kept in the cache.
    pub(crate) is_cache_local: bool,
}

/// A tool and its places, absolute but for `name`.
#[derive(Debug)]
pub(crate) struct ToolRoot<'a> {
    pub(crate) tool: &'a Tool,
    /// Where it works; nobody has looked whether that is there.
    pub(crate) dir: PathBuf,
    pub(crate) ignore: Vec<Glob>,
    pub(crate) prebuilt: Option<PathBuf>,
    /// Where what it made is put: a root.
    pub(crate) out: PathBuf,
    /// What belongs to the folder.
    pub(crate) record: PathBuf,
    /// Where the tool writes to, during a run.
    pub(crate) new: PathBuf,
    /// Where copied sources, packages and a nested cargo's target are, in live mode too.
    pub(crate) work: PathBuf,
}

/// What the user wants of the tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    On,
    Off,
    /// To have prebuilt folders written, too.
    Save,
}

/// What the directory of a set's tools is called, behind the name of the set.
const DIR: &str = "tool";

impl<'a> Tools<'a> {
    pub(super) fn new(
        build: &'a Build,
        env: &CargoEnv,
        package: &Path,
        [own_dir, out_dir]: [&Path; 2],
        problems: &mut Vec<Problem>,
    ) -> Self {
        let ToolEnv { switch, prebuilt, prebuilt_here, docs_rs, offline } = &env.tools;
        let switch = match switch.as_str() {
            "" | "on" | "1" => Switch::On,
            "off" | "0" => Switch::Off,
            "save" => Switch::Save,
            other => {
                complain(problems, format!("{TOOLS} is {other:?}: it can be `off` or `save`"));
                Switch::On
            }
        };
        let is_downloaded = workspace::is_downloaded(package);
        let is_published = workspace::is_published(package);
        let for_all = prebuilt.as_ref().filter(|_| !is_downloaded);
        let given = prebuilt_here.as_ref().or(for_all).filter(|dir| !dir.is_empty());
        if given.is_some() && build.tools.len() > 1 {
            let message = format!(
                "{PREBUILT} is set, and the set `{}` has several tools: give each a folder by \
                 `Tool::prebuilt`, or a set of its own",
                build.name
            );
            complain(problems, message);
        }
        let mut all = Vec::new();
        for (nth, tool) in build.tools.iter().enumerate() {
            for glob in &tool.reads {
                check_start(glob, package, own_dir, problems);
            }
            if let Some(path) = tool.manifest.as_ref().filter(|path| !is_logical(path)) {
                let message = format!(
                    "cannot read the manifest {path:?}: give its path in the folder that the \
                     tool makes, as \".vite/manifest.json\" is one"
                );
                complain(problems, message);
            }
            let name = format!("{}.{DIR}/{nth}", build.name);
            let (own, place) = (own_dir.join(&name), out_dir.join(&name));
            all.push(ToolRoot {
                tool,
                dir: package.join(&tool.dir),
                ignore: tool.ignore.iter().filter_map(|it| Glob::checked(it, problems)).collect(),
                prebuilt: tool.prebuilt.as_ref().map(|dir| package.join(dir)),
                out: place.join("out"),
                record: place.join("record"),
                new: place.join("new"),
                work: own.join("work"),
            });
        }
        Tools {
            all,
            switch,
            given: given.map(|dir| package.join(dir)),
            is_docs_rs: *docs_rs,
            is_offline: *offline || (!build.tools.is_empty() && is_cargo_offline()),
            is_downloaded,
            is_published,
            is_packaged: workspace::is_packaged(package),
            is_cache_local: build.cache.is_local(env),
        }
    }
}

impl ToolRoot<'_> {
    /// Returns the folder as a root; the `nth` of its set.
    pub(super) fn root(&self, nth: usize) -> Root {
        // A name that no directory has which was given.
        let given = format!("\0{nth}");
        Root { given, prefix: String::new(), path: self.out.clone(), is_own: true }
    }
}

/// Takes the names and entries from the manifests in the folders that tools have made, now
/// that they are there; returns what to warn of.
pub(crate) fn read_manifests(config: &mut Config<'_>) -> Result<Vec<String>, Error> {
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    let Config { roots, tools, naming, select, .. } = config;
    let first = roots.len() - tools.all.len();
    for (ToolRoot { tool, out, .. }, root) in tools.all.iter().zip(&roots[first..]) {
        let path = tool.manifest.as_deref().unwrap_or_default();
        let (file, program) = (out.join(path), &tool.program);
        if !file.is_file() {
            match tool.hashed_names {
                Some(glob) => {
                    Glob::checked(glob, &mut problems).into_iter().for_each(|it| naming.give(it));
                }
                // Where the tool may not run, nothing may be there.
                None if path.is_empty() || fs::is_empty(out) => {}
                None => {
                    let message = format!(
                        "there is no {path:?} in what {program:?} made, which `Tool::manifest` \
                         names: let the tool write one there"
                    );
                    problems.push(Problem::new(ErrorKind::Tool, message));
                }
            }
            continue;
        }
        match Manifest::read(&file, std::slice::from_ref(root), &naming.served_at) {
            Ok(manifest) => {
                if let Some(missing) = manifest.missing.first() {
                    // A plugin has put it into a page, say, or compressed it.
                    let others = manifest.missing.len() - 1;
                    warnings.push(format!(
                        "{path:?} of {program:?} names {missing:?}, and {others} others, which \
                         are not there: entries are without them"
                    ));
                }
                let left_out = literal_glob(&manifest.left_out);
                Glob::checked(&left_out, &mut problems)
                    .into_iter()
                    .for_each(|it| select.exclude(it));
                naming.manifests.push(manifest);
            }
            Err(problem) => problems.push(problem),
        }
    }
    match Error::of(problems) {
        Some(error) => Err(error),
        None => Ok(warnings),
    }
}

/// Refuses a glob for whose matches cargo would have to watch the output.
fn check_start(glob: &str, package: &Path, own_dir: &Path, problems: &mut Vec<Problem>) {
    if Glob::checked(glob, problems).is_none() {
        return;
    }
    let start = package.join(literal_dir(glob));
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if literal_dir(glob).is_empty() || real(own_dir).starts_with(real(&start)) {
        let message = format!(
            "cannot use the glob {glob:?} of `Tool::reads`: it must begin with a directory that \
             the target directory is not in, as \"../shared/**\" does"
        );
        complain(problems, message);
    }
}
