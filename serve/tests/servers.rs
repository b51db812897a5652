//! Servers of one site on loopback, by each framework.

use std::convert::Infallible;
use std::future::ready;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread;

use axum::Router;
use include_components_serve::Serve;

/// Chooses where a program is to listen that can be told that alone.
///
/// Until it does, others may take the port: on Linux it is not that of 127.0.0.1, where all
/// others listen and connect from.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.2:0").or_else(|_| TcpListener::bind("127.0.0.1:0"));
    listener.unwrap().local_addr().unwrap()
}

/// How a set is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framework {
    /// axum, as the fallback of a router.
    Axum,
    /// axum, below a prefix.
    AxumNested,
    /// axum, before a router that has no routes.
    AxumFilesFirst,
    /// actix-web.
    Actix,
    /// actix-web, below a prefix.
    ActixNested,
    /// hyper, which takes HTTP/1 and HTTP/2.
    Hyper,
}

/// A server that runs until the test ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Server {
    /// Where it listens, on loopback.
    pub(crate) address: SocketAddr,
    /// The prefix of all paths: empty, or `/static`.
    pub(crate) prefix: &'static str,
    /// Whether it is asked over HTTP/2, else over HTTP/1.1.
    pub(crate) is_http2: bool,
}

impl Framework {
    /// All of them.
    pub(crate) const ALL: [Framework; 6] = [
        Framework::Axum,
        Framework::AxumNested,
        Framework::AxumFilesFirst,
        Framework::Actix,
        Framework::ActixNested,
        Framework::Hyper,
    ];

    /// Whether the server takes HTTP/2 from a client that knows it does, without TLS.
    pub(crate) fn takes_http2(self) -> bool {
        !matches!(self, Framework::Actix | Framework::ActixNested)
    }

    /// Starts a server on a thread of its own.
    pub(crate) fn start(self, serve: Serve) -> Server {
        let (sender, receiver) = mpsc::channel();
        let prefix = match self {
            Framework::AxumNested | Framework::ActixNested => "/static",
            _ => "",
        };
        thread::spawn(move || match self {
            Framework::Actix | Framework::ActixNested => actix(serve, prefix, &sender),
            _ => tokio::runtime::Runtime::new()
                .expect("a runtime")
                .block_on(self.listen(serve, prefix, &sender)),
        });
        let address = receiver.recv().expect("the server listens");
        Server { address, prefix, is_http2: false }
    }

    async fn listen(self, serve: Serve, prefix: &'static str, sender: &mpsc::Sender<SocketAddr>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        sender.send(listener.local_addr().expect("an address")).expect("the test waits");
        let app = match self {
            Framework::Hyper => return hyper(serve, listener).await,
            Framework::AxumNested => Router::new().nest_service(prefix, serve),
            Framework::AxumFilesFirst => {
                Router::new().fallback_service(serve.fallback(Router::<()>::new()))
            }
            _ => Router::new().fallback_service(serve),
        };
        axum::serve(listener, app).await.expect("it serves for ever");
    }
}

/// Serves an app of axum, whatever it is.
pub(crate) fn axum(app: Router) -> Server {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        tokio::runtime::Runtime::new().expect("a runtime").block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            sender.send(listener.local_addr().expect("an address")).expect("the test waits");
            axum::serve(listener, app).await.expect("it serves for ever");
        });
    });
    Server { address: receiver.recv().expect("the server listens"), prefix: "", is_http2: false }
}

/// Serves an app of actix-web, whatever it is.
pub(crate) fn actix_app(configure: fn(&mut actix_web::web::ServiceConfig)) -> Server {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || actix_web::App::new().configure(configure);
            let server = actix_web::HttpServer::new(app).workers(1).bind("127.0.0.1:0");
            let server = server.expect("a port");
            sender.send(server.addrs()[0]).expect("the test waits");
            server.run().await.expect("it serves for ever");
        });
    });
    let address = receiver.recv().expect("the server listens");
    Server { address, prefix: "", is_http2: false }
}

async fn hyper(serve: Serve, listener: tokio::net::TcpListener) {
    use hyper_util::rt::{TokioExecutor, TokioIo};
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| {
                ready(Ok::<_, Infallible>(serve.respond(&request)))
            });
            // An error is the client's: some rows send what is no HTTP.
            let _ = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn actix(serve: Serve, prefix: &'static str, sender: &mpsc::Sender<SocketAddr>) {
    let prefix = if prefix.is_empty() { "/" } else { prefix };
    actix_web::rt::System::new().block_on(async move {
        let app = move || actix_web::App::new().service(serve.at(prefix));
        let server =
            actix_web::HttpServer::new(app).workers(1).bind("127.0.0.1:0").expect("a port");
        sender.send(server.addrs()[0]).expect("the test waits");
        server.run().await.expect("it serves for ever");
    });
}
