//! Live mode: what was saved is served, without rustc and without a restart.
//!
//! The types are there with the feature `live`, so that a program is the same in debug
//! and in release; what does the work, only where `debug_assertions` are on.

#[cfg(debug_assertions)]
pub(crate) mod node;
#[cfg(debug_assertions)]
mod looker;
#[cfg(debug_assertions)]
mod looks;
#[cfg(debug_assertions)]
mod read;
#[cfg(debug_assertions)]
mod script;
#[cfg(debug_assertions)]
pub(crate) mod set;
#[cfg(debug_assertions)]
pub(crate) mod slot;
#[cfg(debug_assertions)]
mod terminal;
#[cfg(debug_assertions)]
mod trust;
#[cfg(debug_assertions)]
mod watch;

use std::fmt;
use std::string::String;
use std::sync::Arc;

/// The live mode of a set.
///
/// [`Components::live`](crate::Components::live) starts it. It is `Copy`, and every one of a set is the same. In a release build it does nothing,
/// and costs nothing.
#[derive(Clone, Copy)]
pub struct Live {
    #[cfg(debug_assertions)]
    pub(crate) set: &'static set::Set,
}

/// Whether what is looked up is what is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// Nobody looks: the components are the newest that there were, at first the embedded
    /// ones.
    #[non_exhaustive]
    Off {
        /// Why, as a sentence for people.
        why: &'static str,
    },
    /// The components are what was on disk at the last look.
    #[non_exhaustive]
    Good {
        /// [`Components::version`](crate::Components::version).
        version: u64,
    },
    /// The files on disk cannot be compiled: the components are the last that could.
    #[non_exhaustive]
    Failed {
        /// [`Components::version`](crate::Components::version).
        version: u64,
        /// The message of the build script.
        error: Arc<str>,
    },
}

/// The changes of one version: what [`Live::on_change`] tells.
pub struct Change<'a> {
    pub(crate) version: u64,
    pub(crate) paths: &'a [String],
}

impl Change<'_> {
    /// Returns the version, which is [`Components::version`](crate::Components::version)
    /// from now on.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Returns the logical paths of what was changed, added or removed, in byte order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }
}

impl fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("version", &self.version)
            .field("paths", &self.paths)
            .finish()
    }
}

impl Live {
    /// Looks whether a component was changed, unless somebody has just looked.
    ///
    /// Compiles what was changed; from then on lookups find it. A look is older than
    /// that if it was 100 ms ago or, if that is shorter, ten times what it took.
    ///
    /// # Cost
    ///
    /// Waits for the look, but 250 ms at most: then a compiler is at work, and a later
    /// call finds its result. Some 0.1 ms for 100 components that did not change.
    pub fn refresh(&self) -> Status {
        #[cfg(debug_assertions)]
        return self.set.refresh();
        #[cfg(not(debug_assertions))]
        RELEASE
    }

    /// Returns what the last look found, without another one.
    pub fn status(&self) -> Status {
        #[cfg(debug_assertions)]
        return self.set.status();
        #[cfg(not(debug_assertions))]
        RELEASE
    }

    /// Tells a function of all that looks find, while what is returned lives.
    #[doc(hidden)]
    pub fn watch(&self, f: impl Fn(&Event<'_>) + Send + 'static) -> Watch {
        #[cfg(debug_assertions)]
        return self.set.watch(f);
        #[cfg(not(debug_assertions))]
        {
            drop(f);
            Watch {}
        }
    }

    /// Calls a function after each change, on the thread that looks, for ever.
    ///
    /// For what a program makes of components: a table of templates, say. Lookups find
    /// the change already when it is called. From now on the thread looks by itself, every
    /// 100 ms or, if that is longer, 20 times what a look takes, and half as often when
    /// nothing was new for ten seconds; it does not look while the function runs. A panic in
    /// it is caught.
    pub fn on_change(&self, f: impl Fn(&Change<'_>) + Send + 'static) {
        #[cfg(debug_assertions)]
        self.set.on_change(f);
        #[cfg(not(debug_assertions))]
        drop(f);
    }
}

#[cfg(not(debug_assertions))]
const RELEASE: Status = Status::Off { why: "the program was compiled without debug assertions" };

/// The result of a look, for `include-components-serve`; not a stable interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event<'a> {
    /// [`Components::version`](crate::Components::version).
    pub version: u64,
    /// The paths that are new in it; empty if it was there before.
    pub paths: &'a [String],
    /// Why what is on disk cannot be compiled, if two looks found it so.
    pub error: Option<&'a str>,
}

/// While it lives, the set is looked at, and a function is told of what is found. For
/// `include-components-serve`; not a stable interface.
#[doc(hidden)]
pub struct Watch {
    #[cfg(debug_assertions)]
    pub(crate) set: &'static set::Set,
    #[cfg(debug_assertions)]
    pub(crate) id: u64,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Live").field(&self.status()).finish()
    }
}

// Two attributes: Clippy knows tests by the first.
#[cfg(test)]
#[cfg(debug_assertions)]
mod tests;
