//! Prints the response to the path that is given, or to `/`.

use std::fmt;
use std::io::{self, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "/".to_owned());
    no_std::respond(&path, &mut Stdout)?;
    Ok(())
}

/// The standard output, as what a crate without `std` can write to.
struct Stdout;

impl fmt::Write for Stdout {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        io::stdout().write_all(text.as_bytes()).map_err(|_| fmt::Error)
    }
}
