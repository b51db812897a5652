//! Prints the length of all files and of their encodings. The build script
//! compresses with brotli; what gzip makes is made when the program starts.

use std::{error, io};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use tower::ServiceExt;

mod round;

fn main() -> Result<(), Box<dyn error::Error>> {
    let router: Router = memory_serve::load!().into_router();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (mut identity, mut br) = (0, 0);
    for path in io::stdin().lines().map_while(Result::ok) {
        let length = |coding| runtime.block_on(length(router.clone(), &path, coding));
        identity += length("identity").unwrap_or(0);
        br += length("br").unwrap_or(0);
    }
    println!("{} {identity} {br} 0 0", round::ROUND);
    Ok(())
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
