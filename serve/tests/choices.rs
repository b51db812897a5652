//! What no document demands of a server: caching, pages for what is not there, options.

use include_components::Encoding::{Br, Identity};
use include_components_serve::{Redirect, Serve};

use crate::SITE;
use crate::conformance::{check, get};
use crate::rows::{Row, row};
use crate::servers::Framework;

const NAVIGATION: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

fn hashed(path: &str) -> String {
    format!("/{}", SITE.get(path).unwrap().hashed_path())
}

#[test]
fn what_is_not_there() {
    let page = get("15.5.5", "/missing").is(404).field("cache-control", "no-cache");
    let rows = [
        page.clone().file("404.html").without(&["etag", "accept-ranges"]),
        page.clone().with("range", "bytes=0-4").file("404.html"),
        page.clone().with("if-match", "\"x\"").file("404.html"),
        page.with("accept-encoding", "br").coded("404.html", Br),
        get("15.5.5", "/missing").with("accept-encoding", "identity;q=0").is(404),
        get("9.3.1", "/404.html").is(200).file("404.html"),
    ];
    check(Serve::new(SITE), &rows);

    let bare = get("15.5.5", "/missing").is(404).empty().field("content-length", "0");
    check(Serve::new(SITE).not_found(None), &[bare]);
    check(
        Serve::new(SITE).not_found("about.html"),
        &[get("", "/missing").is(404).file("about.html")],
    );
    let mistake = [
        get("", "/missing").is(500),
        row("9.3.2", "HEAD", "/missing").is(500).empty().same(&["content-length", "content-type"]),
    ];
    check(Serve::new(SITE).not_found("oops.html"), &mistake);
    check(Serve::new(SITE).spa("oops.html"), &mistake);
}

#[test]
fn hashed_paths() {
    let css = hashed("site.css");
    let (stem, _) = css.rsplit_once('-').unwrap();
    let stale = format!("{stem}-00000000.css");
    let year = "public, max-age=31536000, immutable";
    let rows = [
        get("RFC 8246, 2", &css).is(200).field("cache-control", year).coded("site.css", Identity),
        get("RFC 8246, 2", &css).with("accept-encoding", "br").coded("site.css", Br),
        get("15.4.5", &css).with("if-none-match", "{etag}").is(304).field("cache-control", year),
        get("15.3.7", &css).with("range", "bytes=0-9").is(206).field("cache-control", year),
        get("15.5.17", &css)
            .with("range", "bytes=9999999-")
            .is(416)
            .field("cache-control", "no-store"),
        get("15.5.13", &css).with("if-match", "\"x\"").is(412).field("cache-control", "no-store"),
        get("15.5.7", &css)
            .with("accept-encoding", "identity;q=0")
            .is(406)
            .field("cache-control", "no-store")
            .field("vary", "accept-encoding"),
        row("15.5.6", "POST", &css).is(405).field("cache-control", "no-store"),
        row("9.3.7", "OPTIONS", &css).is(204).field("cache-control", "no-store"),
        row("9.3.2", "HEAD", &css).with("range", "bytes=0-9").is(200).field("cache-control", year),
        get("15.5.5", &stale).is(404).field("cache-control", "no-store"),
        get("15.5.5", &stale).with("if-none-match", "*").with("range", "bytes=0-1").is(404),
        row("9.3.2", "HEAD", &stale).is(404).empty().field("cache-control", "no-store"),
        row("15.5.5", "POST", &stale).is(404).field("cache-control", "no-store"),
        row("15.5.5", "OPTIONS", &stale).is(404).field("cache-control", "no-store"),
    ];
    check(Serve::new(SITE), &rows);
    let stale_for_all = get("", &stale).is(404).field("cache-control", "no-store");
    check(Serve::new(SITE).cache_control(|_| "max-age=60"), &[stale_for_all]);
    let navigation = get("", &stale).with("accept", NAVIGATION);
    check(Serve::new(SITE).spa("index.html"), &[navigation.is(404)]);
}

#[test]
fn single_page_applications() {
    let page = |row: Row| row.is(200).file("index.html").field("cache-control", "no-cache");
    let route = |accept| get("", "/some/route").with("accept", accept);
    let vary = "accept-encoding, accept, sec-fetch-mode";
    let mut rows = vec![
        page(get("", "/")),
        page(route(NAVIGATION).with("sec-fetch-mode", "navigate")).field("vary", vary),
        page(route(NAVIGATION)),
        page(route("*/*")),
        page(get("", "/some/route")),
        page(get("", "/user/jane.doe").with("accept", NAVIGATION)),
        page(get("", "/user/jane.doe").with("sec-fetch-mode", "navigate")),
        row("9.3.2", "HEAD", "/some/route").with("accept", "text/html").is(200).empty(),
        route("text/html").with("if-none-match", "{etag}").is(304).field("vary", vary),
        route("text/html").with("if-match", "\"x\"").is(412).field("cache-control", "no-store"),
        route("text/html").with("range", "bytes=0-4").is(206).field("vary", vary),
        route("text/html").with("range", "bytes=9999-").is(416).field("vary", vary),
        route("text/html").with("accept-encoding", "identity;q=0").is(406).field("vary", vary),
        route("text/html").with("accept-encoding", "br").is(200).same(&["etag"]),
        route("text/html;q=0, */*").is(404),
        route("application/json").is(404),
        get("", "/old.js").is(404).field("vary", vary),
    ];
    let parts = [
        ("/assets/old-12345678.js", "*/*", "cors"),
        ("/old.css", "text/css,*/*;q=0.1", "no-cors"),
        ("/old.png", "image/avif,image/webp,*/*;q=0.8", "no-cors"),
        ("/api/users", "*/*", "cors"),
        ("/some/route", "text/html", "cors"),
    ];
    for (target, accept, mode) in parts {
        let part = get("", target).with("accept", accept);
        rows.push(part.clone().with("sec-fetch-mode", mode).is(404).file("404.html"));
    }
    for method in ["POST", "OPTIONS"] {
        rows.push(row("15.5.5", method, "/some/route").with("accept", "text/html").is(404));
    }
    check(Serve::new(SITE).spa("index.html"), &rows);
}

#[test]
fn options() {
    check(
        Serve::new(SITE).html_extension(true),
        &[
            get("", "/about").is(200).file("about.html"),
            get("", "/docs/guide").is(200).file("docs/guide.html"),
            get("15.4.8", "/docs").is(307),
            get("", "/small").is(404),
            get("", "/about/").is(404),
        ],
    );
    check(
        Serve::new(SITE).index(None),
        &[get("", "/").is(404), get("", "/docs/").is(404), get("", "/docs").is(404)],
    );
    check(
        Serve::new(SITE).index("guide.html"),
        &[get("", "/docs/").is(200).file("docs/guide.html")],
    );
    check(
        Serve::new(SITE).redirect(Redirect::Permanent),
        &[get("15.4.9", "/docs").is(308).field("location", "./docs/")],
    );
    check(
        Serve::new(SITE).redirect(Redirect::Never),
        &[get("", "/docs").is(200).file("docs/index.html")],
    );
    let policy = Serve::new(SITE)
        .cache_control(|served| if served.hashed { served.cache_control() } else { "max-age=60" })
        .headers(|served, headers| {
            let status = http::HeaderValue::from(served.status.as_u16());
            headers.insert("x-status", status);
        });
    check(
        policy,
        &[
            get("", "/site.css")
                .is(200)
                .field("cache-control", "max-age=60")
                .field("x-status", "200"),
            get("", "/site.css").with("if-none-match", "*").is(304).field("x-status", "304"),
            get("", "/site.css").with("range", "bytes=0-1").is(206).field("x-status", "206"),
            get("", "/missing").is(404).field("x-status", "404"),
            get("", &hashed("site.css"))
                .field("cache-control", "public, max-age=31536000, immutable"),
        ],
    );
    check(
        Serve::new(SITE).cache_control(|_| "a\nb"),
        &[get("", "/site.css").is(200).field("cache-control", "no-store")],
    );
}

/// A router that takes a prefix away may take a slash more, as axum's does.
#[test]
fn a_path_that_looks_like_a_host() {
    for framework in
        [Framework::Axum, Framework::AxumFilesFirst, Framework::Actix, Framework::Hyper]
    {
        let server = framework.start(Serve::new(SITE));
        get("RFC 3986, 4.2", "//docs").is(404).without(&["location"]).check(server);
        get("RFC 3986, 4.2", "//docs/").is(404).without(&["location"]).check(server);
    }
}

#[test]
fn the_root_of_a_nest_without_its_slash() {
    for framework in [Framework::AxumNested, Framework::ActixNested] {
        let mut server = framework.start(Serve::new(SITE));
        server.prefix = "";
        get("15.4.8", "/static").is(307).field("location", "./static/").check(server);
        get("15.4.8", "/static?q").is(307).field("location", "./static/?q").check(server);
        get("", "/static/").is(200).file("index.html").check(server);
    }
}
