//! Who may see live mode, and what is asked for.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use include_components::{Live, Status};

use super::events::Events;
use crate::request::Request;
use crate::served::NO_STORE;
use crate::{Body, Serve, answer, page};

/// The ends of paths that are of live mode, whatever is before them.
const SCRIPT: &str = "/__include-components/live.js";
const STREAM: &str = "/__include-components/live";

const JAVASCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");

/// Whether a server is live, and for whom besides the developer's own machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Door {
    pub(crate) live: Option<Live>,
    pub(crate) host: Option<&'static str>,
}

/// The requests of a page in live mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Script,
    Stream,
}

impl Serve {
    /// Whether components are looked at for this server.
    pub(crate) fn is_live(&self) -> bool {
        self.door.live.is_some_and(|live| !matches!(live.status(), Status::Off { .. }))
    }

    /// Looks for edits, and returns what of live mode is at a path.
    pub(crate) fn endpoint(&self, request: &Request<'_>) -> Option<Endpoint> {
        self.door.live?.refresh();
        if !self.is_live() {
            return None;
        }
        let is_of = |end| request.sent_path.ends_with(end);
        [(SCRIPT, Endpoint::Script), (STREAM, Endpoint::Stream)]
            .into_iter()
            .find_map(|(end, endpoint)| is_of(end).then_some(endpoint))
    }

    /// Answers what a page asks for in live mode.
    pub(crate) fn respond_live(&self, endpoint: Endpoint, request: &Request<'_>) -> Response<Body> {
        let Some(live) = self.door.live.filter(|_| self.door.is_open(request)) else {
            return answer::empty(StatusCode::FORBIDDEN);
        };
        let mut response = match endpoint {
            Endpoint::Script => page::content(JAVASCRIPT, include_str!("live.js").into(), request),
            Endpoint::Stream => {
                let mut response = answer::bare(StatusCode::OK);
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
                headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
                if !request.is_head() {
                    *response.body_mut() = Body::events(Events::new(self.components, live));
                }
                response
            }
        };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
        response
    }
}

impl Door {
    /// Whether a request comes from a page of this server, which was called by a name of
    /// this machine.
    pub(crate) fn is_open(&self, request: &Request<'_>) -> bool {
        let site = request.headers.get("sec-fetch-site");
        let is_own = site.is_none_or(|site| site == "same-origin" || site == "none");
        is_own && self.has_name(request)
    }

    /// Whether a request calls this server by a name of this machine. That is enough for a
    /// document, to which a link of another site may lead.
    pub(crate) fn has_name(&self, request: &Request<'_>) -> bool {
        let host = request.headers.get(HOST).and_then(|host| host.to_str().ok());
        // The target comes first (RFC 9112, section 3.2.2).
        self.is_named(request.authority.or(host).unwrap_or_default())
            && forwarded(request).all(|host| self.is_named(host))
    }

    fn is_named(&self, host: &str) -> bool {
        let host = without_port(host);
        is_loopback(host) || self.host.is_some_and(|it| it.eq_ignore_ascii_case(host))
    }
}

/// Returns the names by which proxies were called: a tunnel may have written its own
/// for `Host`, with the whole world before it.
fn forwarded<'a>(request: &Request<'a>) -> impl Iterator<Item = &'a str> {
    let values = |name: &str| request.headers.get_all(name).into_iter();
    // What is no text is the name of nobody.
    let text = |value: &'a HeaderValue| value.to_str().unwrap_or("?");
    let hosts = values("x-forwarded-host").map(text).flat_map(|it| it.split(','));
    // RFC 7239, section 4.
    let pairs = values("forwarded").map(text).flat_map(|it| it.split([',', ';']));
    let named = pairs.filter_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim_matches('"'))
    });
    hosts.chain(named).map(str::trim)
}

/// Returns the script element: a page that is not of this version loads itself again.
pub(super) fn script(prefix: &str, version: u64) -> String {
    let (prefix, version) = (prefix.trim_end_matches('/'), super::events::version(version));
    format!("<script src=\"{prefix}{SCRIPT}\" data-version=\"{version}\"></script>")
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whether a name leads to this machine whoever asks (RFC 6761, section 6.3).
fn is_loopback(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests;
