//! The references of HTML and SVG, read by lol_html.

mod attributes;
mod entities;
mod foreign;
mod import_map;
pub(crate) mod inline;
mod srcset;
mod xml;

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{HtmlRewriter, Settings, doc_comments, element};

use super::css;
use super::scan::{Found, Kind, Left, Scan, Why, is_data};
use super::text::Unescaped;
use attributes::{Place, Sort, Tag};

/// How much is said of a page or a script in an attribute.
const LONGEST_LEFT: usize = 80;

/// A part of the keys of scans.
pub(super) const VERSION: &str = "html 7";

/// An element whose text has references. No two of them have a byte in common.
#[derive(Clone, Debug)]
struct Block {
    language: Language,
    is_html: bool,
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
pub(super) fn scan(bytes: &[u8], is_xhtml: bool, scan: &mut Scan) {
    scan_part(bytes, is_xhtml, false, scan);
}

/// Scans a page, or the text of `noscript` in one.
fn scan_part(bytes: &[u8], is_xhtml: bool, is_noscript: bool, scan: &mut Scan) {
    for Block { language, is_html, text } in elements(bytes, is_xhtml, scan) {
        let start = text.start;
        let Some(inner) = bytes.get(text) else { continue };
        match language {
            Language::Css if is_html => css::scan(inner, &mut |found| {
                let Found { at, insert, url } = found;
                scan.add(Found { at: at + start, insert: insert + start, url });
            }),
            Language::Css => foreign::scan_css(inner, start, scan),
            Language::ImportMap => import_map::scan(inner, start, scan),
            #[cfg(feature = "js")]
            Language::Script => crate::references::js::scan(inner, start, scan),
            // One that is not closed would have all that follow in it, again and again.
            Language::Html if is_noscript => {
                let (at, url) = (start as u32, "<noscript>".to_owned());
                scan.left.push(Left { at, url, why: Why::Inner });
            }
            Language::Html => {
                let mut part = Scan::default();
                scan_part(inner, is_xhtml, true, &mut part);
                scan.add_part(part, start as u32);
            }
        }
    }
}

/// Adds the references in all tags, and returns the elements whose text has more.
fn elements(bytes: &[u8], is_xhtml: bool, scan: &mut Scan) -> Vec<Block> {
    let blocks: Rc<RefCell<Vec<Block>>> = Rc::default();
    let scan = RefCell::new(scan);
    // How many `template`s are open, of each sort.
    let shadows: Rc<Cell<usize>> = Rc::default();
    let inert: Rc<Cell<usize>> = Rc::default();
    let settings = Settings::new()
        .append_element_content_handler(element!("*", |element| {
            let scan = &mut **scan.borrow_mut();
            let place = element.source_location().bytes();
            let is_inert = inert.get() > 0;
            let around = match shadows.get() {
                _ if is_inert => Place::Inert,
                0 => Place::Page,
                _ => Place::Shadow,
            };
            let tag = Tag::of(element, around);
            if let Some(inner) = tag.template() {
                let open = Rc::clone(if inner == Place::Inert { &inert } else { &shadows });
                open.set(open.get() + 1);
                at_end_tag(element, move |_| open.set(open.get() - 1));
            }
            // In a text that ends only where XML ends it, HTML may have other tags.
            let is_free = blocks
                .borrow()
                .last()
                .is_none_or(|last: &Block| last.is_html || last.text.end <= place.start);
            let has_text = is_free && element.can_have_content();
            if let Some(language) = tag.language().filter(|_| has_text) {
                // In XHTML only that of `noscript` is text all the same.
                let is_html = tag.is_html() && (!is_xhtml || language == Language::Html);
                let text = match is_html {
                    true => place.end..bytes.len(),
                    false => foreign::text(bytes, place.end),
                };
                blocks.borrow_mut().push(Block { language, is_html, text });
                if is_html {
                    let (nth, blocks) = (blocks.borrow().len() - 1, Rc::clone(&blocks));
                    at_end_tag(element, move |start| {
                        if let Some(block) = blocks.borrow_mut().get_mut(nth) {
                            block.text.end = start;
                        }
                    });
                }
            }
            if is_inert {
                // An import map in it would be inert as well.
                scan.modules.any |= tag.is_module();
            } else if tag.is_module() || tag.is_script() {
                scan.modules.see(place.start, tag.is_module());
            }
            attributes(bytes, element, &tag, scan);
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            let place = comment.source_location().bytes();
            let found = xml::style_sheet(bytes.get(place.clone()).unwrap_or_default(), place.start);
            found.into_iter().for_each(|(text, is_known)| {
                let scan = &mut **scan.borrow_mut();
                add(&text, is_known, Sort::Url, scan);
            });
            Ok(())
        }))
        // Else some pages are refused that browsers read.
        .with_strict(false);
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What is refused all the same has the references up to there.
    let masked = is_xhtml.then(|| xml::masked(bytes));
    let _ = rewriter.write(masked.as_deref().unwrap_or(bytes)).and_then(|()| rewriter.end());
    blocks.take()
}

/// Does something with the place where the end tag of an element begins.
fn at_end_tag(element: &mut Element<'_, '_>, act: impl FnOnce(usize) + 'static) {
    if let Some(handlers) = element.end_tag_handlers() {
        handlers.push(Box::new(move |end| {
            act(end.source_location().bytes().start);
            Ok(())
        }));
    }
}

/// Adds the references in the attributes of an element.
fn attributes(bytes: &[u8], element: &Element<'_, '_>, tag: &Tag, scan: &mut Scan) {
    let before = scan.references.len();
    // Of two the first counts.
    let mut seen: Vec<String> = Vec::new();
    let end = element.source_location().bytes().end;
    for attribute in element.attributes() {
        let name = attribute.name();
        let place = attribute.value_source_location().map(|it| it.bytes());
        // One without a value counts as well.
        let place = place.unwrap_or(end..end);
        leave_script(bytes, &name, &place, scan);
        let Some(sort) = tag.sort(&name).filter(|_| !seen.contains(&name)) else { continue };
        seen.push(name);
        let is_read = |raw: &&[u8]| matches!(sort, Sort::Srcset | Sort::Base) || !is_data(raw);
        let Some(raw) = bytes.get(place.clone()).filter(is_read) else { continue };
        let (text, is_known) = entities::unescaped(raw, place.start);
        add(&text, is_known, sort, scan);
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

/// Adds what an attribute says.
fn add(text: &Unescaped, is_known: bool, sort: Sort, scan: &mut Scan) {
    let whole = text.url();
    let unknown = (!is_known).then_some(Why::Entity);
    match (sort, unknown) {
        (Sort::Base, why) => scan.see_base(whole, why),
        (Sort::Left(why), _) if !whole.url.is_empty() && !whole.url.starts_with('#') => {
            let url = whole.url.chars().take(LONGEST_LEFT).collect();
            scan.left.push(Left { at: whole.at as u32, url, why });
        }
        (Sort::Left(_), _) => {}
        (_, Some(why)) => scan.left.push(Left { at: whole.at as u32, url: whole.url, why }),
        (Sort::Url, _) => scan.add(whole),
        (Sort::Module, _) => scan.add_kind(whole, Kind::Module),
        (Sort::Srcset, _) => srcset::scan(text, scan),
        (Sort::Css, _) => css::scan(&text.bytes, &mut |found| scan.add(written(text, found))),
    }
}

/// Takes note of an event handler that imports something.
fn leave_script(bytes: &[u8], name: &str, place: &Range<usize>, scan: &mut Scan) {
    let Some(text) = bytes.get(place.clone()).filter(|_| name.starts_with("on")) else { return };
    let text = String::from_utf8_lossy(text);
    if text.contains("import(") {
        let url = text.chars().take(LONGEST_LEFT).collect();
        scan.left.push(Left { at: place.start as u32, url, why: Why::Dynamic });
    }
}

/// Returns where something is written that is found in a text without its escapes.
fn written(text: &Unescaped, found: Found) -> Found {
    Found { at: text.place(found.at), insert: text.place(found.insert), url: found.url }
}

#[cfg(test)]
mod tests;
