//! A tower layer that puts the script into documents which another service makes.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use tower_layer::Layer;
use tower_service::Service;

use crate::Serve;

/// Puts the script of live mode into documents: what [`Serve::live_layer`] makes.
#[derive(Clone, Copy, Debug)]
pub struct LiveLayer(pub(super) Serve);

/// A service whose documents get the script of live mode: what [`LiveLayer`] makes.
#[derive(Clone, Copy, Debug)]
pub struct LiveService<S> {
    serve: Serve,
    inner: S,
}

/// The answer of a [`LiveService`].
#[derive(Debug)]
pub struct LiveFuture<F> {
    /// Boxed, as a future can be pinned in place by unsafe code alone.
    inner: Pin<Box<F>>,
    /// The script element, if the request is one that may see it.
    script: Option<String>,
}

/// The body of a response of a [`LiveService`].
#[derive(Debug)]
pub struct LiveBody<C> {
    inner: Pin<Box<C>>,
    /// The script element, until it is in the document.
    script: Option<String>,
    /// The bytes that came before the end of the head.
    head: Vec<u8>,
    /// Trailers that came behind it, and must wait.
    next: Option<Frame<Bytes>>,
}

impl<S> Layer<S> for LiveLayer {
    type Service = LiveService<S>;

    fn layer(&self, inner: S) -> LiveService<S> {
        LiveService { serve: self.0, inner }
    }
}

impl<S, B, C> Service<Request<B>> for LiveService<S>
where
    S: Service<Request<B>, Response = Response<C>>,
    C: http_body::Body<Data = Bytes>,
{
    type Response = Response<LiveBody<C>>;
    type Error = S::Error;
    type Future = LiveFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let script = script(&self.serve, &request);
        LiveFuture { inner: Box::pin(self.inner.call(request)), script }
    }
}

impl<F, C, E> Future for LiveFuture<F>
where
    F: Future<Output = Result<Response<C>, E>>,
    C: http_body::Body<Data = Bytes>,
{
    type Output = Result<Response<LiveBody<C>>, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = std::task::ready!(self.inner.as_mut().poll(context))?;
        let (mut parts, body) = response.into_parts();
        let script = self.script.take().filter(|_| is_document(&parts.headers));
        let script = script.map(|script| with_nonce(&script, &parts.headers));
        if script.is_some() {
            // They are of other bytes.
            parts.headers.remove("content-length");
            parts.headers.remove("etag");
        }
        let body = LiveBody { inner: Box::pin(body), script, head: Vec::new(), next: None };
        Poll::Ready(Ok(Response::from_parts(parts, body)))
    }
}

fn is_document(headers: &http::HeaderMap) -> bool {
    let media_type = headers.get("content-type").map(|it| it.as_bytes()).unwrap_or_default();
    media_type.get(..9).is_some_and(|it| it.eq_ignore_ascii_case(b"text/html"))
        && !headers.contains_key("content-encoding")
        && !headers.contains_key("content-range")
}

impl<C: http_body::Body<Data = Bytes>> http_body::Body for LiveBody<C> {
    type Data = Bytes;
    type Error = C::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, C::Error>>> {
        if let Some(next) = self.next.take() {
            return Poll::Ready(Some(Ok(next)));
        }
        while self.script.is_some() {
            let frame = std::task::ready!(self.inner.as_mut().poll_frame(context));
            let is_last = match frame.map(|it| it.map(Frame::into_data)) {
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(Ok(data))) => {
                    self.head.extend_from_slice(&data);
                    false
                }
                Some(Ok(Err(trailers))) => {
                    self.next = Some(trailers);
                    true
                }
                None => true,
            };
            if let Some(data) = self.with_script(is_last) {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
        }
        self.inner.as_mut().poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.script.is_none() && self.next.is_none() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.script {
            Some(_) => SizeHint::default(),
            None => self.inner.size_hint(),
        }
    }
}

#[cfg(debug_assertions)]
mod active {
    use super::*;
    use crate::live::{document, nonce};
    use crate::request;

    /// How much of a document is kept until its head ends.
    const LONGEST_HEAD: usize = 256 << 10;

    pub(super) fn script<B>(serve: &Serve, request: &Request<B>) -> Option<String> {
        let request = request::Request::new(request);
        document::script_for(serve, serve.components.version(), &request)
    }

    /// Gives the script the nonce that the policy of a page wants.
    pub(super) fn with_nonce(script: &str, headers: &http::HeaderMap) -> String {
        nonce::add(script, nonce::of_policy(headers))
    }

    impl<C> LiveBody<C> {
        /// Returns what came so far with the script in it, once it is known where that goes.
        pub(super) fn with_script(&mut self, is_last: bool) -> Option<Bytes> {
            let end = document::end_of_head(&self.head);
            let is_known = is_last
                || self.head.len() > LONGEST_HEAD
                || end.is_some_and(|end| end < self.head.len())
                || end.is_none() && document::is_begun(&self.head);
            if !is_known {
                return None;
            }
            let script = self.script.take().unwrap_or_default();
            let mut text = std::mem::take(&mut self.head);
            // Where the head does not end, nobody knows what is in the middle of it.
            if let Some(end) = end.filter(|end| is_last || *end < text.len()) {
                // The policy may be added further out.
                let script = nonce::add(&script, nonce::of_page(&text));
                text.splice(end..end, script.into_bytes());
            }
            Some(text.into())
        }
    }
}
#[cfg(debug_assertions)]
use active::{script, with_nonce};

/// In a release build nothing is added.
#[cfg(not(debug_assertions))]
fn script<B>(_: &Serve, _: &Request<B>) -> Option<String> {
    None
}

#[cfg(not(debug_assertions))]
fn with_nonce(script: &str, _: &http::HeaderMap) -> String {
    script.to_owned()
}

#[cfg(not(debug_assertions))]
impl<C> LiveBody<C> {
    fn with_script(&mut self, _: bool) -> Option<Bytes> {
        None
    }
}

// Two attributes: Clippy knows tests by the first.
#[cfg(test)]
#[cfg(debug_assertions)]
mod tests;
