//! The references of HTML and SVG, read by lol_html.

mod attributes;
mod entities;
mod import_map;
pub(crate) mod inline;
mod srcset;

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, element};

use super::css;
use super::scan::{Found, Kind, Left, Scan, Why, is_data};
use super::text::Unescaped;
use attributes::{Sort, Tag};

/// A part of the keys of scans.
pub(super) const VERSION: &str = "html 3";

/// An element whose text has references.
#[derive(Clone, Debug)]
struct Block {
    language: Language,
    text: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Css,
    ImportMap,
    /// Of a script in the page, which may be a module.
    #[cfg(feature = "js")]
    Script,
    /// Of `noscript`, which is text to who runs scripts.
    Html,
}

/// Scans a page, a fragment or an image.
pub(super) fn scan(bytes: &[u8], scan: &mut Scan) {
    let blocks: Rc<RefCell<Vec<Block>>> = Rc::default();
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |element| {
            let place = element.source_location().bytes();
            let tag = Tag::of(element);
            if let Some(language) = tag.language().filter(|_| element.can_have_content()) {
                let text = place.end..bytes.len();
                blocks.borrow_mut().push(Block { language, text });
                end_at_tag(element, Rc::clone(&blocks));
            }
            if tag.is_module() || tag.is_script() {
                scan.modules.see(place.start, tag.is_module());
            }
            attributes(bytes, element, &tag, scan);
            Ok(())
        }))
        // Else some pages are refused that browsers read.
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What is refused all the same has the references up to there.
    let _ = rewriter.write(bytes).and_then(|()| rewriter.end());
    for Block { language, text } in blocks.take() {
        let start = text.start;
        let Some(inner) = bytes.get(text) else { continue };
        match language {
            Language::Css => css::scan(inner, &mut |found| {
                let Found { at, insert, url } = found;
                scan.add(Found { at: at + start, insert: insert + start, url });
            }),
            Language::ImportMap => import_map::scan(inner, start, scan),
            #[cfg(feature = "js")]
            Language::Script => crate::references::js::scan(inner, start, scan),
            Language::Html => scan.add_part(inner_scan(inner), start as u32),
        }
    }
}

fn inner_scan(bytes: &[u8]) -> Scan {
    let mut inner = Scan::default();
    scan(bytes, &mut inner);
    inner
}

/// Ends the last block where the end tag of its element begins.
fn end_at_tag(element: &mut Element<'_, '_>, blocks: Rc<RefCell<Vec<Block>>>) {
    if let Some(handlers) = element.end_tag_handlers() {
        handlers.push(Box::new(move |end| {
            if let Some(block) = blocks.borrow_mut().last_mut() {
                block.text.end = end.source_location().bytes().start;
            }
            Ok(())
        }));
    }
}

/// Adds the references in the attributes of an element.
fn attributes(bytes: &[u8], element: &Element<'_, '_>, tag: &Tag, scan: &mut Scan) {
    let all = element.attributes();
    let before = scan.references.len();
    for (nth, attribute) in all.iter().enumerate() {
        let Some(place) = attribute.value_source_location().map(|it| it.bytes()) else { continue };
        let name = attribute.name();
        leave_script(bytes, &name, &place, scan);
        // Of two the first counts.
        let is_second = || all[..nth].iter().any(|it| it.name() == name);
        let Some(sort) = tag.sort(&name).filter(|_| !is_second()) else { continue };
        let is_read = |raw: &&[u8]| sort == Sort::Srcset || !is_data(raw);
        let Some(raw) = bytes.get(place.clone()).filter(is_read) else { continue };
        let (text, is_known) = entities::unescaped(raw, place.start);
        let whole = text.url();
        if !is_known {
            let why = Why::Entity;
            scan.left.push(Left { at: whole.at as u32, url: whole.url, why });
            continue;
        }
        match sort {
            Sort::Base if scan.base.is_none() => scan.base = Some(whole.url),
            Sort::Base => {}
            Sort::Url => scan.add(whole),
            Sort::Module => scan.add_kind(whole, Kind::Module),
            Sort::Srcset => srcset::scan(&text, scan),
            Sort::Css => css::scan(&text.bytes, &mut |found| scan.add(written(&text, found))),
        }
    }
    let digest = element.get_attribute("integrity");
    // An empty one says that nothing is to be checked.
    let is_checked = digest.as_ref().is_some_and(|it| !it.trim().is_empty());
    // Behind the name of the element: whatever its attributes are, another may be there.
    let start = element.source_location().bytes().start + 1 + element.tag_name().len();
    let integrity_at = (tag.takes_integrity() && digest.is_none()).then_some(start as u32);
    for reference in &mut scan.references[before..] {
        (reference.is_checked, reference.integrity_at) = (is_checked, integrity_at);
    }
}

/// Takes note of an event handler that imports something.
fn leave_script(bytes: &[u8], name: &str, place: &Range<usize>, scan: &mut Scan) {
    let Some(text) = bytes.get(place.clone()).filter(|_| name.starts_with("on")) else { return };
    let text = String::from_utf8_lossy(text);
    if text.contains("import(") {
        let url = text.chars().take(80).collect();
        scan.left.push(Left { at: place.start as u32, url, why: Why::Dynamic });
    }
}

/// Returns where something is written that is found in a text without its escapes.
fn written(text: &Unescaped, found: Found) -> Found {
    Found { at: text.place(found.at), insert: text.place(found.insert), url: found.url }
}

#[cfg(test)]
mod tests;
