//! The public builder: setters only, nothing is checked or done before `run`.

mod references;
mod rules;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::compile::compiler::Compiler;
use crate::compile::encoder::{Effort, Encoder};
use crate::compile::tool::Tool;
use crate::config::cache::Cache;
use crate::config::options::{Dev, Embed, GivenBundle, Links, Lint};
use crate::config::references::References;

/// Builds a set of components: its methods set options, [`run`](Self::run) builds.
///
/// All options but [`root`](Self::root) have a default. Relative paths are relative
/// to the package's directory, `CARGO_MANIFEST_DIR`.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use include_components_build::Build;
///
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// std::fs::write(root.join("a.css"), "a {}")?;
/// std::fs::write(root.join("a.css.bak"), "a {")?;
/// let (report, _) = Build::new().root(&root).exclude("*.bak").run_in(&out)?;
/// assert_eq!(report.components(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Build {
    pub(crate) name: String,
    /// Whether `compile` made it, so that build.rs has no `Build` to call a method of.
    pub(crate) is_short: bool,
    /// The roots, each with its prefix.
    pub(crate) roots: Vec<(String, PathBuf)>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) include: Vec<String>,
    pub(crate) exclude: Vec<String>,
    /// Whether hidden files are taken, if that was said.
    pub(crate) hidden: Option<bool>,
    pub(crate) secrets: BTreeSet<String>,
    pub(crate) lfs_pointers: bool,
    pub(crate) lints: BTreeSet<Lint>,
    pub(crate) media_types: Vec<(String, String)>,
    pub(crate) compilers: Vec<(String, Option<Box<dyn Compiler>>)>,
    pub(crate) encoders: Vec<(String, Vec<Encoder>)>,
    pub(crate) effort: Effort,
    pub(crate) bundles: Vec<GivenBundle>,
    pub(crate) references: Vec<(String, References)>,
    pub(crate) served_at: String,
    pub(crate) keep_names: Vec<String>,
    pub(crate) hashed_names: Vec<String>,
    pub(crate) manifests: Vec<PathBuf>,
    pub(crate) links: Links,
    pub(crate) allow_missing: bool,
    pub(crate) cache: Cache,
    pub(crate) map_above: u64,
    pub(crate) embed: Embed,
    pub(crate) dev: Dev,
    pub(crate) part_size: u64,
    #[cfg(test)]
    pub(crate) out_dir: Option<PathBuf>,
}

/// Above how many bytes a file is mapped; see [`Build::map_above`].
const MAP_ABOVE: u64 = 256 << 20;

/// From how many bytes on a linked pack is cut into parts, of about as many: to
/// write one takes a build script about 1 ms, to link it the linker 0.2 ms.
const PART_SIZE: u64 = 2 << 20;

impl Default for Build {
    fn default() -> Self {
        Build {
            name: "components".to_owned(),
            is_short: false,
            roots: Vec::new(),
            tools: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            hidden: None,
            secrets: BTreeSet::new(),
            lfs_pointers: false,
            lints: BTreeSet::new(),
            media_types: Vec::new(),
            compilers: Vec::new(),
            encoders: Vec::new(),
            effort: Effort::Auto,
            bundles: Vec::new(),
            references: Vec::new(),
            served_at: "/".to_owned(),
            keep_names: Vec::new(),
            hashed_names: Vec::new(),
            manifests: Vec::new(),
            links: Links::Inside,
            allow_missing: false,
            cache: Cache::shared(),
            map_above: MAP_ABOVE,
            embed: Embed::Auto,
            dev: Dev::Embed,
            part_size: PART_SIZE,
            #[cfg(test)]
            out_dir: None,
        }
    }
}

impl Build {
    /// Makes a builder of the set `components`, with no root yet.
    pub fn new() -> Self {
        Build::default()
    }

    /// Names the set, for `include_components!("name")`.
    ///
    /// A name has ASCII letters, digits, `_` and `-`. The default is `components`.
    /// Two sets of one package need two names: building one name twice with
    /// different options is an error.
    pub fn name(&mut self, name: impl Into<String>) -> &mut Self {
        self.name = name.into();
        self
    }

    /// Adds a directory of components.
    ///
    /// All files below `dir` become components. Their logical paths are relative to
    /// `dir`, which itself is relative to the package's directory and may lie
    /// outside of it: `../web/dist`. Several roots are merged into one set; one path
    /// in two roots is an error. At least one root is needed.
    ///
    /// Cargo watches a root, unless it is below OUT_DIR, where only the build script
    /// writes: then the script tells cargo what it makes the files of.
    pub fn root(&mut self, dir: impl Into<PathBuf>) -> &mut Self {
        self.root_at("", dir)
    }

    /// Adds a directory of components, whose logical paths are below `prefix`.
    ///
    /// This is [`root`](Self::root) except that `ls.1` in `dir` has the logical path
    /// `man/man1/ls.1` if the prefix is `man/man1`. All globs are matched against that
    /// path. What compilers read is relative to the component's file on disk, all the
    /// same. Several roots may have one prefix, and an empty one is none.
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails if the prefix is absolute, ends in `/`, or has a `\`, an
    /// empty segment, `.` or `..`; if one path is in two roots; and if one is a file in
    /// one root and a directory in another.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use include_components_build::{Build, Digest, ErrorKind};
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("pages"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// std::fs::write(root.join("ls.1"), ".TH LS 1")?;
    /// let digest = Digest::from_bytes(*blake3::hash(b".TH LS 1").as_bytes());
    /// Build::new().root_at("man/man1", &root).verify([("man/man1/ls.1", digest)])?;
    ///
    /// let error = Build::new().root_at("/man", &root).run_in(&out).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Config);
    /// # Ok(())
    /// # }
    /// ```
    pub fn root_at(&mut self, prefix: impl Into<String>, dir: impl Into<PathBuf>) -> &mut Self {
        self.roots.push((prefix.into(), dir.into()));
        self
    }

    /// Adds the folder that a front-end tool makes, as a root.
    ///
    /// [`Tool`] says what it is made of, and when the tool runs. It may stand beside
    /// [`root`](Self::root).
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails if the tool cannot run and there is no
    /// [`Tool::prebuilt`] folder, if it fails, takes too long, or writes nothing or what is
    /// no file, and if a prebuilt folder is of other sources ([`ErrorKind::Tool`](crate::ErrorKind::Tool)); if a glob
    /// of [`Tool::reads`] matches nothing, and if a value of it cannot be used
    /// ([`ErrorKind::Config`](crate::ErrorKind::Config)).
    pub fn root_from(&mut self, tool: Tool) -> &mut Self {
        self.tools.push(tool);
        self
    }

    /// Takes only the files that match this glob or another one given to `include`.
    ///
    /// A glob without `/` is matched against the file name at any depth, a glob
    /// with `/` against the whole logical path. `*`, `?`, `[a-z]` and `{a,b}` do
    /// not match a `/`; `**` does. A `\` escapes the next character. The default
    /// is all files except hidden ones: see [`hidden`](Self::hidden). If every glob begins
    /// with a directory, as `dist/**` does, cargo watches those directories, not the root.
    pub fn include(&mut self, glob: impl Into<String>) -> &mut Self {
        self.include.push(glob.into());
        self
    }

    /// Leaves out files and directories that match this glob.
    ///
    /// The globs have the syntax of [`include`](Self::include), and `exclude` wins
    /// over it. A directory that matches is not entered.
    pub fn exclude(&mut self, glob: impl Into<String>) -> &mut Self {
        self.exclude.push(glob.into());
        self
    }

    /// Sets whether hidden files are taken; the default is `false`, with a warning.
    ///
    /// A file is hidden if its name, or the name of a directory between it and the
    /// root, begins with a dot. Files below `.well-known` (RFC 8615) are always taken,
    /// and so are hidden files that match an [`include`](Self::include) glob that
    /// spells the dot. The others are left out.
    ///
    /// A cargo warning names the first of those, until this is called with either
    /// value, or they match an `include` or [`exclude`](Self::exclude): a front end may
    /// need its `.vite/manifest.json`. It never names what is made in passing: files of
    /// file managers (`.DS_Store`, `._*`, `.directory`), network file systems (`.nfs*`)
    /// and editors (`.*.swp`, `.#*`, `.*~`, `.~lock.*`), directories of version control
    /// (`.git`, `.hg`, `.jj`, `.svn`), and `.gitkeep` and `.keep`, which only keep a
    /// directory that has no other file. [`left_out`](Self::left_out) tells a test of
    /// yours what else is left out.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use include_components_build::Build;
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("dist"), dir.path().join("out"));
    /// # std::fs::create_dir_all(root.join(".vite"))?;
    /// # std::fs::create_dir(&out)?;
    /// std::fs::write(root.join(".vite/manifest.json"), "{}")?;
    /// let mut build = Build::new();
    /// let (report, directives) = build.root(&root).run_in(&out)?;
    /// assert_eq!(report.components(), 0);
    /// assert!(directives.lines().any(|it| it.starts_with("warning=") && it.contains(".vite")));
    ///
    /// let (report, directives) = build.hidden(true).run_in(&out)?;
    /// assert_eq!(report.components(), 1);
    /// assert!(!directives.lines().any(|it| it.starts_with("warning=")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn hidden(&mut self, yes: bool) -> &mut Self {
        self.hidden = Some(yes);
        self
    }

    /// Sets the media type of the artifacts that match this glob.
    ///
    /// The globs have the syntax of [`include`](Self::include), and are matched
    /// against the path that the artifact is looked up by. The last match wins. The
    /// default is the type of the extension, and `application/octet-stream` if the
    /// extension is unknown. [`run`](Self::run) fails if the type is not
    /// `type/subtype` with optional parameters.
    ///
    /// # Examples
    ///
    /// ```
    /// use include_components_build::{Build, ErrorKind};
    ///
    /// let mut build = Build::new();
    /// build.root("ui").media_type("*.ts", "text/x-typescript; charset=utf-8");
    ///
    /// let error = build.media_type("*.glb", "model").run().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Config);
    /// ```
    pub fn media_type(
        &mut self,
        glob: impl Into<String>,
        media_type: impl Into<String>,
    ) -> &mut Self {
        self.media_types.push((glob.into(), media_type.into()));
        self
    }

    /// Sets what to do with symbolic links; the default is [`Links::Inside`].
    pub fn links(&mut self, links: Links) -> &mut Self {
        self.links = links;
        self
    }

    /// Sets where results are kept; the default is [`Cache::shared`].
    pub fn cache(&mut self, cache: Cache) -> &mut Self {
        self.cache = cache;
        self
    }

    /// Maps files above this size into memory, and hashes them on all threads.
    ///
    /// The size is in bytes; the default is 256 MiB, and `u64::MAX` turns mapping
    /// off. Smaller files are read and hashed piece by piece, and so is any file below
    /// 1 MiB. The option changes how long a build takes, never its result; the bench
    /// `stages` measures it. If a program truncates a file while it is mapped, Unix
    /// ends the build script with `SIGBUS`.
    pub fn map_above(&mut self, bytes: u64) -> &mut Self {
        self.map_above = bytes;
        self
    }

    /// Sets how components get into the program; the default is [`Embed::Auto`].
    pub fn embed(&mut self, embed: Embed) -> &mut Self {
        self.embed = embed;
        self
    }

    /// Sets what cargo does in a dev profile when a component was edited; the default is
    /// [`Dev::Embed`].
    ///
    /// With [`Dev::Live`] cargo watches no component, so the next `cargo run` starts at
    /// once, and live mode brings the program up to date soon after: it must call
    /// `Components::live` or `Serve::live`. Without the feature `live` of
    /// include-components, and debug-assertions, the macros are an error. Until something
    /// else makes cargo run the build script, what is embedded is old: in tests too, which
    /// notice that by [`verify`](Self::verify), and for constants, which know no new file.
    /// Each build says so in one warning. Release builds are as ever.
    pub fn dev(&mut self, dev: Dev) -> &mut Self {
        self.dev = dev;
        self
    }

    /// Cuts linked packs into parts of about so many bytes.
    ///
    /// For tests, which could not have many small parts otherwise.
    #[doc(hidden)]
    pub fn part_size(&mut self, bytes: u64) -> &mut Self {
        self.part_size = bytes;
        self
    }

    /// Says where a unit test writes; in use, cargo or `run_in` does.
    #[cfg(test)]
    pub(crate) fn out_dir(&mut self, dir: impl Into<PathBuf>) -> &mut Self {
        self.out_dir = Some(dir.into());
        self
    }
}
