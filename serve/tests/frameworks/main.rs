//! The recipes for salvo, poem, warp and rocket, asked over sockets.
//!
//! The lines between the two comments of each file stand in `serve/src/recipes.md`.

#[path = "../client.rs"]
mod client;
mod poem;
mod rocket;
// Not every check that the other tests need is needed here.
#[allow(dead_code)]
#[path = "../rows.rs"]
mod rows;
mod salvo;
mod servers;
mod warp;

use include_components::Encoding::{Br, Identity};
use include_components::{Components, include_components};

use crate::rows::{Row, row};
use crate::servers::{Server, start};

/// The site that `build.rs` writes.
static SITE: &Components = include_components!();

/// Asks one server all that matters of a recipe: that the request gets through whole, and
/// the answer too.
fn check(server: Server) {
    let get = |section, target: &str| row(section, "GET", target);
    let css = format!("/{}", SITE.get("site.css").unwrap().hashed_path());
    let year = "public, max-age=31536000, immutable";
    let rows: Vec<Row> = vec![
        get("", "/").is(200).file("index.html").field("cache-control", "no-cache"),
        get("", "/docs/").is(200).file("docs/index.html"),
        get("15.4.8", "/docs?a=b").is(307).field("location", "./docs/?a=b"),
        get("12.5.3", "/site.css").is(200).coded("site.css", Identity),
        get("12.5.3", "/site.css").with("accept-encoding", "gzip;q=0.5, br").coded("site.css", Br),
        get("RFC 8246, 2", &css).with("accept-encoding", "br").field("cache-control", year),
        get("15.4.5", "/site.css")
            .with("if-none-match", "{etag}")
            .is(304)
            .empty()
            .without(&["content-length"]),
        get("5.3", "/site.css")
            .with("if-none-match", "\"x\"")
            .with("if-none-match", "{etag}")
            .is(304),
        get("13.1.1", "/site.css").with("if-match", "\"x\"").is(412),
        get("15.3.7", "/small.txt")
            .with("range", "bytes=0-4")
            .is(206)
            .field("content-range", "bytes 0-4/1024")
            .bytes(b"01234"),
        get("15.5.17", "/small.txt").with("range", "bytes=5000-").is(416),
        get("15.5.5", "/missing").is(404).file("404.html").field("cache-control", "no-cache"),
        get("RFC 3986, 2.1", "/with%20space.txt").is(200).file("with space.txt"),
        get("RFC 3986, 2.4", "/100%25.txt").is(200).file("100%.txt"),
        get("", "/docs%2Fguide.html").is(404),
        get("", "/%2e%2e/build.rs").is(404),
        get("", "/small.txt%00").is(404),
        get("8.6", "/empty.txt").is(200).empty(),
        row("9.3.2", "HEAD", "/site.css").with("accept-encoding", "br").is(200).empty().same(&[
            "content-length",
            "etag",
            "content-encoding",
            "content-type",
        ]),
        row("15.5.6", "POST", "/site.css").is(405).field("allow", "GET, HEAD, OPTIONS"),
        row("9.3.7", "OPTIONS", "/site.css").is(204).field("allow", "GET, HEAD, OPTIONS"),
        // A route of the app, beside the files.
        get("", "/api/version").is(200).bytes(b"1"),
    ];
    for row in rows {
        println!("{row:?}");
        row.check(server);
    }
}

#[test]
fn salvo_serves_it() {
    check(start(salvo::serve));
}

#[test]
fn poem_serves_it() {
    check(start(poem::serve));
}

#[test]
fn warp_serves_it() {
    check(start(warp::serve));
}

#[test]
fn rocket_serves_it() {
    check(start(rocket::serve));
}

/// The recipes show the lines that are tested here.
#[test]
fn the_recipes_are_these_lines() {
    let recipes = include_str!("../../src/recipes.md");
    for source in [
        include_str!("salvo.rs"),
        include_str!("poem.rs"),
        include_str!("warp.rs"),
        include_str!("rocket.rs"),
    ] {
        let start = source.find("// recipe\n").unwrap() + "// recipe\n".len();
        let lines = &source[start..source.find("// end\n").unwrap()];
        let indent = lines.len() - lines.trim_start().len();
        let lines = lines.trim().replace(&format!("\n{}", " ".repeat(indent)), "\n");
        assert!(recipes.contains(&lines), "serve/src/recipes.md lacks:\n{lines}");
    }
}
