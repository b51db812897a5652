//! JavaScript, minified by oxc.

use oxc_allocator::Allocator;
use oxc_ast::AstKind;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions, LegalComment};
use oxc_mangler::{MangleOptions, MangleOptionsKeepNames, Mangler};
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
/// White space and comments are removed, and local names shortened, except those of
/// functions and classes, which programs read as `name`. No statement or expression
/// is rewritten or removed: programs that do so, such as esbuild, make files of
/// about 15 % less, and are used as a [`Program`](crate::Program).
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

/// Names that are not shortened: node and bundlers look for the first three to learn
/// what a module exports, and `{ __proto__ }` is no other object only with that name.
const RESERVED: [&str; 4] = ["exports", "module", "require", "__proto__"];

impl Js {
    /// Makes a compiler that shortens local names.
    pub fn new() -> Self {
        Js { mangle: true }
    }

    /// Sets whether local names are shortened; the default is `true`.
    ///
    /// No names are shortened in a file with a `with` statement, nor those that a
    /// direct `eval` can see. Programs that use `Function.prototype.toString()` may
    /// need all of them.
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
        key.write("include-components js 2")
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
    let program = parsed.program;
    if let Some(error) = parsed.diagnostics.errors().next() {
        let offset = error.labels.first().map_or(0, |label| label.offset());
        return Err(SourceError::new(text.as_bytes(), offset as usize, &error.message).into());
    }
    let checked =
        SemanticBuilder::new().with_check_syntax_error(true).with_build_nodes(true).build(&program);
    if let Some(error) = checked.diagnostics.errors().next() {
        // What is declared twice has two places, and the second is at fault.
        let offset = error.labels.iter().map(|label| label.offset()).max().unwrap_or(0);
        return Err(SourceError::new(text.as_bytes(), offset as usize, &error.message).into());
    }
    if parsed.panicked {
        return Err("the parser gave up".into());
    }
    // Within `with` any name may be that of a property, which the mangler does not know.
    let is_with = |kind| matches!(kind, AstKind::WithStatement(_));
    let has_with = checked.semantic.nodes().iter().any(|node| is_with(node.kind()));
    let mangled = (mangle && !has_with).then(|| {
        let options = MangleOptions {
            keep_names: MangleOptionsKeepNames::all_true(),
            reserved: RESERVED.map(Into::into).into_iter().collect(),
            ..MangleOptions::default()
        };
        Mangler::new().with_options(options).build(&program)
    });
    let (scoping, members) = mangled.map(|it| (it.scoping, it.class_private_mappings)).unzip();
    let comments = CommentOptions { legal: LegalComment::Inline, ..CommentOptions::disabled() };
    let printed = Codegen::new()
        .with_options(CodegenOptions { comments, ..CodegenOptions::minify() })
        .with_scoping(scoping)
        .with_private_member_mappings(members)
        .build(&program);
    Ok(printed.code.into_bytes())
}

#[cfg(test)]
mod tests;
