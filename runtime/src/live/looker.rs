//! The thread that looks.

use std::boxed::Box;
use std::format;
use std::string::String;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use std::vec::Vec;

use include_components_pack::{Digest, Pack};

use super::looks::SHARE;
use super::read::{self, Unread};
use super::script::{self, Answer, Script, Stamp};
use super::set::Set;
use super::{Event, Status, terminal};

/// How long a failure must last until the browser is told: a file may be half saved.
const DOUBT: Duration = Duration::from_millis(150);

/// How often those who watch hear that nothing is new, so that what is broken shows.
const PING: Duration = Duration::from_secs(10);

/// How long a script that ends by itself is left alone at least, from the second time on.
const PAUSE: Duration = Duration::from_secs(1);

/// How long an executable may be gone that cargo is replacing.
const REPLACED: Duration = Duration::from_millis(50);

/// The state that the thread has for itself.
pub(super) struct Looker {
    set: &'static Set,
    embedded: Pack<'static>,
    script: Option<Script>,
    /// Whether this place once had the live record of this very build. A later one is the
    /// same developer's: `cargo clean` and a build make another.
    is_known: bool,
    down: Option<Down>,
    /// How often in a row there was no script, or it ended.
    failures: u32,
    /// The digest of the pack that was there last.
    seen: Option<Digest>,
    /// The mistake that the terminal was told of last.
    told: String,
    /// Why the set was off last.
    why: &'static str,
    failed_since: Option<Instant>,
    /// The version and the mistake that those who watch were told of last.
    shown: (u64, Option<String>),
    shown_at: Instant,
}

/// The result of a look.
#[derive(Clone)]
enum Found {
    Same,
    Changed(Vec<String>),
    Failed(String),
    /// The script ended instead of looking.
    Ended(String),
    Off(String),
}

/// A script that is not started again for a while, unless its executable is another.
struct Down {
    found: Found,
    until: Instant,
    executable: Option<Stamp>,
}

impl Looker {
    pub(super) fn new(set: &'static Set, embedded: Pack<'static>) -> Self {
        Looker {
            set,
            embedded,
            script: None,
            is_known: false,
            down: None,
            failures: 0,
            seen: embedded.digest(),
            told: String::new(),
            why: "",
            failed_since: None,
            shown: (0, None),
            shown_at: Instant::now(),
        }
    }

    /// Looks whenever somebody wants it, and by itself while somebody watches.
    pub(super) fn run(mut self) {
        self.set.seed(self.embedded);
        loop {
            self.set.looks.wait();
            self.set.looks.begin();
            let began = Instant::now();
            let found = self.look();
            let took = began.elapsed();
            self.tell_terminal(&found, took);
            let version = self.set.version();
            let status = match &found {
                Found::Same | Found::Changed(_) => Status::Good { version },
                Found::Failed(error) | Found::Ended(error) => {
                    Status::Failed { version, error: Arc::from(error.as_str()) }
                }
                Found::Off(why) => Status::Off { why: self.kept(why) },
            };
            self.set.looks.end(status, took);
            self.tell_watchers(version, &found);
        }
    }

    fn look(&mut self) -> Found {
        let began = Instant::now();
        if self.script.as_ref().is_some_and(|script| !is_current(script, self.set)) {
            // Cargo made another, or took it away.
            self.script = None;
        }
        let script = match &mut self.script {
            Some(script) => script,
            None => {
                let executable = script::executable(self.set);
                let is_down = |it: &&Down| it.executable == executable && began < it.until;
                if let Some(down) = self.down.as_ref().filter(is_down) {
                    return down.found.clone();
                }
                match Script::start(self.set, &mut self.is_known) {
                    Ok(script) => self.script.insert(script),
                    Err(why) => return self.fail(Found::Off(why), began),
                }
            }
        };
        match script.look(self.set) {
            Answer::Good => {
                (self.failures, self.down) = (0, None);
                self.read()
            }
            Answer::Failed(text) => {
                (self.failures, self.down) = (0, None);
                Found::Failed(text)
            }
            Answer::Off(text) => Found::Off(text),
            Answer::Replaced => {
                self.script = None;
                self.look()
            }
            Answer::Ended(text) => {
                self.script = None;
                self.fail(Found::Ended(format!("the build script ended: {text}")), began)
            }
        }
    }

    fn read(&mut self) -> Found {
        match read::newest(self.set, self.embedded, &mut self.seen) {
            Ok(paths) if paths.is_empty() => Found::Same,
            Ok(paths) => Found::Changed(paths),
            Err(Unread::Version) => Found::Off(String::from(
                "the components were built by another version of include-components-build: \
                 build the program again",
            )),
            Err(Unread::Io(error)) => {
                let dir = self.set.dir();
                Found::Failed(format!("cannot read the set in {}: {error}", dir.display()))
            }
        }
    }

    /// Leaves a script alone that cannot be started or ends by itself, but not the first
    /// time: what it cannot bear may be mended already.
    fn fail(&mut self, found: Found, began: Instant) -> Found {
        self.failures += 1;
        let pause = match self.failures {
            1 => Duration::ZERO,
            _ => PAUSE.max(began.elapsed() * SHARE),
        };
        let executable = script::executable(self.set);
        self.down = Some(Down { found: found.clone(), until: Instant::now() + pause, executable });
        found
    }

    /// Keeps a text for ever, unless it was the last one already.
    fn kept(&mut self, why: &str) -> &'static str {
        if without_digits(self.why) != without_digits(why) {
            self.why = Box::leak(Box::from(why));
        }
        self.why
    }

    /// Says what is new, and of what is wrong each thing once.
    fn tell_terminal(&mut self, found: &Found, took: Duration) {
        let wrong = match found {
            Found::Same | Found::Changed(_) => String::new(),
            Found::Failed(error) | Found::Ended(error) => error.clone(),
            Found::Off(why) => format!("`{}` is not live: {why}", self.set.name),
        };
        // A process that ends says its number, which is another each time.
        let key = match found {
            Found::Ended(_) | Found::Off(_) => without_digits(&wrong),
            _ => wrong.clone(),
        };
        match found {
            Found::Changed(paths) => terminal::changed(paths, took),
            Found::Same if !self.told.is_empty() => terminal::line("no error any more"),
            _ if !key.is_empty() && key != self.told => terminal::line(&wrong),
            _ => {}
        }
        self.told = key;
    }

    /// Tells those who watch what is new to them, and from time to time that nothing is.
    fn tell_watchers(&mut self, version: u64, found: &Found) {
        let error = match found {
            Found::Failed(error) | Found::Ended(error) => {
                let since = *self.failed_since.get_or_insert_with(Instant::now);
                Some(error.as_str()).filter(|_| since.elapsed() >= DOUBT)
            }
            _ => {
                self.failed_since = None;
                None
            }
        };
        let paths = match found {
            Found::Changed(paths) => paths.as_slice(),
            _ => &[],
        };
        let now = (version, error.map(String::from));
        if now != self.shown || self.shown_at.elapsed() >= PING {
            self.shown = now;
            self.shown_at = Instant::now();
            self.set.looks.watchers.tell(&Event { version, paths, error });
        }
    }
}

/// Whether the executable, as the live record has it, is the one that runs.
fn is_current(script: &Script, set: &Set) -> bool {
    let now = script::executable(set).or_else(|| {
        thread::sleep(REPLACED);
        script::executable(set)
    });
    now == Some(script.executable)
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}
