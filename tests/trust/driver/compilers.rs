//! Compilers that are simple enough to see what a cache did to their output.

use std::thread;
use std::time::Duration;

use include_components_build::{BoxError, BundleSource, Bundler, Compiler, Context, KeyHasher};

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

/// What a compiler may ask of its surroundings.
pub(crate) trait Surroundings {
    /// Returns a file, by its path relative to the component's directory.
    fn read(&mut self, path: &str) -> Option<Vec<u8>>;

    /// Returns an environment variable.
    fn env(&mut self, name: &str) -> Option<String>;
}

impl Surroundings for Context<'_> {
    fn read(&mut self, path: &str) -> Option<Vec<u8>> {
        Context::read(self, path).ok().map(|bytes| bytes.to_vec())
    }

    fn env(&mut self, name: &str) -> Option<String> {
        Context::env(self, name)
    }
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

    /// The files whose name begins with `part` are only read by others.
    fn is_partial(&self, path: &str) -> bool {
        let name = path.rsplit('/').next();
        self.kind == Kind::Including && name.is_some_and(|name| name.starts_with("part"))
    }

    fn compile(&self, input: &[u8], context: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        self.output(input, context)
    }
}

impl Fake {
    /// Returns the output for an input.
    pub(crate) fn output(
        &self,
        input: &[u8],
        around: &mut impl Surroundings,
    ) -> Result<Vec<u8>, BoxError> {
        if input.starts_with(b"!") {
            return Err("the source begins with `!`".into());
        }
        let lines = || input.split_inclusive(|byte| *byte == b'\n');
        let mut output = match self.kind {
            Kind::Upper => input.to_ascii_uppercase(),
            Kind::Including => lines().flat_map(|line| include(line, around)).collect(),
            Kind::Variable => lines().flat_map(|line| variable(line, around)).collect(),
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

impl Bundler for Fake {
    fn describe(&self, key: &mut KeyHasher) {
        Compiler::describe(self, key);
    }

    fn bundle(
        &self,
        sources: &[BundleSource<'_>],
        context: &mut Context<'_>,
    ) -> Result<Vec<u8>, BoxError> {
        let sources = sources.iter().map(|source| (source.path(), source.bytes()));
        self.output(&listing(sources), context)
    }
}

/// Returns what a bundle is made of: the path of each source, and its bytes.
pub(crate) fn listing<'a>(sources: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut all = Vec::new();
    for (path, bytes) in sources {
        all.extend([path.as_bytes(), b":\n", bytes, b"\n"].concat());
    }
    all
}

fn include(line: &[u8], around: &mut impl Surroundings) -> Vec<u8> {
    match argument(line, b'@') {
        Some(path) => around.read(path).unwrap_or(b"?".to_vec()),
        None => line.to_vec(),
    }
}

fn variable(line: &[u8], around: &mut impl Surroundings) -> Vec<u8> {
    match argument(line, b'$') {
        Some(name) => around.env(name).unwrap_or("?".to_owned()).into_bytes(),
        None => line.to_vec(),
    }
}

/// Returns what follows `mark` in a line that begins with it.
fn argument(line: &[u8], mark: u8) -> Option<&str> {
    let rest = line.trim_ascii_end().strip_prefix(&[mark])?;
    std::str::from_utf8(rest).ok().filter(|rest| !rest.is_empty())
}

/// What panics, as a library under a compiler might.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panic {
    Describe,
    ArtifactPath,
    IsPartial,
    Compile,
    Bundle,
    /// The text of the error that it returns.
    Message,
    /// What it panics with, when that is dropped: by a thread of ours, which has
    /// caught the first panic.
    Payload,
}

impl Panic {
    /// All of them, by the names that the command line has for them.
    pub(crate) const ALL: [(&str, Panic); 7] = [
        ("describe", Panic::Describe),
        ("artifact-path", Panic::ArtifactPath),
        ("is-partial", Panic::IsPartial),
        ("compile", Panic::Compile),
        ("bundle", Panic::Bundle),
        ("message", Panic::Message),
        ("payload", Panic::Payload),
    ];

    /// Panics if it is this that does.
    #[expect(clippy::panic, reason = "it is here to panic")]
    fn here(self, place: Panic) {
        if self == place {
            panic!("a panic in {place:?}");
        }
    }
}

impl Compiler for Panic {
    fn describe(&self, key: &mut KeyHasher) {
        self.here(Panic::Describe);
        key.write("panic").write(format!("{self:?}"));
    }

    fn artifact_path(&self, path: &str) -> String {
        self.here(Panic::ArtifactPath);
        path.to_owned()
    }

    fn is_partial(&self, _: &str) -> bool {
        self.here(Panic::IsPartial);
        false
    }

    #[expect(clippy::panic, reason = "it is here to panic")]
    fn compile(&self, input: &[u8], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        self.here(Panic::Compile);
        match self {
            Panic::Message => Err(Box::new(Message)),
            Panic::Payload => std::panic::panic_any(Payload),
            _ => Ok(input.to_vec()),
        }
    }
}

impl Bundler for Panic {
    fn describe(&self, key: &mut KeyHasher) {
        key.write("panic");
    }

    fn bundle(&self, _: &[BundleSource<'_>], _: &mut Context<'_>) -> Result<Vec<u8>, BoxError> {
        self.here(Panic::Bundle);
        Ok(Vec::new())
    }
}

/// An error whose text cannot be had.
#[derive(Debug)]
struct Message;

impl std::fmt::Display for Message {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Panic::Message.here(Panic::Message);
        Ok(())
    }
}

impl std::error::Error for Message {}

/// What a compiler panics with.
struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        Panic::Payload.here(Panic::Payload);
    }
}
