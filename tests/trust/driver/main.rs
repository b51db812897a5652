//! Runs one build in a process of its own, for the tests beside it.
//!
//! The options are those of [`setup`]; OUT_DIR and NUM_JOBS are as cargo sets
//! them for a build script. Standard output has what cargo would read and then
//! what the report counts, one `key=value` a line. A build that fails exits
//! with 1 and has one line for each problem on standard error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is how a program answers")]

mod compilers;
#[expect(dead_code, reason = "the tests write the arguments that are read here")]
mod setup;

use std::process::ExitCode;

use setup::Setup;

fn main() -> ExitCode {
    let setup = match Setup::parse(std::env::args().skip(1)) {
        Ok(Some(setup)) => setup,
        Ok(None) => return ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            return ExitCode::from(2);
        }
    };
    match setup.build().run() {
        Ok(report) => {
            println!("components={}", report.components());
            println!("opened={}", report.opened());
            println!("compiled={}", report.compiled());
            println!("reused={}", report.reused());
            println!("from_cache={}", report.from_cache());
            println!("encoded={}", report.encoded());
            println!("damaged={}", report.damaged());
            println!("written={}", report.bytes_written());
            ExitCode::SUCCESS
        }
        Err(error) => {
            for problem in error.problems() {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}
