//! rust-embed, which reads the files in debug builds, on axum.

use axum::Router;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

mod listen;

#[derive(Embed)]
#[folder = "components"]
struct Components;

fn main() -> std::io::Result<()> {
    listen::run(Router::new().fallback(serve))
}

async fn serve(uri: Uri) -> Response {
    match Components::get(uri.path().trim_start_matches('/')) {
        Some(file) => {
            let media_type = file.metadata.mimetype().to_owned();
            ([(header::CONTENT_TYPE, media_type)], file.data).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
