//! The client: blocking sockets, whose responses are known after the first.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One connection, kept alive.
#[derive(Debug)]
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A whole response, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) raw: Vec<u8>,
    /// How long the head is, with the empty line.
    head: usize,
}

impl Client {
    pub(crate) fn connect(server: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Client { stream, buffer: vec![0; 1 << 18] })
    }

    /// Asks once.
    pub(crate) fn ask(&mut self, request: &str) -> io::Result<Response> {
        self.stream.write_all(request.as_bytes())?;
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
                return Err(io::Error::other("the server closed the connection"));
            }
        }
    }

    fn send(&mut self, request: &str) -> io::Result<()> {
        self.stream.write_all(request.as_bytes())
    }

    /// Reads a response that is as long as the one before, and has its status.
    fn receive(&mut self, like: &Response) -> io::Result<()> {
        let mut len = 0;
        while len < like.raw.len() {
            match self.stream.read(&mut self.buffer[len..])? {
                0 => return Err(io::Error::other("the server closed the connection")),
                read => len += read,
            }
        }
        let line = "HTTP/1.1 200".len();
        match len == like.raw.len() && self.buffer[..line] == like.raw[..line] {
            true => Ok(()),
            false => Err(io::Error::other("the server answered in another way than before")),
        }
    }
}

impl Response {
    pub(crate) fn status(&self) -> &str {
        self.text().split(' ').nth(1).unwrap_or_default()
    }

    /// Returns the value of a field; names are as servers in Rust write them.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut lines = self.text().lines().filter_map(|line| line.split_once(": "));
        lines.find(|line| line.0.eq_ignore_ascii_case(name)).map(|line| line.1.to_owned())
    }

    pub(crate) fn body(&self) -> &[u8] {
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

/// So many clients, each of which waits for an answer all the time.
#[derive(Debug)]
pub(crate) struct Load<'a> {
    clients: Vec<Client>,
    request: &'a str,
    response: &'a Response,
}

impl<'a> Load<'a> {
    pub(crate) fn start(
        server: SocketAddr,
        connections: usize,
        request: &'a str,
        response: &'a Response,
    ) -> io::Result<Self> {
        let clients: io::Result<Vec<Client>> =
            (0..connections).map(|_| Client::connect(server)).collect();
        let mut clients = clients?;
        for client in &mut clients {
            client.send(request)?;
        }
        Ok(Load { clients, request, response })
    }

    /// Reads one response on each connection, and asks again.
    pub(crate) fn turn(&mut self) -> io::Result<()> {
        for client in &mut self.clients {
            client.receive(self.response)?;
            client.send(self.request)?;
        }
        Ok(())
    }
}
