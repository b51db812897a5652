//! Pages that are made at run time.

use std::hash::{DefaultHasher, Hasher};

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Response, StatusCode};

use crate::Body;
use crate::answer::{add_content_length, add_tag, bare, empty};
use crate::conditions::Verdict;
use crate::request::Request;
use crate::served::NO_CACHE;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Answers by a page, or by 304 if the client has it.
pub(crate) fn respond(page: Bytes, request: &Request<'_>) -> Response<Body> {
    let tag = tag(&page);
    let mut response = match request.verdict(tag.as_bytes()) {
        Verdict::Proceed => content(HTML, page, request),
        Verdict::NotModified => bare(StatusCode::NOT_MODIFIED),
        Verdict::Failed => return empty(StatusCode::PRECONDITION_FAILED),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(NO_CACHE));
    add_tag(headers, tag.as_bytes(), request);
    response
}

/// Makes a 200 of bytes that are in no set, and what describes them.
pub(crate) fn content(
    media_type: HeaderValue,
    bytes: Bytes,
    request: &Request<'_>,
) -> Response<Body> {
    let mut response = bare(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type);
    add_content_length(headers, bytes.len());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !request.is_head() {
        *response.body_mut() = Body::new(bytes);
    }
    response
}

/// Makes a strong entity tag. The keys of this SipHash are fixed, so it is the same in
/// every process of one build.
pub(crate) fn tag(page: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(page);
    format!("\"{:016x}-{:x}\"", hasher.finish(), page.len())
}
