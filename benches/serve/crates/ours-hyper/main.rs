//! Ours, on hyper.

use std::convert::Infallible;
use std::future::ready;

use hyper::service::service_fn;
use include_components::{Components, include_components};
use include_components_serve::Serve;

mod listen;

static UI: &Components = include_components!();

fn main() -> std::io::Result<()> {
    let serve = Serve::new(UI);
    listen::run(service_fn(move |request| ready(Ok::<_, Infallible>(serve.respond(&request)))))
}
