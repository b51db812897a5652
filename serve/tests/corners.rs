//! Where what is around the files decides: prefixes, middlewares, inner services.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Router, middleware};
use include_components::Encoding::Br;
use include_components_serve::Serve;

use crate::SITE;
use crate::client::exchange;
use crate::conformance::get;
use crate::rows::row;
use crate::servers::{Framework, actix_app, axum};

#[test]
fn nests_of_all_sorts() {
    let files = Serve::new(SITE);
    let apps = [
        ("/a/b", Router::new().nest("/a", Router::new().nest_service("/b", files))),
        ("/x/files", Router::new().nest_service("/{tenant}/files", files)),
        ("/a%2Fb/files", Router::new().nest_service("/{tenant}/files", files)),
        ("/a%2Fb", Router::new().nest_service("/{tenant}", files)),
    ];
    for (prefix, app) in apps {
        let server = axum(app);
        let last = prefix.rsplit('/').next().unwrap();
        let root = format!("./{last}/");
        get("15.4.8", prefix).is(307).field("location", &root).check(server);
        get("", &format!("{prefix}/")).is(200).file("index.html").check(server);
        get("", &format!("{prefix}/small.txt")).is(200).file("small.txt").check(server);
        let folder = get("15.4.8", &format!("{prefix}/docs?q")).is(307);
        folder.field("location", "./docs/?q").check(server);
    }
}

#[test]
fn prefixes_of_actix_web() {
    use actix_web::web;
    type Configure = fn(&mut web::ServiceConfig);
    let apps: [(&str, Configure); 6] = [
        ("/app", |it| _ = it.service(web::scope("/app").service(Serve::new(SITE).at("/")))),
        ("/app/x", |it| _ = it.service(web::scope("/app").service(Serve::new(SITE).at("/x")))),
        ("/x/files", |it| _ = it.service(Serve::new(SITE).at("/{tenant}/files"))),
        ("/a%2Fb/files", |it| _ = it.service(Serve::new(SITE).at("/{tenant}/files"))),
        ("/static", |it| _ = it.service(Serve::new(SITE).at("static"))),
        ("/static", |it| _ = it.service(Serve::new(SITE).at("/static/"))),
    ];
    for (prefix, app) in apps {
        let server = actix_app(app);
        let last = prefix.rsplit('/').next().unwrap();
        let root = format!("./{last}/");
        get("15.4.8", prefix).is(307).field("location", &root).check(server);
        get("", &format!("{prefix}/")).is(200).file("index.html").check(server);
        get("", &format!("{prefix}/small.txt")).is(200).file("small.txt").check(server);
        get("", &format!("{prefix}/100%2525.txt")).is(404).check(server);
        let folder = get("15.4.8", &format!("{prefix}/docs?q")).is(307);
        folder.field("location", "./docs/?q").check(server);
        get("", &format!("{prefix}x/small.txt")).is(404).empty().check(server);
    }
}

/// axum routes `/static/` nowhere here, but all below it.
#[test]
fn a_router_in_a_nest() {
    let server =
        axum(Router::new().nest("/static", Router::new().fallback_service(Serve::new(SITE))));
    get("", "/static/small.txt").is(200).file("small.txt").check(server);
    get("15.4.8", "/static/docs").is(307).field("location", "./docs/").check(server);
    get("", "/static/docs/").is(200).file("docs/index.html").check(server);
}

/// What a middleware makes `/` of was asked for as that, and is no prefix.
#[test]
fn a_path_that_was_rewritten_to_the_root() {
    let rewrite = |mut request: Request| async {
        *request.uri_mut() = "/".parse().unwrap();
        request
    };
    let app = Router::new().fallback_service(Serve::new(SITE));
    let server = axum(app.layer(middleware::map_request(rewrite)));
    get("", "/welcome").is(200).file("index.html").check(server);
}

/// Some clients send bytes in a query that a URI has percent-encoded, and parsers take
/// them; a `Location` with them is no URI.
#[test]
fn a_query_with_bytes_that_are_not_encoded() {
    let queries = [
        ("q=\u{fc}", "q=%C3%BC"),
        ("\u{6f22}=\u{1f600}", "%E6%BC%A2=%F0%9F%98%80"),
        ("a[]={1}", "a%5B%5D=%7B1%7D"),
        ("a=%C3%BC&next=/x?y", "a=%C3%BC&next=/x?y"),
    ];
    for framework in Framework::ALL {
        let server = framework.start(Serve::new(SITE));
        // The parser of actix-web refuses what is not ASCII.
        let is_actix = matches!(framework, Framework::Actix | Framework::ActixNested);
        let is_taken = |sent: &str| sent.is_ascii() || !is_actix;
        for (sent, expected) in queries.into_iter().filter(|it| is_taken(it.0)) {
            let folder = get("15.4.8", &format!("/docs?{sent}")).is(307);
            folder.field("location", &format!("./docs/?{expected}")).check(server);
        }
    }
}

/// RFC 9112, section 3.2.3: the authority form is for CONNECT alone, and names no path.
#[test]
fn a_target_without_a_path() {
    for framework in Framework::ALL {
        for method in ["GET", "HEAD", "CONNECT", "OPTIONS"] {
            let server = framework.start(Serve::new(SITE));
            let request = format!("{method} example.com:80 HTTP/1.1\r\nHost: a\r\n");
            let raw =
                exchange(server.address, format!("{request}Connection: close\r\n\r\n").as_bytes());
            let head = String::from_utf8_lossy(&raw[..raw.len().min(12)]).into_owned();
            let refused = ["400", "404", "405"].iter().any(|it| head.ends_with(it));
            assert!(refused || raw.is_empty(), "{framework:?}, {method}: {head}");
        }
    }
}

async fn no_such_user() -> Response {
    let json = [("content-type", "application/json")];
    (StatusCode::NOT_FOUND, json, "\"no such user\"").into_response()
}

#[test]
fn files_first_and_what_the_inner_service_says() {
    let routes = Router::new()
        .route("/api/users/7", any(no_such_user))
        .route("/api/bare", any(|| async { StatusCode::NOT_FOUND }))
        .route("/api/post", post(|| async { "posted" }))
        .route("/small.txt", post(|| async { "posted" }))
        .route("/app.js", any(no_such_user));
    let plain = Serve::new(SITE).fallback(routes.clone());
    let spa = Serve::new(SITE).spa("index.html").fallback(routes);
    let (plain, spa) = (Router::new().fallback_service(plain), Router::new().fallback_service(spa));
    let json = "application/json";
    for server in [axum(plain.clone()), axum(spa.clone())] {
        // An API's own answer, to curl and to `fetch`.
        get("", "/api/users/7").is(404).field("content-type", json).check(server);
        get("", "/api/users/7")
            .with("accept", "*/*")
            .is(404)
            .begins("content-type", json)
            .check(server);
        let head = row("9.3.2", "HEAD", "/api/users/7").is(404).field("content-type", json);
        head.same(&["content-type", "content-length"]).check(server);
        row("", "POST", "/api/users/7").is(404).field("content-type", json).check(server);
        row("", "POST", "/small.txt").is(200).bytes(b"posted").check(server);
        row("15.5.6", "POST", "/app.js").is(405).field("allow", "GET, HEAD, OPTIONS").check(server);
        row("15.5.6", "PUT", "/api/post").is(405).field("allow", "POST").check(server);
        get("", "/api/post").is(405).field("allow", "POST").check(server);
        get("", "/app.js").is(200).file("app.js").check(server);
    }
    let (plain, spa) = (axum(plain), axum(spa));
    get("", "/api/bare").is(404).file("404.html").check(plain);
    get("", "/api/bare").is(200).file("index.html").check(spa);
    get("", "/api/users/7")
        .with("accept", "text/html")
        .is(404)
        .field("content-type", json)
        .check(plain);
    get("", "/api/users/7").with("accept", "text/html").is(200).file("index.html").check(spa);
    let mode = |mode| get("", "/api/users/7").with("sec-fetch-mode", mode);
    mode("navigate").is(200).file("index.html").check(spa);
    mode("cors").is(404).field("content-type", json).check(spa);
}

/// The recipe for rolling deploys: what no version has gets the 404 page of this one.
#[test]
fn the_last_version_behind_this_one() {
    let this = Serve::new(SITE).not_found("about.html");
    let last = Serve::new(SITE).not_found(None);
    let server = axum(Router::new().fallback_service(this.fallback(last)));
    get("", "/missing").is(404).file("about.html").check(server);
    get("", "/small.txt").is(200).file("small.txt").check(server);
    let spa = axum(Router::new().fallback_service(this.spa("index.html").fallback(last)));
    get("", "/missing").with("accept", "text/html").is(200).file("index.html").check(spa);
    get("", "/missing.js").is(404).file("about.html").check(spa);
}

/// `respond_with` and `respond_page` answer whatever method their handler took.
#[test]
fn handlers_that_have_decided() {
    let files = Serve::new(SITE);
    let css = SITE.get("site.css").unwrap();
    let one = move |request: Request| async move {
        files.respond_with(css, &request).map(axum::body::Body::new)
    };
    let page = move |request: Request| async move {
        files.respond_page("<h1>made", &request).map(axum::body::Body::new)
    };
    let server = axum(Router::new().route("/one", any(one)).route("/page", any(page)));
    for target in ["/one", "/page"] {
        get("13.1.2", target).with("if-none-match", "{etag}").is(304).same(&["etag"]).check(server);
        get("13.1.1", target).with("if-match", "\"x\"").is(412).empty().check(server);
        row("9.3.2", "HEAD", target)
            .is(200)
            .empty()
            .same(&["content-length", "etag"])
            .check(server);
        for (name, value) in [("if-none-match", "*"), ("if-match", "\"x\""), ("range", "bytes=0-1")]
        {
            let posted = row("13.2.1", "POST", target).with(name, value).is(200);
            posted.same(&["content-length"]).check(server);
        }
        for method in ["PUT", "PATCH", "DELETE", "POST"] {
            row("9.3.4", method, target)
                .is(200)
                .same(&["content-length", "content-type", "cache-control"])
                .without(&["etag", "accept-ranges"])
                .check(server);
        }
    }
    get("14.2", "/one").with("range", "bytes=0-1").is(206).bytes(&css.bytes()[..2]).check(server);
    get("14.2", "/page").with("range", "bytes=0-1").is(200).bytes(b"<h1>made").check(server);
    get("12.5.3", "/one").with("accept-encoding", "br").is(200).coded("site.css", Br).check(server);
}
