//! The thread that looks, and those who wait for it.

use std::string::{String, ToString};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};
use std::{format, mem};

use include_components_pack::{Pack, live};

use super::read::{self, Unread};
use super::script::{self, Answer, NotStarted, Script, Stamp};
use super::set::{Set, lock};
use super::watch::Watchers;
use super::{Change, Event, Status, terminal};

/// How old a look may be at most that is as good as a new one.
const RECENT: Duration = Duration::from_millis(100);

/// A look takes at most one part in so many of the time.
const SHARE: u32 = 10;

/// How long a request waits for a look.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long a failure must last until the browser is told: a file may be half saved.
const DOUBT: Duration = Duration::from_millis(150);

/// How often those who watch hear that nothing is new, so that what is broken shows.
const PING: Duration = Duration::from_secs(10);

/// How often a script may end in a row before it is not started again.
const CRASHES: u32 = 3;

/// What the thread and those who wait for it share.
#[derive(Default)]
pub(super) struct Looks {
    state: Mutex<State>,
    changed: Condvar,
    pub(super) watchers: Watchers,
}

#[derive(Default)]
struct State {
    thread: Option<ThreadId>,
    /// Whether somebody waits for a look.
    wanted: bool,
    /// How many looks have ended.
    looks: u64,
    /// When the one began that goes on.
    began: Option<Instant>,
    /// When the last one ended, and how long it took.
    ended: Option<(Instant, Duration)>,
    status: Option<Status>,
}

impl Looks {
    pub(super) fn wake(&self) {
        self.changed.notify_all();
    }
}

impl State {
    /// Returns when the last look is too old.
    fn due(&self, least: Duration) -> Option<Instant> {
        self.ended.map(|(ended, took)| ended + least.max(took * SHARE))
    }
}

impl Set {
    /// Starts the thread, unless it runs already.
    pub(crate) fn start(&'static self, embedded: Pack<'static>) {
        let mut state = lock(&self.looks.state);
        if state.status.is_some() {
            return;
        }
        if let Some(why) = self.why_never() {
            terminal::line(&format!("`{}` is not live: {why}", self.name));
            state.status = Some(Status::Off { why });
            return;
        }
        state.status = Some(Status::Good { version: 0 });
        state.wanted = true;
        let builder = thread::Builder::new().name("include-components live".to_string());
        match builder.spawn(move || Looker::new(self, embedded).run()) {
            Ok(thread) => state.thread = Some(thread.thread().id()),
            Err(_) => state.status = Some(Status::Off { why: "there can be no more threads" }),
        }
    }

    /// Returns why this set is not live whatever happens.
    fn why_never(&self) -> Option<&'static str> {
        #[expect(clippy::disallowed_methods, reason = "the user's switch")]
        let switch = std::env::var_os(live::VARIABLE);
        if switch.is_some_and(|it| it == "0") {
            return Some("INCLUDE_COMPONENTS_LIVE is 0");
        }
        self.build.is_empty().then_some(
            "the build left no live record: it is of no dev profile, or of another version of \
             include-components-build",
        )
    }

    pub(crate) fn status(&self) -> Status {
        let status = lock(&self.looks.state).status.clone();
        status.unwrap_or(Status::Off { why: "nobody called `Components::live`" })
    }

    pub(crate) fn refresh(&self) -> Status {
        let mut state = lock(&self.looks.state);
        if state.thread.is_none_or(|it| it == thread::current().id()) {
            drop(state);
            return self.status();
        }
        let now = Instant::now();
        let recent =
            state.ended.is_some_and(|(ended, took)| now < ended + RECENT.min(took * SHARE));
        if !recent {
            // A look that goes on may have passed what was saved meanwhile.
            let enough = state.looks + 1 + u64::from(state.began.is_some());
            state.wanted = true;
            let until = state.began.unwrap_or(now) + PATIENCE;
            self.looks.wake();
            while state.looks < enough {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                let waited = self.looks.changed.wait_timeout(state, left);
                state = waited.unwrap_or_else(|it| it.into_inner()).0;
            }
        }
        drop(state);
        self.status()
    }

    pub(crate) fn on_change(&'static self, f: impl Fn(&Change<'_>) + Send + 'static) {
        let watch = self.watch(move |event| {
            if !event.paths.is_empty() {
                f(&Change { version: event.version, paths: event.paths });
            }
        });
        // For ever.
        mem::forget(watch);
    }
}

/// What the thread has for itself.
struct Looker {
    set: &'static Set,
    embedded: Pack<'static>,
    script: Option<Script>,
    /// An executable that is not to be started again.
    useless: Option<Stamp>,
    crashes: u32,
    /// What the terminal was told last, of what goes wrong.
    told: String,
    failed_since: Option<Instant>,
    /// What those who watch were told last: the version, and whether something is wrong.
    shown: (u64, bool),
    shown_at: Instant,
}

/// What a look finds.
enum Found {
    Same,
    Changed(std::vec::Vec<String>),
    Failed(String),
    Off(&'static str, String),
}

impl Looker {
    fn new(set: &'static Set, embedded: Pack<'static>) -> Self {
        Looker {
            set,
            embedded,
            script: None,
            useless: None,
            crashes: 0,
            told: String::new(),
            failed_since: None,
            shown: (0, false),
            shown_at: Instant::now(),
        }
    }

    /// Looks whenever somebody wants it, and by itself while somebody watches.
    fn run(mut self) {
        self.set.seed(self.embedded);
        loop {
            self.wait();
            let began = Instant::now();
            lock(&self.set.looks.state).began = Some(began);
            let found = self.look();
            let took = began.elapsed();
            let paths = match &found {
                Found::Changed(paths) => paths.as_slice(),
                _ => &[],
            };
            self.tell_terminal(&found, took);
            let version = self.set.version();
            let status = match &found {
                Found::Same | Found::Changed(_) => Status::Good { version },
                Found::Failed(error) => {
                    Status::Failed { version, error: Arc::from(error.as_str()) }
                }
                Found::Off(why, _) => Status::Off { why },
            };
            {
                let mut state = lock(&self.set.looks.state);
                state.status = Some(status);
                state.looks += 1;
                state.began = None;
                state.ended = Some((Instant::now(), took));
            }
            self.set.looks.wake();
            self.tell_watchers(version, paths, &found);
        }
    }

    /// Waits until it is time for the next look.
    fn wait(&self) {
        let looks = &self.set.looks;
        let mut state = lock(&looks.state);
        while !mem::take(&mut state.wanted) {
            let due = state.due(RECENT).filter(|_| !looks.watchers.is_empty());
            let Some(due) = due else {
                state = looks.changed.wait(state).unwrap_or_else(|it| it.into_inner());
                continue;
            };
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = looks.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(|it| it.into_inner()).0;
        }
    }

    fn look(&mut self) -> Found {
        if self.script.as_ref().is_some_and(|script| !script.is_current(self.set)) {
            // Cargo made another, or is about to.
            self.script = None;
        }
        let script = match &mut self.script {
            Some(script) => script,
            None => {
                let useless = "the build script ends by itself: mend it and build again";
                if self.useless.is_some() && self.useless == script::executable(self.set) {
                    return Found::Off(useless, String::new());
                }
                match Script::start(self.set) {
                    Ok(script) => self.script.insert(script),
                    Err(NotStarted { why, details, executable }) => {
                        self.useless = executable;
                        return Found::Off(why, details);
                    }
                }
            }
        };
        match script.look() {
            Answer::Good => {
                self.crashes = 0;
                match read::newest(self.set, self.embedded) {
                    Ok(paths) if paths.is_empty() => Found::Same,
                    Ok(paths) => Found::Changed(paths),
                    Err(Unread::Version) => Found::Off(
                        "the components were built by another version of \
                         include-components-build: build the program again",
                        String::new(),
                    ),
                    Err(Unread::Io(error)) => {
                        let dir = self.set.dir();
                        Found::Failed(format!("cannot read the set in {}: {error}", dir.display()))
                    }
                }
            }
            Answer::Failed(text) => Found::Failed(text),
            Answer::Off(text) => Found::Off("the build script cannot look at this set", text),
            Answer::Ended(text) => {
                self.crashes += 1;
                self.useless = script::executable(self.set).filter(|_| self.crashes >= CRASHES);
                self.script = None;
                Found::Failed(format!("the build script ended: {text}"))
            }
        }
    }

    /// Says what is new, and of what is wrong each thing once.
    fn tell_terminal(&mut self, found: &Found, took: Duration) {
        let wrong = match found {
            Found::Same | Found::Changed(_) => String::new(),
            Found::Failed(error) => error.clone(),
            Found::Off(why, details) if details.is_empty() => {
                format!("`{}` is not live: {why}", self.set.name)
            }
            Found::Off(why, details) => {
                format!("`{}` is not live: {why}\n{details}", self.set.name)
            }
        };
        match found {
            Found::Changed(paths) => terminal::changed(paths, took),
            Found::Same if !self.told.is_empty() => terminal::line("no error any more"),
            _ if !wrong.is_empty() && wrong != self.told => terminal::line(&wrong),
            _ => {}
        }
        self.told = wrong;
    }

    /// Tells those who watch what is new to them, and from time to time that nothing is.
    fn tell_watchers(&mut self, version: u64, paths: &[String], found: &Found) {
        let error = match found {
            Found::Failed(error) => {
                let since = *self.failed_since.get_or_insert_with(Instant::now);
                Some(error.as_str()).filter(|_| since.elapsed() >= DOUBT)
            }
            _ => {
                self.failed_since = None;
                None
            }
        };
        let now = (version, error.is_some());
        if now != self.shown || self.shown_at.elapsed() >= PING {
            self.shown = now;
            self.shown_at = Instant::now();
            self.set.looks.watchers.tell(&Event { version, paths, error });
        }
    }
}
