//! A server of one pack, which writes down what it is asked for.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use include_components_pack::{Found, Pack, SetFile};

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    /// Below the prefix, decoded.
    pub(crate) path: String,
    pub(crate) status: u16,
    is_hashed: bool,
}

pub(crate) struct Server {
    pub(crate) prefix: String,
    port: u16,
    asked: Arc<Mutex<BTreeMap<Asked, usize>>>,
}

impl Server {
    /// Serves the set that was built into a directory, until the test ends.
    pub(crate) fn start(out: &Path, prefix: &str) -> Self {
        let text = std::fs::read_to_string(out.join("components.set")).unwrap();
        let set = SetFile::parse(&text).unwrap();
        let part = set.first();
        let file = std::fs::read(out.join(part.file)).unwrap();
        let bytes: &'static [u8] =
            file[part.offset as usize..][..part.len as usize].to_vec().leak();
        let pack = Pack::open(bytes).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::<Mutex<BTreeMap<Asked, usize>>>::default();
        let server = Server { prefix: prefix.to_owned(), port, asked: Arc::clone(&asked) };
        let prefix = decoded(prefix);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (asked, prefix) = (Arc::clone(&asked), prefix.clone());
                thread::spawn(move || answer(stream, pack, &prefix, &asked));
            }
        });
        server
    }

    pub(crate) fn url(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}{}{page}", self.port, self.prefix)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().keys().cloned().collect()
    }
}

impl Asked {
    /// Whether it is there, and by a hashed path if it is no page.
    pub(crate) fn is_right(&self, unhashed: &[&str]) -> bool {
        let is_page = self.path.ends_with(".html");
        let is_known = is_page || unhashed.contains(&self.path.as_str());
        self.status < 400 && (self.is_hashed || is_known || self.path.starts_with("done-"))
    }
}

/// Answers one request, and closes the connection.
fn answer(
    mut stream: TcpStream,
    pack: Pack<'_>,
    prefix: &str,
    asked: &Mutex<BTreeMap<Asked, usize>>,
) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|it| it == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(len) if len > 0 => head.extend_from_slice(&buffer[..len]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head);
    let target = head.split(' ').nth(1).unwrap_or_default();
    let path = decoded(target.split('?').next().unwrap_or_default());
    let found = path.strip_prefix(prefix).and_then(|path| pack.look_up(path));
    let (index, is_hashed) = match found {
        Some(Found::Hashed(index)) => (Some(index), true),
        Some(Found::Plain(index)) => (Some(index), false),
        _ => (None, false),
    };
    let path = path.strip_prefix(prefix).unwrap_or(&path).to_owned();
    let (status, media_type, body) = match index.and_then(|index| pack.entry(index)) {
        Some(entry) => {
            let blob = entry.identity().unwrap();
            (200, entry.media_type().unwrap(), pack.bytes(&blob).unwrap())
        }
        None if path.starts_with("done-") => (204, "text/plain", &b""[..]),
        // Browsers ask for it without being told.
        None if path == "/favicon.ico" || path == "favicon.ico" => (204, "text/plain", &b""[..]),
        None => (404, "text/plain", &b"not found"[..]),
    };
    if !path.ends_with("favicon.ico") {
        *asked.lock().unwrap().entry(Asked { path, status, is_hashed }).or_default() += 1;
    }
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\
         access-control-allow-origin: *\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // A browser may go away.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = || u8::from_str_radix(std::str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        match code().filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
