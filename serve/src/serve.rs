//! The options, and which answer a request gets.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use include_components::{Component, Components};

use crate::answer::{self, Vary};
use crate::request::Request;
#[cfg(all(feature = "live", debug_assertions))]
use crate::served::NO_CACHE;
use crate::served::{NO_STORE, Policy};
use crate::target::{self, Target};
use crate::{Body, Served, page};

/// The page for paths where nothing is, if it is embedded.
const NOT_FOUND: &str = "404.html";

/// Serves a set of components over HTTP.
///
/// It is `Copy`: every option is a plain value. It is a `tower_service::Service`, so
/// axum, hyper and whatever else takes one can serve it; [`respond`](Self::respond) is
/// the same as a plain function.
///
/// # Examples
///
/// ```
/// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
/// # use fixture::COMPONENTS;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use include_components_serve::Serve;
/// let serve = Serve::new(&COMPONENTS);
/// let request = http::Request::get("/site.css").header("accept-encoding", "br").body(())?;
///
/// let response = serve.respond(&request);
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.headers()["content-type"], "text/css; charset=utf-8");
/// assert_eq!(response.headers()["content-encoding"], "br");
///
/// let missing = http::Request::get("/missing.css").body(())?;
/// assert_eq!(serve.respond(&missing).status(), 404);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Serve {
    pub(crate) components: &'static Components,
    index: Option<&'static str>,
    html_extension: bool,
    not_found: Option<&'static str>,
    spa: Option<&'static str>,
    redirect: Redirect,
    policy: Policy,
    #[cfg(all(feature = "live", debug_assertions))]
    pub(crate) door: crate::live::Door,
}

/// The response to a request for a folder without its slash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirect {
    /// A 307 (RFC 9110, section 15.4.8), which browsers do not keep.
    #[default]
    Temporary,
    /// A 308 (RFC 9110, section 15.4.9), which browsers keep for as long as they like.
    Permanent,
    /// The page of the folder itself. Relative links in it then lead to the folder above.
    Never,
}

impl Serve {
    /// Serves the components of a set, with the defaults.
    pub fn new(components: &'static Components) -> Self {
        Serve {
            components,
            index: Some("index.html"),
            html_extension: false,
            not_found: Some(NOT_FOUND),
            spa: None,
            redirect: Redirect::default(),
            policy: Policy::default(),
            #[cfg(all(feature = "live", debug_assertions))]
            door: Default::default(),
        }
    }

    /// Sets the file name of a folder's page. `None` leaves folders without pages.
    ///
    /// The default is `index.html`.
    #[must_use]
    pub fn index(self, name: impl Into<Option<&'static str>>) -> Self {
        Serve { index: name.into(), ..self }
    }

    /// Sets whether `/about` is answered by `about.html`, if nothing is at `about`.
    ///
    /// The default is that it is not.
    #[must_use]
    pub fn html_extension(self, yes: bool) -> Self {
        Serve { html_extension: yes, ..self }
    }

    /// Sets the path of the component that is sent with status 404. `None` sends none.
    ///
    /// The default is `404.html`, if it is embedded. If another path is set, and no
    /// component is there, the response is a 500 that names the path.
    #[must_use]
    pub fn not_found(self, path: impl Into<Option<&'static str>>) -> Self {
        Serve { not_found: path.into(), ..self }
    }

    /// Sets the path of the page of a single-page application, which answers every
    /// navigation to a path where nothing is.
    ///
    /// A navigation is a GET or HEAD with `Sec-Fetch-Mode: navigate`; without that
    /// field, one whose `Accept` names `text/html`, or that accepts anything while the
    /// last segment of its path has no dot. Everything else is answered by 404, so a
    /// script that is gone is never answered by the app's page. If no component is at
    /// `path`, the response to a navigation is a 500 that names the path.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// let serve = Serve::new(&COMPONENTS).spa("index.html");
    /// let route = http::Request::get("/users/7").header("accept", "text/html").body(())?;
    /// assert_eq!(serve.respond(&route).status(), 200);
    ///
    /// let script = http::Request::get("/old.js").header("accept", "*/*").body(())?;
    /// assert_eq!(serve.respond(&script).status(), 404);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn spa(self, path: &'static str) -> Self {
        Serve { spa: Some(path), ..self }
    }

    /// Sets the function that chooses `Cache-Control`.
    ///
    /// It is called for a 200, 206 or 304 of a component, and for the 404 page, except at
    /// a hashed path of another build. That response, and every other, is `no-store`; a
    /// redirect says nothing of caching. The default is [`Served::cache_control`]. Text
    /// that is no field value becomes `no-store`.
    #[must_use]
    pub fn cache_control(self, choose: fn(&Served) -> &'static str) -> Self {
        Serve { policy: Policy { cache_control: choose, ..self.policy }, ..self }
    }

    /// Sets the function that has the last word on the header fields: for CSP, CORS,
    /// `Link`.
    ///
    /// It is called for a 200, 206 or 304 of a component, and for the 404 page, after all
    /// other fields are there; never for a redirect, 405, 406, 412, 416 or a 404 without a
    /// page. The default adds nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// use http::HeaderValue;
    ///
    /// let serve = Serve::new(&COMPONENTS).headers(|served, headers| {
    ///     if served.component.media_type().starts_with("font/") {
    ///         headers.insert("access-control-allow-origin", HeaderValue::from_static("*"));
    ///     }
    /// });
    /// let font = http::Request::get("/font.woff2").body(())?;
    /// assert_eq!(serve.respond(&font).headers()["access-control-allow-origin"], "*");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn headers(self, add: fn(&Served, &mut HeaderMap)) -> Self {
        Serve { policy: Policy { headers: Some(add), ..self.policy }, ..self }
    }

    /// Sets the response to a request for a folder without its slash.
    ///
    /// The default is [`Redirect::Temporary`]. `Location` is relative, so it is right
    /// below every prefix, and it keeps the query.
    #[must_use]
    pub fn redirect(self, kind: Redirect) -> Self {
        Serve { redirect: kind, ..self }
    }

    /// Answers a request by what is at its path.
    ///
    /// # Cost
    ///
    /// No bytes of components are copied, and nothing waits. The bench `respond` measures
    /// it: `benches/README.md` in the repository. In live mode it may wait 250 ms for a
    /// compiler, and HTML is copied.
    pub fn respond<B>(&self, request: &http::Request<B>) -> http::Response<Body> {
        self.answer(&Request::new(request))
    }

    /// Answers a GET or HEAD if something is at its path, and returns `None` for all
    /// others.
    ///
    /// It never answers by the pages of [`spa`](Self::spa) and
    /// [`not_found`](Self::not_found), except at their own paths. A redirect of a folder
    /// is an answer.
    pub fn try_respond<B>(&self, request: &http::Request<B>) -> Option<http::Response<Body>> {
        let request = Request::new(request);
        self.found(self.find(&request), &request)
    }

    /// Answers a request by one component, whatever is at its path.
    ///
    /// Any method but HEAD gets the bytes, as GET does. Conditions are obeyed for GET and
    /// HEAD alone, and a tag is sent to them alone; ranges are obeyed for GET alone
    /// (RFC 9110, sections 13.2.1 and 14.2).
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// let request = http::Request::get("/login").body(())?;
    /// let page = COMPONENTS.get("index.html").ok_or("no page")?;
    /// assert_eq!(Serve::new(&COMPONENTS).respond_with(page, &request).status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn respond_with<B>(
        &self,
        component: Component,
        request: &http::Request<B>,
    ) -> http::Response<Body> {
        self.send(component, false, Vary::ByEncoding, &Request::new(request))
    }

    /// Answers a request by a page that was made for it: with a nonce, a base, some
    /// state.
    ///
    /// The page is HTML and is sent as it is, with `no-cache` and a strong tag of its
    /// bytes, so that a browser which has the same page gets a 304. The tag is a
    /// SipHash of 64 bits, and the length. [`headers`](Self::headers) and
    /// [`cache_control`](Self::cache_control) are not asked, since the response is the
    /// caller's to change.
    ///
    /// # Cost
    ///
    /// One hash of the page.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// let request = http::Request::get("/").body(())?;
    /// let page = format!("<script nonce={}>start()</script>", 42);
    /// let mut response = Serve::new(&COMPONENTS).respond_page(page, &request);
    /// let policy = http::HeaderValue::from_static("script-src 'nonce-42'");
    /// response.headers_mut().insert("content-security-policy", policy);
    /// assert_eq!(response.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn respond_page<B>(
        &self,
        page: impl Into<Bytes>,
        request: &http::Request<B>,
    ) -> http::Response<Body> {
        let (page, request) = (page.into(), Request::new(request));
        #[cfg(all(feature = "live", debug_assertions))]
        let page = crate::live::add_script(self, &page, &request).unwrap_or(page);
        page::respond(page, &request)
    }

    /// Returns what users chose of the header fields; in live mode nothing is believed for
    /// longer than a moment.
    pub(crate) fn policy(&self) -> Policy {
        #[cfg(all(feature = "live", debug_assertions))]
        if self.is_live() {
            return Policy { cache_control: |_| NO_CACHE, ..self.policy };
        }
        self.policy
    }

    /// Answers by a component.
    fn send(
        &self,
        component: Component,
        hashed: bool,
        vary: Vary,
        request: &Request<'_>,
    ) -> http::Response<Body> {
        let policy = self.policy();
        #[cfg(all(feature = "live", debug_assertions))]
        {
            let served = Served { component, hashed, status: StatusCode::OK };
            if let Some(response) = self.document(served, vary, policy, request) {
                return response;
            }
        }
        answer::component(component, hashed, vary, policy, request)
    }

    pub(crate) fn answer(&self, request: &Request<'_>) -> http::Response<Body> {
        let target = self.find(request);
        self.found(target, request).unwrap_or_else(|| self.otherwise(target, request))
    }

    pub(crate) fn find(&self, request: &Request<'_>) -> Target {
        // The authority form of CONNECT, with whichever method, has no path at all.
        if request.sent_path.is_empty() {
            return Target::Nothing;
        }
        #[cfg(all(feature = "live", debug_assertions))]
        if let Some(endpoint) = self.endpoint(request) {
            return Target::Live(endpoint);
        }
        target::find(self.components, request.path, self.index, self.html_extension)
    }

    /// Answers a GET or HEAD by what its path leads to, if it leads to something.
    pub(crate) fn found(
        &self,
        target: Target,
        request: &Request<'_>,
    ) -> Option<http::Response<Body>> {
        if !request.is_read() {
            return None;
        }
        let send = |component, hashed| self.send(component, hashed, Vary::ByEncoding, request);
        match target {
            Target::Plain(component) => Some(send(component, false)),
            Target::Hashed(component) => Some(send(component, true)),
            Target::Folder(page) => Some(match self.redirect {
                Redirect::Never => send(page, false),
                Redirect::Temporary => answer::redirect(StatusCode::TEMPORARY_REDIRECT, request),
                Redirect::Permanent => answer::redirect(StatusCode::PERMANENT_REDIRECT, request),
            }),
            #[cfg(all(feature = "live", debug_assertions))]
            Target::Live(endpoint) => Some(self.respond_live(endpoint, request)),
            Target::Outdated | Target::Nothing => None,
        }
    }

    /// Answers what [`found`](Self::found) does not.
    pub(crate) fn otherwise(&self, target: Target, request: &Request<'_>) -> http::Response<Body> {
        let is_options = request.method == Method::OPTIONS;
        match target {
            _ if request.is_read() => self.missing(target, request),
            _ if is_options && request.path == "*" => answer::allow(StatusCode::NO_CONTENT),
            Target::Nothing | Target::Outdated => answer::not_found(Vary::ByEncoding),
            _ if is_options => answer::allow(StatusCode::NO_CONTENT),
            _ => answer::allow(StatusCode::METHOD_NOT_ALLOWED),
        }
    }

    /// Answers a GET or HEAD whose path leads to nothing.
    fn missing(&self, target: Target, request: &Request<'_>) -> http::Response<Body> {
        let outdated = target == Target::Outdated;
        if let Some(path) = self.spa.filter(|_| !outdated && request.is_navigation()) {
            return match self.components.get(path) {
                Some(page) => self.send(page, false, Vary::ByNavigation, request),
                None => answer::not_embedded(path, request),
            };
        }
        let vary = if self.spa.is_some() { Vary::ByNavigation } else { Vary::ByEncoding };
        let policy = match outdated {
            true => Policy { cache_control: |_| NO_STORE, ..self.policy },
            false => self.policy(),
        };
        let page = self.not_found.map(|path| (path, self.components.get(path)));
        match page {
            Some((_, Some(page))) => {
                #[cfg(all(feature = "live", debug_assertions))]
                {
                    let status = StatusCode::NOT_FOUND;
                    let served = Served { component: page, hashed: false, status };
                    if let Some(response) = self.document(served, vary, policy, request) {
                        return response;
                    }
                }
                answer::not_found_page(page, vary, policy, request)
            }
            Some((path, None)) if path != NOT_FOUND => answer::not_embedded(path, request),
            _ => answer::not_found(vary),
        }
    }
}
