//! The table: every row is asked of every framework.

use include_components::Encoding::{Br, Gzip, Identity, Zstd};
use include_components_serve::Serve;

use crate::SITE;
use crate::rows::{Row, row};
use crate::servers::Framework;

/// Asks all rows of a server by each framework, and again over HTTP/2 where it takes that.
pub(crate) fn check(serve: Serve, rows: &[Row]) {
    for framework in Framework::ALL {
        let mut server = framework.start(serve);
        for is_http2 in [false, true] {
            if is_http2 && !framework.takes_http2() {
                continue;
            }
            server.is_http2 = is_http2;
            for row in rows {
                println!("{framework:?}, {server:?}, RFC 9110 {}: {row:?}", row.section);
                row.check(server);
            }
        }
    }
}

pub(crate) fn get(section: &'static str, target: &str) -> Row {
    row(section, "GET", target)
}

#[test]
fn plain_responses() {
    let mut rows = vec![
        get("9.3.1", "/small.txt").is(200).file("small.txt").field("content-length", "1024"),
        get("8.6", "/empty.txt").is(200).empty().field("content-length", "0"),
        get("4.2.2", "/small.txt?v=2").is(200).file("small.txt"),
        get("", "/site.css").is(200).field("cache-control", "no-cache"),
        get("8.8.2", "/site.css").without(&["last-modified", "content-disposition"]),
        row("9.3.2", "HEAD", "/small.txt").is(200).empty().field("content-length", "1024"),
        row("9.3.2", "HEAD", "/small.txt").same(&["etag", "content-type", "cache-control", "vary"]),
        row("9.3.2", "HEAD", "/site.css").with("accept-encoding", "br").is(200).empty().same(&[
            "content-length",
            "etag",
            "content-encoding",
        ]),
        row("14.2", "HEAD", "/small.txt").with("range", "bytes=0-4").is(200).empty(),
        row("9.3.2", "HEAD", "/missing").is(404).empty(),
        row("9.3.2", "HEAD", "/docs").is(307).empty(),
    ];
    let types = [
        ("about.html", "text/html; charset=utf-8"),
        ("small.txt", "text/plain; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("module.mjs", "text/javascript; charset=utf-8"),
        ("data.json", "application/json"),
        ("logo.svg", "image/svg+xml"),
        ("add.wasm", "application/wasm"),
        ("font.woff2", "font/woff2"),
        ("photo.png", "image/png"),
    ];
    rows.extend(types.map(|(path, media_type)| {
        let row = get("8.3", &format!("/{path}")).with("accept-encoding", "br, gzip, zstd").is(200);
        row.begins("content-type", media_type).field("x-content-type-options", "nosniff")
    }));
    check(Serve::new(SITE), &rows);
}

#[test]
fn methods() {
    let mut rows = Vec::new();
    for method in ["POST", "PUT", "DELETE", "PATCH", "BREW"] {
        let refused = row("15.5.6", method, "/small.txt").is(405).empty();
        rows.push(refused.field("allow", "GET, HEAD, OPTIONS").field("cache-control", "no-store"));
        rows.push(row("15.5.6", method, "/docs").is(405));
        rows.push(row("15.5.5", method, "/missing.txt").is(404));
    }
    rows.extend([
        row("9.3.7", "OPTIONS", "/small.txt").is(204).field("allow", "GET, HEAD, OPTIONS").empty(),
        row("8.6", "OPTIONS", "/small.txt").is(204).without(&["content-length", "etag"]),
        row("9.3.7", "OPTIONS", "/missing.txt").is(404),
        row("13.2.1", "POST", "/small.txt").with("if-none-match", "{etag}").is(405),
        row("13.2.1", "POST", "/small.txt").with("if-match", "\"x\"").is(405),
    ]);
    check(Serve::new(SITE), &rows);
}

#[test]
fn conditions() {
    let if_none_match = |value| get("13.1.2", "/small.txt").with("if-none-match", value);
    let mut rows = vec![
        get("15.4.5", "/site.css")
            .with("if-none-match", "{etag}")
            .is(304)
            .empty()
            .same(&["etag", "cache-control", "vary"])
            .without(&["content-type", "content-encoding", "content-length", "accept-ranges"]),
        get("15.4.5", "/site.css")
            .with("accept-encoding", "br")
            .with("if-none-match", "{etag}")
            .is(304)
            .same(&["etag", "vary"]),
        get("8.8.3.3", "/site.css")
            .with("accept-encoding", "br")
            .with("if-none-match", "{identity}")
            .is(200)
            .coded("site.css", Br),
        get("13.1.2", "/site.css")
            .with("accept-encoding", "br")
            .with("if-none-match", "{identity}, {etag}")
            .is(304)
            .same(&["etag"]),
        get("5.3", "/small.txt")
            .with("if-none-match", "\"x\"")
            .with("if-none-match", "{etag}")
            .is(304),
        row("13.1.2", "HEAD", "/small.txt").with("if-none-match", "{etag}").is(304).empty(),
        get("13.2.1", "/missing.txt").with("if-none-match", "*").is(404),
        get("13.2.1", "/missing.txt").with("if-match", "\"x\"").is(404),
        get("13.2.1", "/docs").with("if-match", "\"x\"").is(307),
        get("13.1.3", "/small.txt")
            .with("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")
            .is(200),
        get("13.1.4", "/small.txt")
            .with("if-unmodified-since", "Mon, 01 Jan 1990 00:00:00 GMT")
            .is(200),
        get("13.2.2", "/small.txt")
            .with("if-match", "{etag}")
            .with("if-none-match", "{etag}")
            .is(304),
        get("13.2.2", "/small.txt")
            .with("if-match", "\"x\"")
            .with("if-none-match", "{etag}")
            .is(412),
        get("13.2.2", "/small.txt")
            .with("if-none-match", "{etag}")
            .with("range", "bytes=0-4")
            .is(304),
        get("13.2.2", "/small.txt")
            .with("if-match", "\"x\"")
            .with("range", "bytes=0-4")
            .is(412)
            .empty(),
    ];
    for value in ["{etag}", "W/{etag}", "\"x\", {etag}", "*", "\"a,b\", {etag}", ", ,{etag},"] {
        rows.push(if_none_match(value).is(304));
    }
    for value in ["\"x\"", "", ",", "\"a,{etag}", "bytes", "\"x\", *"] {
        rows.push(if_none_match(value).is(200).file("small.txt"));
    }
    for (value, status) in [
        ("{etag}", 200),
        ("*", 200),
        ("\"x\", {etag}", 200),
        ("W/{etag}", 412),
        ("\"x\"", 412),
        ("", 412),
    ] {
        rows.push(get("13.1.1", "/small.txt").with("if-match", value).is(status));
    }
    check(Serve::new(SITE), &rows);
}

#[test]
fn ranges() {
    let range = |section, value: &str| get(section, "/small.txt").with("range", value);
    let small = SITE.get("small.txt").unwrap().bytes();
    let mut rows = vec![
        get("14.3", "/small.txt").field("accept-ranges", "bytes"),
        range("15.3.7", "bytes=0-4").is(206).same(&[
            "etag",
            "cache-control",
            "content-type",
            "vary",
        ]),
        get("15.3.7", "/site.css")
            .with("accept-encoding", "gzip")
            .with("range", "bytes=10-19")
            .is(206)
            .field("content-encoding", "gzip")
            .same(&["etag", "vary"])
            .bytes(&SITE.get("site.css").unwrap().representation(Gzip).unwrap().bytes()[10..20]),
        get("15.5.17", "/site.css")
            .with("accept-encoding", "br")
            .with("range", "bytes=9999999-")
            .is(416)
            .empty()
            .field("vary", "accept-encoding")
            .without(&["content-encoding"]),
        range("13.1.5", "bytes=0-4").with("if-range", "{etag}").is(206),
        range("13.1.5", "bytes=0-4").with("if-range", "W/{etag}").is(200).file("small.txt"),
        range("13.1.5", "bytes=0-4").with("if-range", "yesterday").is(200).file("small.txt"),
        range("13.1.5", "bytes=0-4").with("if-range", "Fri, 01 Jan 2100 00:00:00 GMT").is(200),
        range("13.2.2", "bytes=5000-").with("if-range", "\"x\"").is(200).file("small.txt"),
        get("13.1.5", "/site.css")
            .with("accept-encoding", "br")
            .with("range", "bytes=0-4")
            .with("if-range", "{identity}")
            .is(200)
            .coded("site.css", Br),
        get("14.1.2", "/empty.txt")
            .with("range", "bytes=0-0")
            .is(416)
            .field("content-range", "bytes */0"),
        get("14.1.2", "/empty.txt").with("range", "bytes=-1").is(200).empty(),
        range("14.2", &format!("bytes={}", "0-,".repeat(2000))).is(200).file("small.txt"),
    ];
    let parts = [("bytes=0-4", 0, 4), ("bytes=0-0", 0, 0), ("bytes=1000-", 1000, 1023)];
    let more = [("bytes=-24", 1000, 1023), ("bytes=-5000", 0, 1023), ("BYTES=0-4", 0, 4)];
    let largest = [("bytes=9-99999999999999999999999", 9, 1023)];
    for (value, first, last) in parts.into_iter().chain(more).chain(largest) {
        let part = range("14.1.2", value).is(206).bytes(&small[first..=last]);
        rows.push(part.field("content-range", &format!("bytes {first}-{last}/1024")));
    }
    for value in ["bytes=1024-", "bytes=-0", "bytes=99999999999999999999999-"] {
        let refused = range("15.5.17", value).is(416).empty();
        rows.push(refused.field("content-range", "bytes */1024").without(&["accept-ranges"]));
    }
    for value in
        ["bytes=5-2", "lines=0-4", "0-4", "bytes=", "bytes=0-0,-1", "bytes=a-b", "bytes=0-4;"]
    {
        rows.push(range("14.2", value).is(200).file("small.txt").without(&["content-range"]));
    }
    check(Serve::new(SITE), &rows);
}

#[test]
fn codings() {
    let accept = |value| get("12.5.3", "/site.css").with("accept-encoding", value);
    let cases = [
        ("br", Br),
        ("gzip", Gzip),
        ("zstd", Zstd),
        ("BR", Br),
        ("x-gzip", Gzip),
        ("gzip;q=1.0, br;q=0.5", Gzip),
        ("gzip;q=0.001", Gzip),
        ("br;q=0, gzip", Gzip),
        ("br, identity;q=0", Br),
        ("identity, br;q=0.5", Identity),
        ("GZIP;Q=0", Identity),
        ("br ; q=0.000", Identity),
        ("xbr, gzipped, nozstd", Identity),
        ("gzip;q=bogus", Identity),
        ("deflate", Identity),
        ("", Identity),
    ];
    let mut rows: Vec<Row> = cases
        .iter()
        .map(|(value, coding)| accept(value).is(200).coded("site.css", *coding))
        .collect();
    rows.extend([
        get("12.5.3", "/site.css").is(200).coded("site.css", Identity),
        accept("deflate").with("accept-encoding", "zstd").coded("site.css", Zstd),
        accept("identity;q=0").is(406).empty().field("vary", "accept-encoding"),
        accept("*;q=0").is(406),
        get("12.5.3", "/photo.png").with("accept-encoding", "*;q=0").is(406),
        get("8.4", "/photo.png")
            .with("accept-encoding", "gzip, br, zstd")
            .is(200)
            .file("photo.png")
            .without(&["content-encoding", "vary"]),
    ]);
    check(Serve::new(SITE), &rows);
}

#[test]
fn paths() {
    let missing = |section, target: &str| get(section, target).is(404).file("404.html");
    let folder =
        |target, location| get("15.4.8", target).is(307).field("location", location).empty();
    let mut rows = vec![
        get("", "/").is(200).file("index.html"),
        get("", "/docs/").is(200).file("docs/index.html"),
        folder("/docs", "./docs/"),
        folder("/docs?a=b&c", "./docs/?a=b&c"),
        folder("/docs/1:2", "./1:2/"),
        folder("/docs/1%3A2", "./1:2/"),
        folder("/%C3%BC%20b", "./%C3%BC%20b/"),
        get("RFC 3986, 2.1", "/with%20space.txt").is(200).file("with space.txt"),
        get("RFC 3986, 2.5", "/%C3%BCn%C3%AF.txt").is(200).file("\u{fc}n\u{ef}.txt"),
        get("RFC 3986, 2.2", "/a%2Bb.txt").is(200).file("a+b.txt"),
        get("RFC 3986, 2.2", "/a+b.txt").is(200).file("a+b.txt"),
        get("RFC 3986, 2.4", "/100%25.txt").is(200).file("100%.txt"),
        get("4.2.3", "/%73mall.txt").is(200).file("small.txt"),
        get("RFC 8615, 3", "/.well-known/security.txt").is(200),
        missing("RFC 3986, 2.4", "/100%2525.txt"),
        missing("", &format!("/{}", "a".repeat(8000))),
    ];
    let outside = ["//example.com/%2e%2e/docs", "/%2fdocs", "/docs%2f", "/docs%2Findex.html"];
    let up = [
        "/%2e%2e/build.rs",
        "/..%2fbuild.rs",
        "/..%5cbuild.rs",
        "/docs/../../build.rs",
        "/docs/../small.txt",
    ];
    let wrong = [
        "/SMALL.TXT",
        "/small.txt/",
        "/small.txt%00",
        "/%zz.txt",
        "/%",
        "/%FF%FE.txt",
        "/nowhere/",
        "/about",
    ];
    for target in outside.into_iter().chain(up).chain(wrong) {
        rows.push(missing("", target).without(&["location"]));
    }
    check(Serve::new(SITE), &rows);
}
