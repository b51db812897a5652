//! The sources of the program that is live.

pub(super) const MANIFEST: &str = r#"[package]
name = "serve-live"
version = "0.1.0"
edition = "2024"

[dependencies]
include-components.workspace = true
include-components-serve = { workspace = true, features = ["actix", "axum", "live"] }
axum = { version = "0.8", default-features = false, features = ["http1", "http2", "tokio"] }
actix-web = { version = "4", default-features = false }
tokio = { version = "1", features = ["net", "rt-multi-thread"] }

[build-dependencies]
include-components-build = { workspace = true, features = ["css"] }
"#;

pub(super) const BUILD: &str = r#"
use include_components_build::{Build, Error, compilers::Css};

fn main() -> Result<(), Error> {
    Build::new().root("web").compile("*.css", Css::new()).run()?;
    Ok(())
}
"#;

pub(super) const MAIN: &str = r#"
use axum::{Router, extract::Request, response::{Html, Response}, routing::get};
use include_components::{Components, include_components};
use include_components_serve::{Body, Serve};

static WEB: &Components = include_components!();

async fn made(request: Request) -> Response<Body> {
    files().respond_page("<!doctype html><head></head><p id=made>made", &request)
}

/// A policy that lets nothing run that does not know a nonce.
const POLICY: &str = "default-src 'none'; script-src 'nonce-4a='; connect-src 'self'; img-src 'self'";

async fn nonce(request: Request) -> Response<Body> {
    let page = "<!doctype html><head></head><input id=typed><img id=i src=\"a@2x.svg\">\
        <script nonce=\"4a=\"></script>";
    let mut page = files().respond_page(page, &request);
    page.headers_mut().insert("content-security-policy", POLICY.parse().unwrap());
    page
}

async fn nonce_layered() -> ([(&'static str, &'static str); 1], Html<&'static str>) {
    let page = "<!doctype html><head></head><input id=typed><img id=i src=\"a@2x.svg\">";
    ([("content-security-policy", POLICY)], Html(page))
}

async fn templated() -> Html<String> {
    Html(format!("<!doctype html><head>{}</head>", files().live_script("/")))
}

/// Of the names that style sheets have now.
async fn hashed() -> Html<String> {
    let link = |path| WEB.get(path).map_or(String::new(), |it| {
        format!("<link rel=stylesheet href=\"/{}\">", it.hashed_path())
    });
    let (links, script) = (link("one.css") + &link("two.css"), files().live_script("/"));
    Html(format!("<!doctype html><head>{script}{links}</head><input id=typed><p id=p>one</p>"))
}

async fn foreign() -> Html<&'static str> {
    Html("<!doctype html><head></head><p>not of the set")
}

fn files() -> Serve {
    Serve::new(WEB).spa("index.html").live().live_host("box.example")
}

/// Serves the set by actix-web, too, on a thread, and returns where.
fn actix() -> Option<std::net::SocketAddr> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || actix_web::rt::System::new().block_on(async move {
        let app = || actix_web::App::new().service(files().at("/static"));
        let server = actix_web::HttpServer::new(app).workers(1).bind("127.0.0.1:0")?;
        let _ = sender.send(server.addrs().first().copied());
        server.run().await
    }));
    receiver.recv().ok()?
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let port = std::env::args().nth(1).ok_or("no port")?;
        let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
        println!("{} {}", listener.local_addr()?, actix().ok_or("no actix")?);
        let app = Router::new()
            .route("/made", get(made))
            .route("/templated", get(templated))
            .route("/nonce", get(nonce))
            .route("/nonce-layered", get(nonce_layered).layer(files().live_layer()))
            .route("/hashed", get(hashed))
            .route("/foreign", get(foreign))
            .route("/layered", get(foreign).layer(files().live_layer()))
            .nest_service("/nested", files())
            .fallback_service(files());
        Ok(axum::serve(listener, app).await?)
    })
}
"#;
