//! A service of actix-web, which has types of its own for everything.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{
    AppService, HttpServiceFactory, ResourceDef, Service, ServiceFactory, ServiceRequest,
    ServiceResponse,
};
use actix_web::http::header::{self as actix, HeaderName as ActixName, HeaderValue as ActixValue};
use actix_web::{Error, HttpResponse};
use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, HeaderName, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use http::{HeaderMap, HeaderValue, Method, Response};

use crate::request::Request;
use crate::{Body, Serve};

/// The request fields on which an answer depends, as both versions of http name them.
const FIELDS: [(HeaderName, ActixName); 7] = [
    (ACCEPT, actix::ACCEPT),
    (ACCEPT_ENCODING, actix::ACCEPT_ENCODING),
    (IF_MATCH, actix::IF_MATCH),
    (IF_NONE_MATCH, actix::IF_NONE_MATCH),
    (IF_RANGE, actix::IF_RANGE),
    (RANGE, actix::RANGE),
    (HeaderName::from_static("sec-fetch-mode"), ActixName::from_static("sec-fetch-mode")),
];

/// A service of actix-web below a path. [`Serve::at`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct At {
    serve: Serve,
    prefix: &'static str,
}

impl Serve {
    /// Makes a service of actix-web that serves the set below a path, such as `/` or
    /// `/static`.
    ///
    /// actix-web asks its services in the order in which they were given to the app, so
    /// give it this one after your routes.
    ///
    /// # Examples
    ///
    /// ```
    /// # mod fixture { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/fixture.rs")); }
    /// # use fixture::COMPONENTS;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use include_components_serve::Serve;
    /// use actix_web::{App, http::StatusCode, test};
    ///
    /// # actix_web::rt::System::new().block_on(async {
    /// let app = test::init_service(App::new().service(Serve::new(&COMPONENTS).at("/static"))).await;
    /// let request = test::TestRequest::get().uri("/static/site.css").to_request();
    /// assert_eq!(test::call_service(&app, request).await.status(), StatusCode::OK);
    /// # });
    /// # Ok(())
    /// # }
    /// ```
    pub fn at(self, prefix: &'static str) -> At {
        At { serve: self, prefix }
    }
}

impl HttpServiceFactory for At {
    fn register(self, config: &mut AppService) {
        let prefix = self.prefix.trim_end_matches('/');
        let resource = match config.is_root() {
            true => ResourceDef::root_prefix(prefix),
            false => ResourceDef::prefix(prefix),
        };
        config.register_service(resource, None, self, None);
    }
}

impl ServiceFactory<ServiceRequest> for At {
    type Response = ServiceResponse;
    type Error = Error;
    type Config = ();
    type Service = At;
    type InitError = ();
    type Future = Ready<Result<At, ()>>;

    fn new_service(&self, (): ()) -> Self::Future {
        ready(Ok(*self))
    }
}

impl Service<ServiceRequest> for At {
    type Response = ServiceResponse;
    type Error = Error;
    type Future = Ready<Result<ServiceResponse, Error>>;

    fn poll_ready(&self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let response = self.serve.answer_actix(&request);
        ready(Ok(request.into_response(response)))
    }
}

impl Serve {
    fn answer_actix(&self, request: &ServiceRequest) -> HttpResponse {
        // This version of http takes every method that the older one does. TRACE stands for
        // a method that it would not take: it is refused as an unknown one is.
        let method = Method::from_bytes(request.method().as_str().as_bytes());
        let mut headers = HeaderMap::with_capacity(FIELDS.len());
        #[cfg(all(feature = "live", debug_assertions))]
        for name in ["host", "sec-fetch-site"] {
            let value =
                request.headers().get(name).map(|it| HeaderValue::from_bytes(it.as_bytes()));
            if let Some(Ok(value)) = value {
                headers.insert(name, value);
            }
        }
        for (name, theirs) in FIELDS {
            for value in request.headers().get_all(theirs) {
                if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                    headers.append(name.clone(), value);
                }
            }
        }
        into_actix(self.answer(&Request {
            method: method.as_ref().unwrap_or(&Method::TRACE),
            path: request.match_info().unprocessed(),
            sent_path: request.uri().path(),
            query: request.uri().query(),
            headers: &headers,
            #[cfg(all(feature = "live", debug_assertions))]
            authority: request.uri().authority().map(|it| it.as_str()),
            #[cfg(all(feature = "live", debug_assertions))]
            prefix: request.uri().path().strip_suffix(request.match_info().unprocessed()),
        }))
    }
}

fn into_actix(response: Response<Body>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    // The field says it for HEAD too, whose body is empty.
    let len = parts.headers.get(CONTENT_LENGTH).and_then(|len| len.to_str().ok()?.parse().ok());
    let size = match http_body::Body::size_hint(&body).exact() {
        Some(_) => len.map_or(BodySize::None, BodySize::Sized),
        None => BodySize::Stream,
    };
    let body = ActixBody { body, size };
    let status = actix_web::http::StatusCode::from_u16(parts.status.as_u16());
    let status = status.unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::with_body(status, body);
    for (name, value) in &parts.headers {
        let name = ActixName::from_bytes(name.as_str().as_bytes());
        let value = ActixValue::from_bytes(value.as_bytes());
        // actix-web writes the length by itself.
        if let (Ok(name), Ok(value)) = (name, value) {
            if name != actix::CONTENT_LENGTH {
                response.headers_mut().append(name, value);
            }
        }
    }
    response.map_into_boxed_body()
}

/// Bytes, and how many there would be if this were not the answer to HEAD.
struct ActixBody {
    body: Body,
    size: BodySize,
}

impl MessageBody for ActixBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let frame = http_body::Body::poll_frame(Pin::new(&mut self.body), context);
        frame.map(|frame| frame?.ok()?.into_data().ok().map(Ok))
    }

    /// Spares actix-web a box, unless the size says more than the bytes do.
    fn try_into_bytes(self) -> Result<Bytes, Self> {
        let is_all = matches!((self.size, http_body::Body::size_hint(&self.body).exact()),
            (BodySize::Sized(size), Some(len)) if size == len);
        if !is_all {
            return Err(self);
        }
        let size = self.size;
        self.body.try_into_bytes().map_err(|body| ActixBody { body, size })
    }
}
