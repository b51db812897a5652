//! web-static-pack, on hyper.

use std::convert::Infallible;
use std::error::Error;
use std::future::ready;

use hyper::body::Incoming;
use hyper::Request;
use hyper::service::service_fn;
use include_bytes_aligned::include_bytes_aligned;
use web_static_pack::loader::load;
use web_static_pack::responder::Responder;

mod listen;

static PACK: &[u8] = include_bytes_aligned!(16, concat!(env!("OUT_DIR"), "/pack"));

fn main() -> Result<(), Box<dyn Error>> {
    // SAFETY: the build script wrote it just so.
    let pack = unsafe { load(PACK)? };
    let responder = Box::leak(Box::new(Responder::new(pack)));
    listen::run(service_fn(|request: Request<Incoming>| {
        let (method, path) = (request.method(), request.uri().path());
        let response = responder.respond_flatten(method, path, request.headers());
        ready(Ok::<_, Infallible>(response))
    }))?;
    Ok(())
}
