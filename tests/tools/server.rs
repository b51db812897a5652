//! Serves what is embedded. Prints its address, and then of each request the status, the
//! path and `Cache-Control`.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use http_body::Body;
use include_components_serve::Serve;

fn main() -> Result<(), Box<dyn Error>> {
    let serve = Serve::new(include_components::include_components!());
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        // A browser opens connections before it needs them, and may go away.
        thread::spawn(move || drop(answer(serve, stream)));
    }
    Ok(())
}

/// Answers one request, and closes the connection.
fn answer(serve: Serve, mut stream: TcpStream) -> Result<(), Box<dyn Error>> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().ok_or("no request")??;
    let mut words = first.split(' ');
    let (method, path) = (words.next().ok_or("no method")?, words.next().ok_or("no path")?);
    let mut request = http::Request::builder().method(method).uri(path);
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else { break };
        request = request.header(name, value.trim());
    }
    let (head, body) = serve.respond(&request.body(())?).into_parts();
    let policy = head.headers.get("cache-control").map_or(Ok("-"), |it| it.to_str())?;
    println!("{} {path} {policy}", head.status.as_u16());
    write!(stream, "HTTP/1.1 {}\r\nConnection: close\r\n", head.status)?;
    for (name, value) in &head.headers {
        write!(stream, "{name}: {}\r\n", value.to_str()?)?;
    }
    write!(stream, "\r\n")?;
    let (mut body, mut context) = (pin!(body), Context::from_waker(Waker::noop()));
    while let Poll::Ready(Some(Ok(frame))) = body.as_mut().poll_frame(&mut context) {
        frame.data_ref().map_or(Ok(()), |bytes| stream.write_all(bytes))?;
    }
    Ok(())
}
