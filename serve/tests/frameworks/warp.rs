use std::net::SocketAddr;

use include_components_serve::Serve;

use crate::SITE as UI;

// recipe
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use warp::{Filter, Rejection, Reply, path::FullPath};

async fn files(
    method: Method,
    path: FullPath,
    query: String,
    headers: HeaderMap,
) -> Result<impl Reply, Rejection> {
    let uri = format!("{}?{query}", path.as_str());
    let request = Request::builder().method(method).uri(uri.trim_end_matches('?')).body(());
    let mut request = request.map_err(|_| warp::reject())?;
    *request.headers_mut() = headers;
    let (parts, body) = Serve::new(UI).respond(&request).into_parts();
    let bytes = body.collect().await.map(|it| it.to_bytes()).unwrap_or_default();
    Ok(http::Response::from_parts(parts, bytes))
}

fn app() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    let files = warp::method()
        .and(warp::path::full())
        .and(query)
        .and(warp::header::headers_cloned())
        .and_then(files);
    warp::path!("api" / "version").map(|| "1").or(files)
}
// end

pub(crate) async fn serve(address: SocketAddr) {
    warp::serve(app()).run(address).await;
}
