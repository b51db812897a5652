//! From the moment in which a file is saved to its bytes over HTTP.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use include_components_benches::client::{Client, Response};
use include_components_benches::measure::Cost;
use include_components_benches::process::Process;
use include_components_benches::tree;

use crate::app::{App, Way};

/// After which time new bytes do not come any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the client waits before it asks again for what was not new.
const PAUSE: Duration = Duration::from_millis(1);

/// A program that runs, and the style sheet in its tree that is edited.
#[derive(Debug)]
pub(crate) struct Session {
    app: App,
    pub(crate) process: Process,
    file: PathBuf,
    request: String,
    /// What the file had in it at first.
    original: String,
    edits: usize,
}

impl Session {
    /// Starts the program. `path` is that of the style sheet in the tree.
    pub(crate) fn start(app: App, path: &str) -> io::Result<Self> {
        let process = app.start()?;
        let file = app.components().join(path);
        let original = fs::read_to_string(&file)?;
        // As browsers ask for a sheet; Vite tells by it that it is no module of a script.
        let accept = "text/css,*/*;q=0.1";
        let request =
            format!("GET /{path} HTTP/1.1\r\nhost: localhost\r\naccept: {accept}\r\n\r\n");
        let mut session = Session { app, process, file, request, original, edits: 0 };
        // What is made at first is not measured.
        session.save()?;
        Ok(session)
    }

    /// Saves the file with other bytes, and asks until they come.
    pub(crate) fn save(&mut self) -> io::Result<Cost> {
        let mut client = Client::connect(self.process.address)?;
        let before = client.ask(&self.request)?;
        if before.status() != "200" {
            return Err(io::Error::other(format!("it answered {}", before.status())));
        }
        tree::settle();
        self.edits += 1;
        // As long as that before, from the second on.
        let mark = format!("/* edit {:06} */\n", self.edits);
        let contents = format!("{mark}{}", self.original);
        let start = Instant::now();
        fs::write(&self.file, &contents)?;
        if self.app.way == Way::Rebuilt {
            self.app.build()?;
            self.process = self.app.start()?;
            client = Client::connect(self.process.address)?;
        }
        let is_new = |response: &Response| match self.app.way {
            // It may write the rest in another way.
            Way::Vite => response.raw.windows(mark.len()).any(|it| it == mark.as_bytes()),
            _ => response.body() == contents.as_bytes(),
        };
        while !is_new(&client.ask(&self.request)?) {
            if start.elapsed() > PATIENCE {
                let said = self.app.said();
                return Err(io::Error::other(format!(
                    "it never has the new bytes; it said: {said}"
                )));
            }
            thread::sleep(PAUSE);
        }
        Ok(Cost { wall: start.elapsed(), ..Cost::default() })
    }
}

/// Opens the stream of live mode, as a page does, and reads its first message.
pub(crate) fn open_stream(server: SocketAddr) -> io::Result<Client> {
    let mut client = Client::connect(server)?;
    client.send("GET /__include-components/live HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let mut said = Vec::new();
    while !said.windows(6).any(|it| it == b"data: ") {
        said.extend_from_slice(client.receive_some()?);
        if said.starts_with(b"HTTP/1.1 ") && !said.starts_with(b"HTTP/1.1 200") {
            return Err(io::Error::other("live mode has no stream"));
        }
    }
    Ok(client)
}
