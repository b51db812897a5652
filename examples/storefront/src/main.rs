//! A small shop in one program: open the address that it prints.
//!
//! With `--check` it asks itself for some of its pages, and ends. PORT sets the port.

mod check;
mod table;

use std::error::Error;
use std::{env, io};

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use include_components::{Components, include_components};
use include_components_serve::Serve;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Everything under `web/`, as `build.rs` compiled it.
static WEB: &Components = include_components!();

/// What is sold: name, title, cents.
const PRODUCTS: [(&str, &str, u32); 4] = [
    ("mug", "A mug that keeps quiet", 1450),
    ("cap", "A cap without a slogan", 1900),
    ("socks", "Two socks, alike", 725),
    ("poster", "A poster of a crab", 2400),
];

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Runtime::new()?.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let is_check = env::args().any(|it| it == "--check");
    let listener = listen(is_check).await?;
    let address = listener.local_addr()?;
    println!("{}\nhttp://{address}/", table::of(WEB));
    let server = async { axum::serve(listener, app()).await };
    if is_check {
        tokio::spawn(server);
        return check::ask(address).await;
    }
    Ok(server.await?)
}

/// The whole app: its own routes, then its files.
fn app() -> Router {
    let files = Serve::new(WEB).html_extension(true).live();
    Router::new()
        .route("/api/products", get(products))
        .route("/api/products/{name}", get(product))
        // Below /shop/ every page is the script's, so each of its routes gets the one page.
        .route_service("/shop/{*route}", files.spa("shop/index.html"))
        .fallback_service(files)
}

async fn products() -> Json<Value> {
    Json(PRODUCTS.into_iter().map(describe).collect())
}

async fn product(Path(name): Path<String>) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let found = PRODUCTS.into_iter().find(|it| it.0 == name);
    let missing = || (StatusCode::NOT_FOUND, Json(json!({ "error": "no such product" })));
    found.map(|it| Json(describe(it))).ok_or_else(missing)
}

fn describe((name, title, cents): (&str, &str, u32)) -> Value {
    // By its hashed path, as what refers to it in the files.
    let picture = WEB.get(&format!("icons/{name}.svg")).map(|it| it.url());
    json!({ "name": name, "title": title, "cents": cents, "picture": picture })
}

/// Takes the port that is asked for, else 8080 or, if that is taken, a free one.
async fn listen(is_check: bool) -> io::Result<TcpListener> {
    let port = match env::var("PORT") {
        Ok(port) => return TcpListener::bind(format!("127.0.0.1:{port}")).await,
        Err(_) if is_check => 0,
        Err(_) => 8080,
    };
    match TcpListener::bind(("127.0.0.1", port)).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            TcpListener::bind("127.0.0.1:0").await
        }
        result => result,
    }
}
