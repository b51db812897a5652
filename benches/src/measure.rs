//! What a process cost, as the kernel counted it.

use std::io;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// What a process and all that it waited for cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// From before it was started until it was waited for.
    pub wall: Duration,
    /// User and system time, of the process and of its descendants.
    pub cpu: Duration,
    /// The largest resident set that one of these processes had, in bytes.
    ///
    /// That includes pages of mapped files, which the kernel can drop.
    pub peak: u64,
}

/// Runs a command to its end and returns what it cost.
///
/// # Errors
///
/// If it cannot be started, or does not succeed: the message has the command.
pub fn run(command: &mut Command) -> io::Result<Cost> {
    let (cost, status) = run_to_status(command)?;
    match status.success() {
        true => Ok(cost),
        false => Err(io::Error::other(format!("{status}: {command:?}"))),
    }
}

/// Runs a command to its end, whatever that is.
///
/// # Errors
///
/// If it cannot be started: the message has the command.
pub fn run_to_status(command: &mut Command) -> io::Result<(Cost, ExitStatus)> {
    let start = Instant::now();
    let child = command
        .spawn()
        .map_err(|error| io::Error::new(error.kind(), format!("{error}: {command:?}")))?;
    let (usage, status) = wait(child.id())?;
    Ok((Cost { wall: start.elapsed(), ..usage }, status))
}

/// Waits for a child, and returns what it used.
#[cfg(unix)]
#[allow(unsafe_code)]
fn wait(child: u32) -> io::Result<(Cost, ExitStatus)> {
    use std::mem::MaybeUninit;
    use std::os::unix::process::ExitStatusExt;

    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    loop {
        // SAFETY: both pointers are to locals that outlive the call, and
        // writable. The child is ours and nobody else waits for it: the caller
        // has its `Child` and drops it unused.
        let waited =
            unsafe { libc::wait4(child as libc::pid_t, &raw mut status, 0, usage.as_mut_ptr()) };
        if waited == child as libc::pid_t {
            break;
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    // SAFETY: `rusage` is integers only, so the zeroes would do already.
    let usage = unsafe { usage.assume_init() };
    let time = |time: libc::timeval| {
        Duration::from_secs(time.tv_sec.unsigned_abs())
            + Duration::from_micros(time.tv_usec.unsigned_abs())
    };
    // Kibibytes, but on Apple's systems bytes.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let cost = Cost {
        wall: Duration::ZERO,
        cpu: time(usage.ru_utime) + time(usage.ru_stime),
        peak: usage.ru_maxrss.unsigned_abs() * unit,
    };
    Ok((cost, ExitStatus::from_raw(status)))
}

#[cfg(not(unix))]
fn wait(_: u32) -> io::Result<(Cost, ExitStatus)> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "the costs of a process are read by wait4, which only Unix has",
    ))
}

/// Returns the CPU time of a process that runs, user and system, of all its threads.
///
/// # Errors
///
/// If there is no such process.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
pub fn cpu_of(process: u32) -> io::Result<Duration> {
    let mut clock = 0;
    // SAFETY: the pointer is to a local that outlives the call, and writable.
    let error = unsafe { libc::clock_getcpuclockid(process as libc::pid_t, &raw mut clock) };
    if error != 0 {
        return Err(io::Error::from_raw_os_error(error));
    }
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: as above.
    if unsafe { libc::clock_gettime(clock, &raw mut time) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32))
}

/// Returns the CPU time of a process that runs.
///
/// # Errors
///
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn cpu_of(_: u32) -> io::Result<Duration> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "the CPU clocks of others are read on Linux only",
    ))
}

#[cfg(all(test, unix))]
mod tests;
