//! The trait of what makes one artifact of many components.

use std::fmt;

use crate::base::error::BoxError;
use crate::base::key::KeyHasher;
use crate::compile::context::Context;

/// Turns the bytes of many components into one artifact.
///
/// [`Build::bundle`](crate::Build::bundle) says which components go into the
/// artifact, and by which path it is looked up. As with a
/// [`Compiler`](crate::Compiler), the output must depend only on the sources, the
/// bundle's path, the values that [`describe`](Self::describe) writes, and the
/// files and variables that are read through [`Context`]. The bundler runs only if
/// no cache has the result: after a source was edited, added, renamed or removed,
/// or after something that it read changed.
///
/// # Examples
///
/// A sprite sheet, and a source that is not an `<svg>`:
///
/// ```
/// use include_components_build::{BoxError, Build, Bundler, Context, KeyHasher, BundleSource};
///
/// /// Puts SVG files into one, as symbols.
/// struct Sprites;
///
/// impl Bundler for Sprites {
///     fn describe(&self, key: &mut KeyHasher) {
///         key.write("sprites").write("1");
///     }
///
///     fn bundle(
///         &self,
///         sources: &[BundleSource<'_>],
///         _: &mut Context<'_>,
///     ) -> Result<Vec<u8>, BoxError> {
///         let mut sheet = "<svg xmlns=\"http://www.w3.org/2000/svg\">".to_owned();
///         for source in sources {
///             let (id, svg) = (source.path(), std::str::from_utf8(source.bytes())?);
///             let inner = svg.strip_prefix("<svg>").and_then(|it| it.strip_suffix("</svg>"));
///             let inner = inner.ok_or_else(|| format!("{id} is no <svg>"))?;
///             sheet += &format!("<symbol id=\"{id}\">{inner}</symbol>");
///         }
///         Ok((sheet + "</svg>").into_bytes())
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// std::fs::write(root.join("close.svg"), "<svg><path d=\"M0 0\"/></svg>")?;
/// std::fs::write(root.join("open.svg"), "<svg/>")?;
/// let mut build = Build::new();
/// build.root(&root).bundle("*.svg", "sprites.svg", Sprites);
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert_eq!(error, "cannot make the bundle \"sprites.svg\": open.svg is no <svg>");
///
/// std::fs::write(root.join("open.svg"), "<svg></svg>")?;
/// assert_eq!(build.run_in(&out)?.0.components(), 3, "the two, and the sheet");
/// # Ok(())
/// # }
/// ```
pub trait Bundler: Send + Sync {
    /// Writes to the key everything but the sources that the output depends on.
    ///
    /// Write a name that no other bundler uses, a version, and every option.
    fn describe(&self, key: &mut KeyHasher);

    /// Makes the artifact of all `sources`.
    ///
    /// There is at least one source, and they are in byte order of their paths. The
    /// path of `context` is that of the bundle, and [`Context::read`] is relative to
    /// the directory of that path in the first root.
    ///
    /// # Errors
    ///
    /// Any error fails the build with [`ErrorKind::Compile`] and the bundle's path.
    /// Failures are not cached.
    ///
    /// [`ErrorKind::Compile`]: crate::ErrorKind::Compile
    fn bundle(
        &self,
        sources: &[BundleSource<'_>],
        context: &mut Context<'_>,
    ) -> Result<Vec<u8>, BoxError>;
}

impl fmt::Debug for dyn Bundler + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bundler")
    }
}

/// One component that goes into a bundle.
#[derive(Clone, Copy, Debug)]
pub struct BundleSource<'a> {
    pub(crate) path: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl<'a> BundleSource<'a> {
    /// Returns the component's logical path.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// Returns the bytes of the source file, before any compiler.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}
