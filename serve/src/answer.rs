//! The responses, field by field.

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_TYPE, ETAG, LOCATION, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use include_components::{Component, Encoding, Representation};

use crate::conditions::{self, Verdict};
use crate::path::{encode_last_segment, encode_query};
use crate::range::{self, Asked};
use crate::request::Request;
use crate::served::{NO_STORE, Policy};
use crate::{Body, Served, encoding};

/// The fields of a request on which the response depends (RFC 9110, section 12.5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vary {
    /// `Accept-Encoding`, if there are several representations.
    ByEncoding,
    /// Also those that say whether it is a navigation.
    ByNavigation,
}

const BY_NAVIGATION: HeaderValue =
    HeaderValue::from_static("accept-encoding, accept, sec-fetch-mode");

const BY_ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Room for the fields of a response with bytes of a component: eight at most, and one
/// that the user adds.
const FIELDS: usize = 9;

/// Room for the fields of every other response, five at most. The map is half as large.
const FEW_FIELDS: usize = 6;

/// Answers by a component: conditions first, then the range (RFC 9110, section 13.2.2).
pub(crate) fn component(
    component: Component,
    hashed: bool,
    vary: Vary,
    policy: Policy,
    request: &Request<'_>,
) -> Response<Body> {
    let representations = component.representations();
    let several = representations.len() > 1;
    let Some(chosen) = encoding::choose(representations, request.headers) else {
        let mut response = empty(StatusCode::NOT_ACCEPTABLE);
        add_vary(response.headers_mut(), several, vary);
        return response;
    };
    let tag = chosen.etag();
    let tag = tag.as_bytes();
    let mut response = match request.verdict(tag) {
        Verdict::Proceed => representation(component, chosen, tag, request),
        Verdict::NotModified => bare(StatusCode::NOT_MODIFIED),
        Verdict::Failed => empty(StatusCode::PRECONDITION_FAILED),
    };
    add_vary(response.headers_mut(), several, vary);
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        add_tag(response.headers_mut(), tag, request);
        policy.add(Served { component, hashed, status }, response.headers_mut());
    }
    response
}

/// Answers by the 404 page: no conditions and no range, since it is not what was asked
/// for.
pub(crate) fn not_found_page(
    page: Component,
    vary: Vary,
    policy: Policy,
    request: &Request<'_>,
) -> Response<Body> {
    let representations = page.representations();
    let several = representations.len() > 1;
    let chosen = encoding::choose(representations, request.headers);
    let Some(chosen) = chosen.or_else(|| page.representation(Encoding::Identity)) else {
        return not_found(vary);
    };
    let bytes = Bytes::from_static(chosen.bytes());
    let mut response = content(page, chosen.encoding(), bytes, request);
    *response.status_mut() = StatusCode::NOT_FOUND;
    add_vary(response.headers_mut(), several, vary);
    let served = Served { component: page, hashed: false, status: StatusCode::NOT_FOUND };
    policy.add(served, response.headers_mut());
    response
}

/// Answers that nothing is there.
pub(crate) fn not_found(vary: Vary) -> Response<Body> {
    let mut response = empty(StatusCode::NOT_FOUND);
    if vary == Vary::ByNavigation {
        response.headers_mut().insert(VARY, BY_NAVIGATION);
    }
    response
}

/// Answers that a page which was to be sent is not in the set: a mistake of the program.
pub(crate) fn not_embedded(path: &'static str, request: &Request<'_>) -> Response<Body> {
    let text = format!("no component {path:?} is embedded, by which Serve was to answer this\n");
    let mut response = empty(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    add_content_length(headers, text.len());
    if !request.is_head() {
        *response.body_mut() = Body::new(Bytes::from(text));
    }
    response
}

/// Answers with the methods that are allowed.
pub(crate) fn allow(status: StatusCode) -> Response<Body> {
    let mut response = empty(status);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    response
}

/// Sends the client to the same path with a slash.
///
/// `Location` is relative, which is right below every prefix, and names no host. It
/// begins with `./`, since a name with a colon would be a scheme.
pub(crate) fn redirect(status: StatusCode, request: &Request<'_>) -> Response<Body> {
    let path = if request.path.is_empty() { request.sent_path } else { request.path };
    let query = request.query.map(|it| format!("?{}", encode_query(it))).unwrap_or_default();
    let location = format!("./{}/{query}", encode_last_segment(path));
    let mut response = bare(status);
    // It is ASCII, as a URI is.
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response
}

/// Makes a response without a body that is not to be stored.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = bare(status);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
    // RFC 9110, section 8.6: never in a 204.
    if status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    response
}

/// Makes a response of a status alone, with room for a few fields.
pub(crate) fn bare(status: StatusCode) -> Response<Body> {
    with_room(status, FEW_FIELDS)
}

fn with_room(status: StatusCode, fields: usize) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    *response.headers_mut() = HeaderMap::with_capacity(fields);
    response
}

/// Makes 200, 206 or 416 of a representation.
fn representation(
    component: Component,
    chosen: Representation,
    tag: &[u8],
    request: &Request<'_>,
) -> Response<Body> {
    let bytes = chosen.bytes();
    // `Range` is defined for GET alone (section 14.2).
    let asked = match request.method == Method::GET {
        true => range::read(request.headers, bytes.len() as u64),
        false => Asked::Whole,
    };
    let obeyed = asked != Asked::Whole && conditions::range_is_wanted(request.headers, tag);
    match asked {
        Asked::Part(range) if obeyed => {
            let (first, last) = range.into_inner();
            let part = bytes.get(first as usize..=last as usize).unwrap_or_default();
            let mut response =
                content(component, chosen.encoding(), Bytes::from_static(part), request);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            add_content_range(&mut response, format!("bytes {first}-{last}/{}", bytes.len()));
            response
        }
        Asked::Unsatisfiable if obeyed => {
            let mut response = empty(StatusCode::RANGE_NOT_SATISFIABLE);
            add_content_range(&mut response, format!("bytes */{}", bytes.len()));
            response
        }
        _ => {
            let mut response =
                content(component, chosen.encoding(), Bytes::from_static(bytes), request);
            if request.is_read() {
                response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
            }
            response
        }
    }
}

/// Makes a 200 of bytes, and what describes them.
pub(crate) fn content(
    component: Component,
    encoding: Encoding,
    bytes: Bytes,
    request: &Request<'_>,
) -> Response<Body> {
    let mut response = with_room(StatusCode::OK, FIELDS);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media_type(component));
    add_content_length(headers, bytes.len());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if encoding != Encoding::Identity {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.token()));
    }
    if !request.is_head() {
        *response.body_mut() = Body::new(bytes);
    }
    response
}

/// Returns the media type; that of any bytes if a damaged pack has none.
fn media_type(component: Component) -> HeaderValue {
    let bytes = Bytes::from_static(component.media_type().as_bytes());
    match HeaderValue::from_maybe_shared(bytes) {
        Ok(value) if !value.is_empty() => value,
        _ => HeaderValue::from_static("application/octet-stream"),
    }
}

fn add_content_range(response: &mut Response<Body>, range: String) {
    if let Ok(range) = HeaderValue::try_from(range) {
        response.headers_mut().insert(CONTENT_RANGE, range);
    }
}

/// Adds `Content-Length`, by one allocation; the value of a number takes two.
pub(crate) fn add_content_length(headers: &mut HeaderMap, len: usize) {
    if let Ok(len) = HeaderValue::try_from(len.to_string()) {
        headers.insert(CONTENT_LENGTH, len);
    }
}

/// Adds `ETag` for GET and HEAD alone. To PUT it would say that the bytes of the request
/// were stored as they are (RFC 9110, section 9.3.4).
pub(crate) fn add_tag(headers: &mut HeaderMap, tag: &[u8], request: &Request<'_>) {
    if request.is_read() {
        // A tag is ASCII between quotes.
        if let Ok(tag) = HeaderValue::from_bytes(tag) {
            headers.insert(ETAG, tag);
        }
    }
}

/// Adds `Vary`, by encoding only if there are several representations.
pub(crate) fn add_vary(headers: &mut HeaderMap, several: bool, vary: Vary) {
    match vary {
        Vary::ByNavigation => headers.insert(VARY, BY_NAVIGATION),
        Vary::ByEncoding if several => headers.insert(VARY, BY_ENCODING),
        Vary::ByEncoding => None,
    };
}
