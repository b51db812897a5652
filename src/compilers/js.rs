//! JavaScript, minified by oxc.

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions, LegalComment};
use oxc_minifier::{MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

use super::{nesting, text};
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Minifies JavaScript with [oxc](https://oxc.rs) (feature `js`).
///
/// A file is a module if it is named `.mjs`, or has an `import` or an `export`;
/// `.cjs` is a CommonJS module. Any other file is a script, whose top-level names
/// are kept because other scripts may use them. Comments with `@license` or
/// `@preserve`, or that begin with `/*!`, are kept.
///
/// # Errors
///
/// Fails with a [`SourceError`] if the input is not valid JavaScript. TypeScript
/// and JSX are errors too.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Js;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.js", Js::new());
/// std::fs::write(root.join("a.js"), "alert ( 1 + 1 ) ;")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.js"), "let a;\nlet a;")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.js:2:5: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Js {
    mangle: bool,
}

impl Js {
    /// Makes a compiler that shortens local names.
    pub fn new() -> Self {
        Js { mangle: true }
    }

    /// Sets whether local names are shortened; the default is `true`.
    ///
    /// Programs that use `Function.prototype.name` or `toString()` may need
    /// their names.
    #[must_use]
    pub fn mangle(self, mangle: bool) -> Self {
        Js { mangle }
    }
}

impl Default for Js {
    fn default() -> Self {
        Js::new()
    }
}

impl Compiler for Js {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components js 1")
            .write(super::version::OXC)
            .option("mangle", self.mangle);
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = text(input)?;
        let extension = context.path().rsplit('.').next();
        let source_type = match extension {
            Some("mjs") => SourceType::mjs(),
            Some("cjs") => SourceType::cjs(),
            _ => SourceType::unambiguous(),
        };
        nesting::run(text, || minify(text, source_type, self.mangle))?
    }
}

fn minify(text: &str, source_type: SourceType, mangle: bool) -> Result<Vec<u8>, BoxError> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, source_type).parse();
    let mut program = parsed.program;
    if let Some(error) = parsed.diagnostics.errors().next() {
        let offset = error.labels.first().map_or(0, |label| label.offset());
        return Err(SourceError::new(text.as_bytes(), offset as usize, &error.message).into());
    }
    let checked = SemanticBuilder::new().with_check_syntax_error(true).build(&program);
    if let Some(error) = checked.diagnostics.errors().next() {
        // What is declared twice has two places, and the second is at fault.
        let offset = error.labels.iter().map(|label| label.offset()).max().unwrap_or(0);
        return Err(SourceError::new(text.as_bytes(), offset as usize, &error.message).into());
    }
    if parsed.panicked {
        return Err("the parser gave up".into());
    }
    let mangle = mangle.then(MangleOptions::default);
    let options = MinifierOptions { mangle, ..MinifierOptions::default() };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let comments = CommentOptions { legal: LegalComment::Inline, ..CommentOptions::disabled() };
    let printed = Codegen::new()
        .with_options(CodegenOptions { comments, ..CodegenOptions::minify() })
        .with_scoping(minified.scoping)
        .with_private_member_mappings(minified.class_private_mappings)
        .build(&program);
    Ok(printed.code.into_bytes())
}

#[cfg(test)]
mod tests;
