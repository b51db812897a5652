//! JSON without white space, checked by serde_json.

use serde::de::IgnoredAny;

use super::text;
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Removes whitespace from JSON (feature `json`).
///
/// [serde_json](https://docs.rs/serde_json) validates the input. Keys, their
/// order, strings and numbers are kept byte for byte.
///
/// # Errors
///
/// Fails with a [`SourceError`] if the input is not valid JSON (RFC 8259).
/// Comments and trailing commas are errors.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Json;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.json", Json::new());
/// std::fs::write(root.join("a.json"), r#"{ "b": 1.0 }"#)?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.json"), "{\n  \"b\": 01\n}")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.json:2:"), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Json {}

impl Json {
    /// Makes a compiler; it has no options.
    pub fn new() -> Self {
        Json {}
    }
}

impl Compiler for Json {
    fn describe(&self, key: &mut KeyHasher) {
        // Without serde_json's version: it changes nothing of the output.
        key.write("include-components json 1");
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = text(input)?;
        // This does not recurse, and so has no limit to what is nested.
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| source_error(text, &error))?;
        Ok(strip(text))
    }
}

/// Removes the white space outside of strings.
fn strip(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for &byte in text.as_bytes() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = byte == b'\\' && !escaped;
        } else if byte.is_ascii_whitespace() {
            continue;
        } else {
            in_string = byte == b'"';
        }
        out.push(byte);
    }
    out
}

/// serde_json counts columns in bytes, from 1; 0 is the line's beginning.
fn source_error(text: &str, error: &serde_json::Error) -> SourceError {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let offset = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    SourceError::new(text.as_bytes(), offset, message.strip_suffix(&place).unwrap_or(&message))
}

#[cfg(test)]
mod tests;
