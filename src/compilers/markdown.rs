//! Markdown, made HTML by comrak.

use comrak::Options;

use super::{renamed, text};
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;

/// Renders Markdown as HTML with [comrak](https://comrak.ee) (feature `markdown`).
///
/// `page.md` becomes `page.html`, a fragment without `<html>` or `<body>`. The
/// input is [CommonMark](https://spec.commonmark.org) with the extensions of
/// [GitHub](https://github.github.com/gfm/): tables, task lists, strikethrough
/// and links without brackets. Raw HTML is left out by default.
///
/// # Errors
///
/// Fails with a [`SourceError`](crate::SourceError) if the input is not UTF-8 or
/// has a zero byte. All other text is Markdown.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Markdown;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.md", Markdown::new());
/// std::fs::write(root.join("a.md"), "# ~~Old~~ new")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.md"), b"# \xFF")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.md:1:3: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Markdown {
    gfm: bool,
    html: bool,
}

impl Markdown {
    /// Makes a compiler with GitHub's extensions and without raw HTML.
    pub fn new() -> Self {
        Markdown { gfm: true, html: false }
    }

    /// Sets whether GitHub's extensions are on; the default is `true`.
    #[must_use]
    pub fn gfm(self, gfm: bool) -> Self {
        Markdown { gfm, ..self }
    }

    /// Sets whether raw HTML and links of any scheme are kept.
    ///
    /// The default is `false`: a comment replaces raw HTML, and links with a scheme
    /// such as `javascript:` get an empty target.
    #[must_use]
    pub fn html(self, html: bool) -> Self {
        Markdown { html, ..self }
    }
}

impl Default for Markdown {
    fn default() -> Self {
        Markdown::new()
    }
}

impl Compiler for Markdown {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components markdown 1").write(super::version::COMRAK);
        key.option("gfm", self.gfm).option("html", self.html);
    }

    fn artifact_path(&self, path: &str) -> String {
        renamed(path, &["md", "markdown"], "html")
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let mut options = Options::default();
        options.extension.strikethrough = self.gfm;
        options.extension.table = self.gfm;
        options.extension.autolink = self.gfm;
        options.extension.tasklist = self.gfm;
        options.render.r#unsafe = self.html;
        Ok(comrak::markdown_to_html(text(input)?, &options).into_bytes())
    }
}

#[cfg(test)]
mod tests;
