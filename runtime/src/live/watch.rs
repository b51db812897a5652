//! Who is told of what the looks find.

use std::boxed::Box;
use std::fmt;
use std::string::String;
use std::sync::{Arc, Mutex};
use std::vec::Vec;

use super::set::{Set, lock};

/// What a look found. For `include-components-serve`; not a stable interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event<'a> {
    /// The version of the set.
    pub version: u64,
    /// What is new in it; empty if it was there before.
    pub paths: &'a [String],
    /// Why what is on disk cannot be compiled, if two looks found it so.
    pub error: Option<&'a str>,
}

/// While it lives, the set is looked at, and a function is told of what is found. For
/// `include-components-serve`; not a stable interface.
#[doc(hidden)]
pub struct Watch {
    set: &'static Set,
    id: u64,
}

type Watcher = Arc<Mutex<Box<dyn Fn(&Event<'_>) + Send>>>;

/// All who are told.
#[derive(Default)]
pub(super) struct Watchers(Mutex<(u64, Vec<(u64, Watcher)>)>);

impl Watchers {
    pub(super) fn is_empty(&self) -> bool {
        lock(&self.0).1.is_empty()
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        // Not under the lock: who is told may watch, or end it.
        let watchers: Vec<Watcher> =
            lock(&self.0).1.iter().map(|(_, watcher)| Arc::clone(watcher)).collect();
        watchers.iter().for_each(|watcher| lock(watcher)(event));
    }

    fn add(&self, f: impl Fn(&Event<'_>) + Send + 'static) -> u64 {
        let mut watchers = lock(&self.0);
        watchers.0 += 1;
        let id = watchers.0;
        watchers.1.push((id, Arc::new(Mutex::new(Box::new(f)))));
        id
    }

    fn remove(&self, id: u64) {
        lock(&self.0).1.retain(|(other, _)| *other != id);
    }
}

impl Set {
    /// Tells a function of all that looks find, as long as what is returned lives.
    pub(super) fn watch(&'static self, f: impl Fn(&Event<'_>) + Send + 'static) -> Watch {
        let id = self.looks.watchers.add(f);
        // Whoever waits for nothing has somebody to look for now.
        self.looks.wake();
        Watch { set: self, id }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.set.looks.watchers.remove(self.id);
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watch").field(&self.id).finish()
    }
}
