//! A program that serves what is embedded, and a browser that opens its page.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::headless;
use crate::package::Package;

/// Makes a package that serves what `tool` makes of `web`; `more` is of its manifest.
pub(crate) fn package(name: &str, more: &str, tool: &str) -> Package {
    let package = Package::of(name, more, tool, include_str!("server.rs"));
    let add = "[dependencies]\nhttp = \"1\"\nhttp-body = \"1\"\ninclude-components-serve = \"0.1\"";
    package.edit("Cargo.toml", "[dependencies]", add);
    package
}

/// One request, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    pub(crate) path: String,
    status: String,
    cache_control: String,
}

/// Opens the page of a server in Chromium; returns what the scripts made of the page, and
/// what the server was asked for. `None`, with a word about it, without Chromium.
pub(crate) fn open(program: &Path) -> Option<(String, Vec<Asked>)> {
    let server = Server::start(program);
    let url = server.line(Duration::from_secs(60)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    // Nothing comes from elsewhere.
    let alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
    let args = ["--dump-dom", "--virtual-time-budget=8000", alone, &url];
    let dom = headless::chromium(dir.path(), &args.map(AsRef::as_ref))?;
    let asked = std::iter::from_fn(|| server.line(Duration::from_secs(1))).map(|line| {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        let mut word = || words.next().unwrap();
        Asked { status: word(), path: word(), cache_control: word() }
    });
    let mut asked: Vec<Asked> = asked.collect();
    asked.sort();
    for Asked { path, status, cache_control } in &asked {
        println!("{status} {path} {cache_control}");
    }
    Some((String::from_utf8(dom).unwrap(), asked))
}

/// Fails unless all was there, with the page, and browsers keep what has a hash in its name
/// and nothing else; returns how many those are.
#[track_caller]
pub(crate) fn assert_cached(asked: &[Asked], is_hashed: impl Fn(&str) -> bool) -> usize {
    for Asked { path, status, cache_control } in asked {
        let expected =
            if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!((status.as_str(), cache_control.as_str()), ("200", expected), "{path}");
    }
    assert!(asked.iter().any(|it| it.path == "/"), "{asked:#?}");
    asked.iter().filter(|it| is_hashed(&it.path)).count()
}

/// A server that ends with the test.
struct Server {
    child: Child,
    lines: Receiver<String>,
}

impl Server {
    fn start(program: &Path) -> Self {
        let mut child = Command::new(program).stdout(Stdio::piped()).spawn().unwrap();
        let (stdout, (sender, lines)) = (child.stdout.take().unwrap(), channel());
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Server { child, lines }
    }

    fn line(&self, patience: Duration) -> Option<String> {
        self.lines.recv_timeout(patience).ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
