//! Live mode: a browser shows what was saved, without a reload where that is possible.
//!
//! The types and methods are there with the feature `live`; what does the work, only
//! where `debug_assertions` are on.

#[cfg(debug_assertions)]
mod document;
#[cfg(debug_assertions)]
mod door;
#[cfg(debug_assertions)]
mod events;
mod layer;
#[cfg(debug_assertions)]
mod nonce;
#[cfg(debug_assertions)]
mod renamed;

pub use layer::{LiveBody, LiveFuture, LiveLayer, LiveService};

#[cfg(debug_assertions)]
pub(crate) use self::{
    document::add_script,
    door::{Door, Endpoint},
    events::Events,
};
use crate::Serve;

impl Serve {
    /// Turns live mode on: what was saved is served at once, and open pages show it.
    ///
    /// Starts [`Components::live`](include_components::Components::live), and looks for
    /// edits at each request for a file, which waits up to 250 ms for a compiler. Style sheets and images are swapped in the page, anything
    /// else reloads it, and an error of a compiler is shown over it until it is mended.
    /// For that, whole HTML documents get a script, and are sent without a content
    /// coding; every file is `no-cache`. The rest of a response is that of release.
    ///
    /// In a release build this does nothing. In a debug build it ends no stream of an open
    /// page, so a graceful shutdown that waits for connections waits for pages.
    ///
    /// All this is for the developer alone: it is answered only where `Host` is a
    /// name of this machine or that of [`live_host`](Self::live_host), as must be the name
    /// that a proxy forwards, and never to a page of another site.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// let serve = Serve::new(&COMPONENTS).live();
    /// let request = http::Request::get("/site.css").body(())?;
    /// assert_eq!(serve.respond(&request).status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    #[cfg_attr(not(debug_assertions), expect(unused_mut, reason = "nothing to set in release"))]
    pub fn live(mut self) -> Self {
        #[cfg(debug_assertions)]
        {
            self.door.live = Some(self.components.live());
        }
        self
    }

    /// Lets a browser that calls the server by this name see live mode, too: a name of
    /// this machine in its network, or a container's, without a port.
    ///
    /// Everybody who can reach the server by that name sees the errors of compilers,
    /// which quote sources.
    #[must_use]
    #[cfg_attr(not(debug_assertions), expect(unused_mut, reason = "nothing to set in release"))]
    pub fn live_host(mut self, name: &'static str) -> Self {
        #[cfg(debug_assertions)]
        {
            self.door.host = Some(name);
        }
        let _ = name;
        self
    }

    /// Makes a tower layer that puts the script of live mode into whole HTML documents
    /// which other services make.
    ///
    /// Pages with a content coding pass as they are, so give it the layer before one that
    /// compresses. In a release build everything does.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use http::{Request, Response};
    /// use include_components_serve::{Body, Serve};
    /// use tower::{Layer, ServiceExt, service_fn};
    ///
    /// let page = service_fn(|_: Request<()>| async {
    ///     Ok::<_, std::io::Error>(Response::new(Body::default()))
    /// });
    /// let serve = Serve::new(&COMPONENTS).live();
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let app = serve.live_layer().layer(page);
    /// assert_eq!(app.oneshot(Request::get("/").body(())?).await?.status(), 200);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn live_layer(self) -> LiveLayer {
        LiveLayer(self)
    }

    /// Returns the script element of live mode, for a page that the program makes and
    /// does not send by [`respond_page`](Self::respond_page). It is empty if live mode is
    /// off.
    ///
    /// `prefix` is the path that the set is served under: `/`, or that of a nest. The
    /// element belongs into the head, and is of the version that is served now: make it
    /// for each page anew.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() {
    /// use include_components_serve::Serve;
    /// let page = format!("<head>{}</head>", Serve::new(&COMPONENTS).live_script("/"));
    /// assert_eq!(page, "<head></head>");
    /// # }
    /// ```
    pub fn live_script(&self, prefix: &str) -> String {
        #[cfg(debug_assertions)]
        if self.is_live() {
            return door::script(prefix, self.components.version());
        }
        let _ = prefix;
        String::new()
    }
}
