//! The public builder: setters only, nothing is checked or done before `run`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::compile::bundler::Bundler;
use crate::compile::compiler::Compiler;
use crate::compile::encoder::{Effort, Encoder};
use crate::config::cache::Cache;
use crate::config::options::{Embed, Links};

/// Says which components to build, and how.
///
/// Every setter may be left out. Paths are relative to the package's
/// directory, `CARGO_MANIFEST_DIR`.
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
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) include: Vec<String>,
    pub(crate) exclude: Vec<String>,
    pub(crate) hidden: bool,
    pub(crate) secrets: BTreeSet<String>,
    pub(crate) media_types: Vec<(String, String)>,
    pub(crate) compilers: Vec<(String, Box<dyn Compiler>)>,
    pub(crate) encoders: Vec<(String, Vec<Encoder>)>,
    pub(crate) effort: Effort,
    pub(crate) bundles: Vec<Bundle>,
    pub(crate) links: Links,
    pub(crate) allow_missing: bool,
    pub(crate) cache: Cache,
    pub(crate) map_above: u64,
    pub(crate) embed: Embed,
    pub(crate) part_size: u64,
    #[cfg(test)]
    pub(crate) out_dir: Option<PathBuf>,
}

/// What a call of [`Build::bundle`] says.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) glob: String,
    pub(crate) path: String,
    pub(crate) bundler: Box<dyn Bundler>,
    /// Whether the components are embedded themselves too.
    pub(crate) keep: bool,
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
            roots: Vec::new(),
            include: Vec::new(),
            exclude: Vec::new(),
            hidden: false,
            secrets: BTreeSet::new(),
            media_types: Vec::new(),
            compilers: Vec::new(),
            encoders: Vec::new(),
            effort: Effort::Auto,
            bundles: Vec::new(),
            links: Links::Inside,
            allow_missing: false,
            cache: Cache::shared(),
            map_above: MAP_ABOVE,
            embed: Embed::Auto,
            part_size: PART_SIZE,
            #[cfg(test)]
            out_dir: None,
        }
    }
}

impl Build {
    /// Makes a build of the set `components` with no root yet.
    pub fn new() -> Self {
        Build::default()
    }

    /// Names the set, for `include_components!("name")`.
    ///
    /// ASCII letters, digits, `_` and `-`. The default is `components`. Two
    /// sets of one package need two names: to build one name twice with other
    /// options is an error.
    pub fn name(&mut self, name: impl Into<String>) -> &mut Self {
        self.name = name.into();
        self
    }

    /// Adds a directory of components.
    ///
    /// All files below it are components, and their logical paths are relative
    /// to it. With several roots the paths are put together; one path in two
    /// roots is an error. At least one root is needed.
    pub fn root(&mut self, dir: impl Into<PathBuf>) -> &mut Self {
        self.roots.push(dir.into());
        self
    }

    /// Takes only files that match this glob, or another given to `include`.
    ///
    /// A glob without `/` is matched against the file name at any depth, one
    /// with `/` against the whole logical path. `*`, `?`, `[a-z]` and
    /// `{a,b}` do not cross a `/`; `**` does; a `\\` makes the next of these
    /// characters an ordinary one. The default is everything but hidden files:
    /// see [`hidden`](Self::hidden).
    pub fn include(&mut self, glob: impl Into<String>) -> &mut Self {
        self.include.push(glob.into());
        self
    }

    /// Leaves out files and directories that match this glob.
    ///
    /// The globs are those of [`include`](Self::include), over which `exclude`
    /// wins. A directory that matches is not entered.
    pub fn exclude(&mut self, glob: impl Into<String>) -> &mut Self {
        self.exclude.push(glob.into());
        self
    }

    /// Takes hidden files, whose name or that of a directory above them begins
    /// with a dot; the default is to leave them out.
    ///
    /// Files below `.well-known` (RFC 8615) are taken in any case, and so is a
    /// hidden file that an [`include`](Self::include) matches which spells the dot:
    /// `.htaccess`, `.github/**`.
    pub fn hidden(&mut self, yes: bool) -> &mut Self {
        self.hidden = yes;
        self
    }

    /// Allows the file at a logical path to look like a secret.
    ///
    /// A file with a name such as `server.key` or `.npmrc`, or with a private key
    /// in it, is an error otherwise: whoever has the program could read it. Nothing
    /// else is left out by this; a hidden file must be taken as well.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use include_components_build::{Build, ErrorKind};
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// std::fs::write(root.join("demo.key"), "not really")?;
    /// let mut build = Build::new();
    /// let error = build.root(&root).run_in(&out).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Secret);
    /// assert!(error.to_string().contains(".allow_secret(\"demo.key\")"));
    ///
    /// let (report, _) = build.allow_secret("demo.key").run_in(&out)?;
    /// assert_eq!(report.components(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_secret(&mut self, path: impl Into<String>) -> &mut Self {
        self.secrets.insert(path.into());
        self
    }

    /// Gives the artifacts that match this glob a media type.
    ///
    /// The globs are those of [`include`](Self::include), matched against the path
    /// that the artifact is looked up by; the last match wins. The default is the
    /// type of the extension, and `application/octet-stream` where that is unknown.
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

    /// Compiles the components that match this glob.
    ///
    /// The last match wins, as in `.gitignore`. What matches no glob is copied.
    /// The globs are those of [`include`](Self::include).
    pub fn compile(
        &mut self,
        glob: impl Into<String>,
        compiler: impl Compiler + 'static,
    ) -> &mut Self {
        self.compilers.push((glob.into(), Box::new(compiler)));
        self
    }

    /// Embeds encodings of the artifacts that match this glob, besides the
    /// artifacts themselves.
    ///
    /// The globs are those of [`include`](Self::include), matched against the
    /// path that the artifact is looked up by: `*.css` is also what `.scss` was
    /// compiled to. The last match wins, so that an empty list takes back what
    /// an earlier glob gave. The default is no encodings.
    ///
    /// An encoding is embedded if it is at least 5 % shorter than the artifact.
    /// What is shorter than 256 bytes, or compressed already by its name
    /// (images but SVG, audio, video, WOFF, archives), is not encoded.
    ///
    /// # Cost
    ///
    /// That of the encoder, once for each content and level: see [`Encoder`].
    /// The results are in the last pack and in the [`Cache`], also those that
    /// were not worth embedding. Each encoding is a task of its own for the
    /// threads that cargo allows; a thread has one artifact in memory.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(all(feature = "br", feature = "gzip"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// use include_components_build::{Build, Encoder};
    ///
    /// std::fs::write(root.join("a.css"), "a { color: red }\n".repeat(100))?;
    /// std::fs::write(root.join("a.js"), "alert(1)\n".repeat(100))?;
    /// std::fs::write(root.join("a.js.map"), "{}".repeat(100))?;
    /// let (report, _) = Build::new()
    ///     .root(&root)
    ///     .encode("*", [Encoder::br(), Encoder::gzip()])
    ///     .encode("*.map", [])
    ///     .run_in(&out)?;
    /// assert_eq!(report.encoded(), 4);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(all(feature = "br", feature = "gzip")))]
    /// # fn main() {}
    /// ```
    ///
    /// A level that there is not is an error, and so is an encoding without its
    /// cargo feature:
    ///
    /// ```
    /// use include_components_build::{Build, Encoder, ErrorKind};
    ///
    /// let error = Build::new().root("ui").encode("*", [Encoder::br().level(12)]).run();
    /// assert_eq!(error.unwrap_err().kind(), ErrorKind::Config);
    /// ```
    pub fn encode(
        &mut self,
        glob: impl Into<String>,
        encoders: impl IntoIterator<Item = Encoder>,
    ) -> &mut Self {
        self.encoders.push((glob.into(), encoders.into_iter().collect()));
        self
    }

    /// Says how hard encoders try; the default is [`Effort::Auto`].
    pub fn effort(&mut self, effort: Effort) -> &mut Self {
        self.effort = effort;
        self
    }

    /// Makes one artifact of all components that match this glob.
    ///
    /// It is looked up by `path`, which is a logical path that no component
    /// has. The components are embedded themselves too, and compiled if they
    /// have a compiler; [`bundle_only`](Self::bundle_only) leaves them out. The
    /// bundler is given the files as they are. The globs are those of
    /// [`include`](Self::include); one that no component matches is an error.
    ///
    /// [`Bundler`] has an example.
    pub fn bundle(
        &mut self,
        glob: impl Into<String>,
        path: impl Into<String>,
        bundler: impl Bundler + 'static,
    ) -> &mut Self {
        let (glob, path, bundler) = (glob.into(), path.into(), Box::new(bundler));
        self.bundles.push(Bundle { glob, path, bundler, keep: true });
        self
    }

    /// Does what [`bundle`](Self::bundle) does, and does not embed the
    /// components themselves.
    ///
    /// [`Report::partials`](crate::Report::partials) counts them. They may be in other bundles too, and
    /// compilers may read them.
    pub fn bundle_only(
        &mut self,
        glob: impl Into<String>,
        path: impl Into<String>,
        bundler: impl Bundler + 'static,
    ) -> &mut Self {
        let (glob, path, bundler) = (glob.into(), path.into(), Box::new(bundler));
        self.bundles.push(Bundle { glob, path, bundler, keep: false });
        self
    }

    /// Says what to do with symbolic links; the default is [`Links::Inside`].
    pub fn links(&mut self, links: Links) -> &mut Self {
        self.links = links;
        self
    }

    /// Accepts roots that do not exist: they have no components.
    ///
    /// # Cost
    ///
    /// Cargo has no way to watch for a directory that is not there, so each
    /// build runs the build script and compiles the crate until it is.
    pub fn allow_missing(&mut self) -> &mut Self {
        self.allow_missing = true;
        self
    }

    /// Says where the results of compilers are kept; the default is
    /// [`Cache::shared`].
    pub fn cache(&mut self, cache: Cache) -> &mut Self {
        self.cache = cache;
        self
    }

    /// Maps files longer than `bytes` into memory, and hashes them on all threads.
    ///
    /// The default is 256 MiB. A shorter file is read and hashed piece by piece: a
    /// mapping costs a page fault for each 4 KiB, and many files are spread over
    /// the threads in any case. A file that may be in the last pack already is
    /// mapped where it is. One that is copied is mapped in its copy, since it
    /// could change between the two.
    ///
    /// (`MAP_ABOVE=0 cargo bench -p include-components-benches --bench stages --
    /// --large` measures with a mapping from 1 MiB up: what is shorter is always
    /// read.) The choice changes how long a build takes, never its result.
    ///
    /// If a program truncates a file while it is mapped, Unix ends the build
    /// script with `SIGBUS`; `u64::MAX` turns mapping off.
    pub fn map_above(&mut self, bytes: u64) -> &mut Self {
        self.map_above = bytes;
        self
    }

    /// Says how the components get into the program.
    pub fn embed(&mut self, embed: Embed) -> &mut Self {
        self.embed = embed;
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
