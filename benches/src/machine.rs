//! What the numbers were measured on.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Describes the machine, the file system of a directory, and the load.
///
/// What cannot be found out is left out.
pub fn describe(place: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let kernel = output("uname", &["-sr"]);
    let disk = output("stat", &["-f", "-c", "%T", &place.to_string_lossy()]);
    let parts = [
        field("/proc/cpuinfo", "model name"),
        Some(format!("{cores} cores")),
        field("/proc/meminfo", "MemTotal").map(|size| format!("{size} of memory")),
        kernel,
        disk,
        output("date", &["-u", "+%F %H:%M UTC"]),
        load().map(|load| format!("load {load} at the start")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Returns the versions of programs: the first lines of what they say.
pub fn versions(programs: &[&str]) -> String {
    let version = |program: &&str| {
        let text = output(program, &["--version"])?;
        text.lines().next().map(str::to_owned)
    };
    programs.iter().filter_map(version).collect::<Vec<_>>().join(", ")
}

/// Returns the load of the last minute.
pub fn load() -> Option<String> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next().map(str::to_owned)
}

/// Returns how much memory is to be had, in bytes.
pub fn available() -> Option<u64> {
    let field = field("/proc/meminfo", "MemAvailable")?;
    let kilobytes: u64 = field.trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1024)
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
