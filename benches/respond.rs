//! The cost of a response, in one thread and without a network.
// It is a bench.
#![allow(clippy::expect_used)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use http::Request;
use include_components::{Components, include_components};
use include_components_serve::Serve;

/// Of a file each of 1 and 100 KiB, and a hundred others; with br, gzip and zstd.
static SITE: &Components = include_components!("site");

/// What Firefox sends for a stylesheet.
const BROWSER: [(&str, &str); 8] = [
    ("host", "localhost:8080"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("accept", "text/css,*/*;q=0.1"),
    ("accept-language", "en-US,en;q=0.5"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("sec-fetch-dest", "style"),
    ("sec-fetch-mode", "no-cors"),
    ("sec-fetch-site", "same-origin"),
];

fn respond(criterion: &mut Criterion) {
    let small = SITE.iter().find(|it| it.path().starts_with("small/")).expect("a component");
    let large = SITE.iter().find(|it| it.path().starts_with("large/")).expect("a component");
    let at = |path: &str| Request::get(format!("/{path}")).body(()).expect("a request");
    let with = |mut request: Request<()>, name: &'static str, value: &str| {
        request.headers_mut().insert(name, value.parse().expect("a value"));
        request
    };
    let browser = |request| BROWSER.iter().fold(request, |it, field| with(it, field.0, field.1));
    let cases = [
        ("1 KiB", 200, at(small.path())),
        ("1 KiB, hashed", 200, at(small.hashed_path())),
        ("100 KiB, a browser", 200, browser(at(large.path()))),
        ("304", 304, with(at(small.path()), "if-none-match", small.etag().as_str())),
        ("304, a browser", 304, browser(with(at(small.path()), "if-none-match", "*"))),
        ("range", 206, with(at(large.path()), "range", "bytes=1000-1999")),
        ("miss", 404, at("small/nothing.svg")),
    ];
    let serve = Serve::new(SITE);
    let mut group = criterion.benchmark_group("respond");
    for (name, status, request) in &cases {
        assert_eq!(serve.respond(request).status(), *status, "{name}");
        group.bench_function(*name, |bencher| {
            bencher.iter(|| black_box(serve.respond(black_box(request))));
        });
    }
    group.finish();
}

criterion_group!(benches, respond);
criterion_main!(benches);
