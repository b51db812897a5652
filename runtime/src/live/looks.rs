//! Looks: when they happen, and who waits for them.

use std::string::ToString;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};
use std::{format, mem};

use include_components_pack::{Pack, live};

use super::looker::Looker;
use super::set::{Set, lock};
use super::watch::Watchers;
use super::{Change, Status, terminal};

/// How old a look may be at most that is as good as a new one.
const RECENT: Duration = Duration::from_millis(100);

/// A look takes at most one part in so many of the time.
pub(super) const SHARE: u32 = 10;

/// When nothing was new for so long, looks that nobody asks for are half as frequent.
const QUIET: Duration = Duration::from_secs(10);

/// How long a request waits for a look.
const PATIENCE: Duration = Duration::from_millis(250);

/// The state that the thread and those who wait for it share.
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
    /// When that was last another one than before.
    changed: Option<Instant>,
}

impl Looks {
    /// Lets the thread see that there is somebody to look for.
    pub(super) fn wake(&self) {
        // It looks round under the lock, and must not miss this between that and its sleep.
        drop(lock(&self.state));
        self.changed.notify_all();
    }

    /// Waits until it is time for the next look.
    pub(super) fn wait(&self) {
        let mut state = lock(&self.state);
        while !mem::take(&mut state.wanted) {
            let due = state.due().filter(|_| !self.watchers.is_empty());
            let Some(due) = due else {
                state = self.changed.wait(state).unwrap_or_else(|it| it.into_inner());
                continue;
            };
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            state = self.sleep(state, left);
        }
    }

    /// Notes that a look has begun.
    pub(super) fn begin(&self) {
        lock(&self.state).began = Some(Instant::now());
    }

    /// Notes what a look found that has ended, and tells those who wait for it.
    pub(super) fn end(&self, status: Status, took: Duration) {
        let now = Instant::now();
        let mut state = lock(&self.state);
        if state.status.as_ref() != Some(&status) {
            state.changed = Some(now);
        }
        state.status = Some(status);
        state.looks += 1;
        state.began = None;
        state.ended = Some((now, took));
        drop(state);
        self.changed.notify_all();
    }

    fn sleep<'a>(&self, state: MutexGuard<'a, State>, time: Duration) -> MutexGuard<'a, State> {
        self.changed.wait_timeout(state, time).unwrap_or_else(|it| it.into_inner()).0
    }
}

impl State {
    /// Returns when the next look is due that nobody asks for.
    fn due(&self) -> Option<Instant> {
        let (ended, took) = self.ended?;
        // A look of many files has two threads.
        let pause = RECENT.max(took * 2 * SHARE);
        let is_quiet = self.changed.is_none_or(|it| ended > it + QUIET);
        Some(ended + if is_quiet { pause * 2 } else { pause })
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
            // A look that goes on may have been past what was saved just now.
            let wanted = state.looks + 1 + u64::from(state.began.is_some());
            let until = state.began.unwrap_or(now) + PATIENCE;
            state.wanted = true;
            self.looks.changed.notify_all();
            while state.looks < wanted {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                state = self.looks.sleep(state, left);
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
