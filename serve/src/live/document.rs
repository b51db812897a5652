//! Puts the script into whole HTML documents.

use bytes::Bytes;
use http::{Response, StatusCode};
use include_components::{Component, Encoding};

use super::door::script;
use crate::answer::{self, Vary, add_content_length, add_tag, add_vary};
use crate::conditions::Verdict;
use crate::request::Request;
use crate::{Body, Serve, Served, page};

impl Serve {
    /// Answers by a component as it is in live mode: with the script, if it is a whole
    /// document; `None` if it is not.
    pub(crate) fn document(
        &self,
        component: Component,
        status: StatusCode,
        vary: Vary,
        request: &Request<'_>,
    ) -> Option<Response<Body>> {
        if !component.media_type().starts_with("text/html") {
            return None;
        }
        let text = add_script(self, component.bytes(), request)?;
        let tag = page::tag(&text);
        // The 404 page is not what was asked for.
        let verdict = match status {
            StatusCode::OK => request.verdict(tag.as_bytes()),
            _ => Verdict::Proceed,
        };
        let mut response = match verdict {
            Verdict::Failed => return Some(answer::empty(StatusCode::PRECONDITION_FAILED)),
            Verdict::NotModified => answer::bare(StatusCode::NOT_MODIFIED),
            Verdict::Proceed => {
                let mut response = answer::content(component, Encoding::Identity, b"", request);
                *response.status_mut() = status;
                add_content_length(response.headers_mut(), text.len());
                if !request.is_head() {
                    *response.body_mut() = Body::new(text);
                }
                response
            }
        };
        let status = response.status();
        let headers = response.headers_mut();
        add_vary(headers, component.representations().len() > 1, vary);
        add_tag(headers, tag.as_bytes(), request);
        self.policy().add(Served { component, hashed: false, status }, headers);
        Some(response)
    }
}

/// Returns a document with the script in it; `None` if it is not a whole document, has
/// the script already, or is for somebody who may not see live mode.
pub(crate) fn add_script(serve: &Serve, text: &[u8], request: &Request<'_>) -> Option<Bytes> {
    let script = script_for(serve, request)?;
    let (before, behind) = text.split_at_checked(end_of_head(text)?)?;
    Some([before, script.as_bytes(), behind].concat().into())
}

/// Returns the script element for the page that a request asks for; `None` if it may not
/// see live mode.
pub(super) fn script_for(serve: &Serve, request: &Request<'_>) -> Option<String> {
    if !serve.is_live() || !serve.door.is_open(request) {
        return None;
    }
    // Relative to the page, so that it is right below every prefix.
    let depth = request.path.bytes().filter(|byte| *byte == b'/').count().saturating_sub(1);
    let up = if depth == 0 { ".".to_owned() } else { vec![".."; depth].join("/") };
    Some(script(&up, serve.components))
}

/// Returns where the head of a whole document ends, or all of it if no tag says where;
/// `None` if it is a fragment, or has the script.
///
/// It goes from tag to tag: a comment or a script may have a `</head>` that is none.
pub(super) fn end_of_head(text: &[u8]) -> Option<usize> {
    const CLOSED_BY: [(&[u8], &[u8]); 6] = [
        (b"<!--", b"-->"),
        (b"<script", b"</script"),
        (b"<style", b"</style"),
        (b"<title", b"</title"),
        (b"<noscript", b"</noscript"),
        (b"<template", b"</template"),
    ];
    let mut is_document = false;
    let mut at = 0;
    while let Some(tag) = find(text, at, b"<") {
        // A name ends where no letter follows: `</head` does not begin `</header>`.
        let is = |name: &[u8]| {
            let next = text.get(tag + name.len());
            starts_with(text, tag, name) && !next.is_some_and(|it| it.is_ascii_alphanumeric())
        };
        let is_end = [b"</head".as_slice(), b"<body", b"</body", b"</html"].into_iter().any(is);
        if is(b"<!doctype") || is(b"<html") {
            is_document = true;
        } else if is_end {
            return is_document.then_some(tag);
        }
        at = tag + 1;
        if let Some((_, close)) = CLOSED_BY.iter().find(|(open, _)| is(open)) {
            let end = find(text, at, close).unwrap_or(text.len());
            if find(text.get(..end)?, at, b"__include-components/live.js").is_some() {
                return None;
            }
            at = end;
        }
    }
    is_document.then_some(text.len())
}

fn find(text: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    (from..text.len()).find(|at| starts_with(text, *at, wanted))
}

fn starts_with(text: &[u8], at: usize, wanted: &[u8]) -> bool {
    let there = text.get(at..).and_then(|rest| rest.get(..wanted.len()));
    there.is_some_and(|there| there.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests;
