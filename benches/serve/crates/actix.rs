//! Serves by actix-web, with one worker.

use std::io;

use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};

/// Serves until the process is ended; says where.
pub(crate) fn run(configure: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> io::Result<()> {
    actix_web::rt::System::new().block_on(async {
        let app = move || App::new().configure(configure.clone());
        let server = HttpServer::new(app).workers(1).bind("127.0.0.1:0")?;
        if let Some(address) = server.addrs().first() {
            println!("{address}");
        }
        server.run().await
    })
}
