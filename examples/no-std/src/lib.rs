//! The web pages of a small device, without `std` and without an allocator.
//!
//! `cargo run -p no-std` prints a response, by a `main` that has `std` for
//! that. What proves that this crate needs neither is `bare.rs` beside it.
#![no_std]
#![forbid(unsafe_code)]

use core::fmt::{self, Write};

use include_components::{Component, Components, component, include_components};

static PAGES: &Components = include_components!();
const NOT_FOUND: Component = component!("404.html");

/// Writes the response to a `GET` of a path, as HTTP/1.1, into `out`.
///
/// `/` is `/index.html`; a path that no component has gives `404.html`.
///
/// # Errors
///
/// Those of `out`.
///
/// # Examples
///
/// ```
/// let mut response = String::new();
/// no_std::respond("/style.css", &mut response)?;
/// assert!(response.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/css; charset=utf-8\r\n"));
/// assert!(response.ends_with("\r\n\r\nbody { color: navy }\n"));
///
/// let mut response = String::new();
/// no_std::respond("/../Cargo.toml", &mut response)?;
/// assert!(response.starts_with("HTTP/1.1 404 Not Found\r\n"));
/// # Ok::<(), std::fmt::Error>(())
/// ```
pub fn respond(path: &str, out: &mut impl Write) -> fmt::Result {
    let path = if path == "/" { "/index.html" } else { path };
    let found = path.strip_prefix('/').and_then(|path| PAGES.get(path));
    let (status, page) = match found {
        Some(page) => ("200 OK", page),
        None => ("404 Not Found", NOT_FOUND),
    };
    write!(out, "HTTP/1.1 {status}\r\n")?;
    write!(out, "Content-Type: {}\r\n", page.media_type())?;
    write!(out, "Content-Length: {}\r\n", page.bytes().len())?;
    write!(out, "ETag: {}\r\n\r\n", page.etag())?;
    out.write_str(page.to_str().unwrap_or_default())
}
