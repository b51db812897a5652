//! The builder and the environment, turned into one checked configuration.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use include_components_pack::{Digest, live};

use crate::base::cargo_env::CargoEnv;
use crate::base::error::{Error, ErrorKind, Problem};
use crate::base::glob::Glob;
use crate::base::key::{KeyHasher, Recipe};
use crate::base::roots::{Places, Root, plain, started, without_up};
use crate::base::stat::AHEAD;
use crate::compile::encoder::Effort;
use crate::compile::encoders::Encoders;
use crate::config::builder::Build;
use crate::config::linked::{library, library_name};
use crate::config::manifest::{Manifest, literal_glob};
use crate::config::media_types::MediaTypes;
use crate::config::options::{Dev, Embed, Links, Lint};
use crate::config::references::Naming;
use crate::config::roots::{check_places, roots};
use crate::config::rules::{BundleRule, Rule};
use crate::config::select::Select;
use crate::config::tools::Tools;
use crate::library::{self, Format};

/// What a run does, checked.
#[derive(Debug)]
pub(crate) struct Config<'a> {
    pub(crate) name: &'a str,
    /// The name of the package.
    pub(crate) package: String,
    /// Those that were given, then those that tools make.
    pub(crate) roots: Vec<Root>,
    pub(crate) tools: Tools<'a>,
    pub(crate) select: Select,
    pub(crate) media_types: MediaTypes,
    pub(crate) naming: Naming,
    /// In the order of the calls; what matches a glob without a rule is copied.
    pub(crate) rules: Vec<(Glob, Option<Rule<'a>>)>,
    pub(crate) encoders: Encoders,
    /// The time in encoders above which the user is told how they would be faster.
    pub(crate) slow: Duration,
    /// Whether the profile is `dev`, or inherits from it.
    pub(crate) is_dev: bool,
    pub(crate) bundles: Vec<BundleRule<'a>>,
    pub(crate) links: Links,
    pub(crate) allow_missing: bool,
    pub(crate) lfs_pointers: bool,
    /// The warnings that are not wanted.
    pub(crate) lints: &'a BTreeSet<Lint>,
    pub(crate) map_above: u64,
    /// Where the output goes: OUT_DIR, in live mode a directory in it.
    pub(crate) out_dir: PathBuf,
    /// OUT_DIR, to which nobody but this build script writes.
    own_dir: PathBuf,
    pub(crate) is_live: bool,
    /// Whether cargo is not to watch components, since the program will.
    pub(crate) is_unwatched: bool,
    /// When the build script was started: what is modified later makes cargo run it
    /// again.
    pub(crate) started: SystemTime,
    /// When the build script wrote what it writes itself: between its start, that tick of the
    /// clock among it, and this run, as a file system has it whose clock may be ahead.
    pub(crate) scripts_own: RangeInclusive<SystemTime>,
    /// The package's directory as cargo says it, or nothing.
    pub(crate) manifest_dir: PathBuf,
    pub(crate) places: Places,
    /// How many threads may compute at most.
    pub(crate) jobs: usize,
    /// What cargo says of its jobserver.
    pub(crate) makeflags: String,
    /// The directory of the persistent cache, if there is to be one.
    pub(crate) cache: Option<PathBuf>,
    pub(crate) cache_bound: u64,
    /// Whether to say why each component is built.
    pub(crate) explain: bool,
    /// The format of the static library, if there may be one.
    pub(crate) library: Option<Format>,
    /// The same, if it may be from another run with other options.
    pub(crate) any_library: Option<Format>,
    /// The length of a pack from which it is linked.
    pub(crate) link_from: u64,
    /// About how long the parts are that a linked pack is cut into.
    pub(crate) part_size: u64,
    /// What the names of the static libraries begin with: one in all of a
    /// program.
    pub(crate) library_name: String,
}

/// The time of all threads in encoders above which a user is told: with less, a
/// line in a manifest is not worth its reading.
pub(crate) const SLOW: Duration = Duration::from_secs(10);

/// From how many bytes a pack is linked by default: rustc takes 15 ms for
/// `include_bytes!` of 1 MB in a debug build, 47 ms in a release build, and
/// a build script some ms for a library of any size (`ARCHITECTURE.md`).
const LINK_FROM: u64 = 256 << 10;

impl<'a> Config<'a> {
    pub(crate) fn new(build: &'a Build, env: CargoEnv) -> Result<Self, Error> {
        Config::with_embed(build, env, build.embed)
    }

    /// Does the same with another way into the program than was asked for.
    pub(crate) fn with_embed(build: &'a Build, env: CargoEnv, embed: Embed) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let base = env.manifest_dir.clone().unwrap_or_default();
        check_name(&build.name, &mut problems);
        let own_dir = out_dir(&env, &base, &mut problems);
        let out_dir = match env.live {
            Some(_) => own_dir.join(format!("{}.{}", build.name, live::DIR)),
            None => own_dir.clone(),
        };
        let mut roots = roots(build, &env, &base, &own_dir, &mut problems);
        check_places(&roots, &own_dir, &mut problems);
        let format = library::format(&env.target);
        let library = library(embed, format, &env, &mut problems);
        let media_types = MediaTypes::new(&build.media_types, &mut problems);
        let mut naming = Naming::new(build, &mut problems);
        naming.manifests = manifests(build, &base, &roots, &naming, &mut problems);
        let select = select(build, &naming, &mut problems);
        let mut rules = Vec::new();
        for (glob, compiler) in &build.compilers {
            let rule = compiler.as_deref().map(Rule::new);
            rules.extend(Glob::checked(glob, &mut problems).map(|glob| (glob, rule)));
        }
        let mut bundles = Vec::new();
        for bundle in &build.bundles {
            let glob = Glob::checked(&bundle.glob, &mut problems);
            bundles.extend(glob.map(|glob| BundleRule::new(glob, bundle)));
        }
        let effort = match build.effort {
            Effort::Auto if env.is_dev => Effort::Fast,
            effort => effort,
        };
        let encoders = Encoders::new(&build.encoders, effort, &mut problems);
        let package = env.manifest_dir.clone().unwrap_or_else(|| PathBuf::from("."));
        let package = absolute(&package);
        let tools = Tools::new(build, &env, &package, [&own_dir, &out_dir], &mut problems);
        roots.extend(tools.all.iter().enumerate().map(|(nth, tool)| tool.root(nth)));
        let temp = out_dir.join(format!("{}.tmp", build.name));
        let cache = build.cache.dir(&env, &base, &own_dir).unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        let started = started(&own_dir);
        let config = Config {
            places: Places { package, temp: absolute(&temp) },
            name: &build.name,
            package: env.package.clone(),
            roots,
            tools,
            select,
            media_types,
            naming,
            rules,
            encoders,
            slow: SLOW,
            is_dev: env.is_dev,
            bundles,
            links: build.links,
            allow_missing: build.allow_missing,
            lfs_pointers: build.lfs_pointers,
            lints: &build.lints,
            map_above: build.map_above,
            jobs: jobs(&env),
            makeflags: env.makeflags.clone(),
            cache,
            cache_bound: build.cache.bound(),
            explain: env.explain,
            library,
            any_library: format,
            link_from: if embed == Embed::Link { 0 } else { LINK_FROM },
            part_size: build.part_size,
            library_name: library_name(&env, &build.name, &own_dir),
            started,
            scripts_own: started..=SystemTime::now() + AHEAD,
            is_live: env.live.is_some(),
            is_unwatched: env.is_dev && build.dev == Dev::Live,
            out_dir,
            own_dir,
            manifest_dir: base,
        };
        match Error::of(problems) {
            Some(error) => Err(error),
            None => Ok(config),
        }
    }

    /// Returns the digest of all options that the output depends on.
    pub(crate) fn options(&self) -> Digest {
        let mut key = KeyHasher::new("include-components set 3");
        key.write(env!("CARGO_PKG_VERSION")).write(self.name);
        for root in &self.roots {
            key.write(&root.given).write(&root.prefix);
        }
        self.tools.all.iter().for_each(|it| it.tool.describe(&mut key));
        self.select.describe(&mut key);
        self.media_types.describe(&mut key);
        self.naming.describe(&mut key);
        key.write(self.links.name()).write([self.lfs_pointers as u8, self.is_unwatched as u8]);
        key.write(self.lints.iter().map(|lint| *lint as u8).collect::<Vec<u8>>());
        for (glob, rule) in &self.rules {
            // No digest is empty.
            let recipe = rule.as_ref().map(|rule| rule.recipe.digest);
            key.write(glob.to_string());
            key.write(recipe.as_ref().map_or(&[][..], |digest| digest.as_bytes()));
        }
        key.write(self.encoders.digest.as_bytes());
        for bundle in &self.bundles {
            key.write("bundle").write(bundle.glob.to_string()).write(bundle.path);
            key.write([bundle.keep as u8]).write(bundle.recipe.digest.as_bytes());
        }
        if let Some(format) = self.library {
            format.describe(key.write("linked"));
        }
        key.write(self.link_from.to_le_bytes());
        key.write(&self.library_name).write(self.part_size.to_le_bytes());
        key.finish()
    }

    /// Returns which rule compiles a component: that of the last glob that matches.
    pub(crate) fn rule(&self, path: &str) -> Option<&Rule<'a>> {
        let (_, rule) = self.rules.iter().rev().find(|(glob, _)| glob.matches(path))?;
        rule.as_ref()
    }

    /// Returns what the compilers and bundlers say of themselves, each with its glob
    /// or its path, in their order.
    pub(crate) fn recipes(&self) -> Vec<(String, Recipe)> {
        let recipe = |rule: &Rule<'_>| rule.recipe.clone();
        let rules = self
            .rules
            .iter()
            .filter_map(|(glob, rule)| Some((glob.to_string(), rule.as_ref().map(recipe)?)));
        let bundles = self.bundles.iter().map(|it| (it.path.to_owned(), it.recipe.clone()));
        rules.chain(bundles).collect()
    }

    /// Whether files may be taken that are refused by default.
    pub(crate) fn is_lenient(&self) -> bool {
        self.select.allows_secrets() || self.lfs_pointers
    }

    /// Whether nothing is made but copies.
    pub(crate) fn copies_only(&self) -> bool {
        self.rules.is_empty() && self.bundles.is_empty()
    }

    /// Whether a path is below OUT_DIR: then only this build script writes to it. A
    /// relative one is so to the package's directory.
    pub(crate) fn is_own(&self, path: &Path) -> bool {
        without_up(&self.places.package.join(path)).starts_with(&self.own_dir)
    }

    /// Returns a file of OUT_DIR that belongs to the set.
    pub(crate) fn out_file(&self, extension: &str) -> PathBuf {
        self.out_dir.join(format!("{}.{extension}", self.name))
    }
}

pub(super) fn complain(problems: &mut Vec<Problem>, message: impl Into<String>) {
    problems.push(Problem::new(ErrorKind::Config, message));
}

fn out_dir(env: &CargoEnv, base: &Path, problems: &mut Vec<Problem>) -> PathBuf {
    match &env.out_dir {
        // Cargo's is that already. A tool runs elsewhere, and what is below is compared by name.
        Some(dir) => plain(&base.join(dir)),
        None => {
            let message = "OUT_DIR is not set: call this from a build script, `build.rs`, \
                           or give a directory with `run_in`";
            complain(problems, message);
            PathBuf::new()
        }
    }
}

fn manifests(
    build: &Build,
    base: &Path,
    roots: &[Root],
    naming: &Naming,
    problems: &mut Vec<Problem>,
) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for path in &build.manifests {
        let path = base.join(path);
        if build.allow_missing && !path.exists() {
            continue;
        }
        match Manifest::read(&path, roots, &naming.served_at) {
            Ok(manifest) => {
                problems.extend(manifest.missing.iter().map(|file| missing(file, &path)));
                manifests.push(manifest);
            }
            Err(problem) => problems.push(problem),
        }
    }
    manifests
}

fn missing(file: &str, manifest: &Path) -> Problem {
    let what = format!("the manifest names {file:?}, which is not there:");
    let remedy = "it is of another build; build the front end again";
    Problem::with_path(ErrorKind::Config, &what, manifest, remedy)
}

fn select(build: &Build, naming: &Naming, problems: &mut Vec<Problem>) -> Select {
    let mut globs = |texts: &[String]| -> Vec<Glob> {
        texts.iter().filter_map(|text| Glob::checked(text, problems)).collect()
    };
    let (include, mut exclude) = (globs(&build.include), globs(&build.exclude));
    let left_out = naming.manifests.iter().map(|it| literal_glob(&it.left_out));
    exclude.extend(globs(&left_out.collect::<Vec<String>>()));
    Select::new(include, exclude, build.hidden, build.secrets.clone())
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn check_name(name: &str, problems: &mut Vec<Problem>) {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.is_empty() || !name.bytes().all(allowed) {
        let message = format!("cannot name a set {name:?}: use ASCII letters, digits, `_` and `-`");
        complain(problems, message);
    }
}

/// Returns how many threads to use: cargo's `-j`, else one a core.
fn jobs(env: &CargoEnv) -> usize {
    let cores = || thread::available_parallelism().map_or(1, |cores| cores.get());
    env.jobs.unwrap_or_else(cores).clamp(1, 64)
}

#[cfg(test)]
mod tests;
