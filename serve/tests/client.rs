//! A client that sends what it is told to, and reads what comes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};

/// A response to one request.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The fields in their order, names in lower case.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Returns the value of a field, several joined by commas.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let values = self.fields.iter().filter(|it| it.0 == name).map(|it| &it.1[..]);
        let values: Vec<&str> = values.collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Checks the length against the body (RFC 9110, section 8.6).
    fn has_its_length(self, method: &str) -> Self {
        if method != "HEAD" && ![204, 304].contains(&self.status) {
            let len = self.field("content-length").expect("every length is known");
            assert_eq!(len, self.body.len().to_string());
        }
        self
    }
}

/// Sends a request on a connection of its own, and reads to its end.
pub(crate) fn ask(
    address: SocketAddr,
    method: &str,
    target: &str,
    fields: &[(String, String)],
) -> Response {
    let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in fields {
        request += &format!("{name}: {value}\r\n");
    }
    let raw = exchange(address, format!("{request}Connection: close\r\n\r\n").as_bytes());
    parse(&raw, method)
}

/// Sends a request over HTTP/2, as a client that knows that the server takes it.
pub(crate) fn ask_http2(
    address: SocketAddr,
    method: &str,
    target: &str,
    fields: &[(String, String)],
) -> Response {
    let uri = http::Uri::builder().scheme("http").authority(address.to_string());
    let uri = uri.path_and_query(target).build().expect("a target");
    let mut request = http::Request::builder().method(method).uri(uri);
    for (name, value) in fields {
        request = request.header(name, value);
    }
    let request = request.body(Empty::<Bytes>::new()).expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await.expect("the server listens");
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
                .await
                .expect("it takes HTTP/2");
        tokio::spawn(connection);
        let response = sender.send_request(request).await.expect("a response");
        let (parts, body) = response.into_parts();
        let fields = parts.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        let response = Response { status: parts.status.as_u16(), fields: fields.collect(), body };
        response.has_its_length(method)
    })
}

/// Sends bytes, and returns all that comes until the server closes.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may answer, and close, before it has read everything.
    let _ = stream.write_all(bytes);
    let mut raw = Vec::new();
    let mut chunk = [0; 1 << 16];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => return raw,
            Ok(read) => raw.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return raw,
            Err(error) => panic!("no end of the response: {error}"),
        }
    }
}

/// Takes a response apart, and checks what every message must be (RFC 9112, section 6).
pub(crate) fn parse(raw: &[u8], method: &str) -> Response {
    let end = raw.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let fields = lines.map(|line| {
        let (name, value) = line.split_once(':').expect("a field");
        (name.to_lowercase(), value.trim().to_owned())
    });
    let response = Response {
        status: status.expect("a status"),
        fields: fields.collect(),
        body: raw[end + 4..].to_vec(),
    };
    response.has_its_length(method)
}
