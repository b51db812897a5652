//! Actions: one compiler applied to one source; their keys and results.

use include_components_pack::{Content, Digest};

use crate::base::key::KeyHasher;
use include_components_pack::bytes::{
    Decoder, put_bytes, put_digest, put_maybe_digest, put_u32, put_u64,
};

/// What an action made, and all that it depended on besides its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActionResult {
    pub(crate) reads: Vec<Read>,
    pub(crate) artifact: Digest,
    pub(crate) len: u64,
    pub(crate) warnings: Vec<String>,
}

/// One look of a compiler at something besides its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) what: ReadKind,
    /// The file's path relative to the root (or absolute), the variable, or a
    /// glob relative to the package's directory.
    pub(crate) name: String,
    /// The digest of what was there, unless nothing was; of a glob, that of
    /// the paths which matched; of a program, that of the links that lead to it.
    pub(crate) found: Option<Digest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadKind {
    File,
    Env,
    Glob,
    /// A program by its name or path, of which the key has the version: cargo is
    /// told where it is.
    Program,
}

/// Returns the key of an action: everything that its result depends on, but
/// what the compiler reads besides.
pub(crate) fn key(recipe: Digest, source: Digest, path: &str) -> Digest {
    let mut key = KeyHasher::new("include-components action 1");
    key.write(recipe.as_bytes()).write(source.as_bytes()).write(path);
    key.finish()
}

impl ActionResult {
    /// Returns what was made.
    pub(crate) fn content(&self) -> Content {
        Content { digest: self.artifact, len: self.len }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_u32(out, self.reads.len() as u32);
        for read in &self.reads {
            out.push(match read.what {
                ReadKind::File => 0,
                ReadKind::Env => 1,
                ReadKind::Glob => 2,
                ReadKind::Program => 3,
            });
            put_bytes(out, read.name.as_bytes());
            put_maybe_digest(out, read.found);
        }
        put_digest(out, self.artifact);
        put_u64(out, self.len);
        put_u32(out, self.warnings.len() as u32);
        for warning in &self.warnings {
            put_bytes(out, warning.as_bytes());
        }
    }

    pub(crate) fn read(reader: &mut Decoder<'_>) -> Option<Self> {
        let mut reads = Vec::new();
        for _ in 0..reader.u32()? {
            let what = match reader.u8()? {
                0 => ReadKind::File,
                1 => ReadKind::Env,
                2 => ReadKind::Glob,
                3 => ReadKind::Program,
                _ => return None,
            };
            let name = reader.text()?.to_owned();
            let found = reader.maybe_digest()?;
            reads.push(Read { what, name, found });
        }
        let (artifact, len) = (reader.digest()?, reader.u64()?);
        let mut warnings = Vec::new();
        for _ in 0..reader.u32()? {
            warnings.push(reader.text()?.to_owned());
        }
        Some(ActionResult { reads, artifact, len, warnings })
    }
}

#[cfg(test)]
mod tests;
