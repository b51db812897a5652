//! What README.md leads a newcomer through, as it stands there.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::client::ask;
use crate::crates::Crate;
use crate::servers::free_address;
use crate::storefront::Stopped;

const README: &str = include_str!("../README.md");

/// As `cargo new` and the lines of `cargo add` make it; the workspace says where ours are.
const MANIFEST: &str = r#"[package]
name = "serve-newcomer"
version = "0.1.0"
edition = "2024"

[dependencies]
include-components.workspace = true
include-components-serve = { workspace = true, features = ["axum"] }
axum = "0.8"
tokio = { version = "1", features = ["full"] }

[build-dependencies]
include-components-build.workspace = true
"#;

/// Returns the blocks of code in one language, in their order.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence[..]).skip(1).map(|it| it.split("```").next().unwrap()).collect()
}

/// Asks what a session asks by curl, and checks that all its lines come. Returns the status.
fn holds(address: SocketAddr, session: &str) -> u16 {
    let mut lines = session.lines();
    let command = lines.next().unwrap();
    let fields = command.strip_prefix("$ curl -sI http://127.0.0.1:8080/").unwrap();
    let fields = fields.split(" -H '").skip(1).map(|it| {
        let (name, value) = it.strip_suffix('\'').unwrap().split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    });
    let fields: Vec<_> = fields.collect();
    let response = ask(address, "HEAD", "/", &fields);
    let status = lines.next().unwrap().strip_prefix("HTTP/1.1 ").unwrap();
    assert!(status.starts_with(&response.status.to_string()), "{status}, {response:?}");
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        assert_eq!(response.field(name).as_deref(), Some(value), "{name}");
    }
    response.status
}

#[test]
fn the_first_page_of_the_readme_is_served() {
    let [build, main] = blocks("rust,no_run")[..] else { panic!("two files") };
    let [commands, first, again] = blocks("console")[..] else { panic!("three sessions") };
    let (_, made) = commands.split_once("$ mkdir web && echo '").unwrap();
    let (page, _) = made.split_once("' > web/index.html").unwrap();

    let shop = Crate::new("serve-newcomer", MANIFEST);
    shop.write("build.rs", build);
    // The port may be taken here.
    let address = free_address();
    assert!(main.contains("127.0.0.1:8080"));
    shop.write("src/main.rs", &main.replace("127.0.0.1:8080", &address.to_string()));
    shop.write("web/index.html", &format!("{page}\n"));
    let dir = tempfile::tempdir().unwrap();
    let program = shop.build(&[], &dir.path().join("shop"));
    let _running = Stopped(Command::new(program).stdin(Stdio::null()).spawn().unwrap());
    for _ in 0..1200 {
        if std::net::TcpStream::connect(address).is_ok() {
            break;
        }
        sleep(Duration::from_millis(50));
    }

    assert_eq!((holds(address, first), holds(address, again)), (200, 304));
    assert_eq!(ask(address, "GET", "/", &[]).body, format!("{page}\n").into_bytes());
    assert_eq!(ask(address, "GET", "/api/version", &[]).body, b"0.1.0");
}
