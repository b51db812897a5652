//! A server on loopback, of whichever framework.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// A server that runs until the test ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) prefix: &'static str,
    pub(crate) is_http2: bool,
}

/// Starts one on a free port, on a thread of its own.
pub(crate) fn start<F: Future<Output = ()> + 'static>(serve: fn(SocketAddr) -> F) -> Server {
    // They listen by themselves, each in its own way, so the port is looked for before.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    thread::spawn(move || tokio::runtime::Runtime::new().unwrap().block_on(serve(address)));
    for _ in 0..200 {
        if TcpStream::connect(address).is_ok() {
            return Server { address, prefix: "", is_http2: false };
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing listens on {address}");
}
