//! Chromium, driven over a pipe: JSON with a NUL after each message, on its descriptors 3
//! and 4.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take that the browser does.
const PATIENCE: Duration = Duration::from_secs(120);
/// After so long without a request a page is loaded.
const QUIET: Duration = Duration::from_millis(400);

/// A browser with one tab.
pub(crate) struct Browser {
    process: Child,
    commands: File,
    messages: Receiver<Value>,
    session: Option<String>,
    next: u64,
    /// The target of each tab, by its session.
    tabs: Vec<(String, Value)>,
    /// What the tab did since it was last asked.
    events: Vec<Value>,
    _dir: TempDir,
}

/// A response that the tab got.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Got {
    pub(crate) url: String,
    /// As it came over the network, so 304 for a file that was asked for again; 0 if
    /// nothing was asked.
    pub(crate) status: u64,
    /// Document, Stylesheet, Script, ...
    pub(crate) kind: String,
    pub(crate) media_type: String,
    /// Whether nobody was asked.
    pub(crate) from_cache: bool,
}

impl Browser {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (to, from) = (dir.path().join("to"), dir.path().join("from"));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        // With a descriptor of each pipe that can do both, neither `open` waits for the
        // other side, so a browser that does not start cannot hang this one.
        let both = |path| OpenOptions::new().read(true).write(true).open(path).unwrap();
        let (commands, kept) = (both(&to), both(&from));
        let script = "exec chromium --headless=new --no-sandbox --disable-gpu --no-first-run \
            --disable-dev-shm-usage --disable-background-networking --disable-component-update \
            --disable-sync --remote-debugging-pipe --user-data-dir=\"$1/profile\" \
            3<\"$1/to\" 4>\"$1/from\"";
        let process = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(dir.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(kept).split(0).map_while(Result::ok) {
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut browser = Browser {
            process,
            commands,
            messages,
            session: None,
            next: 0,
            tabs: Vec::new(),
            events: Vec::new(),
            _dir: dir,
        };
        browser.new_tab();
        browser
    }

    /// Opens another tab, which is asked from now on; returns its name.
    pub(crate) fn new_tab(&mut self) -> String {
        self.session = None;
        let tab = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": tab["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", attach);
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        self.tabs.push((session.clone(), tab["targetId"].clone()));
        self.switch_to(&session);
        for domain in ["Network", "Page", "Runtime", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        session
    }

    /// Asks a tab from now on.
    pub(crate) fn switch_to(&mut self, tab: &str) {
        self.session = Some(tab.to_owned());
    }

    /// Closes a tab, which must not be the one that is asked next.
    pub(crate) fn close(&mut self, tab: &str) {
        let at = self.tabs.iter().position(|it| it.0 == tab).unwrap();
        let (_, target) = self.tabs.remove(at);
        self.session = None;
        self.call("Target.closeTarget", json!({ "targetId": target }));
    }

    /// Calls a method of the DevTools protocol, and returns its result.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        let result = self.result(method, params);
        result.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Does the same, and returns the error of one that fails.
    fn result(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.commands.write_all(format!("{message}\0").as_bytes()).unwrap();
        let end = Instant::now() + PATIENCE;
        loop {
            let message = self.receive(end).unwrap_or_else(|| panic!("no answer to {method}"));
            if message["id"] == id {
                return match message["error"].is_null() {
                    true => Ok(message["result"].clone()),
                    false => Err(message["error"].clone()),
                };
            }
            self.events.push(message);
        }
    }

    fn receive(&self, end: Instant) -> Option<Value> {
        match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("the browser ended"),
        }
    }

    /// Waits until the tab has loaded what it wants, and nothing moves any more.
    fn settle(&mut self) {
        let end = Instant::now() + PATIENCE;
        loop {
            assert!(Instant::now() < end, "it never comes to rest: {:#?}", self.events);
            match self.receive((Instant::now() + QUIET).min(end)) {
                Some(event) => self.events.push(event),
                None if self.is_idle() => return,
                None => {}
            }
        }
    }

    /// Whether every request that was begun has ended, and the document is complete.
    ///
    /// Of one of the last document, an icon say, the browser says no more when the tab has
    /// gone on.
    fn is_idle(&mut self) -> bool {
        let has = |it: &Value, names: &[&str]| names.iter().any(|name| it["method"] == *name);
        let is_of_tab = |it: &Value| it["params"]["frame"]["parentId"].is_null();
        let is_next = |it: &Value| has(it, &["Page.frameNavigated"]) && is_of_tab(it);
        let gone_on = self.events.iter().rposition(is_next);
        let document = gone_on.map(|at| &self.events[at]["params"]["frame"]["loaderId"]);
        let begun = self.events.iter().enumerate().filter(|(at, it)| {
            let is_of_this = gone_on.is_none_or(|gone_on| *at > gone_on)
                || Some(&it["params"]["loaderId"]) == document;
            has(it, &["Network.requestWillBeSent"]) && is_of_this
        });
        let ended: Vec<&Value> = self
            .events
            .iter()
            .filter(|it| has(it, &["Network.loadingFinished", "Network.loadingFailed"]))
            .map(|it| &it["params"]["requestId"])
            .collect();
        let mut begun = begun.map(|(_, it)| &it["params"]["requestId"]);
        begun.all(|it| ended.contains(&it)) && self.run("document.readyState") == "complete"
    }

    /// Does something, and returns what the tab got by it once it is at rest and a text
    /// is seen.
    pub(crate) fn after(&mut self, text: &str, act: impl FnOnce(&mut Self)) -> Vec<Got> {
        self.events.clear();
        act(self);
        let end = Instant::now() + PATIENCE;
        loop {
            self.settle();
            let seen = self.text();
            if seen.contains(text) {
                return self.got();
            }
            let faults = self.faults();
            assert!(Instant::now() < end, "no {text:?} in {seen:?}: {faults:#?}");
        }
    }

    pub(crate) fn go(&mut self, url: &str, text: &str) -> Vec<Got> {
        self.after(text, |it| {
            it.call("Page.navigate", json!({ "url": url }));
        })
    }

    pub(crate) fn reload(&mut self, text: &str) -> Vec<Got> {
        self.after(text, |it| {
            it.call("Page.reload", json!({}));
        })
    }

    /// Goes back (-1) or forward (1).
    pub(crate) fn travel(&mut self, by: i64, text: &str) -> Vec<Got> {
        self.after(text, |it| {
            let history = it.call("Page.getNavigationHistory", json!({}));
            let index = history["currentIndex"].as_i64().unwrap() + by;
            let entry = &history["entries"][usize::try_from(index).unwrap()];
            it.call("Page.navigateToHistoryEntry", json!({ "entryId": entry["id"] }));
        })
    }

    pub(crate) fn click(&mut self, selector: &str, text: &str) -> Vec<Got> {
        let click = format!("document.querySelector({}).click()", json!(selector));
        self.after(text, |it| {
            it.run(&click);
        })
    }

    /// Evaluates an expression; `None` while there is no page, or if it throws.
    pub(crate) fn try_run(&mut self, expression: &str) -> Option<Value> {
        let params = json!({ "expression": expression, "returnByValue": true });
        let result = self.result("Runtime.evaluate", params).ok()?;
        result["exceptionDetails"].is_null().then(|| result["result"]["value"].clone())
    }

    /// Evaluates an expression in the page.
    pub(crate) fn run(&mut self, expression: &str) -> Value {
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.call("Runtime.evaluate", params);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// The text that is seen.
    fn text(&mut self) -> String {
        self.run("document.body ? document.body.innerText.trim() : ''").as_str().unwrap().to_owned()
    }

    /// What went wrong: requests that failed, and what the console shows of errors.
    pub(crate) fn faults(&self) -> Vec<String> {
        let events = self.events.iter().filter(|it| match it["method"].as_str() {
            Some("Network.loadingFailed" | "Runtime.exceptionThrown") => true,
            Some("Log.entryAdded") => it["params"]["entry"]["level"] == "error",
            Some("Runtime.consoleAPICalled") => it["params"]["type"] == "error",
            _ => false,
        });
        events.map(|it| format!("{}: {}", it["method"], it["params"])).collect()
    }

    fn got(&self) -> Vec<Got> {
        let of = |name: &'static str| self.events.iter().filter(move |it| it["method"] == name);
        let responses = of("Network.responseReceived").map(|event| {
            let (params, response) = (&event["params"], &event["params"]["response"]);
            let id = &params["requestId"];
            let same = |it: &&Value| it["params"]["requestId"] == *id;
            // The last one, as those before were redirects.
            let sent = of("Network.responseReceivedExtraInfo").rfind(same);
            let served = of("Network.requestServedFromCache").any(|it| same(&it));
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            Got {
                url: text(&response["url"]),
                status: sent.map_or(0, |it| it["params"]["statusCode"].as_u64().unwrap()),
                kind: text(&params["type"]),
                media_type: text(&response["mimeType"]),
                from_cache: sent.is_none() && (served || response["fromDiskCache"] == true),
            }
        });
        responses.collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let close = "{\"id\":0,\"method\":\"Browser.close\"}\0";
        let _ = self.commands.write_all(close.as_bytes());
        for _ in 0..50 {
            if self.process.try_wait().is_ok_and(|it| it.is_some()) {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
