//! Asks a router for files, as a client would that accepts one coding.

use std::io;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use tower::ServiceExt;

/// Returns the length of all files that are listed on stdin, in each coding.
pub(crate) fn lengths<const N: usize>(
    router: &Router,
    codings: [&str; N],
) -> io::Result<[usize; N]> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let mut lengths = [0; N];
    for path in io::stdin().lines() {
        let path = path?;
        for (length, coding) in lengths.iter_mut().zip(codings) {
            let found = runtime.block_on(self::length(router.clone(), &path, coding));
            *length += found.unwrap_or(0);
        }
    }
    Ok(lengths)
}

/// Returns the length of a file in a coding, if the program has it.
async fn length(router: Router, path: &str, coding: &str) -> Option<usize> {
    let request = Request::get(format!("/{path}")).header(ACCEPT_ENCODING, coding);
    let response = router.oneshot(request.body(Body::empty()).ok()?).await.ok()?;
    let found = response.status().is_success();
    let got = response.headers().get(CONTENT_ENCODING).map_or("identity", |it| {
        it.to_str().unwrap_or_default()
    });
    let is_asked = got == coding;
    let bytes = to_bytes(response.into_body(), usize::MAX).await.ok()?;
    (found && is_asked).then_some(bytes.len())
}
