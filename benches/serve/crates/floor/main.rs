//! What no server on hyper can go below: one response, whatever is asked.
//!
//! The response is in the file that the first argument names.

use std::convert::Infallible;
use std::future::ready;
use std::{env, error, fs};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};

mod listen;

fn main() -> Result<(), Box<dyn error::Error>> {
    let file = env::args().nth(1).ok_or("which file?")?;
    let raw: &'static [u8] = fs::read(file)?.leak();
    let end = raw.windows(4).position(|it| it == b"\r\n\r\n").ok_or("no head")?;
    let mut lines = std::str::from_utf8(&raw[..end])?.split("\r\n");
    let body = &raw[end + 4..];
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("no status")?;
    let status: StatusCode = status.parse()?;
    let mut fields = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(": ").ok_or("no field")?;
        // hyper adds the date.
        if name != "date" {
            fields.push((name.parse::<HeaderName>()?, HeaderValue::from_static(value)));
        }
    }
    let fields: &'static [(HeaderName, HeaderValue)] = fields.leak();
    listen::run(service_fn(move |_| {
        let mut response = Response::new(Full::new(Bytes::from_static(body)));
        *response.status_mut() = status;
        let mut headers = HeaderMap::with_capacity(fields.len());
        for (name, value) in fields {
            headers.insert(name, value.clone());
        }
        *response.headers_mut() = headers;
        ready(Ok::<_, Infallible>(response))
    }))?;
    Ok(())
}
