//! Serves what is embedded with hyper alone. With `--check` it asks itself once, and ends.

use std::convert::Infallible;
use std::future::ready;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use include_components::{Components, include_components};
use include_components_serve::Serve;
use tokio::net::TcpListener;

static UI: &Components = include_components!();

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let is_check = std::env::args().any(|it| it == "--check");
        let listener = TcpListener::bind(("127.0.0.1", if is_check { 0 } else { 8080 })).await?;
        let address = listener.local_addr()?;
        println!("http://{address}/");
        let asked = is_check.then(|| thread::spawn(move || ask(address)));
        loop {
            let (stream, _) = listener.accept().await?;
            let service =
                service_fn(|request| ready(Ok::<_, Infallible>(Serve::new(UI).respond(&request))));
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            let served = tokio::spawn(connection);
            if let Some(asked) = asked {
                // A client that goes away is no error of the server.
                let _ = served.await;
                return asked.join().map_err(|_| io::Error::other("the client panicked"))?;
            }
        }
    })
}

/// Asks for a page.
fn ask(address: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    let status = response.lines().next().unwrap_or_default();
    println!("/: {status}");
    match status.ends_with("200 OK") {
        true => Ok(()),
        false => Err(io::Error::other(format!("/ is answered by {status:?}"))),
    }
}
