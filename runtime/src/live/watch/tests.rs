use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// A mistake in one function keeps neither the others nor the next event away.
#[test]
fn a_panic_is_that_functions_own() {
    static TOLD: AtomicU32 = AtomicU32::new(0);
    let watchers = Watchers::default();
    let first = watchers.add(|_| panic!("as a template that does not parse would"));
    watchers.add(|event| {
        TOLD.fetch_add(event.version as u32, Ordering::Relaxed);
    });
    let event = Event { version: 1, paths: &[], error: None };
    watchers.tell(&event);
    watchers.tell(&event);
    assert_eq!(TOLD.load(Ordering::Relaxed), 2);
    watchers.remove(first);
    assert!(!watchers.is_empty());
}
