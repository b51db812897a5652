use std::net::SocketAddr;

use include_components_serve::Serve;

use crate::SITE as UI;

// recipe
use http_body_util::BodyExt;
use rocket::http::{Method, Status};
use rocket::route::{Handler, Outcome};
use rocket::{Data, Request, Response, Route};

/// The files, as a handler of rocket, whose types of `http` are older.
#[derive(Clone)]
struct Files(Serve);

#[rocket::async_trait]
impl Handler for Files {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        let uri = request.uri().to_string();
        let mut asked = http::Request::builder().method(request.method().as_str()).uri(uri);
        for header in request.headers().iter() {
            asked = asked.header(header.name.as_str(), header.value.as_ref());
        }
        let Ok(asked) = asked.body(()) else { return Outcome::forward(data, Status::BadRequest) };
        let (parts, body) = self.0.respond(&asked).into_parts();
        let bytes = body.collect().await.map(|it| it.to_bytes()).unwrap_or_default();
        let mut response = Response::build();
        response.status(Status::new(parts.status.as_u16()));
        for (name, value) in &parts.headers {
            if let Ok(value) = value.to_str() {
                response.raw_header_adjoin(name.to_string(), value.to_owned());
            }
        }
        match parts.headers.contains_key("content-length") {
            true => response.sized_body(bytes.len(), std::io::Cursor::new(bytes)),
            // A 304 has no length, which rocket would say is 0.
            false => response.streamed_body(rocket::tokio::io::empty()),
        };
        Outcome::Success(response.finalize())
    }
}

fn files() -> Vec<Route> {
    // It asks GET for HEAD by itself. The rank is after that of the app's routes.
    let methods = [Method::Get, Method::Options, Method::Post, Method::Put, Method::Delete];
    methods.map(|it| Route::ranked(20, it, "/<path..>", Files(Serve::new(UI)))).into()
}
// end

#[rocket::get("/api/version")]
fn version() -> &'static str {
    "1"
}

pub(crate) async fn serve(address: SocketAddr) {
    let config = rocket::Config { port: address.port(), ..rocket::Config::debug_default() };
    let app = rocket::custom(config).mount("/", rocket::routes![version]).mount("/", files());
    app.launch().await.unwrap();
}
