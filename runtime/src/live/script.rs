//! The build script, started again to look at the components when it is asked.

use std::format;
use std::fs::{self, Metadata};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::string::{String, ToString};
use std::sync::{Arc, Mutex};
use std::thread;
use std::vec::Vec;

use include_components_pack::live::{
    ANSWER, CHECK, FAILED, GOOD, LiveRecord, OFF, RECORD, TEXT, VARIABLE, is_recorded,
};

use super::set::{Set, lock};
use super::trust;

/// A build script that runs, and has come to the set.
pub(super) struct Script {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    stderr: Tail,
    executable: Stamp,
}

/// What the script says to a look.
pub(super) enum Answer {
    Good,
    Failed(String),
    Off(String),
    /// It ended; with what it said last.
    Ended(String),
}

/// Why there is no script.
pub(super) struct NotStarted {
    /// A sentence for [`Status::Off`](crate::Status::Off).
    pub(super) why: &'static str,
    /// More of it, for the terminal.
    pub(super) details: String,
    /// The executable, if another look need not try it again.
    pub(super) executable: Option<Stamp>,
}

/// What an executable looks like, to see whether it was replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    len: u64,
    modified: Option<std::time::SystemTime>,
    inode: u64,
}

impl Script {
    /// Starts the build script as the live record says, and waits until it has come to
    /// the set.
    pub(super) fn start(set: &Set) -> Result<Self, NotStarted> {
        let path = set.file(RECORD);
        let text = fs::read_to_string(&path).map_err(|error| {
            let why = "there is no live record of this build: build the program again, in a \
                       dev profile and with include-components-build of the same version";
            NotStarted::new(why, format!("{}: {error}", path.display()))
        })?;
        let other = "the live record is of another build: build the program again";
        let record = LiveRecord::parse(&text).filter(|it| it.build == set.build);
        let record = record.ok_or_else(|| NotStarted::new(other, path.display().to_string()))?;
        let program = Path::new(record.program);
        let gone = |error: io::Error| {
            let why = "the build script is gone, or cannot be started: build the program again";
            NotStarted::new(why, format!("{}: {error}", program.display()))
        };
        fs::create_dir_all(set.dir()).map_err(gone)?;
        if let Some(path) = trust::check(&set.dir(), &[&path, program]).map_err(gone)? {
            let why = "the build script, its live record or the directory of one belongs to \
                       somebody else, or others may write to it";
            return Err(NotStarted::new(why, path));
        }
        let executable = Stamp::of(program).map_err(gone)?;
        let mut child = command(set, &record).spawn().map_err(gone)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let stderr = child.stderr.take().map(Tail::of).unwrap_or_default();
        let (Some(stdin), Some(stdout)) = (stdin, stdout) else {
            return Err(gone(io::ErrorKind::BrokenPipe.into()));
        };
        let stdout = BufReader::new(stdout);
        let mut script = Script { child, stdin, stdout, stderr, executable };
        let (why, details) = match script.answer() {
            Answer::Good => return Ok(script),
            Answer::Off(text) | Answer::Failed(text) => {
                ("the build script cannot look at this set", text)
            }
            Answer::Ended(text) => ("the build script ended before it came to the set", text),
        };
        Err(NotStarted { why, details, executable: Some(executable) })
    }

    /// Lets the script look at the components, and waits for what it says.
    pub(super) fn look(&mut self) -> Answer {
        let asked = writeln!(self.stdin, "{CHECK}").and_then(|()| self.stdin.flush());
        // If it ended, its output ends, too.
        drop(asked);
        self.answer()
    }

    /// Whether the executable, as the live record has it, is the one that runs.
    pub(super) fn is_current(&self, set: &Set) -> bool {
        executable(set) == Some(self.executable)
    }

    fn answer(&mut self) -> Answer {
        let mut text = String::new();
        let mut line = Vec::new();
        loop {
            line.clear();
            // What is not UTF-8 is none of our lines.
            let read = self.stdout.read_until(b'\n', &mut line);
            if !read.is_ok_and(|read| read > 0) {
                return Answer::Ended(self.end());
            }
            let said = std::str::from_utf8(&line).ok().map(|it| it.trim_end_matches(['\r', '\n']));
            let Some(said) = said.and_then(|it| it.strip_prefix(ANSWER)) else { continue };
            match said {
                GOOD => return Answer::Good,
                FAILED => return Answer::Failed(text),
                OFF => return Answer::Off(text),
                _ => {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(said.strip_prefix(TEXT).unwrap_or(said));
                }
            }
        }
    }

    /// Waits for the end of a script whose output has ended; returns what it said last.
    fn end(&mut self) -> String {
        let status = self.child.wait().map_or_else(|it| it.to_string(), |it| it.to_string());
        format!("{status}\n{}", self.stderr.text()).trim_end().to_string()
    }
}

/// Returns what the executable looks like now; `None` if it or the record is gone.
pub(super) fn executable(set: &Set) -> Option<Stamp> {
    let text = fs::read_to_string(set.file(RECORD)).ok()?;
    Stamp::of(Path::new(LiveRecord::parse(&text)?.program)).ok()
}

impl Drop for Script {
    /// Ends the script, whatever it is doing: nobody waits for it any more.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl NotStarted {
    fn new(why: &'static str, details: String) -> Self {
        NotStarted { why, details, executable: None }
    }
}

impl Stamp {
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        #[cfg(unix)]
        let inode = |it: &Metadata| std::os::unix::fs::MetadataExt::ino(it);
        #[cfg(not(unix))]
        let inode = |_: &Metadata| 0;
        let (len, modified) = (metadata.len(), metadata.modified().ok());
        Ok(Stamp { len, modified, inode: inode(&metadata) })
    }
}

/// Returns the command that cargo started, in this process' own environment but for the
/// variables that are cargo's.
fn command(set: &Set, record: &LiveRecord<'_>) -> Command {
    /// Where a jobserver is, which ended with the cargo that had it.
    const JOBSERVER: [&str; 3] = ["CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS"];

    let mut command = Command::new(record.program);
    #[expect(clippy::disallowed_methods, reason = "their names, to take them away")]
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for name in names.filter(|it| is_recorded(it) || JOBSERVER.contains(&it.as_str())) {
        command.env_remove(name);
    }
    command.envs(record.variables()).env("OUT_DIR", set.out_dir).env(VARIABLE, set.name);
    command.current_dir(record.dir);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The end of what the script writes to its standard error.
#[derive(Clone, Default)]
struct Tail(Arc<Mutex<Vec<u8>>>);

impl Tail {
    /// How many bytes are kept.
    const LEN: usize = 16 << 10;

    /// Reads what is written, on a thread, so that the script never waits.
    fn of(mut stderr: ChildStderr) -> Self {
        let tail = Tail::default();
        let to = tail.clone();
        let read = move || {
            let mut buffer = [0; 4096];
            while let Ok(len @ 1..) = stderr.read(&mut buffer) {
                let mut kept = lock(&to.0);
                kept.extend_from_slice(buffer.get(..len).unwrap_or_default());
                let more = kept.len().saturating_sub(Self::LEN);
                kept.drain(..more);
            }
        };
        // Without the thread nothing is known of it; the pipe closes.
        drop(thread::Builder::new().spawn(read));
        tail
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&lock(&self.0)).into_owned()
    }
}
