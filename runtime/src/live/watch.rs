//! Who is told of what the looks find.

use std::boxed::Box;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::vec::Vec;

use super::set::{Set, lock};
use super::{Event, Watch};

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
        for watcher in watchers {
            // Else a mistake of the user's function would end the thread that looks. The
            // panic has said so in the terminal.
            drop(panic::catch_unwind(AssertUnwindSafe(|| lock(&watcher)(event))));
        }
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
        // The thread may sleep, as nobody watched.
        self.looks.wake();
        Watch { set: self, id }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.set.looks.watchers.remove(self.id);
    }
}

#[cfg(test)]
mod tests;
