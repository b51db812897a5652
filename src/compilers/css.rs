//! CSS, without what means nothing in it.

use super::css_tokens::{self, Kind, Token};
use super::text;
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;

/// Minifies CSS, and keeps what it means (feature `css`).
///
/// White space, comments and semicolons that mean nothing are removed, and numbers
/// lose a zero before the point. Nothing else changes: every rule and declaration
/// stays, in its order, also one that browsers do not know, such as `*zoom: 1`,
/// `width: 1px\9` or next year's syntax. The values of custom properties stay
/// character by character, because scripts can read them. Comments that begin with
/// `/*!` are kept before rules and declarations.
///
/// Nothing is rewritten for old browsers, and `@import` is kept. Other programs do
/// that: see the example of [`Program`](crate::Program).
///
/// # Errors
///
/// Fails with a [`SourceError`](crate::SourceError) if a block, a string or a
/// comment is not closed, or a bracket closes nothing.
/// [`Build::copy`](crate::Build::copy) embeds such a file as it is.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Css;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.css", Css::new());
/// std::fs::write(root.join("a.css"), "a {\n  height: 100vh;\n  height: 100dvh;\n}")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.css"), "a {\n  color: red;\n}}")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.css:3:2: "), "{error}");
/// assert!(error.contains(".copy(\"a.css\")"), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Css {}

impl Css {
    /// Makes a compiler; it has no options.
    pub fn new() -> Self {
        Css {}
    }
}

impl Compiler for Css {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components css 2");
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        let text = text(input)?;
        let tokens = css_tokens::tokens(text)?;
        let mut out = Writer { out: String::with_capacity(text.len()), semicolon: false };
        out.sheet(&tokens);
        Ok(out.out.into_bytes())
    }
}

struct Writer {
    out: String,
    /// Whether a declaration was ended that may need no semicolon.
    semicolon: bool,
}

/// What a sequence of tokens is, which decides where white space means nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// All of a rule before its block, or what is not known.
    Selector,
    AtRule,
    Value,
}

impl Writer {
    fn sheet(&mut self, tokens: &[Token<'_>]) {
        let (mut at, mut depth) = (0, 0);
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.kind {
                Kind::Space => {}
                Kind::Comment if token.text.starts_with("/*!") => self.push(token.text),
                Kind::Comment => {}
                Kind::Close => {
                    self.semicolon = false;
                    self.push("}");
                    depth -= 1;
                }
                // Between rules it is a part of the next selector, or was in old browsers.
                Kind::Other if token.text == ";" && depth > 0 => {
                    if !self.semicolon {
                        self.push(";");
                    }
                }
                Kind::Markup if depth == 0 => self.push(token.text),
                _ => {
                    at += self.statement(&tokens[at - 1..], depth > 0) - 1;
                    depth += usize::from(self.out.ends_with('{'));
                }
            }
        }
    }

    /// Writes a declaration, an at-rule, or a rule up to its block; returns how many
    /// tokens that were.
    fn statement(&mut self, tokens: &[Token<'_>], in_block: bool) -> usize {
        let colon = if in_block { colon(tokens) } else { None };
        // Scripts can read the text of these, and that of `@property`.
        let name = tokens[0].text;
        let is_text = name.starts_with("--") || name.eq_ignore_ascii_case("initial-value");
        let is_custom = colon.is_some() && is_text;
        let is_at = tokens[0].kind == Kind::At;
        let len = end(tokens, is_custom, in_block || is_at);
        let ending = tokens.get(len).map_or("", |token| token.text);
        let place = if is_at { Place::AtRule } else { Place::Selector };
        match (colon, ending) {
            (Some(colon), "}" | ";") => {
                self.sequence(&tokens[..colon], Place::Value);
                self.out.push(':');
                let value = &tokens[colon + 1..len];
                match is_custom {
                    true => self.custom(value),
                    false => self.sequence(value, Place::Value),
                }
                self.semicolon = ending == ";";
                len + usize::from(self.semicolon)
            }
            (_, "{" | ";") => {
                self.sequence(&tokens[..len], place);
                self.push(ending);
                len + 1
            }
            _ => {
                self.sequence(&tokens[..len], place);
                len
            }
        }
    }

    /// Writes the value of a custom property as it is. One of white space alone stays
    /// one, because browsers once refused an empty value.
    fn custom(&mut self, value: &[Token<'_>]) {
        let is_space = |token: &Token<'_>| token.kind == Kind::Space;
        match value.iter().position(|token| !is_space(token)) {
            Some(first) => {
                let last = value.iter().rposition(|token| !is_space(token)).unwrap_or(first);
                self.out.extend(value[first..=last].iter().map(|token| token.text));
            }
            None if value.is_empty() => {}
            None => self.out.push(' '),
        }
    }

    /// Writes tokens with as little between them as keeps them apart.
    fn sequence(&mut self, tokens: &[Token<'_>], place: Place) {
        let mut last: Option<&Token<'_>> = None;
        // What is between two tokens, and in how many brackets this is.
        let (mut space, mut comment, mut depth) = (false, false, 0);
        for token in tokens {
            match token.kind {
                Kind::Space => space = true,
                Kind::Comment => comment = true,
                _ => {
                    let between = if space { " " } else { "/**/" };
                    let is_apart = |last| !may_touch(last, token, place, depth);
                    if (space || comment) && last.is_some_and(is_apart) {
                        self.out.push_str(between);
                    }
                    (space, comment) = (false, false);
                    match token.kind {
                        Kind::Number if place == Place::Value => self.number(token.text),
                        _ => self.push(token.text),
                    }
                    depth += usize::from(token.kind == Kind::Open);
                    depth -= usize::from(token.kind == Kind::Close);
                    last = Some(token);
                }
            }
        }
    }

    /// Writes a number, without a zero before the point.
    fn number(&mut self, text: &str) {
        let unsigned = text.trim_start_matches(['+', '-']);
        let short = unsigned.trim_start_matches('0');
        match short.starts_with('.') {
            true => {
                self.push(&text[..text.len() - unsigned.len()]);
                self.out.push_str(short);
            }
            false => self.push(text),
        }
    }

    fn push(&mut self, text: &str) {
        if self.semicolon {
            self.out.push(';');
            self.semicolon = false;
        }
        self.out.push_str(text);
    }
}

/// Returns where the colon of a declaration is, if a statement begins like one.
///
/// Old browsers skipped one sign before the name, as in `*zoom: 1`.
fn colon(tokens: &[Token<'_>]) -> Option<usize> {
    let name = usize::from(tokens[0].kind == Kind::Other);
    tokens.get(name).filter(|token| token.kind == Kind::Word)?;
    let is_gap = |token: &Token<'_>| matches!(token.kind, Kind::Space | Kind::Comment);
    let after = tokens[name + 1..].iter().position(|token| !is_gap(token))?;
    let colon = name + 1 + after;
    (tokens[colon].text == ":").then_some(colon)
}

/// Returns where a statement ends: at its block, its semicolon, the end of the block
/// around it or that of the file.
fn end(tokens: &[Token<'_>], is_custom: bool, has_semicolon: bool) -> usize {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        match token.kind {
            Kind::Open if depth == 0 && token.text == "{" && !is_custom => return true,
            Kind::Close if depth == 0 => return true,
            Kind::Other if depth == 0 && token.text == ";" && has_semicolon => return true,
            Kind::Open => depth += 1,
            Kind::Close => depth -= 1,
            _ => {}
        }
        false
    });
    end.unwrap_or(tokens.len())
}

/// Whether white space between two tokens means nothing, and they stay two without.
fn may_touch(last: &Token<'_>, next: &Token<'_>, place: Place, depth: usize) -> bool {
    if last.kind == Kind::Open || next.kind == Kind::Close || last.text == "," || next.text == "," {
        return true;
    }
    let is_combinator = |token: &Token<'_>| matches!(token.text, ">" | "+" | "~");
    match place {
        Place::AtRule => false,
        // `! important`, but no `<!--`.
        Place::Value if next.text == "!" => last.text != "<",
        Place::Value => last.text == "!" && next.text.eq_ignore_ascii_case("important"),
        // White space in brackets may be between a number and its sign.
        Place::Selector if depth > 0 => false,
        Place::Selector if is_combinator(last) => {
            next.kind == Kind::Word || matches!(next.text, "." | ":" | "*" | "&" | "[")
        }
        Place::Selector if is_combinator(next) => match last.kind {
            // No `-->`, and no `u+a`, which was a range of characters.
            Kind::Word => !last.text.ends_with('-') && !last.text.eq_ignore_ascii_case("u"),
            _ => last.kind == Kind::Close || matches!(last.text, "*" | "&"),
        },
        Place::Selector => false,
    }
}

#[cfg(test)]
mod tests;
