//! The setters that say what names become.

use std::path::PathBuf;

use crate::config::builder::Build;
use crate::config::references::References;

impl Build {
    /// Writes the references in the artifacts that match this glob with hashed paths.
    ///
    /// The globs have the syntax of [`include`](Self::include), and are matched against
    /// the path that the artifact is looked up by. The last match wins. The default is to
    /// leave all references as they are.
    ///
    /// Each URL that names a component of the set gets the digest that is in the
    /// component's hashed path, so that all of it can be served as immutable; no other
    /// byte of the artifact changes. The same is done in every profile. A component that
    /// refers to itself, or to one that refers to it, has the digest of all of that
    /// circle in its name, and not that of its own bytes.
    ///
    /// | written anew | |
    /// |---|---|
    /// | CSS (`text/css`) | `url()`, `src()`, `@import`, the strings of `image-set()`, in custom properties too (from the directory of their own file, where Chromium takes that of the sheet that uses them) |
    /// | HTML (feature `html`) | `src` of images, scripts, media, `embed` and `track`; `srcset`, `imagesrcset`, `poster`, `object data`, `background` of tables and `body`; `link href` of style sheets, icons, manifests and what is loaded ahead; `style` attributes and elements |
    /// | SVG (feature `html`) | `href` except that of `a`, `style` attributes and elements, `fill`, `filter`, `mask` and the like; `<?xml-stylesheet href?>`, in XHTML too |
    /// | web application manifest | `src` of `icons`, `screenshots`, and of the icons of `shortcuts` and `file_handlers` |
    /// | CSS and JavaScript | the comment that names the source map; it is removed if there is no such component |
    /// | modules | see [`Imports`](crate::Imports) |
    ///
    /// Left as they are: `a`, `area`, `form`, `iframe`, `meta`, and links to other pages,
    /// which are addresses for people and robots; what scripts say (`fetch`, `new Worker`,
    /// a URL in a string); URLs of other sites, `data:`, and those of a place in the same
    /// file.
    ///
    /// Left too, counted in [`Report::references_left`](crate::Report::references_left), and
    /// listed by `INCLUDE_COMPONENTS_EXPLAIN=1`: what has `{{`, `{%`, `{#`, `<%`, `<?` or
    /// `${` in it, which makes it a template; names that are not UTF-8, and files in UTF-16;
    /// in HTML a `<base href>` on another site, what stands before `<base>` and would name
    /// something else behind it, and a page in `srcdoc`; in SVG a `href` that is animated.
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails with [`ErrorKind::Reference`](crate::ErrorKind::Reference)
    /// for each reference to a component that there is not (of many the first 50, and how
    /// many more there are), unless
    /// [`References::missing`] allows it; for an import map that is to have hashed paths and is
    /// none; and if an HTML or SVG artifact is matched
    /// without the feature `html`, or modules are to be written anew without `js`.
    ///
    /// # Cost
    ///
    /// An artifact is scanned once for its content, and written anew if the name of
    /// something changes that it refers to.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_build::{Build, Missing, References};
    ///
    /// # let dir = tempfile::tempdir()?;
    /// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
    /// # std::fs::create_dir(&root)?;
    /// # std::fs::create_dir(&out)?;
    /// std::fs::write(root.join("logo.svg"), "<svg/>")?;
    /// std::fs::write(root.join("site.css"), "a { background: url(logo.svg) }")?;
    /// let mut build = Build::new();
    /// build.root(&root).references("*.css", References::hashed());
    /// assert_eq!(build.run_in(&out)?.0.references(), 1);
    ///
    /// std::fs::write(root.join("site.css"), "a { background: url(lgoo.svg) }")?;
    /// let error = build.run_in(&out).unwrap_err().to_string();
    /// assert!(error.contains("site.css:1:21: no component \"lgoo.svg\""), "{error}");
    ///
    /// build.references("*.css", References::hashed().missing("lgoo.svg", Missing::Allow));
    /// assert_eq!(build.run_in(&out)?.0.references(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn references(&mut self, glob: impl Into<String>, references: References) -> &mut Self {
        self.references.push((glob.into(), references));
        self
    }

    /// Sets where the set is served; the default is `/`.
    ///
    /// A path from the root of the server, such as `/static/`, or a whole URL with
    /// `https://` and a host. URLs that begin with it name components, and
    /// `Component::url` begins with it. Relative references need no prefix, and have none
    /// when they are written anew.
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails if it is neither of the two, or not percent-encoded.
    pub fn served_at(&mut self, prefix: impl Into<String>) -> &mut Self {
        self.served_at = prefix.into();
        self
    }

    /// Keeps the names of the components that match this glob in what refers to them.
    ///
    /// The globs have the syntax of [`include`](Self::include), and are matched against
    /// the path that the artifact is looked up by. HTML, `sw.js`, `robots.txt`,
    /// `favicon.ico` and all below `.well-known` keep their names anyway. For what others
    /// know by its name: a feed, an image in an e-mail, a script of another site.
    pub fn keep_name(&mut self, glob: impl Into<String>) -> &mut Self {
        self.keep_names.push(glob.into());
        self
    }

    /// Takes the names of the components that match this glob for hashed ones.
    ///
    /// The globs have the syntax of [`include`](Self::include), and are matched against
    /// the path that the artifact is looked up by. For what a bundler has hashed, such as
    /// `assets/*` of Vite: the hashed path is the path, and it can be served as immutable. Their
    /// own references stay as they are, so that the bytes are what the name says.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn main() -> Result<(), include_components_build::Error> {
    /// # use include_components_build::Build;
    /// Build::new().root("web/dist").hashed_names("assets/*").run()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn hashed_names(&mut self, glob: impl Into<String>) -> &mut Self {
        self.hashed_names.push(glob.into());
        self
    }

    /// Reads the manifest of a bundler: the names that it lists with a hash are hashed ones.
    ///
    /// The path is relative to the package's directory, and below a root: Vite's
    /// `web/dist/.vite/manifest.json` (`build.manifest` in its configuration), or the
    /// `manifest.json` that webpack has by webpack-manifest-plugin or webpack-assets-manifest.
    /// What it lists is treated as [`hashed_names`](Self::hashed_names) says, but for names
    /// without a hash, and so are their source maps. The manifest is not
    /// embedded. Of Vite's `Components::entry` finds the entries, with the style sheets and
    /// modules that a page needs.
    ///
    /// # Errors
    ///
    /// [`run`](Self::run) fails if the manifest is missing, below no root, not JSON or of
    /// another shape, or names a file that is not there.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # fn main() -> Result<(), include_components_build::Error> {
    /// # use include_components_build::Build;
    /// Build::new().root("web/dist").manifest("web/dist/.vite/manifest.json").run()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn manifest(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.manifests.push(path.into());
        self
    }
}
