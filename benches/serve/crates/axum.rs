//! Serves by axum, on one thread.

use std::io;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// Serves until the process is ended; says where.
pub(crate) fn run(app: Router) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            // Without it some wait for a late acknowledgement.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, app).await
    })
}
