//! `tower_service::Service`, for axum, hyper and whatever else takes one.

use std::convert::Infallible;
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Response, StatusCode};
use http_body::{Frame, SizeHint};
use tower_service::Service;

use crate::request::Request;
use crate::{Body, Serve};

impl<B> Service<http::Request<B>> for Serve {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        ready(Ok(self.respond(&request)))
    }
}

/// Files first, then another service. [`Serve::fallback`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct ServeOr<S> {
    serve: Serve,
    inner: S,
}

impl Serve {
    /// Answers by the files of the set first, and asks `inner` for everything else.
    ///
    /// A GET or HEAD at whose path something is never reaches `inner`. Everything else
    /// does, and the response of `inner` is sent as it is, unless it is a 404. In the
    /// place of that 404,
    ///
    /// * a request that says it is a navigation gets the page of [`spa`](Self::spa), if
    ///   that is set;
    /// * where a file is, OPTIONS gets 204 and every other method 405, both with `Allow`;
    /// * every other request gets what [`respond`](Self::respond) would answer, such as the
    ///   404 page, if the 404 has no body. One with a body stays, as it is the answer of an
    ///   API: also for curl, which takes anything, where the page of `spa` is set.
    ///
    /// A 404 that is replaced loses its fields too, such as a cookie that `inner` sets.
    ///
    /// # Errors
    ///
    /// The service fails where `inner` fails, with its error. The files never do.
    ///
    /// # Cost
    ///
    /// A file costs what [`respond`](Self::respond) does. A request that goes to `inner`
    /// costs that too, since the response that may stand in for a 404 is made before, and
    /// one allocation for its future and one for its body.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// use http::{Request, Response};
    /// use tower::{ServiceExt, service_fn};
    ///
    /// let api = service_fn(|request: Request<()>| async move {
    ///     Ok::<_, std::io::Error>(Response::new(request.uri().path().to_owned()))
    /// });
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let app = Serve::new(&COMPONENTS).fallback(api);
    /// let response = app.clone().oneshot(Request::get("/api/users").body(())?).await?;
    /// assert_eq!(response.status(), 200);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fallback<S>(self, inner: S) -> ServeOr<S> {
        ServeOr { serve: self, inner }
    }
}

impl<S, B, C> Service<http::Request<B>> for ServeOr<S>
where
    S: Service<http::Request<B>, Response = Response<C>>,
    C: http_body::Body<Data = Bytes>,
{
    type Response = Response<ServeOrBody<C>>;
    type Error = S::Error;
    type Future = ServeOrFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let asked = Request::new(&request);
        let target = self.serve.find(&asked);
        if let Some(response) = self.serve.found(target, &asked) {
            return ServeOrFuture(State::Found(Some(response)));
        }
        // The request goes to the inner service, so the answer for the case that it has
        // nothing either is made before. It costs less than copies of what it depends on.
        let otherwise = self.serve.otherwise(target, &asked);
        let hides_a_body = otherwise.status() != StatusCode::NOT_FOUND
            && (!asked.is_read() || asked.says_navigation() == Some(true));
        let inner = Box::pin(self.inner.call(request));
        ServeOrFuture(State::Inner(inner, Some(Otherwise { response: otherwise, hides_a_body })))
    }
}

/// The future response of a [`ServeOr`].
#[derive(Debug)]
pub struct ServeOrFuture<F>(State<F>);

#[derive(Debug)]
enum State<F> {
    Found(Option<Response<Body>>),
    /// Boxed, as a future can be pinned in place by unsafe code alone.
    Inner(Pin<Box<F>>, Option<Otherwise>),
}

/// The response where the inner service answers by 404.
#[derive(Debug)]
struct Otherwise {
    response: Response<Body>,
    /// Whether that is so even if the 404 has a body.
    hides_a_body: bool,
}

impl<F, C, E> Future for ServeOrFuture<F>
where
    F: Future<Output = Result<Response<C>, E>>,
    C: http_body::Body,
{
    type Output = Result<Response<ServeOrBody<C>>, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let (response, otherwise) = match &mut self.0 {
            State::Found(response) => {
                // Else it is polled again after it was ready, which no caller may do.
                let Some(response) = response.take() else { return Poll::Pending };
                return Poll::Ready(Ok(response.map(ServeOrBody::Served)));
            }
            State::Inner(future, otherwise) => {
                (ready!(future.as_mut().poll(context))?, otherwise.take())
            }
        };
        // To HEAD, only the length says that there is a body.
        let has_length = response.headers().get(CONTENT_LENGTH).is_some_and(|it| it != "0");
        let is_empty = response.body().is_end_stream() && !has_length;
        Poll::Ready(Ok(match otherwise {
            Some(otherwise)
                if response.status() == StatusCode::NOT_FOUND
                    && (is_empty || otherwise.hides_a_body) =>
            {
                otherwise.response.map(ServeOrBody::Served)
            }
            _ => response.map(|body| ServeOrBody::Inner(Box::pin(body))),
        }))
    }
}

/// The body of a response of [`ServeOr`].
#[derive(Debug)]
pub enum ServeOrBody<C> {
    /// Of the set.
    Served(Body),
    /// Of the other service.
    Inner(Pin<Box<C>>),
}

impl<C: http_body::Body<Data = Bytes>> http_body::Body for ServeOrBody<C> {
    type Data = Bytes;
    type Error = C::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, C::Error>>> {
        match &mut *self {
            ServeOrBody::Served(body) => Pin::new(body)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            ServeOrBody::Inner(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            ServeOrBody::Served(body) => body.is_end_stream(),
            ServeOrBody::Inner(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            ServeOrBody::Served(body) => body.size_hint(),
            ServeOrBody::Inner(body) => body.size_hint(),
        }
    }
}
