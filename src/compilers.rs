//! Built-in compilers, each behind a cargo feature of its own.
//!
//! ```toml
//! [build-dependencies]
//! include-components-build = { version = "0.1", features = ["css", "sass"] }
//! ```
//!
//! | feature | type | takes | makes | library |
//! |---|---|---|---|---|
//! | `css` | `Css` | CSS | the same, minified | none |
//! | `html` | `Html` | HTML, fragments too | the same, minified | lol_html |
//! | `js` | `Js` | JavaScript | the same, minified | oxc |
//! | `json` | `Json` | JSON | the same, without whitespace | serde_json |
//! | `markdown` | `Markdown` | `.md` | `.html` | comrak |
//! | `sass` | `Sass` | `.scss`, `.sass` | `.css` | grass |
//! | `svg` | `Svg` | SVG | the same, without what is not drawn | quick-xml |
//! | `wat` | `Wat` | `.wat` | `.wasm` | wast |
//!
//! All are off by default, and a compiler is applied only to the components that
//! [`Build::compile`](crate::Build::compile) names. Its results are cached like
//! those of any other compiler. The version of the library is part of the key,
//! so the versions are pinned.
//!
//! # Meaning
//!
//! `Css`, `Html`, `Js` and `Svg` only leave out what means nothing, and rewrite
//! nothing for old browsers. What they make of real and odd files is compared with
//! the source in Chromium (rules and pixels) and node (what programs print). One file
//! that a compiler refuses is left as it is by [`Build::copy`](crate::Build::copy).
//!
//! # Cost
//!
//! The first build compiles the libraries, unoptimized as cargo compiles build
//! scripts. The table has the crates and CPU seconds that a feature adds, by
//! rustc 1.95 on one core of a busy machine. Crates that two features share are
//! counted in both; with all features the first build is 165 crates.
//!
//! | feature | crates | seconds | needs Rust |
//! |---|---:|---:|---:|
//! | `css` | 0 | 0 | 1.85 |
//! | `html` | 45 | 19 | 1.88 |
//! | `js` | 83 | 73 at most | 1.95 |
//! | `json` | 6 | 5 | 1.85 |
//! | `markdown` | 20 | 26 | 1.89 |
//! | `sass` | 23 | 19 | 1.85 |
//! | `svg` | 2 | 2 | 1.86 |
//! | `wat` | 6 | 8 | 1.88 |
//!
//! Compiling takes, in an unoptimized build script on one busy core, and only for
//! what changed: Bootstrap 5.3's CSS (1.7 MB) 0.9 s, its JavaScript (707 kB)
//! 0.7 s, its Sass (four stylesheets, 374 kB of CSS) 7 s, its source maps as JSON
//! (6.3 MB) 0.2 s, 2,078 icons 0.8 s, 1 MB of HTML 0.3 s.
//!
//! # Errors
//!
//! A compiler fails with a [`SourceError`] where the library reports a position,
//! else with the library's message. All compilers fail if the source is larger
//! than 16 MiB, is not UTF-8, or has a zero byte. JavaScript and Sass also
//! fail if brackets are nested more than 1,000 deep, because their parsers could
//! then overflow the stack and end the build script. Three cases are not caught:
//! a chain of tens of thousands of operators, unbounded recursion in a Sass
//! function, and an endless loop.

#[cfg(feature = "css")]
mod css;
pub(crate) mod css_tokens;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "js")]
mod js;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "markdown")]
mod markdown;
#[cfg(any(feature = "js", feature = "sass"))]
pub(crate) mod nesting;
#[cfg(feature = "sass")]
mod sass;
#[cfg(feature = "svg")]
mod svg;
#[cfg(feature = "wat")]
mod wat;

#[cfg(feature = "css")]
pub use css::Css;
#[cfg(feature = "html")]
pub use html::Html;
#[cfg(feature = "js")]
pub use js::Js;
#[cfg(feature = "json")]
pub use json::Json;
#[cfg(feature = "markdown")]
pub use markdown::Markdown;
#[cfg(feature = "sass")]
pub use sass::Sass;
#[cfg(feature = "svg")]
pub use svg::Svg;
#[cfg(feature = "wat")]
pub use wat::Wat;

use crate::BoxError;

use crate::SourceError;

/// The versions of the libraries, as Cargo.toml pins them.
///
/// They are parts of the keys of what the compilers make, so that nothing that
/// another version made is taken from a cache.
#[allow(dead_code, reason = "each is of use to one feature")]
pub(crate) mod version {
    pub(super) const COMRAK: &str = "0.59.0";
    pub(super) const GRASS: &str = "0.13.4";
    pub(crate) const LOL_HTML: &str = "3.0.3";
    pub(crate) const OXC: &str = "0.146.0";
    pub(super) const QUICK_XML: &str = "0.42.0";
    pub(super) const WAST: &str = "263.0.0";
}

/// The longest source that a built-in compiler takes.
///
/// It is far above what people write, and bounds the time and the memory that
/// a file takes that has the extension by mistake.
#[allow(dead_code, reason = "of use to any feature")]
const MAX_LEN: usize = 16 << 20;

/// Returns a source as text, without a byte order mark.
#[allow(dead_code, reason = "of use to any feature")]
fn text(input: &[u8]) -> Result<&str, BoxError> {
    if input.len() > MAX_LEN {
        let (len, most) = (input.len() >> 20, MAX_LEN >> 20);
        return Err(format!(
            "it has {len} MiB, and built-in compilers take no more than {most}: \
             leave it to no compiler, with `.copy(…)` or a narrower glob"
        )
        .into());
    }
    let input = input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input);
    if let Some(offset) = input.iter().position(|byte| *byte == 0) {
        return Err(SourceError::new(input, offset, "this is not text: it has a zero byte").into());
    }
    let text = std::str::from_utf8(input);
    Ok(text.map_err(|error| SourceError::new(input, error.valid_up_to(), "this is not UTF-8"))?)
}

/// Returns a path with another extension, if it has one of these.
#[allow(dead_code, reason = "of use to the features that rename")]
fn renamed(path: &str, from: &[&str], to: &str) -> String {
    match path.rsplit_once('.') {
        Some((stem, extension)) if from.contains(&extension) => format!("{stem}.{to}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests;
