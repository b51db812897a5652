//! What a browser will get.

use std::fmt::Write;

use axum::http::{HeaderMap, Request};
use include_components::{Component, Components, Encoding};
use include_components_serve::Serve;

/// Lists components: path, media type, bytes by encoding, cache policy.
pub fn of(components: &'static Components) -> String {
    let width = components.iter().map(|it| it.path().len()).max().unwrap_or(0);
    let mut out = format!("{:width$}  {:26}", "path", "type");
    for encoding in ENCODINGS {
        let _ = write!(out, "{:>9}", encoding.token());
    }
    out += "  cached\n";
    for component in components {
        let media_type = component.media_type().split(';').next().unwrap_or_default();
        let _ = write!(out, "{:width$}  {media_type:26}", component.path());
        for encoding in ENCODINGS {
            let representation = component.representation(encoding);
            let len = representation.map_or("-".to_owned(), |it| it.bytes().len().to_string());
            let _ = write!(out, "{len:>9}");
        }
        let _ = writeln!(out, "  {}", policy(components, component.path()));
    }
    let example = components.get("styles/site.css").map_or("", Component::hashed_path);
    let policy = policy(components, example);
    let _ = writeln!(out, "\nBy its hashed path each is {policy}: /{example}");
    out
}

const ENCODINGS: [Encoding; 4] = [Encoding::Identity, Encoding::Br, Encoding::Zstd, Encoding::Gzip];

/// Asks for a path as a browser would, and returns the `Cache-Control` that comes.
fn policy(components: &'static Components, path: &str) -> String {
    let Ok(request) = Request::get(format!("/{path}")).body(()) else { return String::new() };
    let response = Serve::new(components).respond(&request);
    let headers: &HeaderMap = response.headers();
    let value = headers.get("cache-control").and_then(|it| it.to_str().ok());
    value.unwrap_or_default().to_owned()
}
