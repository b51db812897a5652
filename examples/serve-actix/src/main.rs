//! Serves what is embedded with actix-web. With `--check` it asks itself once, and ends.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use actix_web::{App, HttpServer, web};
use include_components::{Components, include_components};
use include_components_serve::Serve;

static UI: &Components = include_components!();

#[actix_web::main]
async fn main() -> io::Result<()> {
    let is_check = std::env::args().any(|it| it == "--check");
    let app = || {
        App::new()
            .route("/api/count", web::get().to(async || UI.len().to_string()))
            // Last, since it answers whatever is left.
            .service(Serve::new(UI).at("/"))
    };
    let server = HttpServer::new(app).bind(("127.0.0.1", if is_check { 0 } else { 8080 }))?;
    let address = server.addrs()[0];
    println!("http://{address}/");
    let server = server.run();
    if is_check {
        actix_web::rt::spawn(server);
        return web::block(move || ask(address)).await.map_err(io::Error::other)?;
    }
    server.await
}

/// Asks for a page and for the route of the app.
fn ask(address: SocketAddr) -> io::Result<()> {
    for path in ["/", "/api/count"] {
        let mut stream = TcpStream::connect(address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        let status = response.lines().next().unwrap_or_default();
        println!("{path}: {status}");
        if !status.ends_with("200 OK") {
            return Err(io::Error::other(format!("{path} is answered by {status:?}")));
        }
    }
    Ok(())
}
