//! What std has no function for, or a slow one: the only unsafe code of the crate.
#![expect(unsafe_code, reason = "the one file for it: ARCHITECTURE.md, invariants")]

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

use include_components_pack::Digest;
use memmap2::MmapOptions;

use crate::base::hasher::Hasher;
use crate::base::stat::Stat;
use crate::base::threads::Threads;

/// Hashes a range of a file on all threads, through a mapping of it.
///
/// The mapped bytes are given to the hasher and to nobody else.
pub(crate) fn hash_mapped(file: &File, range: Range<u64>, threads: &Threads) -> io::Result<Digest> {
    let len = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
    let mut options = MmapOptions::new();
    options.offset(range.start).len(len);
    // SAFETY: a mapping is unsound where its bytes change while a `&[u8]` to
    // them is used as if they could not. The slice is seen by the hasher
    // alone, in assembly or in C, which reads each byte once and makes no
    // assumption about its value: no index, length or pointer is computed from
    // it. Bytes that change give a digest of no single content, and then the
    // caller's second `stat` differs, or the digest is not found and the file
    // is copied first. A file that is truncated below the range ends the
    // process with SIGBUS, which is no undefined behaviour; of files that are
    // not our own, only those above `map_above` get here, and its
    // documentation says so. `len` is at most the length that the file had,
    // and memmap2 checks it against the address space.
    let mapped = unsafe { options.map(file)? };
    let mut hasher = Hasher::new();
    threads.hash(&mut hasher, &mapped);
    Ok(hasher.finalize())
}

/// Opens a file, made if there is none, and waits until no other open file of
/// this or another process locks it. It is locked as long as it is open.
///
/// `None` where the file system has no locks.
pub(crate) fn lock_file(path: &Path) -> io::Result<Option<File>> {
    open_locked(path, true)
}

/// Does the same without waiting: `None`, too, while another has it locked.
pub(crate) fn try_lock_file(path: &Path) -> io::Result<Option<File>> {
    open_locked(path, false)
}

/// Locks a directory in the same way, in which nothing is written for it; `None` where
/// that cannot be done.
#[cfg(all(unix, not(target_os = "solaris")))]
pub(crate) fn lock_dir(path: &Path) -> Option<File> {
    File::open(path).and_then(|dir| locked(dir, true)).ok().flatten()
}

#[cfg(not(all(unix, not(target_os = "solaris"))))]
pub(crate) fn lock_dir(_: &Path) -> Option<File> {
    None
}

#[cfg(all(unix, not(target_os = "solaris")))]
fn open_locked(path: &Path, wait: bool) -> io::Result<Option<File>> {
    locked(File::options().create(true).truncate(false).write(true).open(path)?, wait)
}

/// Locks as `File::lock` does, which std has from 1.89 on.
#[cfg(all(unix, not(target_os = "solaris")))]
fn locked(file: File, wait: bool) -> io::Result<Option<File>> {
    use std::os::fd::AsRawFd;

    let operation = if wait { libc::LOCK_EX } else { libc::LOCK_EX | libc::LOCK_NB };
    loop {
        // SAFETY: the descriptor is open, as `file` is. The call is given two
        // integers, so it neither reads nor writes memory of this process.
        if unsafe { libc::flock(file.as_raw_fd(), operation) } == 0 {
            return Ok(Some(file));
        }
        // A signal that a handler returns from ends the wait, not the lock.
        if io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return Ok(None);
        }
    }
}

/// Locks by opening the file for itself alone, which needs no lock of std's.
#[cfg(windows)]
fn open_locked(path: &Path, wait: bool) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;
    use std::time::Duration;

    /// What opening a file fails with while another has it open.
    const ERROR_SHARING_VIOLATION: i32 = 32;

    let mut options = File::options();
    options.create(true).truncate(false).write(true).share_mode(0);
    loop {
        match options.open(path) {
            Err(error) if error.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => {
                if !wait {
                    return Ok(None);
                }
                // Nothing tells when the other closes it.
                std::thread::sleep(Duration::from_millis(5));
            }
            result => return result.map(Some),
        }
    }
}

/// Locks nothing where neither libc nor std has a lock.
#[cfg(not(any(windows, all(unix, not(target_os = "solaris")))))]
fn open_locked(path: &Path, _wait: bool) -> io::Result<Option<File>> {
    File::options().create(true).truncate(false).write(true).open(path).map(|_| None)
}

pub(crate) use platform::Dir;

/// Where the fields of C's `stat` are known to have these types.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod platform {
    use std::mem::MaybeUninit;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;

    use super::*;

    /// A directory, to look at the files in it by their names.
    #[derive(Debug)]
    pub(crate) struct Dir(File);

    /// The greatest length of a name in bytes on Linux.
    const NAME_MAX: usize = 255;

    impl Dir {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let flags = libc::O_PATH | libc::O_DIRECTORY;
            File::options().read(true).custom_flags(flags).open(path).map(Dir)
        }

        /// Returns its own stat.
        pub(crate) fn stat(&self) -> io::Result<Stat> {
            self.0.metadata().map(|metadata| Stat::of(&metadata))
        }

        /// Returns the stat of a regular file; `None` if there is none of that name.
        ///
        /// # Cost
        ///
        /// Of 10,000 files 13 % less than `std::fs::symlink_metadata`, which
        /// begins with the first directory of each path.
        pub(crate) fn file(&self, name: &str) -> Option<Stat> {
            let mut c_name = [0; NAME_MAX + 1];
            c_name[..NAME_MAX].get_mut(..name.len())?.copy_from_slice(name.as_bytes());
            let mut stat = MaybeUninit::<libc::stat>::uninit();
            // SAFETY: the descriptor is open, as it is borrowed. The name ends
            // with a zero, as the last byte of the array always is one, and the
            // call only reads it. It writes no more than one `stat`.
            let result = unsafe {
                libc::fstatat(
                    self.0.as_raw_fd(),
                    c_name.as_ptr().cast(),
                    stat.as_mut_ptr(),
                    libc::AT_SYMLINK_NOFOLLOW,
                )
            };
            if result != 0 {
                return None;
            }
            // SAFETY: a call that succeeds has written all of it.
            let stat = unsafe { stat.assume_init_ref() };
            let mtime = (stat.st_mtime, stat.st_mtime_nsec);
            let ctime = (stat.st_ctime, stat.st_ctime_nsec);
            let is_file = stat.st_mode & libc::S_IFMT == libc::S_IFREG;
            is_file.then(|| Stat::new(stat.st_size as u64, mtime, ctime, stat.st_ino, stat.st_dev))
        }
    }
}

#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod platform {
    use std::path::PathBuf;

    use super::*;

    /// A directory, to look at the files in it by their names.
    #[derive(Debug)]
    pub(crate) struct Dir(PathBuf);

    impl Dir {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            Ok(Dir(path.to_owned()))
        }

        /// Returns its own stat.
        pub(crate) fn stat(&self) -> io::Result<Stat> {
            std::fs::metadata(&self.0).map(|metadata| Stat::of(&metadata))
        }

        /// Returns the stat of a regular file; `None` if there is none of that name.
        pub(crate) fn file(&self, name: &str) -> Option<Stat> {
            let metadata = std::fs::symlink_metadata(self.0.join(name)).ok()?;
            metadata.is_file().then(|| Stat::of(&metadata))
        }
    }
}

#[cfg(test)]
mod tests;
