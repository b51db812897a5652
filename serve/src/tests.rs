use std::sync::LazyLock;

use http::{HeaderValue, Request};
use include_components::__private::{self, Pack};
use include_components::{Components, Digest};
use include_components_pack::Content;
use include_components_pack::write::{Index, Name, NewEntry};
use proptest::prelude::*;

use crate::Serve;
use crate::exercise::exercise;
use crate::fixture::COMPONENTS;

proptest! {
    #[test]
    fn every_request_gets_a_sound_answer(request in request()) {
        exercise(&COMPONENTS, &request);
    }
}

/// Requests that are nearly right, in all that is read of them.
fn request() -> impl Strategy<Value = Request<()>> {
    let pieces = ["docs", "index", "site", ".css", ".html", "/", "?", "%2e", "%", "-55555555", "é"];
    let path = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..5);
    let method = prop::sample::select(vec!["GET", "GET", "GET", "HEAD", "OPTIONS", "POST"]);
    let names = [
        "accept",
        "accept-encoding",
        "if-match",
        "if-none-match",
        "if-range",
        "range",
        "sec-fetch-mode",
    ];
    let value = prop_oneof![
        "[bytes=0-9,-]{0,12}",
        "(br|gzip|identity|\\*)(;q=[01])?(, (br|\\*);q=0)?",
        "\"(5555|6666){0,16}\"(, \\*)?",
        Just("*".to_owned()),
        Just("text/html".to_owned()),
        Just("navigate".to_owned()),
        Just("bytes=1-3".to_owned()),
        Just(format!("\"{}\"", "5".repeat(32))),
        Just(format!("W/\"{}\"", "6".repeat(32))),
    ];
    let field = (prop::sample::select(names.to_vec()), value);
    (method, path, prop::collection::vec(field, 0..6)).prop_map(|(method, path, fields)| {
        let mut request = Request::new(());
        *request.method_mut() = method.parse().unwrap();
        // The authority form and `*` have no path.
        let target = match path.len() {
            4 => "example.com:80".to_owned(),
            3 if path[0] == "/" => "*".to_owned(),
            2 => format!("/docs?{}", path.concat()),
            _ => format!("/{}", path.concat()),
        };
        if let Ok(uri) = target.parse() {
            *request.uri_mut() = uri;
        }
        for (name, value) in fields {
            request.headers_mut().append(name, HeaderValue::from_str(&value).unwrap());
        }
        request
    })
}

#[test]
fn a_damaged_pack_serves_nothing() {
    use include_components::__private::{self, Pack};
    fn pack() -> Pack<'static> {
        __private::pack(&[0; 64], [7; 8])
    }
    include_components::__source!(source, pack);
    static DAMAGED: include_components::Components = __private::components(source);
    let request = Request::get("/index.html").body(()).unwrap();
    assert_eq!(Serve::new(&DAMAGED).respond(&request).status(), 404);
    exercise(&DAMAGED, &request);
}

/// Each byte of the pack but those of the files, changed in three ways.
#[test]
fn a_pack_with_one_wrong_byte_is_served_without_a_panic() {
    use std::cell::Cell;

    use include_components::__private::{self, Pack};
    thread_local! {
        static PACK: Cell<Option<Pack<'static>>> = const { Cell::new(None) };
    }
    fn pack() -> Pack<'static> {
        PACK.get().unwrap_or(__private::pack(&[0; 64], [7; 8]))
    }
    include_components::__source!(source, pack);
    static DAMAGED: include_components::Components = __private::components(source);
    let bytes = crate::fixture::bytes();
    let paths = ["/", "/site.css", "/docs", "/site-55555555.css", "/missing"];
    let mut opened = 0;
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            let Ok(pack) = Pack::open(Box::leak(damaged.into_boxed_slice())) else { continue };
            PACK.set(Some(pack));
            opened += 1;
            for path in paths {
                let request =
                    Request::get(path).header("accept-encoding", "br").header("range", "bytes=1-");
                let serve = Serve::new(&DAMAGED).spa("index.html").html_extension(true);
                let response = serve.respond(&request.body(()).unwrap());
                for value in response.headers().values() {
                    assert!(!value.as_bytes().contains(&b'\n'));
                }
            }
        }
    }
    assert!(opened > 1000, "{opened} of {} bytes, three times", bytes.len());
}

/// A name that a bundler hashed is good for a year, as a hashed path is.
#[test]
fn a_name_that_has_a_digest_already_is_immutable() {
    include_components::__source!(source, bundled);
    static BUNDLED: Components = __private::components(source);
    let get = |path: &str| {
        let request = Request::get(path).body(()).unwrap();
        let response = Serve::new(&BUNDLED).respond(&request);
        let cache = response.headers().get("cache-control").unwrap().to_str().unwrap().to_owned();
        (response.status().as_u16(), cache)
    };
    let year = "public, max-age=31536000, immutable".to_owned();
    assert_eq!(get("/assets/index-DfQ0q7.js"), (200, year));
    assert_eq!(get("/index.html"), (200, "no-cache".to_owned()));
    assert_eq!(get("/assets/index-AAAAAA.js").0, 404);
}

fn bundled() -> Pack<'static> {
    static PACK: LazyLock<Pack<'static>> = LazyLock::new(|| {
        let digest = Digest::from_bytes([0; 32]);
        let entry = |path, name| NewEntry {
            path,
            name,
            media_type: "text/html",
            identity: Content { digest, len: 0 },
            encoded: &[],
            notes: &[],
        };
        let index = Index::new(&[
            entry("assets/index-DfQ0q7.js", Name::Given),
            entry("index.html", Name::Kept(digest)),
        ]);
        Pack::open(Box::leak(index.unwrap().bytes.into_boxed_slice())).unwrap()
    });
    *PACK
}
