//! The build script, started again to look at the components when it is asked.

use std::fs::{self, Metadata};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::string::{String, ToString};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use std::vec::Vec;
use std::{format, mem};

use include_components_pack::live::{
    ANSWER, CHECK, FAILED, GOOD, LiveRecord, OFF, RECORD, TEXT, VARIABLE, is_recorded,
};

use super::set::{Set, lock};
use super::{terminal, trust};

/// A build script that runs, and has come to the set.
pub(super) struct Script {
    child: Child,
    /// `None` once it is to end.
    stdin: Option<ChildStdin>,
    /// What it says of those lines that are for the program.
    answers: Receiver<String>,
    stderr: Tail,
    /// The stamp of the executable that runs.
    pub(super) executable: Stamp,
}

/// The answer of the script to a look.
pub(super) enum Answer {
    Good,
    Failed(String),
    Off(String),
    /// It ended; with what it said last.
    Ended(String),
    /// It is still at work, and its executable is another by now.
    Replaced,
}

/// The stat of an executable, to see whether it was replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    len: u64,
    modified: Option<std::time::SystemTime>,
    inode: u64,
}

impl Script {
    /// Starts the build script as the live record says, and waits until it has come to
    /// the set.
    ///
    /// The record must be that of the program's build, unless `is_known`, which is set by
    /// the first that is.
    ///
    /// # Errors
    ///
    /// Fails with a sentence for [`Status::Off`](crate::Status::Off).
    pub(super) fn start(set: &Set, is_known: &mut bool) -> Result<Self, String> {
        let path = set.file(RECORD);
        let text = fs::read_to_string(&path).map_err(|error| {
            format!(
                "there is no live record of this build: build the program again, in a dev \
                 profile and with include-components-build of the same version\n{}: {error}",
                path.display()
            )
        })?;
        let is_ours = |it: &LiveRecord<'_>| *is_known || it.build == set.build;
        let record = LiveRecord::parse(&text).filter(is_ours).ok_or_else(|| {
            let path = path.display();
            format!("the live record is of another build: build the program again\n{path}")
        })?;
        let program = Path::new(record.program);
        let gone = |error: io::Error| {
            format!(
                "the build script is gone, or cannot be started: build the program again\n\
                 {}: {error}",
                program.display()
            )
        };
        make_dir(&set.dir()).map_err(gone)?;
        let files = [path.as_path(), program, &set.dir()];
        if let Some(path) = trust::check(&set.dir(), &files).map_err(gone)? {
            return Err(format!(
                "the build script, its live record or the directory of one belongs to \
                 somebody else, or others may write to it\n{path}"
            ));
        }
        *is_known = true;
        let executable = Stamp::of(program).map_err(gone)?;
        let started = to_start(&set.dir(), program).map_err(gone)?;
        let mut child = command(set, &record, &started).spawn().map_err(gone)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let stderr = Tail::of(child.stderr.take());
        let (Some(stdin), Some(stdout)) = (stdin, stdout) else {
            return Err(gone(io::ErrorKind::BrokenPipe.into()));
        };
        let answers = answers(stdout);
        let mut script = Script { child, stdin: Some(stdin), answers, stderr, executable };
        match script.answer(set) {
            Answer::Good => Ok(script),
            Answer::Replaced => {
                drop(script);
                Script::start(set, is_known)
            }
            Answer::Off(text) | Answer::Failed(text) => Err(text),
            Answer::Ended(text) => {
                Err(format!("the build script ended before it came to the set: {text}"))
            }
        }
    }

    /// Lets the script look at the components, and waits for what it says.
    pub(super) fn look(&mut self, set: &Set) -> Answer {
        self.stderr.clear();
        if let Some(stdin) = &mut self.stdin {
            // If it ended, its output ends, too.
            drop(writeln!(stdin, "{CHECK}").and_then(|()| stdin.flush()));
        }
        self.answer(set)
    }

    fn answer(&mut self, set: &Set) -> Answer {
        let (began, mut is_told, mut has_ended) = (Instant::now(), false, false);
        let mut text = String::new();
        loop {
            match self.answers.recv_timeout(PATIENCE).as_deref() {
                Ok(GOOD) => return Answer::Good,
                Ok(FAILED) => return Answer::Failed(text),
                Ok(OFF) => return Answer::Off(text),
                Ok(said) => {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(said.strip_prefix(TEXT).unwrap_or(said));
                }
                Err(RecvTimeoutError::Disconnected) => return Answer::Ended(self.end()),
                // It may hang: the developer has to know, and mends it in build.rs.
                Err(RecvTimeoutError::Timeout) => {
                    if executable(set).is_some_and(|it| it != self.executable) {
                        return Answer::Replaced;
                    }
                    // What it started may keep its output open. What it said last may be
                    // on the way.
                    if has_ended {
                        return Answer::Ended(self.end());
                    }
                    has_ended = !matches!(self.child.try_wait(), Ok(None));
                    if !is_told && began.elapsed() >= LONG {
                        is_told = true;
                        let (name, time) = (set.name, LONG.as_secs());
                        terminal::line(&format!(
                            "the build script is still at work on `{name}` after {time} s"
                        ));
                    }
                }
            }
        }
    }

    /// Waits for the end of a script whose output has ended; returns what it said last.
    fn end(&mut self) -> String {
        // It may have closed its output, and wait for the next look.
        drop(self.stdin.take());
        let status = self.child.wait().map_or_else(|it| it.to_string(), |it| it.to_string());
        format!("{status}\n{}", self.stderr.text()).trim_end().to_string()
    }
}

/// How long an answer may take until the executable is looked at, and until the developer
/// is told.
const PATIENCE: Duration = Duration::from_millis(500);
const LONG: Duration = Duration::from_secs(10);

/// Reads what the script prints, on a thread, and passes on what is for the program.
fn answers(stdout: ChildStdout) -> Receiver<String> {
    /// How much of a line is kept: a script may print for ever without the end of one.
    const LONGEST: u64 = 1 << 20;

    let (passed, answers) = mpsc::channel();
    let read = move || {
        let mut stdout = BufReader::new(stdout);
        let (mut line, mut is_rest) = (Vec::new(), false);
        loop {
            line.clear();
            let read = (&mut stdout).take(LONGEST).read_until(b'\n', &mut line);
            if !read.is_ok_and(|read| read > 0) {
                return;
            }
            let is_start = !mem::replace(&mut is_rest, !line.ends_with(b"\n"));
            // A line that is not UTF-8 is none of ours.
            let said = std::str::from_utf8(&line).ok().filter(|_| is_start);
            let said = said.and_then(|it| it.trim_end_matches(['\r', '\n']).strip_prefix(ANSWER));
            if said.is_some_and(|said| passed.send(said.to_string()).is_err()) {
                return;
            }
        }
    };
    // Without the thread the script seems to have ended at once.
    drop(thread::Builder::new().spawn(read));
    answers
}

/// Makes the directory that the script writes to; OUT_DIR, which has it, is cargo's to make.
fn make_dir(dir: &Path) -> io::Result<()> {
    match fs::create_dir(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Returns what is started for a program: itself.
#[cfg(not(windows))]
fn to_start(_: &Path, program: &Path) -> io::Result<PathBuf> {
    Ok(program.to_path_buf())
}

/// Returns what is started for a program: a copy in `dir`, since Windows lets nobody write
/// to a program that runs, and cargo is to make a new one when `build.rs` was edited.
#[cfg(windows)]
fn to_start(dir: &Path, program: &Path) -> io::Result<PathBuf> {
    const NAME: &str = "script-";

    for entry in fs::read_dir(dir)?.filter_map(Result::ok) {
        if entry.file_name().to_str().is_some_and(|it| it.starts_with(NAME)) {
            // One that another process runs stays.
            drop(fs::remove_file(entry.path()));
        }
    }
    let copy = dir.join(format!("{NAME}{}.exe", std::process::id()));
    fs::copy(program, &copy)?;
    Ok(copy)
}

/// Returns what the executable looks like now; `None` if it or the record is gone.
pub(super) fn executable(set: &Set) -> Option<Stamp> {
    let text = fs::read_to_string(set.file(RECORD)).ok()?;
    Stamp::of(Path::new(LiveRecord::parse(&text)?.program)).ok()
}

/// How long a script has to end by itself, and how often that is looked at.
const ENDING: Duration = Duration::from_millis(400);
const PAUSE: Duration = Duration::from_millis(10);

impl Drop for Script {
    /// Ends the script, whatever it is doing: nobody waits for it any more.
    fn drop(&mut self) {
        // At the end of its input it ends by itself, with the programs that it runs.
        drop(self.stdin.take());
        for _ in 0..ENDING.as_millis() / PAUSE.as_millis() {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(PAUSE);
        }
        drop(self.child.kill());
        drop(self.child.wait());
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
fn command(set: &Set, record: &LiveRecord<'_>, program: &Path) -> Command {
    #[cfg(windows)]
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    /// Where a jobserver is, which ended with the cargo that had it.
    const JOBSERVER: [&str; 3] = ["CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS"];

    let mut command = Command::new(program);
    #[expect(clippy::disallowed_methods, reason = "their names, to take them away")]
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for name in names.filter(|it| is_recorded(it) || JOBSERVER.contains(&it.as_str())) {
        command.env_remove(name);
    }
    command.envs(record.variables()).env("OUT_DIR", set.out_dir).env(VARIABLE, set.name);
    command.current_dir(record.dir);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C is for the program, which may have more to do; the script ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(&mut command, CREATE_NEW_PROCESS_GROUP);
    command
}

/// The end of what the script writes to its standard error.
struct Tail {
    kept: Arc<Mutex<Vec<u8>>>,
    /// Closed when all was read.
    ended: Receiver<()>,
}

impl Tail {
    /// How many bytes are kept.
    const LEN: usize = 16 << 10;

    /// How long to wait for the rest, which a process of the script's may keep open.
    const REST: Duration = Duration::from_millis(200);

    /// Reads what is written, on a thread, so that the script never waits.
    fn of(stderr: Option<ChildStderr>) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let (ends, ended) = mpsc::channel();
        let to = Arc::clone(&kept);
        let read = move || {
            let _ends: Sender<()> = ends;
            let mut buffer = [0; 4096];
            let Some(mut stderr) = stderr else { return };
            while let Ok(len @ 1..) = stderr.read(&mut buffer) {
                let mut kept = lock(&to);
                kept.extend_from_slice(buffer.get(..len).unwrap_or_default());
                let more = kept.len().saturating_sub(Self::LEN);
                kept.drain(..more);
            }
        };
        // Without the thread nothing is known of it; the pipe closes.
        drop(thread::Builder::new().spawn(read));
        Tail { kept, ended }
    }

    /// Forgets what was said of an earlier look.
    fn clear(&self) {
        lock(&self.kept).clear();
    }

    fn text(&self) -> String {
        let _ = self.ended.recv_timeout(Self::REST);
        String::from_utf8_lossy(&lock(&self.kept)).into_owned()
    }
}

#[cfg(test)]
mod tests;
