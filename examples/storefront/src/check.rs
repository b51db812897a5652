//! The shop asks itself, for CI.

use std::error::Error;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Path, `Accept`, and the start of the response that must come.
const EXPECTED: [(&str, &str, &str); 7] = [
    ("/", "text/html", "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8"),
    ("/about", "text/html", "HTTP/1.1 200"),
    ("/shop/mug", "text/html", "HTTP/1.1 200"),
    ("/styles/site.css", "text/css", "HTTP/1.1 200 OK\r\ncontent-type: text/css; charset=utf-8"),
    ("/shop/old.js", "*/*", "HTTP/1.1 404"),
    ("/api/products/mug", "*/*", "HTTP/1.1 200 OK\r\ncontent-type: application/json"),
    ("/missing", "text/html", "HTTP/1.1 404"),
];

/// Fails with what came instead, if a response is not as it must be.
pub async fn ask(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    for (path, accept, expected) in EXPECTED {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: {accept}\r\n");
        stream.write_all(format!("{request}Connection: close\r\n\r\n").as_bytes()).await?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await?;
        let response = String::from_utf8_lossy(&response);
        if !response.starts_with(expected) {
            let head = response.split("\r\n\r\n").next().unwrap_or_default();
            return Err(format!("{path}: expected {expected:?}, got {head:?}").into());
        }
        println!("{path}: {}", expected.lines().next().unwrap_or_default());
    }
    Ok(())
}
