//! Live mode in actix-web, and over HTTP/2.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::App;
use crate::client::{Response, ask, ask_http2};

pub(super) fn are_live(app: &App) {
    let text = |response: Response| String::from_utf8(response.body).unwrap();
    let (address, actix) = app.addresses();
    assert!(text(ask(actix, "GET", "/static/", &[])).contains("/__include-components/live.js"));
    assert!(text(ask_http2(address, "GET", "/", &[])).contains("/__include-components/live.js"));
    let site = [("sec-fetch-site".to_owned(), "cross-site".to_owned())];
    let (own, nested) = ("/__include-components/live.js", "/static/__include-components/live.js");
    for (fields, status) in [([].as_slice(), 200), (&site, 403)] {
        assert_eq!(ask(actix, "GET", nested, fields).status, status);
        assert_eq!(ask_http2(address, "GET", own, fields).status, status);
    }

    let mut connection = TcpStream::connect(actix).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    write!(connection, "GET /static/__include-components/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    is_told(app, "actix.txt", || {
        let mut chunk = [0; 4096];
        let len = connection.read(&mut chunk).unwrap();
        chunk[..len].to_vec()
    });

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let uri = format!("http://{address}/__include-components/live");
    let request = http::Request::get(uri).body(Empty::<Bytes>::new()).unwrap();
    let mut body = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let (executor, stream) = (TokioExecutor::new(), TokioIo::new(stream));
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(executor, stream).await.unwrap();
        tokio::spawn(connection);
        sender.send_request(request).await.unwrap().into_body()
    });
    is_told(app, "http2.txt", || {
        let frame = runtime.block_on(body.frame()).unwrap().unwrap();
        frame.into_data().unwrap().to_vec()
    });
}

/// Looks whether a stream begins with a message, and names a file when it is written.
fn is_told(app: &App, path: &str, mut next: impl FnMut() -> Vec<u8>) {
    let mut wait_for = |wanted: &str| {
        let mut text = String::new();
        while !text.contains(wanted) {
            let chunk = next();
            assert!(!chunk.is_empty(), "it ended: {text}");
            text += &String::from_utf8_lossy(&chunk);
        }
    };
    wait_for("\"error\":null}");
    app.source.write(&format!("web/{path}"), "");
    wait_for(&format!("[\"{path}\","));
}
