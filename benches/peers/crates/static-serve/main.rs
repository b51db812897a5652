//! static-serve, without compression, its default.
//! Its router cannot be listed, so it is asked for the paths on stdin.

use std::{error, io};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt;

mod round;
mod tally;
mod usage;

static_serve::embed_assets!("components");

fn main() -> Result<(), Box<dyn error::Error>> {
    let router: Router = static_router();
    // A router has no look-up that could be timed by itself.
    if usage::answered(|_| None::<()>) {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let paths = io::stdin().lines().map_while(Result::ok);
    let files = paths.filter_map(|path| runtime.block_on(get(router.clone(), path)));
    println!("{}: {}", round::ROUND, tally::of(files));
    Ok(())
}

async fn get(router: Router, path: String) -> Option<(String, impl AsRef<[u8]>)> {
    let request = Request::get(format!("/{path}")).body(Body::empty()).ok()?;
    let response = router.oneshot(request).await.ok()?;
    let found = response.status().is_success();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.ok()?;
    found.then_some((path, bytes))
}
