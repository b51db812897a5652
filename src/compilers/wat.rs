//! WebAssembly text, assembled by wast.

use wast::Wat as Source;
use wast::parser::{self, ParseBuffer};

use super::{renamed, text};
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Assembles WebAssembly text with wast (feature `wat`).
///
/// `add.wat` becomes `add.wasm`, with the names in the name section. The library
/// is [wast](https://github.com/bytecodealliance/wasm-tools).
///
/// # Errors
///
/// Fails with a [`SourceError`] if the input is not the text of a module. Types are
/// not checked: the engine that loads the module does that.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Wat;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.wat", Wat::new());
/// std::fs::write(root.join("a.wat"), "(module (memory 1))")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.wat"), "(module\n  (memori 1))")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.wat:2:4: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Wat {}

impl Wat {
    /// Makes a compiler; it has no options.
    pub fn new() -> Self {
        Wat {}
    }
}

impl Compiler for Wat {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components wat 1").write(super::version::WAST);
    }

    fn artifact_path(&self, path: &str) -> String {
        renamed(path, &["wat"], "wasm")
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = text(input)?;
        let fault = |error: wast::Error| {
            SourceError::new(text.as_bytes(), error.span().offset(), error.message())
        };
        let buffer = ParseBuffer::new(text).map_err(fault)?;
        let mut source = parser::parse::<Source<'_>>(&buffer).map_err(fault)?;
        Ok(source.encode().map_err(fault)?)
    }
}

#[cfg(test)]
mod tests;
