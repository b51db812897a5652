//! Files of our own: every error with its path, every write by rename.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::base::error::{ErrorKind, Problem};

/// Opens a file for reading, and never waits for a FIFO's writer.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}

/// Reads a whole file of ours; `None` if there is none, or it is unreadable.
///
/// What such a file holds can be made again, so that the reason is no matter.
pub(crate) fn read(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

/// Replaces a file that can be made again: after a crash there may be none.
///
/// To rename a file over another makes ext4 write it to disk at once, which
/// takes 5 ms for 1 MB; over nothing, it does not.
pub(crate) fn replace_quickly(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    replace_by(&path.with_extension("new"), path, bytes)
}

/// Does the same by a temporary file of this name, where files have names of others' choice.
pub(crate) fn replace_by(temporary: &Path, path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    fs::write(temporary, bytes).map_err(|error| write_problem(temporary, error))?;
    remove(path);
    fs::rename(temporary, path).map_err(|error| write_problem(path, error))
}

/// Makes a file a program, if the file that it is a copy of is one.
#[cfg(unix)]
pub(crate) fn make_executable(path: &Path, like: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(path)?.permissions();
    let mode = permissions.mode() | (fs::metadata(like)?.permissions().mode() & 0o111);
    if mode != permissions.mode() {
        permissions.set_mode(mode);
        fs::set_permissions(path, permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn make_executable(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a file that only its owner may read, unless it has just these bytes.
pub(crate) fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    if is_private(path) && read(path).is_some_and(|there| there == bytes) {
        return Ok(());
    }
    let temporary = path.with_extension("new");
    remove(&temporary);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| write_problem(&temporary, error))?;
    fs::rename(&temporary, path).map_err(|error| write_problem(path, error))
}

/// Whether nobody but its owner may read or write a file.
#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    let mode = |it: fs::Metadata| std::os::unix::fs::MetadataExt::mode(&it);
    fs::metadata(path).is_ok_and(|metadata| mode(metadata) & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

/// Removes a file that need not be there.
pub(crate) fn remove(path: &Path) {
    // What cannot be removed does no harm: nothing refers to it.
    drop(fs::remove_file(path));
}

/// Whether a directory has nothing in it, or cannot be listed.
pub(crate) fn is_empty(dir: &Path) -> bool {
    !fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

pub(crate) fn write_problem(path: &Path, error: io::Error) -> Problem {
    Problem::io(ErrorKind::Write, "cannot write", path, error)
}

/// Writes all bytes at an offset, whatever the file's cursor.
#[cfg(unix)]
pub(crate) fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

/// Writes all bytes at an offset, whatever the file's cursor.
#[cfg(windows)]
pub(crate) fn write_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let written = file.seek_write(bytes, offset)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        offset += written as u64;
    }
    Ok(())
}

/// Copies `len` bytes, or fails if there are fewer.
pub(crate) fn copy_exactly(from: impl Read, len: u64, to: &mut impl Write) -> io::Result<()> {
    match io::copy(&mut from.take(len), to)? == len {
        true => Ok(()),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Fills `bytes` from an offset on.
#[cfg(unix)]
pub(crate) fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

/// Fills `bytes` from an offset on.
#[cfg(windows)]
pub(crate) fn read_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let read = file.seek_read(bytes, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        offset += read as u64;
    }
    Ok(())
}
