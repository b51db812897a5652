//! The scripts and style sheets that are written in a page, as a content security policy
//! sees them.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element};

use super::attributes::{Place, Tag};
use super::xml;
use crate::base::key::KeyHasher;
use crate::compilers::version;

/// What is written in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inline {
    Script,
    Style,
}

type All = Vec<(Inline, Range<usize>)>;

/// Writes all that decides what is found, besides the page.
pub(crate) fn describe(key: &mut KeyHasher) {
    key.write("inline 3").write(version::LOL_HTML);
}

/// Returns the texts of all, each as the browser hashes it: of the page as it is read,
/// with `\n` for all line breaks.
pub(crate) fn inline(bytes: &[u8], is_xhtml: bool) -> Vec<(Inline, Vec<u8>)> {
    let mut all = match is_xhtml {
        true => ranges(&xml::masked(bytes)),
        false => ranges(bytes),
    };
    all.sort_by_key(|(_, range)| range.start);
    let text = |(inline, range)| {
        let text = as_read(bytes.get(range).unwrap_or_default());
        (inline, if is_xhtml { xml::text(&text) } else { text })
    };
    all.into_iter().map(text).collect()
}

fn ranges(bytes: &[u8]) -> All {
    let all: Rc<RefCell<All>> = Rc::default();
    let noscripts: Rc<RefCell<All>> = Rc::default();
    let settings = Settings::new()
        .append_element_content_handler(element!("script, style, noscript", |element| {
            let tag = Tag::of(element, Place::Page);
            match element.tag_name().as_str() {
                "script" if tag.runs() && !tag.is_elsewhere() => {
                    find(element, Inline::Script, &all)
                }
                "style" if tag.is_css() => find(element, Inline::Style, &all),
                "noscript" if tag.is_html() => find(element, Inline::Style, &noscripts),
                _ => {}
            }
            Ok(())
        }))
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // A page that is refused has those up to there.
    let _ = rewriter.write(bytes).and_then(|()| rewriter.end());
    let mut all = all.take();
    for (_, inner) in noscripts.take() {
        // Where no script runs, a style sheet still counts.
        let styles = ranges(&bytes[inner.clone()]);
        let styles = styles.into_iter().filter(|(inline, _)| *inline == Inline::Style);
        let moved = |range: Range<usize>| range.start + inner.start..range.end + inner.start;
        all.extend(styles.map(|(inline, range)| (inline, moved(range))));
    }
    all
}

/// Adds the text of an element when its end tag comes. One without an end tag is none.
fn find(element: &mut Element<'_, '_>, inline: Inline, all: &Rc<RefCell<All>>) {
    let start = element.source_location().bytes().end;
    if !element.can_have_content() {
        return;
    }
    let all = Rc::clone(all);
    if let Some(handlers) = element.end_tag_handlers() {
        handlers.push(Box::new(move |end| {
            all.borrow_mut().push((inline, start..end.source_location().bytes().start));
            Ok(())
        }));
    }
}

/// Returns a text as the HTML Standard has it read: 13.2.3.5, and 13.2.5 for zeros.
fn as_read(text: &[u8]) -> Vec<u8> {
    let mut read = Vec::with_capacity(text.len());
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'\r' if text.get(at + 1) == Some(&b'\n') => {}
            b'\r' => read.push(b'\n'),
            0 => read.extend_from_slice("\u{FFFD}".as_bytes()),
            byte => read.push(*byte),
        }
    }
    read
}

#[cfg(test)]
mod tests;
