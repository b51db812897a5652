//! The setters that say what is made of components.

use crate::compile::bundler::Bundler;
use crate::compile::compiler::Compiler;
use crate::compile::encoder::{Effort, Encoder};
use crate::config::builder::Build;
use crate::config::options::GivenBundle;

impl Build {
    /// Compiles the components that match this glob.
    ///
    /// The globs have the syntax of [`include`](Self::include), and are matched
    /// against the component's logical path. The last match wins, as in
    /// `.gitignore`, and [`copy`](Self::copy) cancels a match. A component that matches
    /// no glob is copied. [`Compiler`] and [`Program`](crate::Program) have examples.
    pub fn compile(
        &mut self,
        glob: impl Into<String>,
        compiler: impl Compiler + 'static,
    ) -> &mut Self {
        self.compilers.push((glob.into(), Some(Box::new(compiler))));
        self
    }

    /// Copies the components that match this glob, as if no compiler was for them.
    ///
    /// The globs have the syntax of [`include`](Self::include). The last match of
    /// `compile` and `copy` wins, so this call follows that of `compile`.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "css")]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// use include_components_build::{Build, compilers::Css};
    ///
    /// std::fs::write(root.join("old.css"), "a { b: c }}")?;
    /// let mut build = Build::new();
    /// let error = build.root(&root).compile("*.css", Css::new()).run_in(&out).unwrap_err();
    /// assert!(error.to_string().contains(".copy(\"old.css\")"));
    ///
    /// let (report, _) = build.copy("old.css").run_in(&out)?;
    /// assert_eq!((report.components(), report.compiled()), (1, 0));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "css"))]
    /// # fn main() {}
    /// ```
    pub fn copy(&mut self, glob: impl Into<String>) -> &mut Self {
        self.compilers.push((glob.into(), None));
        self
    }

    /// Adds encodings of the artifacts that match this glob.
    ///
    /// The globs have the syntax of [`include`](Self::include), and are matched
    /// against the path that the artifact is looked up by: `*.css` matches what
    /// `.scss` was compiled to. The last match wins, so an empty list cancels an
    /// earlier glob. The default is no encodings.
    ///
    /// An encoding is embedded, beside the artifact, if it is at least 5 % smaller.
    /// Artifacts below 256 bytes, and those that are compressed by their extension
    /// (images except SVG, audio, video, WOFF, archives), are not encoded.
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails if a level is not supported, the cargo feature of an
    /// encoding is off, or one glob has an encoding twice.
    ///
    /// # Cost
    ///
    /// Each encoder runs once for each content and level: see [`Encoder`]. The last
    /// pack and the [`Cache`](crate::Cache) keep the results, and which encodings are not worth
    /// embedding. Encoders run on as many threads as cargo allows; each thread has one
    /// artifact in memory.
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

    /// Sets how hard encoders try; the default is [`Effort::Auto`].
    pub fn effort(&mut self, effort: Effort) -> &mut Self {
        self.effort = effort;
        self
    }

    /// Makes one artifact of all components that match this glob.
    ///
    /// The artifact is looked up by the logical path `path`. The bundler gets the
    /// source files, before any compiler. The components are also embedded one by
    /// one, and compiled if they have a compiler. The globs have the syntax of
    /// [`include`](Self::include). [`Bundler`] has an example.
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails if no component matches the glob, if a component has
    /// the path, or if the bundler fails.
    pub fn bundle(
        &mut self,
        glob: impl Into<String>,
        path: impl Into<String>,
        bundler: impl Bundler + 'static,
    ) -> &mut Self {
        self.add_bundle(glob.into(), path.into(), Box::new(bundler), true)
    }

    fn add_bundle(
        &mut self,
        glob: String,
        path: String,
        bundler: Box<dyn Bundler>,
        keep: bool,
    ) -> &mut Self {
        self.bundles.push(GivenBundle { glob, path, bundler, keep });
        self
    }

    /// Makes one artifact of components that are not embedded one by one.
    ///
    /// This is [`bundle`](Self::bundle) except that the components are left out;
    /// [`Report::partials`](crate::Report::partials) counts them. They may be in
    /// other bundles too, and compilers may read them.
    pub fn bundle_only(
        &mut self,
        glob: impl Into<String>,
        path: impl Into<String>,
        bundler: impl Bundler + 'static,
    ) -> &mut Self {
        self.add_bundle(glob.into(), path.into(), Box::new(bundler), false)
    }
}
