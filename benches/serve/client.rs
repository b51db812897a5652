//! The clients: their responses are known after the first.

use std::io;
use std::net::SocketAddr;

use include_components_benches::client::{Client, Response};

/// So many clients, each of which waits for an answer all the time.
#[derive(Debug)]
pub(crate) struct Load {
    clients: Vec<Client>,
    request: String,
    /// What is answered each time.
    pub(crate) response: Response,
}

impl Load {
    pub(crate) fn start(
        server: SocketAddr,
        connections: usize,
        (request, response): (String, Response),
    ) -> io::Result<Self> {
        let clients: io::Result<Vec<Client>> =
            (0..connections).map(|_| Client::connect(server)).collect();
        let mut clients = clients?;
        for client in &mut clients {
            client.send(&request)?;
        }
        Ok(Load { clients, request, response })
    }

    /// Reads one response on each connection, and asks again.
    pub(crate) fn turn(&mut self) -> io::Result<()> {
        for client in &mut self.clients {
            client.receive(&self.response)?;
            client.send(&self.request)?;
        }
        Ok(())
    }
}
