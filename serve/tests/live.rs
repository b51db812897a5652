//! Live mode over HTTP and in a browser: a program that runs, and edits of its files.

mod frameworks;
mod pages;
mod program;

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::client::{Response, ask, exchange, parse};
use crate::crates::Crate;
use crate::storefront::Stopped;
use crate::tools::is_there;
use program::{BUILD, MAIN, MANIFEST};

const PAGE: &str = r#"<!doctype html>
<head>
<title>live</title>
<link rel="stylesheet" href="/site.css">
</head>
<body>
<input id="typed">
<img id="logo" src="/logo.svg" srcset="/logo.svg 1x, /other.svg 2x">
<p id="text">one</p>
<div style="height: 3000px"></div>
</body>
"#;

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>";

/// A program that runs, and the directory that it is made of.
struct App {
    source: Crate,
    program: std::path::PathBuf,
    _dir: tempfile::TempDir,
    running: Option<(Stopped, SocketAddr, SocketAddr)>,
}

impl App {
    fn new() -> Self {
        let source = Crate::new("serve-live", MANIFEST);
        source.write("build.rs", BUILD);
        source.write("src/main.rs", MAIN);
        source.write("web/index.html", PAGE);
        source.write("web/fragment.html", "<p>a part of a page</p>");
        source.write("web/site.css", "@import \"base.css\";\nbody { color: rgb(1, 1, 1) }\n");
        source.write("web/base.css", "body { background: rgb(2, 2, 2) }\n");
        source.write("web/logo.svg", LOGO);
        source.write("web/other.svg", LOGO);
        let dir = tempfile::tempdir().unwrap();
        let program = source.build(&[], &dir.path().join("app"));
        let mut app = App { source, program, _dir: dir, running: None };
        app.start("0");
        app
    }

    /// Starts the program, on a port; 0 is any.
    fn start(&mut self, port: &str) {
        let mut process = Command::new(&self.program)
            .arg(port)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = std::io::BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        std::io::BufRead::read_line(&mut out, &mut line).unwrap();
        let (axum, actix) = line.trim().split_once(' ').unwrap();
        let (axum, actix) = (axum.parse().unwrap(), actix.parse().unwrap());
        self.running = Some((Stopped(process), axum, actix));
    }

    fn address(&self) -> SocketAddr {
        self.addresses().0
    }

    /// Returns where axum listens, and where actix-web does.
    fn addresses(&self) -> (SocketAddr, SocketAddr) {
        let (_, axum, actix) = self.running.as_ref().unwrap();
        (*axum, *actix)
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    fn get(&self, path: &str) -> Response {
        self.ask(path, &[])
    }

    fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        ask(self.address(), "GET", path, &fields.iter().map(own).collect::<Vec<_>>())
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.source.read(path);
        assert!(text.contains(from), "{path} has no {from:?}: {text}");
        self.source.write(path, &text.replace(from, to));
    }

    /// Waits until a path is answered with a text.
    #[track_caller]
    fn wait_for(&self, path: &str, text: &str) {
        let end = Instant::now() + Duration::from_secs(120);
        loop {
            let body = self.get(path).body;
            if String::from_utf8_lossy(&body).contains(text) {
                return;
            }
            assert!(Instant::now() < end, "{path}: {}", String::from_utf8_lossy(&body));
            sleep(Duration::from_millis(20));
        }
    }
}

/// Waits until an expression has a value in the page.
#[track_caller]
pub(crate) fn until(browser: &mut Browser, expression: &str, expected: impl Into<Value>) {
    let (expected, end) = (expected.into(), Instant::now() + Duration::from_secs(120));
    loop {
        // While the page loads itself again, there is nothing to ask.
        let now = browser.try_run(expression);
        if now.as_ref() == Some(&expected) {
            return;
        }
        assert!(Instant::now() < end, "{expression} is {now:?} and not {expected}");
        sleep(Duration::from_millis(20));
    }
}

pub(crate) fn open(browser: &mut Browser, url: &str) {
    browser.call("Page.navigate", json!({ "url": url }));
    until(browser, "document.readyState", "complete");
}

/// Waits until the page hears of edits: before that, the first one loads it again.
pub(crate) fn connected(browser: &mut Browser) {
    // What the page that has the stream is asked by one that has just been opened.
    let ask = "(() => {
        const name = `include-components-live ${location.origin}/__include-components/live`;
        window.asking ??= new BroadcastChannel(name);
        asking.onmessage = ({ data }) => (window.said ||= Boolean(data.say));
        asking.postMessage({ ask: true });
        return window.said ?? false;
    })()";
    until(browser, ask, true);
}

const COLOUR: &str = "getComputedStyle(document.body).color";
const BACKGROUND: &str = "getComputedStyle(document.body).backgroundColor";
const ERROR: &str = "document.querySelector('include-components-error')?.shadowRoot.querySelector('pre').textContent ?? ''";

#[test]
fn what_was_saved_is_answered_and_shown() {
    let mut app = App::new();
    over_http(&app);
    frameworks::are_live(&app);
    under_load(&app);
    if is_there("chromium") {
        in_a_browser(&mut app);
    }
}

fn over_http(app: &App) {
    let text = |response: &Response| String::from_utf8(response.body.clone()).unwrap();
    let page = app.get("/");
    assert_eq!(page.field("cache-control").as_deref(), Some("no-cache"));
    let (before, behind) = PAGE.split_once("</head>").unwrap();
    let page_text = text(&page);
    let script = page_text.strip_prefix(before).unwrap();
    let script = script.strip_suffix(&format!("</head>{behind}")).unwrap();
    assert!(script.starts_with("<script src=\"/__include-components/live.js\" data-version=\""));
    assert_eq!(app.ask("/", &[("if-none-match", &page.field("etag").unwrap())]).status, 304);
    // Below a prefix, and in a folder of the single page.
    assert!(text(&app.get("/nested/")).contains("src=\"/nested/__include-components/live.js\""));
    let route = app.ask("/users/7", &[("accept", "text/html")]);
    assert!(text(&route).contains("src=\"/__include-components/live.js\""));
    // Only whole documents of the set, and pages that are made.
    assert_eq!(text(&app.get("/fragment.html")), "<p>a part of a page</p>");
    assert!(text(&app.get("/made")).contains("live.js"));
    assert!(
        text(&app.get("/templated"))
            .contains("<head><script src=\"/__include-components/live.js\"")
    );
    assert!(!text(&app.get("/foreign")).contains("live.js"));
    // Its length is not known before, so it comes in chunks.
    let layered = |host: &str| {
        let request = format!("GET /layered HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        String::from_utf8(exchange(app.address(), request.as_bytes())).unwrap()
    };
    let with_script = "<!doctype html><head><script src=\"/__include-components/live.js\"";
    assert!(layered("localhost").contains(with_script), "{}", layered("localhost"));
    assert!(!layered("rebound.example").contains("live.js"));
    let style = app.get("/site.css");
    assert_eq!(style.field("cache-control").as_deref(), Some("no-cache"));

    for path in ["/__include-components/live.js", "/nested/__include-components/live.js"] {
        let script = app.get(path);
        assert_eq!(script.field("content-type").as_deref(), Some("text/javascript; charset=utf-8"));
        assert_eq!(script.body, fs::read("../src/live/live.js").unwrap());
    }
    // A developer's door: no other host, and no other site.
    for path in ["/__include-components/live.js", "/__include-components/live"] {
        for fields in [
            ("host", "rebound.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let shut = ask_as(app, path, fields);
            assert_eq!((shut.status, shut.body), (403, Vec::new()), "{path} {fields:?}");
        }
    }
    let named = ask_as(app, "/__include-components/live.js", ("host", "box.example:1"));
    assert_eq!(named.status, 200);
    let elsewhere = ask_as(app, "/", ("host", "rebound.example"));
    assert!(!text(&elsewhere).contains("live.js"));

    app.edit("web/index.html", ">one<", ">two<");
    app.wait_for("/", ">two<");
    app.source.write("web/new.txt", "new");
    app.wait_for("/new.txt", "new");
    // A failure is nobody's answer.
    app.edit("web/site.css", "body {", "body { \"");
    sleep(Duration::from_millis(300));
    assert!(text(&app.get("/site.css")).contains("rgb(1,1,1)"), "{}", text(&app.get("/site.css")));
    app.edit("web/site.css", "body { \"", "body {");
    app.wait_for("/site.css", "rgb(1,1,1)");
}

/// Tag, length and bytes belong together, whatever is saved meanwhile.
fn under_load(app: &App) {
    const CLIENTS: usize = 32;
    const EDITS: usize = 40;
    const VERSIONS: usize = 5;
    app.source.write("web/load.txt", "edit 0");
    app.wait_for("/load.txt", "edit 0");
    let is_over = AtomicBool::new(false);
    let seen = Mutex::new(HashMap::new());
    let last = thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let response = app.get("/load.txt");
                    assert_eq!(response.status, 200);
                    let tag = response.field("etag").unwrap();
                    let mut seen = seen.lock().unwrap();
                    let first = seen.entry(tag).or_insert_with(|| response.body.clone());
                    assert_eq!(*first, response.body, "one tag for two contents");
                }
            });
        }
        // How many of them are seen, depends on how often this machine can look.
        let (mut nth, end) = (0, Instant::now() + Duration::from_secs(60));
        while nth < EDITS || (seen.lock().unwrap().len() <= VERSIONS && Instant::now() < end) {
            nth += 1;
            app.source.write("web/load.txt", &format!("edit {nth}{}", ".".repeat(nth * 100)));
            sleep(Duration::from_millis(30));
        }
        is_over.store(true, Ordering::Relaxed);
        nth
    });
    app.wait_for("/load.txt", &format!("edit {last}."));
    let versions = seen.lock().unwrap().len();
    assert!(versions > VERSIONS, "{versions} of {last} edits were seen");
}

/// Asks with one field, which may be `Host`.
fn ask_as(app: &App, path: &str, (name, value): (&str, &str)) -> Response {
    let host = app.address().to_string();
    let host = if name == "host" { value } else { &host };
    let more = if name == "host" { String::new() } else { format!("{name}: {value}\r\n") };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n");
    parse(&exchange(app.address(), request.as_bytes()), "GET")
}

fn in_a_browser(app: &mut App) {
    let mut browser = Browser::start();
    let browser = &mut browser;
    open(browser, &app.url("/"));
    until(browser, COLOUR, "rgb(1, 1, 1)");
    connected(browser);
    // The page is this one as long as it has this, the text that was typed, and its place.
    browser.run("window.mark = 1; typed.value = 'kept'; scrollTo(0, 500)");
    let is_same = "[window.mark, typed.value, scrollY].join()";
    app.edit("web/site.css", "rgb(1, 1, 1)", "rgb(3, 3, 3)");
    until(browser, COLOUR, "rgb(3, 3, 3)");
    app.edit("web/base.css", "rgb(2, 2, 2)", "rgb(4, 4, 4)");
    until(browser, BACKGROUND, "rgb(4, 4, 4)");
    app.edit("web/logo.svg", "width=\"10\"", "width=\"33\"");
    until(browser, "logo.naturalWidth", 33);
    assert_eq!(browser.run("logo.srcset.includes('/other.svg 2x')"), true);
    assert_eq!(browser.run(is_same), "1,kept,500");

    // An error is shown with its place, goes when it is mended, and can be closed.
    app.edit("web/site.css", "body {", "body { \"");
    until(browser, &format!("({ERROR}).includes('web/site.css:2:')"), true);
    assert_eq!(browser.run(&format!("({ERROR}).includes('^')")), true);
    app.edit("web/site.css", "body { \"", "body {");
    until(browser, ERROR, "");
    assert_eq!(browser.run(is_same), "1,kept,500");
    app.edit("web/site.css", "body {", "body { \"");
    until(browser, &format!("({ERROR}) !== ''"), true);
    browser.run("document.querySelector('include-components-error').shadowRoot.querySelector('button').click()");
    until(browser, ERROR, "");
    app.edit("web/site.css", "body { \"", "body {");

    // Anything else loads the page again, at its place.
    app.edit("web/index.html", ">two<", ">three<");
    until(browser, "text.textContent", "three");
    until(browser, "scrollY", 500);
    assert_eq!(browser.run("window.mark ?? null"), Value::Null);

    pages::show_what_was_saved(app, browser);

    // A page that is not of the set has no script.
    open(browser, &app.url("/foreign"));
    assert_eq!(browser.run("document.scripts.length"), 0);

    // The program is started again: the page that is open loads itself.
    open(browser, &app.url("/"));
    browser.run("window.mark = 2");
    connected(browser);
    let port = app.address().port().to_string();
    app.running = None;
    app.start(&port);
    until(browser, "window.mark ?? null", Value::Null);
    until(browser, "text.textContent", "three");

    many_tabs(app, browser);
}

/// A browser opens six connections to a host, and streams must not take them all.
fn many_tabs(app: &App, browser: &mut Browser) {
    let mut tabs = Vec::new();
    for _ in 0..9 {
        tabs.push(browser.new_tab());
        open(browser, &app.url("/"));
    }
    app.edit("web/site.css", "rgb(3, 3, 3)", "rgb(5, 5, 5)");
    for tab in &tabs {
        browser.switch_to(tab);
        until(browser, COLOUR, "rgb(5, 5, 5)");
    }
    // The first has had the stream.
    browser.close(&tabs.remove(0));
    app.edit("web/site.css", "rgb(5, 5, 5)", "rgb(6, 6, 6)");
    for tab in &tabs {
        browser.switch_to(tab);
        until(browser, COLOUR, "rgb(6, 6, 6)");
    }
}
