//! Compiles every component with the compiler for it.

use include_components_build::compilers::{Css, Html, Js, Json, Markdown, Sass, Svg, Wat};
use include_components_build::{BoxError, Build, Compiler, Context, Error, KeyHasher, SourceError};

fn main() -> Result<(), Error> {
    Build::new()
        .root("components")
        .compile("*.css", Css::new())
        .compile("*.html", Html::new())
        .compile("*.js", Js::new())
        .compile("*.json", Json::new())
        .compile("*.md", Markdown::new())
        .compile("*.scss", Sass::new())
        .compile("*.svg", Svg::new())
        .compile("*.wat", Wat::new())
        .compile("*.sql", StripSql)
        .run()?;
    Ok(())
}

/// Removes the comment lines of SQL: a compiler of this app's own.
struct StripSql;

impl Compiler for StripSql {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("strip-sql").write("1");
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = std::str::from_utf8(input)
            .map_err(|error| SourceError::new(input, error.valid_up_to(), "not UTF-8"))?;
        let kept: Vec<_> = text.lines().filter(|line| !line.starts_with("--")).collect();
        Ok(kept.join("\n").into_bytes())
    }
}
