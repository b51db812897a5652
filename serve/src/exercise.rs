// What holds of the answer to any request, for the tests and for the fuzz target.

use http::{Method, Request};
use http_body::Body as _;
use include_components::Components;
use include_components_serve::Serve;

/// Asks every sort of `Serve` for one request, and checks what comes.
pub(crate) fn exercise(components: &'static Components, request: &Request<()>) {
    let plain = Serve::new(components);
    let never = include_components_serve::Redirect::Never;
    let sorts = [
        plain,
        plain.spa("index.html"),
        plain.html_extension(true).redirect(never),
        plain.not_found("oops.html"),
        plain.spa("oops.html"),
        plain.not_found("font.woff2"),
    ];
    for serve in sorts {
        check(request, &serve.respond(request));
        if let Some(response) = serve.try_respond(request) {
            assert_ne!(response.status(), 404);
            check(request, &response);
        }
    }
    for component in components {
        check(request, &plain.respond_with(component, request));
    }
    check(request, &plain.respond_page("<h1>made", request));
}

fn check(request: &Request<()>, response: &http::Response<include_components_serve::Body>) {
    let field = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
    let sent = response.body().size_hint().exact().unwrap();
    let status = response.status().as_u16();
    let len = field("content-length").map(|len| len.parse::<u64>().unwrap());
    if request.method() == Method::HEAD {
        assert_eq!(sent, 0, "a body to HEAD");
    } else {
        assert_eq!(sent, len.unwrap_or(0));
    }
    match status {
        200 | 206 => {
            assert!(len.is_some() && field("content-type").is_some());
            // What is read has a tag; another method's response has nothing of the kind.
            let is_read = [Method::GET, Method::HEAD].contains(request.method());
            assert_eq!(field("etag").is_some(), is_read);
            assert!(is_read || field("accept-ranges").is_none());
        }
        204 | 304 => assert!(sent == 0 && field("content-length").is_none()),
        307 | 308 => {
            let folder = field("location").unwrap().strip_prefix("./").unwrap();
            assert!(!folder.starts_with('/'), "{folder:?} names a host or nothing");
            assert!(folder.is_ascii(), "{folder:?} is no URI");
        }
        // A page, or nothing.
        404 => assert_eq!(field("content-type").is_some(), len.unwrap() != 0),
        405 | 406 | 412 | 416 => assert_eq!(len, Some(0)),
        // The page that was to be sent is not embedded.
        500 => assert!(len.unwrap() > 0 && field("content-type").is_some()),
        _ => panic!("{status} to {request:?}"),
    }
    assert_eq!(status == 405 || status == 204, field("allow").is_some());
    match field("content-range") {
        Some(range) if status == 206 => {
            let (range, _) = range.strip_prefix("bytes ").unwrap().split_once('/').unwrap();
            let (first, last) = range.split_once('-').unwrap();
            let [first, last]: [u64; 2] = [first, last].map(|it| it.parse().unwrap());
            assert_eq!(sent, last - first + 1);
        }
        Some(range) => assert!(status == 416 && range.starts_with("bytes */")),
        None => assert!(status != 206 && status != 416),
    }
}
