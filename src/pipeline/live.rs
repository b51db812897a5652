//! Live mode: this build script, started again by the program, stays and looks at the
//! components whenever it is asked.
//!
//! The program starts it as the live record says. It does what it does under cargo, but
//! writes into a directory of its own, so that rustc and the linker never see half of
//! something. ARCHITECTURE.md has the whole of it.

use std::io::{BufRead, ErrorKind};
use std::sync::mpsc;
use std::{process, thread};

use include_components_pack::live::{CHECK, FAILED, GOOD, LiveRecord, OFF, RECORD};

use super::run_stages;
use crate::base::cargo_env::{self, CargoEnv};
use crate::base::error::{Error, Problem};
use crate::base::fs;
use crate::compile::program;
use crate::config::builder::Build;
use crate::config::checked::Config;
use crate::directives::{Directives, answer};
use crate::scan::last_run::LastRun;
use crate::tools;

/// Returns whether a program in live mode started this build script.
///
/// Then the call that makes the program's set never returns, so what stands before it
/// in `main` is done once for each start of the program.
///
/// # Examples
///
/// ```
/// if !include_components_build::is_live() {
///     // Work that only the compiler needs: generated code, say.
/// }
/// ```
pub fn is_live() -> bool {
    cargo_env::live_set().is_some()
}

/// Answers on standard output what is asked on standard input, until its end: then the
/// program has ended too.
pub(super) fn stay(build: &Build, env: &CargoEnv) -> ! {
    match other_variable(build, env) {
        Ok(None) => answer("", GOOD),
        Ok(Some(name)) => {
            let text = format!(
                "the variable {name} has another value than it had in the build: give the \
                 program the same one, or build again with this one"
            );
            answer(&text, OFF);
        }
        Err(error) => answer(&error.to_string(), OFF),
    }
    let (asked, asks) = mpsc::channel();
    let listen = move || {
        let lines = std::io::stdin().lock().lines().map_while(Result::ok);
        let checks = lines.filter(|line| line == CHECK);
        checks.map_while(|_| asked.send(()).ok()).for_each(drop);
        // In the middle of a look, too: nobody waits for it any more, and whatever is
        // half written is made again. But no program of a compiler goes on.
        program::end_all();
        thread::sleep(program::ENDING);
        process::exit(0)
    };
    if thread::Builder::new().spawn(listen).is_ok() {
        for () in asks {
            match look(build, env) {
                Ok(()) => answer("", GOOD),
                Err(error) => answer(&error.to_string(), FAILED),
            }
        }
    }
    process::exit(0)
}

fn look(build: &Build, env: &CargoEnv) -> Result<(), Error> {
    let mut config = Config::new(build, env.clone())?;
    make_dir(&config)?;
    run_stages(&mut config, &mut Directives::default()).map(drop)
}

/// Makes the directory that a set is written to in live mode; OUT_DIR, which has it, is
/// cargo's to make.
pub(super) fn make_dir(config: &Config<'_>) -> Result<(), Problem> {
    let dir = &config.out_dir;
    match std::fs::create_dir(dir) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(fs::write_problem(dir, error))
        }
        _ => Ok(()),
    }
}

/// Returns a variable that compilers or tools read, if it has another value than in the build.
fn other_variable(build: &Build, env: &CargoEnv) -> Result<Option<String>, Error> {
    let of_the_build = Config::new(build, CargoEnv { live: None, ..env.clone() })?;
    let of_compilers = LastRun::load(&of_the_build).other_variable().map(str::to_owned);
    Ok(of_compilers.or_else(|| tools::make::other_variable(&of_the_build)))
}

/// Writes the live record: only in a dev profile, so that no program that was built for
/// release can find one.
pub(super) fn save_record(config: &Config<'_>) -> Result<(), Problem> {
    let path = config.out_file(RECORD);
    match record(config, fs::read(&path)) {
        Some(text) => fs::replace_private(&path, text.as_bytes()),
        None => {
            fs::remove(&path);
            Ok(())
        }
    }
}

/// Returns the text of the record. What tells the build from others stays what it was.
fn record(config: &Config<'_>, there: Option<Vec<u8>>) -> Option<String> {
    let (program, dir) = cargo_env::started().filter(|_| config.is_dev)?;
    let there = String::from_utf8(there.unwrap_or_default()).unwrap_or_default();
    let last = LiveRecord::parse(&there).map(|record| record.build.to_owned());
    let build = last.unwrap_or_else(cargo_env::random);
    let variables = cargo_env::recorded();
    let variables = variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Some(LiveRecord::text(&build, program.to_str()?, dir.to_str()?, variables))
}
