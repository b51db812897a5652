//! A rustc that writes down what it cost.
//!
//! Cargo runs `RUSTC_WRAPPER` instead of rustc; here that is the bench itself.
//! The linker is a child of rustc, and so counted with it.

use std::error::Error;
use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, fs, io};

use include_components_benches::measure::{Cost, run_to_status};

/// The variable that turns the bench into the wrapper: where to write.
pub(crate) const LOG: &str = "INCLUDE_COMPONENTS_BENCH_RUSTC_LOG";

/// What one rustc compiled, and its cost.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// As rustc is told: with `_` for `-`. Build scripts have names of their
    /// own.
    pub(crate) krate: String,
    pub(crate) cost: Cost,
}

/// Runs the rustc that the arguments name and exits as it did.
pub(crate) fn run(log: &Path) -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let krate = arguments.iter().skip_while(|argument| *argument != "--crate-name").nth(1);
    let krate = krate.map(|name| name.to_string_lossy().into_owned());
    let rustc = arguments.remove(0);
    let (cost, status) = run_to_status(Command::new(rustc).args(arguments))?;
    if let Some(krate) = krate {
        let (wall, cpu) = (cost.wall.as_nanos(), cost.cpu.as_nanos());
        let mut log = File::options().append(true).create(true).open(log)?;
        log.write_all(format!("{krate} {wall} {cpu} {}\n", cost.peak).as_bytes())?;
    }
    std::process::exit(status.code().unwrap_or(101));
}

/// Reads what was compiled since the last call.
pub(crate) fn take(log: &Path) -> io::Result<Vec<Compiled>> {
    let text = match fs::read_to_string(log) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    fs::remove_file(log)?;
    Ok(text.lines().filter_map(parse).collect())
}

fn parse(line: &str) -> Option<Compiled> {
    let mut fields = line.split(' ');
    let krate = fields.next()?.to_owned();
    let mut number = || fields.next()?.parse::<u64>().ok();
    let [wall, cpu] = [number()?, number()?].map(Duration::from_nanos);
    Some(Compiled { krate, cost: Cost { wall, cpu, peak: number()? } })
}
