//! HTML with less white space and no comments, read by lol_html.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Comment, Element, TextChunk, TextType};
use lol_html::{EndTagHandler, HtmlRewriter, Settings, doc_comments, doc_text, doctype, element};

use super::text;
use crate::BoxError;
use crate::Compiler;
use crate::Context;
use crate::KeyHasher;
use crate::SourceError;

/// Minifies HTML with [lol_html](https://github.com/cloudflare/lol-html)
/// (feature `html`).
///
/// Comments are removed, except those that begin with `<!--[if`, `<!--#` or
/// `<!--!`, and those in `pre`; one between two words leaves an empty one. Whitespace between words or attributes becomes one character, a line
/// break if it had one. It is kept in `pre`, `textarea` and `listing`, in elements
/// whose classes have `pre` or `whitespace-` in them, where `xml:space` is
/// `preserve`, and in all of a file that has `white-space` anywhere, as a style. A
/// style sheet that is another file is not taken into account: where that sets
/// `white-space` for other elements, [`Build::copy`](crate::Build::copy) leaves the
/// pages as they are. Nothing else changes: scripts and styles, the case of names, quotes and end tags stay, so
/// fragments and templates (`{{ }}`, `{% %}`, `<?php ?>`) work too.
///
/// # Errors
///
/// Fails with a [`SourceError`] if the file ends within a tag, a comment, a
/// script or a style. All other text is HTML.
///
/// # Examples
///
/// ```
/// use include_components_build::Build;
/// use include_components_build::compilers::Html;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let (root, out) = (dir.path().join("ui"), dir.path().join("out"));
/// # std::fs::create_dir(&root)?;
/// # std::fs::create_dir(&out)?;
/// let mut build = Build::new();
/// build.root(&root).compile("*.html", Html::new());
/// std::fs::write(root.join("a.html"), "<p>\n   Hello <!-- you -->\n</p>")?;
/// assert_eq!(build.run_in(&out)?.0.compiled(), 1);
///
/// std::fs::write(root.join("a.html"), "<p>\n  Hello <a href=")?;
/// let error = build.run_in(&out).unwrap_err().to_string();
/// assert!(error.contains("a.html:2:9: "), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Html {}

impl Html {
    /// Makes a compiler; it has no options.
    pub fn new() -> Self {
        Html {}
    }
}

impl Compiler for Html {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("include-components html 2").write(super::version::LOL_HTML);
    }

    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        minify(text(input)?)
    }
}

/// The elements in which white space counts: also those of classes such as
/// `whitespace-pre-wrap`, as Tailwind and others name them.
const VERBATIM: &str =
    r"pre, listing, textarea, [class*='pre'], [class*='whitespace-'], [xml\:space='preserve']";

fn minify(text: &str) -> Result<Vec<u8>, BoxError> {
    let state = &State::new(text);
    // A style may be for any element.
    let verbatim = Rc::new(Cell::new(usize::from(text.contains("white-space"))));
    let (in_verbatim, around_comment) = (Rc::clone(&verbatim), Rc::clone(&verbatim));
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |element| {
            state.element(element);
            Ok(())
        }))
        .append_element_content_handler(element!(VERBATIM, |element| {
            // Without an end tag everything that follows counts.
            if let Some(handlers) = element.end_tag_handlers() {
                verbatim.set(verbatim.get() + 1);
                handlers.push(leave(Rc::clone(&verbatim)));
            }
            Ok(())
        }))
        .append_document_content_handler(doctype!(|doctype| {
            state.read.set(doctype.source_location().bytes().end);
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            state.comment(comment, around_comment.get() > 0);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(|chunk| {
            state.text(chunk, in_verbatim.get() > 0);
            Ok(())
        }));
    let mut out = Vec::with_capacity(text.len());
    let mut rewriter = HtmlRewriter::new(settings, |bytes: &[u8]| out.extend_from_slice(bytes));
    rewriter.write(text.as_bytes())?;
    rewriter.end()?;
    state.check_end()?;
    Ok(out)
}

/// Counts an element less once its end tag is read.
fn leave(depth: Rc<Cell<usize>>) -> EndTagHandler<'static> {
    Box::new(move |_| {
        depth.set(depth.get() - 1);
        Ok(())
    })
}

/// What is known of the text so far.
struct State<'a> {
    text: &'a str,
    /// Up to where something was read, end tags left aside.
    read: Cell<usize>,
    /// Where white space ended that was kept, if nothing is between.
    space_at: Cell<usize>,
    /// Where a comment or an element begins that has no end.
    open: RefCell<Option<(usize, &'static str)>>,
}

impl<'a> State<'a> {
    fn new(text: &'a str) -> Self {
        let (read, space_at) = (Cell::new(0), Cell::new(usize::MAX));
        State { text, read, space_at, open: RefCell::default() }
    }

    fn element(&self, element: &mut Element<'_, '_>) {
        let place = element.source_location().bytes();
        let raw = &self.text.as_bytes()[place.clone()];
        self.read.set(place.end);
        self.open.take();
        let is_wide = |two: &[u8]| two[0] == b'\n' || two.iter().all(u8::is_ascii_whitespace);
        if raw.windows(2).any(is_wide) {
            // To set the name has the tag written anew, with single spaces.
            let tag = element.start_tag();
            tag.set_name(tag.name_preserve_case());
        }
    }

    /// Removes a comment, except where it may stand before a line break that is no text
    /// if it is the first in its element.
    fn comment(&self, comment: &mut Comment<'_>, verbatim: bool) {
        let place = comment.source_location().bytes();
        let raw = &self.text[place.clone()];
        self.read.set(place.end);
        if !raw.ends_with('>') {
            *self.open.borrow_mut() = Some((place.start, "a comment"));
        }
        let is_comment = raw.starts_with("<!--");
        let kept = ["[if", "<![endif", "#", "!"];
        if is_comment && !verbatim && !kept.iter().any(|it| raw[4..].starts_with(it)) {
            // Between two texts something stays: letters are set otherwise in one text.
            match self.parts_texts(place.clone()) && comment.set_text("").is_ok() {
                true => {}
                false => comment.remove(),
            }
            if self.space_at.get() == place.start {
                self.space_at.set(place.end);
            }
        }
    }

    /// Whether there is text on both sides of a comment, and more than white space.
    fn parts_texts(&self, comment: Range<usize>) -> bool {
        let (before, mut after) = (&self.text[..comment.start], &self.text[comment.end..]);
        while let Some((_, rest)) = after.strip_prefix("<!--").and_then(|it| it.split_once("-->")) {
            after = rest;
        }
        let is_end = |before: &str| before.is_empty() || before.ends_with('>');
        let is_start = |after: &str| after.is_empty() || after.starts_with('<');
        let is_blank = is_end(before.trim_ascii_end()) && is_start(after.trim_ascii_start());
        !(is_end(before) || is_start(after) || is_blank)
    }

    fn text(&self, chunk: &mut TextChunk<'_>, verbatim: bool) {
        let place = chunk.source_location().bytes();
        self.read.set(place.end);
        let kind = chunk.text_type();
        if kind != TextType::Data {
            let has_end = !matches!(kind, TextType::PlainText | TextType::CDataSection);
            if has_end && !chunk.as_str().is_empty() {
                *self.open.borrow_mut() = Some((place.start, "an element that has text only"));
            }
            return;
        }
        self.open.take();
        if verbatim || chunk.as_str().is_empty() {
            return;
        }
        let mut after_space = self.space_at.get() == place.start;
        let text = chunk.as_str();
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let is_space = |c: char| c.is_ascii_whitespace();
            let end = rest.find(|it| is_space(it) != is_space(c)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if !is_space(c) {
                out.push_str(run);
            } else if !after_space {
                out.push(if run.contains('\n') { '\n' } else { ' ' });
            }
            after_space = is_space(c);
            rest = after;
        }
        self.space_at.set(if after_space { place.end } else { usize::MAX });
        if out.len() < text.len() {
            chunk.set_str(out);
        }
    }

    /// Refuses a file that ends in the middle of something.
    fn check_end(&self) -> Result<(), SourceError> {
        let fault = |at, what| {
            SourceError::new(self.text.as_bytes(), at, format!("the file ends within {what}"))
        };
        // No handler is called for end tags and the ends of CDATA.
        let mut rest = &self.text[self.read.get()..];
        let mut is_closed = false;
        loop {
            if let Some(after) = rest.strip_prefix("<![CDATA[").or(rest.strip_prefix("]]>")) {
                rest = after;
            } else if rest.starts_with("</")
                && let Some(end) = rest.find('>')
            {
                (rest, is_closed) = (&rest[end + 1..], true);
            } else {
                break;
            }
        }
        if !rest.is_empty() {
            return Err(fault(self.text.len() - rest.len(), "a tag"));
        }
        match self.open.take() {
            Some((at, what)) if !is_closed => Err(fault(at, what)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
