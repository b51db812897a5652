//! A page of numbers that move: open the address that it prints.
//!
//! With `--check` it asks itself for the page and what it refers to, and ends. PORT sets
//! the port.

use std::env;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::routing::get;
use axum::{Json, Router};
use include_components::{Components, include_components};
use include_components_serve::Serve;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

/// What Vite made of `web/`.
static WEB: &Components = include_components!();

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Runtime::new()?.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let is_check = env::args().any(|it| it == "--check");
    let port = env::var("PORT").unwrap_or(if is_check { "0" } else { "8080" }.to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    println!("http://{address}/");
    let server = async { axum::serve(listener, app()).await };
    if is_check {
        tokio::spawn(server);
        return Ok(spawn_blocking(move || check(address)).await??);
    }
    Ok(server.await?)
}

/// The API, and for everything else the front end.
fn app() -> Router {
    Router::new().route("/api/load", get(load)).fallback_service(Serve::new(WEB))
}

/// A number that moves: it is a wave, as this machine's load would be no example.
async fn load() -> Json<Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Json(json!({ "load": 50.0 + 40.0 * (now.as_secs_f64() / 5.0).sin() }))
}

/// Asks for the page, for all that Vite gave a hashed name, and for the API.
fn check(address: SocketAddr) -> std::io::Result<()> {
    let hashed = WEB.iter().map(|it| it.path()).filter(|path| path.starts_with("assets/"));
    let mut paths: Vec<String> = hashed.map(|path| format!("/{path}")).collect();
    let assets = paths.len();
    paths.extend(["/".to_owned(), "/api/load".to_owned()]);
    for (nth, path) in paths.iter().enumerate() {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response)?;
        let response = String::from_utf8_lossy(&response);
        let status = response.lines().next().unwrap_or_default();
        println!("{path}: {status}");
        let is_right =
            status.ends_with("200 OK") && response.contains("immutable") == (nth < assets);
        if !is_right || assets < 2 {
            return Err(std::io::Error::other(format!("{path} is answered by {response}")));
        }
    }
    Ok(())
}
