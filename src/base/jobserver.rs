//! Cargo's jobserver, which says how many threads may compute at a moment.
//!
//! It is a pipe with a byte for each job that may run besides those that do.
//! Whoever takes one out may use a processor more until it puts the byte back.
//! The protocol is that of GNU make, "Job Slots" in its manual.

use std::sync::{Mutex, PoisonError};

use crate::base::sync::lock;

/// The jobserver of the cargo that runs this build script.
#[derive(Debug)]
pub(crate) struct Jobserver {
    pipe: pipe::Pipe,
    /// The tokens that were taken, which are given back at the end.
    held: Mutex<Vec<u8>>,
}

impl Jobserver {
    /// Finds it by the flags that cargo passes on; `None` if there is none, or
    /// none that this platform can ask without waiting.
    pub(crate) fn find(flags: &str) -> Option<Self> {
        let of = |flag: &str| flag.strip_prefix("--jobserver-auth=").map(str::to_owned);
        let place = flags.split(' ').filter_map(of).next_back()?;
        Some(Jobserver { pipe: pipe::Pipe::open(&place)?, held: Mutex::default() })
    }

    /// Takes as many tokens as are free, up to `most`, and returns how many.
    pub(crate) fn take(&self, most: usize) -> usize {
        let tokens = self.pipe.take(most);
        lock(&self.held).extend_from_slice(&tokens);
        tokens.len()
    }
}

impl Drop for Jobserver {
    fn drop(&mut self) {
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.pipe.give_back(held);
    }
}

#[cfg(target_os = "linux")]
mod pipe {
    use std::fs::{File, OpenOptions, metadata};
    use std::io::{Read, Write};
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

    /// The two ends of the jobserver's pipe.
    #[derive(Debug)]
    pub(super) struct Pipe {
        tokens: File,
        back: File,
    }

    impl Pipe {
        /// Opens it anew, so that not to wait is a matter of this process alone:
        /// the descriptors that cargo passes on are shared with all its jobs.
        pub(super) fn open(place: &str) -> Option<Self> {
            let (tokens, back) = match place.strip_prefix("fifo:") {
                Some(path) => (path.to_owned(), path.to_owned()),
                None => {
                    let (tokens, back) = place.split_once(',')?;
                    let of = |number: &str| {
                        Some(format!("/proc/self/fd/{}", number.parse::<u32>().ok()?))
                    };
                    (of(tokens)?, of(back)?)
                }
            };
            // Where cargo did not pass them on, the numbers are of other files.
            let is_pipe = |path: &String| metadata(path).is_ok_and(|it| it.file_type().is_fifo());
            if !is_pipe(&tokens) || !is_pipe(&back) {
                return None;
            }
            let mut options = OpenOptions::new();
            let options = options.custom_flags(libc::O_NONBLOCK);
            Some(Pipe {
                tokens: options.clone().read(true).open(tokens).ok()?,
                back: options.clone().write(true).open(back).ok()?,
            })
        }

        pub(super) fn take(&self, most: usize) -> Vec<u8> {
            let mut tokens = vec![0; most];
            // An error is mostly that there are none.
            let count = (&self.tokens).read(&mut tokens).unwrap_or(0);
            tokens.truncate(count);
            tokens
        }

        pub(super) fn give_back(&self, tokens: &[u8]) {
            // The pipe had room for them, and still has.
            drop((&self.back).write_all(tokens));
        }
    }
}

/// Elsewhere there is no way to take a token without waiting for it.
#[cfg(not(target_os = "linux"))]
mod pipe {
    #[derive(Debug)]
    pub(super) struct Pipe;

    impl Pipe {
        pub(super) fn open(_: &str) -> Option<Self> {
            None
        }

        pub(super) fn take(&self, _: usize) -> Vec<u8> {
            Vec::new()
        }

        pub(super) fn give_back(&self, _: &[u8]) {}
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
