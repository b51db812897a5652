//! Runs a program to its end, and not beyond a moment.
//!
//! Threads read what it prints, so that it never waits for us, and keep a
//! bounded part of it. What it reads is a file, so that there is nobody who
//! could wait for it, nor a pipe that it could close.

use std::fs::File;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::base::sync::lock;

/// How a program ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Finished {
    /// `None` if it was killed, since it took too long.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) stdout: Printed,
    pub(crate) stderr: Printed,
}

/// What a program printed to one stream, or the beginning and the end of it.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(super) head: Vec<u8>,
    tail: Vec<u8>,
    total: u64,
    /// How long the head may become, in bytes.
    limit: usize,
}

/// The longest artifact that is taken from standard output, in bytes.
pub(super) const MAX_ARTIFACT: usize = 1 << 30;

/// How much is kept of the beginning and of the end of a message, in bytes.
const MESSAGE: usize = 4 << 10;

/// How long a program that has ended may have left its streams to others.
const GRACE: Duration = Duration::from_millis(500);

/// How long nobody looks at most whether a program has ended.
const PAUSE: Duration = Duration::from_millis(50);

/// How long it takes at most until all programs have ended that are to end.
pub(crate) const ENDING: Duration = Duration::from_millis(150);

/// Whether this process is about to end, and so no program may go on.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// Ends all programs that run, with all that they started, within [`ENDING`].
pub(crate) fn end_all() {
    IS_ENDING.store(true, Ordering::Relaxed);
}

/// Runs a program; `is_output` is whether its standard output is the artifact.
pub(crate) fn run(
    command: &mut Command,
    stdin: Option<File>,
    is_output: bool,
    time_out: Duration,
) -> io::Result<Finished> {
    let child = start(command, stdin)?;
    attend(child, is_output, time_out)
}

/// Runs a program that takes long, and leaves none of its processes behind: neither when
/// it has ended, nor when somebody kills this process.
pub(crate) fn run_guarded(command: &mut Command, time_out: Duration) -> io::Result<Finished> {
    let child = start(command, None)?;
    let _guard = Guard::of(&child);
    attend(child, false, time_out)
}

fn start(command: &mut Command, stdin: Option<File>) -> io::Result<Child> {
    // A group of its own can be ended with all that it started.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.stdin(stdin.map_or_else(Stdio::null, Stdio::from));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    spawn(command)
}

/// Waits for the end of a program.
fn attend(mut child: Child, is_output: bool, time_out: Duration) -> io::Result<Finished> {
    let deadline = Instant::now().checked_add(time_out);
    let (sender, receiver) = mpsc::channel();
    let stdout = Printed::shared(if is_output { MAX_ARTIFACT } else { MESSAGE });
    let stderr = Printed::shared(MESSAGE);
    let reading = [
        child.stdout.take().map(|it| drain(it, &stdout, &sender, true)),
        child.stderr.take().map(|it| drain(it, &stderr, &sender, false)),
    ];
    drop(sender);
    if let Some(error) = reading.into_iter().flatten().find_map(Result::err) {
        kill(&mut child);
        return Err(error);
    }
    let (mut open, mut output_open) = (2, is_output);
    let (mut status, mut ended) = (None, None);
    let mut pause = Duration::from_millis(1);
    loop {
        if ended.is_none() {
            status = child.try_wait()?;
            ended = status.map(|_| Instant::now());
        }
        // What a program prints is of no use any more when it has failed.
        let wants_more = output_open && status.is_some_and(|status| status.success());
        let is_over = |at: Instant| open == 0 || (!wants_more && at.elapsed() > GRACE);
        if ended.is_some_and(is_over) {
            break;
        }
        let rest = deadline.map(|it| it.saturating_duration_since(Instant::now()));
        if rest == Some(Duration::ZERO) || IS_ENDING.load(Ordering::Relaxed) {
            kill(&mut child);
            status = None;
            break;
        }
        let wait = rest.map_or(pause, |rest| rest.min(pause));
        match receiver.recv_timeout(wait) {
            Ok(is_stdout) => {
                open -= 1;
                output_open &= !is_stdout;
                pause = Duration::from_millis(1);
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            // All is read, and the program goes on.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(wait),
        }
        pause = (2 * pause).min(PAUSE);
    }
    Ok(Finished { status, stdout: take(&stdout), stderr: take(&stderr) })
}

impl Printed {
    fn shared(limit: usize) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self::new(limit)))
    }

    fn new(limit: usize) -> Self {
        Printed { head: Vec::new(), tail: Vec::new(), total: 0, limit }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let (head, rest) = bytes.split_at(bytes.len().min(self.limit - self.head.len()));
        self.head.extend_from_slice(head);
        self.tail.extend_from_slice(rest);
        if self.tail.len() > 64 * MESSAGE {
            self.tail.drain(..self.tail.len() - MESSAGE);
        }
    }

    /// Whether the head is all of it.
    pub(super) fn is_whole(&self) -> bool {
        self.total == self.head.len() as u64
    }

    /// Returns the text, or its beginning and its end, without the spaces
    /// around it.
    pub(crate) fn text(&self) -> String {
        let tail = &self.tail[self.tail.len().saturating_sub(MESSAGE)..];
        let left_out = self.total - (self.head.len() + tail.len()) as u64;
        let head = String::from_utf8_lossy(&self.head);
        let tail = String::from_utf8_lossy(tail);
        let text = match left_out {
            0 => format!("{head}{tail}"),
            _ => format!("{head}\n[{left_out} bytes left out]\n{tail}"),
        };
        plain(&text).trim().to_owned()
    }
}

/// Returns a text without the colours of a terminal (ECMA-48, CSI sequences).
fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| ('@'..='~').contains(&c));
        plain.push_str(end.map_or("", |end| &part[end + 1..]));
    }
    plain
}

/// Starts a program, also one that somebody has written just now.
fn spawn(command: &mut Command) -> io::Result<Child> {
    // While another thread starts a program too, that has a copy of every open
    // file for a moment, and Unix runs no file that is open for writing.
    for _ in 0..20 {
        match command.spawn() {
            Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {
                thread::sleep(Duration::from_millis(10));
            }
            result => return result,
        }
    }
    command.spawn()
}

/// Reads a stream to its end on a thread of its own, and then says so.
fn drain(
    mut stream: impl Read + Send + 'static,
    printed: &Arc<Mutex<Printed>>,
    done: &Sender<bool>,
    is_stdout: bool,
) -> io::Result<()> {
    let (printed, done) = (Arc::clone(printed), done.clone());
    let read = move || {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => lock(&printed).push(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        // Nobody listens any more if the program was given up.
        done.send(is_stdout).ok();
    };
    thread::Builder::new().spawn(read).map(drop)
}

/// Takes what was printed so far; the thread may wait on for more of it.
fn take(printed: &Mutex<Printed>) -> Printed {
    std::mem::replace(&mut *lock(printed), Printed::new(0))
}

/// A shell that ends a group of processes when its input ends: when this is dropped, and
/// when this process has ended, whatever ended it.
#[derive(Debug)]
struct Guard(Option<Child>);

impl Guard {
    fn of(child: &Child) -> Self {
        if !cfg!(unix) {
            return Guard(None);
        }
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "read _; kill -s KILL -- \"-$0\"", &child.id().to_string()]);
        // Ctrl-C is for the group of cargo, and must not end this first.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Without one, the program is ended by nobody else.
        Guard(command.spawn().ok())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // This ends its input first.
            drop(child.wait());
        }
    }
}

/// Ends a program with all that it started: on Unix its group, on Windows its children.
fn kill(child: &mut Child) {
    let id = child.id().to_string();
    // Std can end one process only, and to call the system for more is `unsafe`; so the shell
    // is asked, which has `kill` built in everywhere, and on Windows what each has.
    let (program, args) = match cfg!(windows) {
        true => ("taskkill", &["/F", "/T", "/PID", &id][..]),
        false => ("/bin/sh", &["-c", "kill -s KILL -- \"-$0\"", &id][..]),
    };
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    drop(command.status());
    // It may have ended by itself just now.
    drop(child.kill());
    drop(child.wait());
}

#[cfg(test)]
mod tests;
