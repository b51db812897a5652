//! Puts the script into whole HTML documents.

use bytes::Bytes;
use http::{Response, StatusCode};
use include_components::__private::version_of;
use include_components::Encoding;

use super::door::script;
use super::nonce;
use crate::answer::{self, Vary, add_tag, add_vary};
use crate::conditions::Verdict;
use crate::request::Request;
use crate::served::Policy;
use crate::{Body, Serve, Served, page};

impl Serve {
    /// Answers by a component as it is in live mode: with the script, if it is a whole
    /// document; `None` if it is not.
    pub(crate) fn document(
        &self,
        served: Served,
        vary: Vary,
        policy: Policy,
        request: &Request<'_>,
    ) -> Option<Response<Body>> {
        let Served { component, status, .. } = served;
        if !component.media_type().starts_with("text/html") {
            return None;
        }
        let script = script_for(self, version_of(component), request)?;
        let text = match (with_script(component.bytes(), &script), request.says_navigation()) {
            (None, Some(true)) => alone(component.bytes(), script)?,
            (text, _) => text?,
        };
        // The 404 page is not what was asked for, so it has neither conditions nor a tag.
        let tag = (status == StatusCode::OK).then(|| page::tag(&text));
        let verdict = tag.as_ref().map(|tag| request.verdict(tag.as_bytes()));
        let mut response = match verdict.unwrap_or(Verdict::Proceed) {
            Verdict::Failed => return Some(answer::empty(StatusCode::PRECONDITION_FAILED)),
            Verdict::NotModified => answer::bare(StatusCode::NOT_MODIFIED),
            Verdict::Proceed => {
                let mut response = answer::content(component, Encoding::Identity, text, request);
                *response.status_mut() = status;
                response
            }
        };
        let status = response.status();
        let headers = response.headers_mut();
        add_vary(headers, component.representations().len() > 1, vary);
        if let Some(tag) = tag {
            add_tag(headers, tag.as_bytes(), request);
        }
        policy.add(Served { status, ..served }, headers);
        Some(response)
    }
}

/// Returns a page that the program made with the script in it; `None` if it is not a whole
/// document, has the script already, or is for somebody who may not see live mode.
pub(crate) fn add_script(serve: &Serve, text: &[u8], request: &Request<'_>) -> Option<Bytes> {
    with_script(text, &script_for(serve, serve.components.version(), request)?)
}

fn with_script(text: &[u8], script: &str) -> Option<Bytes> {
    let Places { end, cut } = places(text)?;
    let (before, behind) = text.split_at_checked(if end < text.len() { end } else { cut })?;
    let script = nonce::add(script, nonce::of_page(text));
    Some([before, script.as_bytes(), behind].concat().into())
}

/// Returns the script for a page of which so little is saved that nobody knows whether it
/// is a document: else the page that a browser shows meanwhile would never hear of the rest.
fn alone(text: &[u8], script: String) -> Option<Bytes> {
    let begun = text.trim_ascii();
    let may_be =
        [b"<!doctype".as_slice(), b"<html"].into_iter().any(|it| starts_with(it, 0, begun));
    may_be.then(|| script.into())
}

/// Returns the script element for the page that a request asks for; `None` if it may not
/// see live mode.
pub(super) fn script_for(serve: &Serve, version: u64, request: &Request<'_>) -> Option<String> {
    if !serve.is_live() || !serve.door.has_name(request) {
        return None;
    }
    // Relative to the page where nobody says what the prefix is.
    let depth = request.path.bytes().filter(|byte| *byte == b'/').count().saturating_sub(1);
    let prefix = match request.prefix {
        Some(prefix) => prefix.to_owned(),
        None if depth == 0 => ".".to_owned(),
        None => vec![".."; depth].join("/"),
    };
    Some(script(&prefix, version))
}

/// Returns where the head of a whole document ends, or all of it if no tag says where;
/// `None` if it is a fragment, or has the script.
pub(super) fn end_of_head(text: &[u8]) -> Option<usize> {
    places(text).map(|it| it.end)
}

/// Where a script may stand in a document.
struct Places {
    /// Where its head ends, or all of it.
    end: usize,
    /// Where a tag, a comment or an element begins in which it is cut off, as one that is
    /// half saved may be, or its end: behind that the script would be part of it.
    cut: usize,
}

/// Goes from tag to tag: a comment or a script may have a `</head>` that is none.
fn places(text: &[u8]) -> Option<Places> {
    const CLOSED_BY: [(&[u8], &[u8]); 7] = [
        (b"<textarea", b"</textarea"),
        (b"<!--", b"-->"),
        (b"<script", b"</script"),
        (b"<style", b"</style"),
        (b"<title", b"</title"),
        (b"<noscript", b"</noscript"),
        (b"<template", b"</template"),
    ];
    let mut is_document = false;
    let mut at = 0;
    let mut cut = text.len();
    while let Some(tag) = find(text, at, b"<") {
        let is = |name: &[u8]| is_tag(text, tag, name);
        let is_end = [b"</head".as_slice(), b"<body", b"</body", b"</html"].into_iter().any(is);
        if is(b"<!doctype") || is(b"<html") {
            is_document = true;
        } else if !is_document && !is(b"<!--") && !is(b"<?xml") {
            // Nothing else stands before them.
            return None;
        } else if is_end {
            return Some(Places { end: tag, cut: tag });
        }
        at = if is(b"<!--") { tag + 1 } else { end_of_tag(text, tag) };
        if let Some((_, close)) = CLOSED_BY.iter().find(|(open, _)| is(open)) {
            let end = find(text, at, close).unwrap_or(text.len());
            if find(text.get(..end)?, tag, b"__include-components/live.js").is_some() {
                return None;
            }
            at = end;
        }
        if at == text.len() {
            cut = tag;
        }
    }
    is_document.then_some(Places { end: text.len(), cut })
}

/// Whether enough of a text is there to know that it is no document, if
/// [`end_of_head`] says so: its first tag, or what is before it.
pub(super) fn is_begun(text: &[u8]) -> bool {
    let start = text.trim_ascii_start();
    start.len() > "<!doctype".len() && !start.starts_with(b"<!--") && !start.starts_with(b"<?xml")
}

/// Whether a tag begins so: `</head` does not begin `</header>`, nor `<html` a custom element.
pub(super) fn is_tag(text: &[u8], tag: usize, name: &[u8]) -> bool {
    let next = text.get(tag + name.len());
    let goes_on = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b':');
    starts_with(text, tag, name) && (name == b"<!--" || !next.is_some_and(goes_on))
}

/// Returns where a tag ends, or all of the text: an attribute's value may have a `>`.
pub(super) fn end_of_tag(text: &[u8], tag: usize) -> usize {
    let mut quote = None;
    for (at, byte) in text.iter().enumerate().skip(tag) {
        match quote {
            Some(_) if quote == Some(*byte) => quote = None,
            None if matches!(byte, b'"' | b'\'') => quote = Some(*byte),
            None if *byte == b'>' => return at,
            _ => {}
        }
    }
    text.len()
}

pub(super) fn find(text: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    (from..text.len()).find(|at| starts_with(text, *at, wanted))
}

fn starts_with(text: &[u8], at: usize, wanted: &[u8]) -> bool {
    let there = text.get(at..).and_then(|rest| rest.get(..wanted.len()));
    there.is_some_and(|there| there.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests;
