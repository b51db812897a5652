//! A program that makes a folder of many files: the public value, with setters only.

use std::time::Duration;

use crate::base::key::KeyHasher;

/// A front-end tool, which makes a folder of many files: Vite, Trunk, webpack, Tailwind.
///
/// [`Build::root_from`](crate::Build::root_from) runs it when something that it is made
/// of has changed, never else, and embeds what it made. The folder is in OUT_DIR and in
/// the [`Cache`](crate::Cache): another profile, or an older commit, costs no run, and
/// needs neither node nor `node_modules`.
///
/// # What the folder is made of
///
/// * All files below the tool's directory that no `.gitignore` ignores, neither one there
///   nor one above, up to the directory with `.git`, or to the package. `node_modules`,
///   `.git`, a `target` of cargo's and the folder of [`prebuilt`](Self::prebuilt) are never
///   among them, and files `.env*` always are.
/// * The lock file of npm, pnpm, Yarn or Bun, there or above, which stands for
///   `node_modules`: what was changed in there by hand is not seen.
/// * What is not ignored of packages beside it that its `package.json` names, and theirs:
///   by `file:`, `link:` or `portal:`, or as members of the workspace that has the lock file.
/// * Settings that tools find above it where it has none (`tsconfig.json`, that of PostCSS,
///   `.browserslistrc`) as far as the repository goes, and what a `tsconfig.json` extends.
/// * For a front end in Rust, which has a `Cargo.toml` there, the crates that it depends on
///   by path, and those that they do; the manifest of its workspace, the nearest
///   `Cargo.lock` above, and as far as the repository goes `rust-toolchain.toml` and
///   `.cargo/config.toml`; the version of rustc.
/// * What [`reads`](Self::reads), [`env`](Self::env) and [`reads_env`](Self::reads_env)
///   say, the arguments, and the versions of the program and of node.
///
/// The tool sees the variables `PATH` and `HOME` (and where cargo, rustup and, on Windows,
/// the system have their directories), `TMPDIR`, `TEMP` and `TMP`, `NODE_ENV=production`,
/// `CARGO_TARGET_DIR`, which is one in OUT_DIR, and those that are declared here; offline
/// also `CARGO_NET_OFFLINE` and its like for npm and Yarn; no others.
///
/// # What cargo watches
///
/// Each entry of the tool's directory that is not ignored, and directories with all that
/// is in them, unless there is an ignored directory. So neither an edit in `node_modules`
/// nor one of an ignored file beside it starts anything (one of an ignored file further
/// down starts the build script, but not the tool), and **a new file right beside
/// `node_modules` is noticed only when something else changes**: `touch build.rs`.
///
/// # Packages
///
/// If there is a lock file in the tool's directory, and `node_modules` is not of it, or if
/// the package was downloaded, the sources are copied into OUT_DIR and the packages are installed there (`npm ci` and the
/// like), without their install scripts. This is the one place where a build may use the
/// network: never for a package from a registry, nor offline (`--offline`,
/// `CARGO_NET_OFFLINE`), nor on docs.rs. Then [`prebuilt`](Self::prebuilt) is taken.
///
/// # The environment
///
/// | variable | |
/// |---|---|
/// | `INCLUDE_COMPONENTS_PREBUILT=dir` | embeds that folder, relative to the package, and runs nothing: CI has built it in another job. With `_` and the package's name behind it (`…_MY_APP`) it is for that package alone |
/// | `INCLUDE_COMPONENTS_TOOLS=off` | takes what was made last, or nothing with a warning |
/// | `INCLUDE_COMPONENTS_TOOLS=save` | copies what was made to the folder of `prebuilt`, with a key; an error if an ignored file or a set variable of `reads_env` is in it |
///
/// # Examples
///
/// ```no_run
/// # fn main() -> Result<(), include_components_build::Error> {
/// use include_components_build::{Build, Tool};
///
/// let web = Tool::vite("web").reads_env("VITE_API_URL").prebuilt("web/dist");
/// Build::new().root_from(web).run()?;
/// # Ok(())
/// # }
/// ```
///
/// Any program, which is told by `{outdir}` where to write:
///
/// ```
/// # #[cfg(unix)]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use include_components_build::{Build, Tool};
///
/// # let dir = tempfile::tempdir()?;
/// # let (web, out) = (dir.path().join("web"), dir.path().join("out"));
/// # std::fs::create_dir(&web)?;
/// # std::fs::create_dir(&out)?;
/// # let web = web.to_str().ok_or("not UTF-8")?;
/// std::fs::write(format!("{web}/a.css"), "a {}")?;
/// let mut build = Build::new();
/// build.root_from(Tool::new("cp", web).args(["a.css", "{outdir}/site.css"]));
/// assert_eq!(build.run_in(&out)?.0.tools_run(), 1);
/// assert_eq!(build.run_in(&out)?.0.tools_run(), 0);
///
/// std::fs::remove_file(format!("{web}/a.css"))?;
/// std::fs::write(format!("{web}/b.css"), "b {}")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("\"cp\" failed") && error.contains("a.css"), "{error}");
/// # Ok(())
/// # }
/// # #[cfg(not(unix))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct Tool {
    pub(crate) program: String,
    pub(crate) dir: String,
    pub(crate) args: Vec<String>,
    pub(crate) reads: Vec<String>,
    pub(crate) ignore: Vec<String>,
    pub(crate) envs: Vec<(String, String)>,
    pub(crate) reads_env: Vec<String>,
    pub(crate) prebuilt: Option<String>,
    pub(crate) install_scripts: bool,
    pub(crate) timeout: Duration,
    /// Where the manifest is in the folder.
    pub(crate) manifest: Option<String>,
    /// Which names in the folder have a hash, if there is no manifest: one need not be there
    /// then.
    pub(crate) hashed_names: Option<&'static str>,
}

/// Where Vite is told to write its manifest.
const VITES_MANIFEST: &str = ".vite/manifest.json";

/// Where Vite and Trunk write when nobody says where: not a `dist` further down, or in a
/// linked package, which may be what the front end is made of.
const DIST: &str = "{dist,dist/**}";

/// Names with the 64 bits that Trunk puts into them, by its own hash function.
const TRUNKS_NAMES: &str = "*-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]\
    [0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]{.*,_bg.wasm}";

impl Tool {
    /// Makes a tool of a program that works in a directory, without arguments yet.
    ///
    /// `dir` is relative to the package's directory. A name is searched for in `PATH`; a
    /// path is relative to `dir`, as in `node_modules/.bin/webpack`, and such a one is
    /// also found in the `node_modules` of directories above. On Windows `npm` finds
    /// `npm.cmd`.
    pub fn new(program: impl Into<String>, dir: impl Into<String>) -> Self {
        Tool {
            program: program.into(),
            dir: dir.into(),
            args: Vec::new(),
            reads: Vec::new(),
            ignore: Vec::new(),
            envs: Vec::new(),
            reads_env: Vec::new(),
            prebuilt: None,
            install_scripts: false,
            timeout: Duration::from_secs(600),
            manifest: None,
            hashed_names: None,
        }
    }

    /// Makes the tool `vite build`, of the Vite in `node_modules`.
    ///
    /// `dist` is no input. Vite writes a [`manifest`](Self::manifest), which has the names
    /// with a hash and the entries of the program: an `index.html`, or what
    /// `build.rolldownOptions.input` names. In a prebuilt folder without
    /// `.vite/manifest.json`, names such as `assets/index-DSXtc1GT.js` are taken for hashed.
    ///
    /// Vite does not list workers: what is only in `new Worker(…)` has its hash taken for
    /// a part of its name, unless [`Build::hashed_names`](crate::Build::hashed_names) says
    /// otherwise.
    pub fn vite(dir: impl Into<String>) -> Self {
        let tool = Tool::new("node_modules/.bin/vite", dir).ignore(DIST);
        let tool = tool.args(["build", "--outDir", "{outdir}", "--emptyOutDir"]);
        // Where it is by default depends on the version.
        let tool = tool.arg(format!("--manifest={VITES_MANIFEST}")).manifest(VITES_MANIFEST);
        Tool { hashed_names: Some("assets/*-????????.*"), ..tool }
    }

    /// Makes the tool `trunk build --release`, of the Trunk in `PATH`.
    ///
    /// `dist` is no input. The cargo that it starts has a target directory of its own in
    /// OUT_DIR, and so does not wait for this one. Names of Trunk's such as
    /// `app-5b8a7d3c1f0e9b24_bg.wasm` are hashed ones, unless `filehash = false` in
    /// `Trunk.toml` leaves the hash out. That of a program is of what cargo compiled: when
    /// only `data-wasm-opt` has changed, the names are those of before.
    ///
    /// The folder of [`prebuilt`](Self::prebuilt) must not be in `dir`, as cargo packages
    /// nothing of a directory with a `Cargo.toml` of its own.
    pub fn trunk(dir: impl Into<String>) -> Self {
        let tool = Tool::new("trunk", dir).ignore(DIST);
        let tool = tool.args(["build", "--release", "--dist", "{outdir}"]);
        Tool { hashed_names: Some(TRUNKS_NAMES), ..tool }
    }

    /// Adds an argument.
    ///
    /// `{outdir}` is the directory to write to, which is empty, and `{dir}` the one to
    /// work in; both are absolute. A literal brace is written `{{` or `}}`.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments, as [`arg`](Self::arg) does.
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Declares that the tool reads the files that match a glob.
    ///
    /// The glob is relative to the package's directory, and begins with a directory:
    /// `../shared/**`. For what is not below the tool's directory, or is ignored there. One
    /// that no file matches is an error. What git ignores may be a secret, as `.env` files.
    #[must_use]
    pub fn reads(mut self, glob: impl Into<String>) -> Self {
        self.reads.push(glob.into());
        self
    }

    /// Leaves out files and directories that are no inputs, though git has them.
    ///
    /// The globs have the syntax of [`Build::exclude`](crate::Build::exclude), and are
    /// relative to the tool's directory: `*.test.ts`, `e2e`.
    #[must_use]
    pub fn ignore(mut self, glob: impl Into<String>) -> Self {
        self.ignore.push(glob.into());
        self
    }

    /// Sets an environment variable for the tool; the value may have placeholders.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.envs.push((name.into(), value.into()));
        self
    }

    /// Gives the tool a variable of the build's environment, such as `VITE_API_URL`.
    ///
    /// When it changes, the tool runs again. The installation of packages sees it too: a
    /// token that `.npmrc` names, as `${NPM_TOKEN}`.
    #[must_use]
    pub fn reads_env(mut self, name: impl Into<String>) -> Self {
        self.reads_env.push(name.into());
        self
    }

    /// Names a folder that the tool has made before, for where it cannot run.
    ///
    /// `dir` is relative to the package's directory. It is taken in a package from a
    /// registry and where cargo verifies one, on docs.rs, where the tool's sources are not
    /// there, where packages had to be installed offline, and where the tool or node is not
    /// installed. Put it into `package.include` of Cargo.toml, and into git or say
    /// `--allow-dirty`, as cargo packages nothing else.
    ///
    /// `INCLUDE_COMPONENTS_TOOLS=save` writes it, with the key of the sources in it. A
    /// folder of other sources than those that are there is an error then, instead of an
    /// old front end; one without a key is not checked. One of these very sources is taken
    /// rather than packages installed, unless a variable of [`reads_env`](Self::reads_env)
    /// or an ignored `.env` file is there.
    #[must_use]
    pub fn prebuilt(mut self, dir: impl Into<String>) -> Self {
        self.prebuilt = Some(dir.into());
        self
    }

    /// Names the manifest that the tool writes: the names that it lists with a hash are
    /// hashed ones, and its entries are those of the set.
    ///
    /// `path` is relative to the folder that the tool makes. The manifest is read as
    /// [`Build::manifest`](crate::Build::manifest) reads one, and is not embedded. What it
    /// names and the folder has not is a warning. If there is no manifest, the run fails,
    /// but where the tool may not run and the folder is empty.
    #[must_use]
    pub fn manifest(self, path: impl Into<String>) -> Self {
        Tool { manifest: Some(path.into()), hashed_names: None, ..self }
    }

    /// Sets whether the install scripts of packages are run; the default is `false`.
    #[must_use]
    pub fn install_scripts(mut self, yes: bool) -> Self {
        self.install_scripts = yes;
        self
    }

    /// Ends the tool after this time; the default is ten minutes.
    ///
    /// The same holds for the installation of packages. All processes that were started are
    /// ended, on Unix also if somebody kills the build.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Writes all that the folder depends on besides files, versions and the values of
    /// variables.
    pub(crate) fn describe(&self, key: &mut KeyHasher) {
        let Tool { program, dir, args, reads, ignore, envs, reads_env, .. } = self;
        key.option("program", program).option("dir", dir);
        for (name, list) in
            [("arg", args), ("reads", reads), ("ignore", ignore), ("reads_env", reads_env)]
        {
            key.option(&format!("number of {name}"), list.len());
            for value in list {
                key.option(name, value);
            }
        }
        for (name, value) in envs {
            key.option("env", format_args!("{name:?}={value:?}"));
        }
        key.option("install_scripts", self.install_scripts);
    }
}
