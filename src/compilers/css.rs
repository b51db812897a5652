//! CSS, minified by lightningcss.

use std::fmt::Display;

use lightningcss::error::Error;
use lightningcss::printer::PrinterOptions;
use lightningcss::rules::CssRule;
use lightningcss::rules::layer::LayerStatementRule;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};

use super::{nesting, text};
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Minifies CSS with [lightningcss](https://lightningcss.dev) (feature `css`).
///
/// Leading comments that begin with `/*!` are kept, and so is `@import`. CSS that
/// the browsers in [`target`](Self::target) do not support is rewritten for them:
/// nesting is flattened, colors get fallbacks, prefixes are added. Without a
/// target no CSS is rewritten.
///
/// # Errors
///
/// Fails with a [`SourceError`] if the input is not valid CSS. An unclosed block,
/// string or comment is an error too, although CSS would close it.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::{Browser, Css};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.css", Css::new().target(Browser::Safari, 15, 4));
/// std::fs::write(root.join("a.css"), "a { color: #ff0000 }")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.css"), "a {\n  color: red;\n}}")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.css:3:3: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Css {
    targets: Option<Browsers>,
}

/// A browser that [`Css::target`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Browser {
    /// The browser and web view of old Android versions.
    Android,
    /// Chrome, and browsers that are built on it.
    Chrome,
    /// Edge.
    Edge,
    /// Firefox.
    Firefox,
    /// Internet Explorer.
    Ie,
    /// Safari on iOS, and so every browser there.
    IosSafari,
    /// Opera.
    Opera,
    /// Safari on macOS.
    Safari,
    /// Samsung Internet.
    Samsung,
}

/// Ends every source, to see that nothing of it is still open there.
const END: &str = "\n@layer include-components-end;";
const END_NAME: &str = "include-components-end";

impl Css {
    /// Makes a compiler without targets.
    pub fn new() -> Self {
        Css::default()
    }

    /// Adds the oldest supported version of a browser.
    ///
    /// The last call for a browser wins.
    #[must_use]
    pub fn target(mut self, browser: Browser, major: u8, minor: u8) -> Self {
        let targets = self.targets.get_or_insert_default();
        let version = match browser {
            Browser::Android => &mut targets.android,
            Browser::Chrome => &mut targets.chrome,
            Browser::Edge => &mut targets.edge,
            Browser::Firefox => &mut targets.firefox,
            Browser::Ie => &mut targets.ie,
            Browser::IosSafari => &mut targets.ios_saf,
            Browser::Opera => &mut targets.opera,
            Browser::Safari => &mut targets.safari,
            Browser::Samsung => &mut targets.samsung,
        };
        *version = Some(u32::from(major) << 16 | u32::from(minor) << 8);
        self
    }
}

impl Compiler for Css {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components css 1").write(super::version::LIGHTNINGCSS);
        if let Some(targets) = self.targets {
            let Browsers { android, chrome, edge, firefox, ie, ios_saf, opera, safari, samsung } =
                targets;
            let targets = [
                ("android", android),
                ("chrome", chrome),
                ("edge", edge),
                ("firefox", firefox),
                ("ie", ie),
                ("ios_saf", ios_saf),
                ("opera", opera),
                ("safari", safari),
                ("samsung", samsung),
            ];
            for (browser, version) in targets {
                if let Some(version) = version {
                    // As lightningcss packs it: a byte each for major and minor.
                    let (major, minor) = (version >> 16, (version >> 8) & 0xFF);
                    key.option(browser, format_args!("{major}.{minor}"));
                }
            }
        }
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = text(input)?;
        nesting::run(text, || minify(text, self.targets))?
    }
}

fn minify(text: &str, targets: Option<Browsers>) -> Result<Vec<u8>, BoxError> {
    let targets = Targets { browsers: targets, ..Targets::default() };
    let ended = [text, END].concat();
    let mut sheet = StyleSheet::parse(&ended, ParserOptions::default())
        .map_err(|error| source_error(text, error))?;
    match sheet.rules.0.last() {
        Some(CssRule::LayerStatement(rule)) if is_end(rule) => {
            sheet.rules.0.pop();
        }
        _ => return Err(open_end(text).into()),
    }
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| source_error(text, error))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| source_error(text, error))?;
    Ok(printed.code.into_bytes())
}

fn source_error(text: &str, error: Error<impl Display>) -> SourceError {
    let message = error.kind.to_string();
    if message.contains(END_NAME) {
        return open_end(text);
    }
    let (line, column) = error.loc.map_or((0, 1), |it| (it.line as usize, it.column));
    let column = characters(text, line, column);
    SourceError::at(text.as_bytes(), line + 1, column, message)
}

fn open_end(text: &str) -> SourceError {
    let message = "the file ends within a block, a string or a comment";
    SourceError::new(text.as_bytes(), text.len(), message)
}

/// Whether a rule is the one that every source is ended with.
fn is_end(rule: &LayerStatementRule<'_>) -> bool {
    let [name] = &rule.names[..] else { return false };
    matches!(&name.0[..], [name] if &**name == END_NAME)
}

/// Returns a column in characters of one in UTF-16 units, as cssparser counts;
/// both begin with 1, and the line with 0.
fn characters(text: &str, line: usize, column: u32) -> usize {
    let line = text.lines().nth(line).unwrap_or_default();
    let mut units = 1;
    let before = line.chars().take_while(|c| {
        units += c.len_utf16() as u32;
        units <= column
    });
    1 + before.count()
}

#[cfg(test)]
mod tests;
