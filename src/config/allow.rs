//! The setters of what is an error or a warning otherwise.

use crate::config::builder::Build;
use crate::config::options::Lint;

impl Build {
    /// Allows the file at this logical path to look like a secret.
    ///
    /// Otherwise a file with a name such as `server.key` or `.npmrc`, or with a
    /// private key in it, is an error, because anybody who has the program could
    /// read it. Other files are not affected. A hidden file needs
    /// [`hidden`](Self::hidden) too.
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

    /// Allows files that Git LFS has left as pointers, which are errors otherwise.
    ///
    /// Such a file has some 130 bytes that name the real one. It is there if `git lfs`
    /// was not installed when the repository was cloned, or if
    /// `GIT_LFS_SKIP_SMUDGE` was set: say this where a build is only to be checked.
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
    /// let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    /// std::fs::write(root.join("photo.avif"), pointer)?;
    /// let mut build = Build::new();
    /// let error = build.root(&root).run_in(&out).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::LfsPointer);
    /// assert!(error.to_string().contains("git lfs pull"));
    ///
    /// assert_eq!(build.allow_lfs_pointers().run_in(&out)?.0.components(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_lfs_pointers(&mut self) -> &mut Self {
        self.lfs_pointers = true;
        self
    }

    /// Accepts roots that do not exist, which are errors otherwise, as empty.
    ///
    /// # Cost
    ///
    /// Cargo cannot watch for a directory that does not exist. Until it does, each
    /// `cargo build` runs the build script and compiles the crate.
    pub fn allow_missing(&mut self) -> &mut Self {
        self.allow_missing = true;
        self
    }

    /// Turns a warning off, for this set.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use include_components_build::{Build, Lint};
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// std::fs::write(root.join("a.css"), "a {}")?;
    /// let mut build = Build::new();
    /// let (_, directives) = build.root(&root).exclude("*.bak").run_in(&out)?;
    /// let warns = |line: &str| line.starts_with("warning=") && line.contains("\"*.bak\"");
    /// assert!(directives.lines().any(warns));
    ///
    /// let (_, directives) = build.allow(Lint::UnmatchedGlob).run_in(&out)?;
    /// assert!(!directives.lines().any(warns));
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow(&mut self, lint: Lint) -> &mut Self {
        self.lints.insert(lint);
        self
    }
}

/// What the texts have whose remedy is a method: where one is allowed, another is to
/// exclude the file, except for a root that is missing.
const CALLS: [&str; 2] = ["`exclude`", "`allow"];

impl Build {
    /// Returns where to call what remedies name, for a build.rs that has called
    /// [`compile`](crate::compile) and got these warnings and errors.
    pub(crate) fn long_form<'a>(&self, mut said: impl Iterator<Item = &'a str>) -> Option<String> {
        let [(_, root)] = self.roots.as_slice() else { return None };
        let names_a_call = said.any(|text| CALLS.iter().any(|call| text.contains(call)));
        (self.is_short && names_a_call).then(|| {
            format!(
                "these are methods of `Build`: in build.rs, `Build::new().root({root:?})`, then \
                 what is named above, then `.run()?` do what `compile({root:?})` does"
            )
        })
    }
}
