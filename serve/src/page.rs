//! Pages that are made at run time.

use std::hash::{DefaultHasher, Hasher};

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};

use crate::Body;
use crate::answer::{bodiless, empty};
use crate::conditions::{self, Verdict};
use crate::request::Request;
use crate::served::NO_CACHE;

/// Answers by a page, or by 304 if the client has it.
pub(crate) fn respond(page: Bytes, request: &Request<'_>) -> Response<Body> {
    let tag = tag(&page);
    let verdict = match request.is_read() {
        true => conditions::decide(request.headers, &tag),
        false => Verdict::Proceed,
    };
    let mut response = match verdict {
        Verdict::Proceed => content(page, request),
        Verdict::NotModified => bodiless(StatusCode::NOT_MODIFIED),
        Verdict::Failed => return empty(StatusCode::PRECONDITION_FAILED),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(NO_CACHE));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}

fn content(page: Bytes, request: &Request<'_>) -> Response<Body> {
    let mut response = bodiless(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(page.len()));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !request.is_head() {
        *response.body_mut() = Body::new(page);
    }
    response
}

/// Makes a strong entity tag. The keys of this SipHash are fixed, so it is the same in
/// every process of one build.
fn tag(page: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(page);
    format!("\"{:016x}-{:x}\"", hasher.finish(), page.len())
}
