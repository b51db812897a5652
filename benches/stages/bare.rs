//! What no first run can do without: every file is opened, read, hashed, looked
//! at again and closed, and all bytes are written once, by all processors.
//!
//! It is optimised, it is told the paths, and nobody could use what it writes.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::{env, fs, thread};

/// By which the bench is told to do this and nothing else.
pub(crate) const ARGUMENT: &str = "--bare";

/// How much is written at a time, and how much of it is room for one more read.
const BUFFER: usize = 1 << 20;
const ROOM: usize = 64 << 10;

/// Returns the command that does it with the files of a list, in their directory.
pub(crate) fn command(tree: &Path, list: &Path, out: &Path) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg(ARGUMENT).args([list, out]).current_dir(tree);
    Ok(command)
}

/// Does it; `list` has a zero behind each path.
pub(crate) fn run(list: &Path, out: &Path) -> io::Result<()> {
    let list = fs::read_to_string(list)?;
    let paths: Vec<&str> = list.split_terminator('\0').collect();
    let (out, next, end) = (File::create(out)?, AtomicUsize::new(0), AtomicU64::new(0));
    let work = || -> io::Result<()> {
        let (mut buffer, mut filled) = (vec![0; BUFFER], 0);
        let write = |bytes: &[u8]| {
            out.write_all_at(bytes, end.fetch_add(bytes.len() as u64, Ordering::Relaxed))
        };
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (mut file, mut hasher) = (File::open(path)?, blake3::Hasher::new());
            loop {
                if BUFFER - filled < ROOM {
                    write(&buffer[..filled])?;
                    filled = 0;
                }
                let room = buffer.len() - filled;
                let read = file.read(&mut buffer[filled..])?;
                hasher.update(&buffer[filled..filled + read]);
                filled += read;
                // A regular file gives less only at its end.
                if read < room {
                    break;
                }
            }
            black_box((hasher.finalize(), file.metadata()?));
        }
        write(&buffer[..filled])
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism()?.get();
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        work()?;
        let failed = || io::Error::other("a thread panicked");
        helpers.into_iter().try_for_each(|helper| helper.join().map_err(|_| failed())?)
    })
}
