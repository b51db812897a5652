//! The parts of a request on which an answer depends.

use http::header::ACCEPT;
use http::{HeaderMap, Method};

use crate::conditions::{self, Verdict};
use crate::encoding::weight;
use crate::path::last_segment;

/// The parts of a request that are read, of whichever framework it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// The path below the prefix that the set is served under, percent-encoded. It
    /// is empty if that prefix was asked for without its slash.
    pub(crate) path: &'a str,
    /// The path as the client sent it.
    pub(crate) sent_path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    /// What stands for `Host` in the target, as over HTTP/2.
    #[cfg(all(feature = "live", debug_assertions))]
    pub(crate) authority: Option<&'a str>,
    /// What the client sent before `path`, if that is known.
    #[cfg(all(feature = "live", debug_assertions))]
    pub(crate) prefix: Option<&'a str>,
}

impl<'a> Request<'a> {
    pub(crate) fn new<B>(request: &'a http::Request<B>) -> Self {
        let uri = request.uri();
        let mut path = uri.path();
        let mut sent_path = path;
        if path == "/" {
            if let Some(root) = nest_without_slash(request) {
                (path, sent_path) = ("", root);
            }
        }
        let (method, headers) = (request.method(), request.headers());
        Request {
            method,
            path,
            sent_path,
            query: uri.query(),
            headers,
            #[cfg(all(feature = "live", debug_assertions))]
            authority: uri.authority().map(|it| it.as_str()),
            #[cfg(all(feature = "live", debug_assertions))]
            prefix: prefix(request),
        }
    }

    /// Returns whether it asks for a representation: GET or HEAD.
    pub(crate) fn is_read(&self) -> bool {
        self.method == Method::GET || self.is_head()
    }

    pub(crate) fn is_head(&self) -> bool {
        self.method == Method::HEAD
    }

    /// Decides by the conditions, for the tag of what is to be sent. They are defined for
    /// what is read alone.
    pub(crate) fn verdict(&self, tag: &[u8]) -> Verdict {
        match self.is_read() {
            true => conditions::decide(self.headers, tag),
            false => Verdict::Proceed,
        }
    }

    /// Returns whether a browser goes to a page, rather than loads something for one.
    ///
    /// Current browsers say so. Of others `Accept` is asked; a program that takes
    /// anything wants a page unless the path looks like that of a file.
    pub(crate) fn is_navigation(&self) -> bool {
        self.says_navigation().unwrap_or_else(|| !last_segment(self.path).contains('.'))
    }

    /// Returns whether it says that it is a navigation or none; `None` if it takes
    /// anything.
    pub(crate) fn says_navigation(&self) -> Option<bool> {
        if let Some(mode) = self.headers.get("sec-fetch-mode") {
            return Some(mode == "navigate");
        }
        let mut takes_anything = true;
        for line in self.headers.get_all(ACCEPT) {
            for element in line.as_bytes().split(|byte| *byte == b',') {
                let mut parts = element.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
                let range = parts.next().unwrap_or_default();
                let refused = parts.any(|parameter| weight(parameter) == Some(0));
                if range.eq_ignore_ascii_case(b"text/html") {
                    return Some(!refused);
                }
                takes_anything &= range == b"*/*" || range.is_empty();
            }
        }
        if takes_anything { None } else { Some(false) }
    }
}

/// Returns the path that axum had before it took the prefix of a nest away, if that was
/// all of it.
///
/// A middleware that makes `/` of a path by rewriting it wants the page of the root.
#[cfg(feature = "axum")]
fn nest_without_slash<B>(request: &http::Request<B>) -> Option<&str> {
    use axum::extract::{NestedPath, OriginalUri};
    let sent = request.extensions().get::<OriginalUri>()?.path();
    let nest = request.extensions().get::<NestedPath>()?.as_str();
    // A prefix may have captures, so its text is another.
    let segments = |path: &str| path.split('/').count();
    (!sent.ends_with('/') && segments(sent) == segments(nest)).then_some(sent)
}

/// Returns what axum took away of the path.
#[cfg(all(feature = "axum", feature = "live", debug_assertions))]
fn prefix<B>(request: &http::Request<B>) -> Option<&str> {
    let sent = request.extensions().get::<axum::extract::OriginalUri>()?.path();
    sent.strip_suffix(request.uri().path())
}

#[cfg(all(not(feature = "axum"), feature = "live", debug_assertions))]
fn prefix<B>(_: &http::Request<B>) -> Option<&str> {
    None
}

#[cfg(not(feature = "axum"))]
fn nest_without_slash<B>(_: &http::Request<B>) -> Option<&str> {
    None
}
