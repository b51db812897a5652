//! The references of modules of JavaScript, parsed by oxc: what they import, and
//! `new URL("…", import.meta.url)`.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, ExportAllDeclaration, ExportFromDeclaration, Expression, ImportDeclaration,
    ImportExpression, NewExpression, StringLiteral,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SourceType, Span};

use super::scan::{Found, Kind, Left, Scan, Why};
use super::text::Unescaped;
use crate::compilers::nesting;

/// A part of the keys of scans.
pub(super) const VERSION: &str = "js 2";

/// Scans a script, or one in a page, whose text is at `start`.
///
/// One that cannot be parsed has none, and a browser does not run it.
pub(super) fn scan(bytes: &[u8], start: usize, scan: &mut Scan) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if !["import", "export"].iter().any(|word| text.contains(word)) {
        return;
    }
    let found = nesting::run(text, || {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, SourceType::unambiguous()).parse();
        let mut finder = Finder { text, start, scan: Scan::default() };
        if !parsed.panicked {
            finder.visit_program(&parsed.program);
        }
        finder.scan
    });
    if let Ok(mut found) = found {
        scan.references.append(&mut found.references);
        scan.left.append(&mut found.left);
    }
}

/// What goes through a script.
struct Finder<'t> {
    text: &'t str,
    start: usize,
    scan: Scan,
}

impl Finder<'_> {
    /// Adds what a module is imported by; a bare name is for an import map.
    fn add(&mut self, literal: &StringLiteral<'_>, is_static: bool) {
        let value = literal.value.as_str();
        if ["./", "../", "/"].iter().any(|it| value.starts_with(it)) || value.contains("://") {
            self.add_url(literal, is_static);
        }
    }

    fn add_url(&mut self, literal: &StringLiteral<'_>, is_static: bool) {
        let Span { start, end, .. } = literal.span;
        // Between the quotes.
        let (from, to) = (start as usize + 1, (end as usize).saturating_sub(1));
        let Some(raw) = self.text.get(from..to) else { return };
        let at = self.start + from;
        if raw.contains('\\') {
            let url = literal.value.as_str().to_owned();
            self.scan.left.push(Left { at: at as u32, url, why: Why::Escape });
            return;
        }
        let found: Found = Unescaped::plain(raw.as_bytes(), at).url();
        self.scan.add_kind(found, Kind::Import { is_static });
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
        self.add(&it.source, true);
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.add(&it.source, true);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        self.add(&it.source, true);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        match &it.source {
            Expression::StringLiteral(literal) => self.add(literal, false),
            other => self.leave(other.span()),
        }
        walk::walk_import_expression(self, it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        let is_url = matches!(&it.callee, Expression::Identifier(name) if name.name == "URL");
        let is_relative = it.arguments.get(1).is_some_and(|base| {
            let span = base.span();
            self.text.get(span.start as usize..span.end as usize) == Some("import.meta.url")
        });
        if is_url && is_relative {
            match &it.arguments[0] {
                Argument::StringLiteral(literal) => self.add_url(literal, false),
                other => self.leave(other.span()),
            }
        }
        walk::walk_new_expression(self, it);
    }
}

#[cfg(test)]
mod tests;
