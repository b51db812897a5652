//! The stream that tells pages what is new: server-sent events (HTML, section 9.2).

use std::collections::VecDeque;
use std::fmt;
use std::fmt::Write;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use include_components::__private::Watch;
use include_components::{Components, Live, Status};

use super::renamed::is_only_renamed;

/// How many messages wait at most for a page that does not read; it loads itself again
/// if it misses some.
const WAITING: usize = 16;

/// A stream of messages, one for each thing that a look finds.
pub(crate) struct Events {
    queue: Arc<Mutex<Queue>>,
    /// While it lives, components are looked at.
    _watch: Watch,
}

#[derive(Default)]
struct Queue {
    messages: VecDeque<Bytes>,
    waker: Option<Waker>,
}

impl Events {
    /// Makes a stream that begins with what is so now.
    pub(crate) fn new(components: &'static Components, live: Live) -> Self {
        let queue = Arc::new(Mutex::new(Queue::default()));
        let to = Arc::clone(&queue);
        let before = Mutex::new(components.root());
        let watch = live.watch(move |event| {
            let before = std::mem::replace(&mut *lock(&before), components.root());
            let is_other = |path: &&str| {
                let pair = before.get(path).zip(components.get(path));
                !pair.is_some_and(|(before, now)| is_only_renamed(before, now))
            };
            let changed = event.paths.iter().map(String::as_str).filter(is_other);
            push(&to, message(components, event.version, changed, event.error));
        });
        let error = match live.status() {
            Status::Failed { error, .. } => Some(error),
            _ => None,
        };
        let now = components.version();
        push(&queue, message(components, now, [].into_iter(), error.as_deref()));
        Events { queue, _watch: watch }
    }

    pub(crate) fn poll(&self, context: &Context<'_>) -> Poll<Bytes> {
        let mut queue = lock(&self.queue);
        match queue.messages.pop_front() {
            Some(message) => Poll::Ready(message),
            None => {
                queue.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

fn push(queue: &Mutex<Queue>, message: Bytes) {
    let mut queue = lock(queue);
    queue.messages.push_back(message);
    if queue.messages.len() > WAITING {
        queue.messages.pop_front();
    }
    if let Some(waker) = queue.waker.take() {
        drop(queue);
        waker.wake();
    }
}

fn lock<T>(queue: &Mutex<T>) -> MutexGuard<'_, T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names a version of a set, in this run of the program.
pub(super) fn version(version: u64) -> String {
    static PROGRAM: OnceLock<u64> = OnceLock::new();
    // Another run may have other code, and counts from 0 again.
    let program = PROGRAM.get_or_init(|| RandomState::new().build_hasher().finish());
    format!("{program:x}.{version}")
}

/// Makes a message: the version, that before it, each changed path beside its hashed
/// path, and the error, in JSON.
fn message<'a>(
    components: &Components,
    version: u64,
    changed: impl Iterator<Item = &'a str>,
    error: Option<&str>,
) -> Bytes {
    let mut list = String::new();
    for path in changed {
        let hashed = components.get(path).map_or("", |it| it.hashed_path());
        let comma = if list.is_empty() { "" } else { "," };
        let _ = write!(list, "{comma}[{},{}]", json(path), json(hashed));
    }
    let since = if list.is_empty() { version } else { version.saturating_sub(1) };
    let error = error.map_or("null".to_owned(), json);
    let (version, since) = (json(&self::version(version)), json(&self::version(since)));
    Bytes::from(format!(
        "data: {{\"version\":{version},\"since\":{since},\"changed\":[{list}],\"error\":{error}}}\n\n"
    ))
}

/// Returns a string of JSON (RFC 8259, section 7), without a newline in it.
fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
