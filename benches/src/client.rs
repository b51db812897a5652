//! A client of HTTP/1.1 that costs little: blocking sockets, kept alive.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A whole response, as it came.
#[derive(Clone, Debug)]
pub struct Response {
    /// Head and body.
    pub raw: Vec<u8>,
    /// How long the head is, with the empty line.
    head: usize,
}

impl Client {
    /// Connects to a server. An answer may take ten seconds.
    ///
    /// # Errors
    ///
    /// If there is no server.
    pub fn connect(server: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Client { stream, buffer: vec![0; 1 << 18] })
    }

    /// Asks once, and waits for the answer.
    ///
    /// # Errors
    ///
    /// If it does not come, or has no length.
    pub fn ask(&mut self, request: &str) -> io::Result<Response> {
        self.send(request)?;
        let mut raw = Vec::new();
        loop {
            let read = self.stream.read(&mut self.buffer)?;
            raw.extend_from_slice(&self.buffer[..read]);
            let end = raw.windows(4).position(|it| it == b"\r\n\r\n");
            if let Some(head) = end.map(|end| end + 4) {
                let response = Response { raw, head };
                if response.is_complete()? {
                    return Ok(response);
                }
                raw = response.raw;
            }
            if read == 0 {
                return Err(closed());
            }
        }
    }

    /// Asks, and does not wait.
    ///
    /// # Errors
    ///
    /// If the server has closed the connection.
    pub fn send(&mut self, request: &str) -> io::Result<()> {
        self.stream.write_all(request.as_bytes())
    }

    /// Reads a response that is as long as one before, and has its status.
    ///
    /// # Errors
    ///
    /// If it is another.
    pub fn receive(&mut self, like: &Response) -> io::Result<()> {
        let mut len = 0;
        while len < like.raw.len() {
            match self.stream.read(&mut self.buffer[len..])? {
                0 => return Err(closed()),
                read => len += read,
            }
        }
        let line = "HTTP/1.1 200".len();
        match len == like.raw.len() && self.buffer[..line] == like.raw[..line] {
            true => Ok(()),
            false => Err(io::Error::other("the server answered in another way than before")),
        }
    }

    /// Reads what has come of a response without an end.
    ///
    /// # Errors
    ///
    /// If nothing comes, or the server closes the connection.
    pub fn receive_some(&mut self) -> io::Result<&[u8]> {
        match self.stream.read(&mut self.buffer)? {
            0 => Err(closed()),
            read => Ok(&self.buffer[..read]),
        }
    }
}

fn closed() -> io::Error {
    io::Error::other("the server closed the connection")
}

impl Response {
    /// Returns the three digits.
    pub fn status(&self) -> &str {
        self.text().split(' ').nth(1).unwrap_or_default()
    }

    /// Returns the value of a field; names are as servers in Rust write them.
    pub fn field(&self, name: &str) -> Option<String> {
        let mut lines = self.text().lines().filter_map(|line| line.split_once(": "));
        lines.find(|line| line.0.eq_ignore_ascii_case(name)).map(|line| line.1.to_owned())
    }

    /// Returns the bytes behind the head.
    pub fn body(&self) -> &[u8] {
        &self.raw[self.head..]
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.raw[..self.head]).unwrap_or_default()
    }

    fn is_complete(&self) -> io::Result<bool> {
        if self.status() == "304" {
            return Ok(true);
        }
        let len = self.field("content-length").and_then(|len| len.parse().ok());
        let len: usize = len.ok_or(io::Error::other("a response without a length"))?;
        Ok(self.body().len() >= len)
    }
}
