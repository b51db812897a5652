//! Markdown, made HTML by comrak.

use comrak::Options;

use super::{renamed, text};
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;

/// Turns Markdown into HTML with [comrak](https://comrak.ee) (feature
/// `markdown`).
///
/// `page.md` becomes `page.html`, a fragment without `<html>` or `<body>`. It is
/// [CommonMark](https://spec.commonmark.org) with the extensions of
/// [GitHub](https://github.github.com/gfm/): tables, task lists, strikethrough
/// and links without brackets. HTML in it is left out, by default all of it.
///
/// # Errors
///
/// Of what is not text. Every text is Markdown.
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
    /// Makes the compiler, with GitHub's extensions and without raw HTML.
    pub fn new() -> Self {
        Markdown { gfm: true, html: false }
    }

    /// Sets whether the extensions of GitHub are on. The default is that they
    /// are.
    #[must_use]
    pub fn gfm(self, gfm: bool) -> Self {
        Markdown { gfm, ..self }
    }

    /// Sets whether HTML in the Markdown is kept, and links of any scheme.
    ///
    /// The default is that a comment takes the place of HTML, and links such as
    /// `javascript:` lead nowhere.
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
        key.write([self.gfm as u8, self.html as u8]);
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
