//! The references of modules of JavaScript, parsed by oxc: what they import, and
//! `new URL("…", import.meta.url)`.

use std::borrow::Cow;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, CallExpression, ExportAllDeclaration, ExportFromDeclaration, Expression,
    ImportDeclaration, ImportExpression, NewExpression, StringLiteral, TemplateLiteral, WithClause,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};

use super::json::code;
use super::modules::is_url;
use super::scan::{Found, Kind, Left, Scan, Why, is_data};
use super::text::Unescaped;
use crate::compilers::nesting;

/// A part of the keys of scans.
pub(super) const VERSION: &str = "js 3";

/// Scans a script, or one in a page, whose text is at `start`.
///
/// One that cannot be read is taken note of: nobody knows what it imports.
pub(super) fn scan(bytes: &[u8], start: usize, scan: &mut Scan) {
    let text = String::from_utf8_lossy(bytes);
    if !["import", "export"].iter().any(|word| text.contains(word)) {
        return;
    }
    let mut leave = |why: &str| {
        let (at, url) = (start as u32, why.to_owned());
        scan.left.push(Left { at, url, why: Why::Script });
    };
    let Cow::Borrowed(text) = text else { return leave("it is not UTF-8") };
    let found = nesting::run(text, || {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, SourceType::unambiguous()).parse();
        if parsed.panicked {
            let errors = parsed.diagnostics.first();
            return Err(errors.map_or_else(String::new, |error| format!(": {}", error.message)));
        }
        let mut finder = Finder { text, start, scan: Scan::default() };
        finder.visit_program(&parsed.program);
        Ok(finder.scan)
    });
    match found {
        Ok(Ok(mut found)) => {
            scan.references.append(&mut found.references);
            scan.left.append(&mut found.left);
        }
        Ok(Err(error)) => leave(&format!("it is no JavaScript{error}")),
        Err(_) => leave("it is nested too deeply"),
    }
}

/// What goes through a script.
struct Finder<'t> {
    text: &'t str,
    start: usize,
    scan: Scan,
}

/// A string that a script has as it is.
struct Literal<'a> {
    value: &'a str,
    /// With its quotes.
    span: Span,
}

impl<'a> Literal<'a> {
    fn string(literal: &StringLiteral<'a>) -> Self {
        Literal { value: literal.value.as_str(), span: literal.span }
    }

    /// Takes a template in which nothing is put.
    fn template(template: &TemplateLiteral<'a>) -> Option<Self> {
        let [only] = template.quasis.as_slice() else { return None };
        Some(Literal { value: only.value.cooked?.as_str(), span: template.span })
    }

    fn of(expression: &Expression<'a>) -> Option<Self> {
        match expression {
            Expression::StringLiteral(literal) => Some(Literal::string(literal)),
            Expression::TemplateLiteral(template) => Literal::template(template),
            _ => None,
        }
    }

    fn of_argument(argument: &Argument<'a>) -> Option<Self> {
        match argument {
            Argument::StringLiteral(literal) => Some(Literal::string(literal)),
            Argument::TemplateLiteral(template) => Literal::template(template),
            _ => None,
        }
    }
}

impl Finder<'_> {
    /// Adds what a module imports before it runs; a bare name is for an import map.
    ///
    /// What is imported as something else than a script, with a `type`, cannot be loaded
    /// ahead as one.
    fn add_static(&mut self, literal: &StringLiteral<'_>, with: Option<&WithClause<'_>>) {
        let (literal, is_static) = (Literal::string(literal), with.is_none());
        match is_url(literal.value) {
            true => self.add_url(&literal, Kind::Import { is_static }),
            false if is_static && !is_data(literal.value.as_bytes()) => {
                self.add_url(&literal, Kind::Bare);
            }
            false => {}
        }
    }

    /// Adds what is imported when the script says so.
    fn add_late(&mut self, literal: &Literal<'_>) {
        if is_url(literal.value) {
            self.add_url(literal, Kind::Import { is_static: false });
        }
    }

    fn add_url(&mut self, literal: &Literal<'_>, kind: Kind) {
        let Span { start, end, .. } = literal.span;
        // Between the quotes.
        let (from, to) = (start as usize + 1, (end as usize).saturating_sub(1));
        let Some(raw) = self.text.get(from..to) else { return };
        let at = self.start + from;
        let text = unescaped(raw.as_bytes(), at);
        if text.bytes != literal.value.as_bytes() {
            let url = literal.value.to_owned();
            self.scan.left.push(Left { at: at as u32, url, why: Why::Escape });
            return;
        }
        let found: Found = text.url();
        self.scan.add_kind(found, kind);
    }

    fn is_import_meta(&self, span: Span) -> bool {
        self.text.get(span.start as usize..span.end as usize) == Some("import.meta")
    }

    /// Takes note of a URL that is made when the script runs.
    fn leave(&mut self, span: Span) {
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let url = text.chars().take(80).collect();
        let at = (self.start + span.start as usize) as u32;
        self.scan.left.push(Left { at, url, why: Why::Dynamic });
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        match it.phase {
            None => self.add_static(&it.source, it.with_clause.as_deref()),
            // It does not run before, or is no script.
            Some(_) => self.add_late(&Literal::string(&it.source)),
        }
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.add_static(&it.source, it.with_clause.as_deref());
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        self.add_static(&it.source, it.with_clause.as_deref());
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        match Literal::of(&it.source) {
            Some(literal) => self.add_late(&literal),
            None => self.leave(it.source.span()),
        }
        walk::walk_import_expression(self, it);
    }

    /// Finds `import.meta.resolve`.
    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        let is_resolve = matches!(
            &it.callee,
            Expression::StaticMemberExpression(member)
                if member.property.name == "resolve" && self.is_import_meta(member.object.span())
        );
        if let (true, [argument, ..]) = (is_resolve, it.arguments.as_slice()) {
            match Literal::of_argument(argument) {
                Some(literal) => self.add_late(&literal),
                None => self.leave(argument.span()),
            }
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        let is_url = match &it.callee {
            Expression::Identifier(name) => name.name == "URL",
            // Of `window`, `self` or `globalThis`.
            Expression::StaticMemberExpression(member) => member.property.name == "URL",
            _ => false,
        };
        if let (true, [argument, base, ..]) = (is_url, it.arguments.as_slice()) {
            let is_relative = matches!(
                base,
                Argument::StaticMemberExpression(member)
                    if member.property.name == "url" && self.is_import_meta(member.object.span())
            );
            match Literal::of_argument(argument) {
                _ if !is_relative => {}
                Some(literal) => self.add_url(&literal, Kind::Import { is_static: false }),
                None => self.leave(argument.span()),
            }
        }
        walk::walk_new_expression(self, it);
    }
}

/// Returns what a string or a template says that is written at `start`.
///
/// Escapes that modules may not have, nobody asks for.
fn unescaped(raw: &[u8], start: usize) -> Unescaped {
    if !raw.contains(&b'\\') {
        return Unescaped::plain(raw, start);
    }
    let mut text = Unescaped::with_capacity(raw.len());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let (rest, place) = (&raw[at..], start + at);
        at += match rest {
            // The end of a line that means nothing.
            [b'\\', b'\r', b'\n', ..] => 3,
            [b'\\', b'\n' | b'\r', ..] => 2,
            [b'\\', b'u' | b'x', digits @ ..] => match escape(rest[1], digits) {
                Some((code, len)) => {
                    text.push_char(code, place);
                    2 + len
                }
                None => 2,
            },
            [b'\\', name, ..] => {
                let found = b"nrtbfv".iter().position(|it| it == name);
                text.push(&[found.map_or(*name, |nth| b"\n\r\t\x08\x0C\x0B"[nth])], place);
                2
            }
            _ => {
                text.push(&[*byte], place);
                1
            }
        };
    }
    text.end(start + raw.len())
}

/// Returns the code point behind `\u` or `\x`, and how many bytes it takes.
fn escape(name: u8, rest: &[u8]) -> Option<(u32, usize)> {
    let number = |digits: &[u8]| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    match (name, rest) {
        (b'x', [high, low, ..]) => Some((number(&[*high, *low])?, 2)),
        (b'u', [b'{', braced @ ..]) => {
            let len = braced.iter().position(|byte| *byte == b'}')?;
            Some((number(&braced[..len])?, len + 2))
        }
        (b'u', _) => code(rest),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
