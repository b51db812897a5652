//! The choice of header fields, and the facts that it may depend on.

use bytes::Bytes;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, HeaderValue, StatusCode};
use include_components::Component;

pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";
pub(crate) const NO_CACHE: &str = "no-cache";
pub(crate) const NO_STORE: &str = "no-store";

/// The user's choice of header fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    pub(crate) cache_control: fn(&Served) -> &'static str,
    pub(crate) headers: Option<fn(&Served, &mut HeaderMap)>,
}

impl Policy {
    /// Adds `Cache-Control`, and lets the user's function have the last word.
    pub(crate) fn add(self, served: Served, headers: &mut HeaderMap) {
        // The defaults are checked while this is compiled.
        let value = match (self.cache_control)(&served) {
            NO_CACHE => const { HeaderValue::from_static(NO_CACHE) },
            IMMUTABLE => const { HeaderValue::from_static(IMMUTABLE) },
            other => HeaderValue::from_maybe_shared(Bytes::from_static(other.as_bytes()))
                .unwrap_or(const { HeaderValue::from_static(NO_STORE) }),
        };
        headers.insert(CACHE_CONTROL, value);
        if let Some(add) = self.headers {
            add(&served, headers);
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Policy { cache_control: Served::cache_control, headers: None }
    }
}

/// A component that is about to be sent: what [`Serve::cache_control`] and
/// [`Serve::headers`] may look at.
///
/// [`Serve::cache_control`]: crate::Serve::cache_control
/// [`Serve::headers`]: crate::Serve::headers
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Served {
    /// The component: what the path names, the page of the SPA, or the 404 page.
    pub component: Component,
    /// Whether it was asked for by its hashed path, so that it never changes there.
    pub hashed: bool,
    /// The status of the response: 200, 206, 304, or 404 for the 404 page.
    pub status: StatusCode,
}

impl Served {
    /// Returns the default `Cache-Control`.
    ///
    /// At a hashed path it is `public, max-age=31536000, immutable` (RFC 8246): a year.
    /// Everywhere else it is `no-cache`: stored, and asked for again before each use,
    /// which costs a 304 while nothing changed.
    pub fn cache_control(&self) -> &'static str {
        if self.hashed { IMMUTABLE } else { NO_CACHE }
    }
}
