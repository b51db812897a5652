//! Compilers that are simple enough to see what a cache did to their output.

use std::thread;
use std::time::Duration;

use include_components_build::{BoxError, Compiler, Context, KeyHasher};

/// A compiler of some kind, with an option that shows in its output.
///
/// Each of them fails for a source that begins with `!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fake {
    pub(crate) kind: Kind,
    /// Written behind the output, unless it is 0.
    pub(crate) level: u32,
}

/// What a [`Fake`] does with its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Makes upper case of it, and `.txt` of the extension `.up`.
    Upper,
    /// Puts a file in place of each line `@path`, and `?` where there is none.
    Including,
    /// Puts a variable in place of each line `$NAME`, and `?` if it is not set.
    Variable,
    /// Reverses it, after a nap.
    Slow,
    /// Leaves out the lines that begin with `#`, so that many inputs have one
    /// output.
    Body,
}

impl Kind {
    /// All kinds, by the names that the command line has for them.
    pub(crate) const ALL: [(&str, Kind); 5] = [
        ("upper", Kind::Upper),
        ("including", Kind::Including),
        ("variable", Kind::Variable),
        ("slow", Kind::Slow),
        ("body", Kind::Body),
    ];
}

impl Compiler for Fake {
    fn describe(&self, key: &mut KeyHasher) {
        key.write(format!("{:?}", self.kind)).write(self.level.to_le_bytes());
    }

    fn artifact_path(&self, path: &str) -> String {
        match path.strip_suffix(".up").filter(|_| self.kind == Kind::Upper) {
            Some(stem) => format!("{stem}.txt"),
            None => path.to_owned(),
        }
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        if input.starts_with(b"!") {
            return Err("the source begins with `!`".into());
        }
        let lines = || input.split_inclusive(|byte| *byte == b'\n');
        let mut output = match self.kind {
            Kind::Upper => input.to_ascii_uppercase(),
            Kind::Including => lines().flat_map(|line| include(line, context)).collect(),
            Kind::Variable => lines().flat_map(|line| variable(line, context)).collect(),
            Kind::Slow => {
                thread::sleep(Duration::from_millis(2));
                input.iter().rev().copied().collect()
            }
            Kind::Body => {
                lines().filter(|line| !line.starts_with(b"#")).flatten().copied().collect()
            }
        };
        if self.level > 0 {
            output.extend(format!("\nlevel {}\n", self.level).bytes());
        }
        Ok(output)
    }
}

fn include(line: &[u8], context: &mut Context<'_>) -> Vec<u8> {
    match argument(line, b'@') {
        Some(path) => context.read(path).map_or(b"?".to_vec(), |bytes| bytes.to_vec()),
        None => line.to_vec(),
    }
}

fn variable(line: &[u8], context: &mut Context<'_>) -> Vec<u8> {
    match argument(line, b'$') {
        Some(name) => context.env(name).unwrap_or("?".to_owned()).into_bytes(),
        None => line.to_vec(),
    }
}

/// Returns what follows `mark` in a line that begins with it.
fn argument(line: &[u8], mark: u8) -> Option<&str> {
    let rest = line.trim_ascii_end().strip_prefix(&[mark])?;
    std::str::from_utf8(rest).ok().filter(|rest| !rest.is_empty())
}
