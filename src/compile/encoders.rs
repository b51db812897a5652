//! Encoders: which artifacts have which, and what each is keyed by.

use include_components_pack::{Digest, Encoding};

use crate::base::error::{ErrorKind, Problem};
use crate::base::glob::{Glob, file_name};
use crate::base::key::KeyHasher;
use crate::compile::codecs::library;
use crate::compile::encoder::{Effort, Encoder};

/// All encoders of a build, by the globs that they were given for.
#[derive(Debug)]
pub(crate) struct Encoders {
    rules: Vec<(Glob, Vec<Codec>)>,
    /// The digest of all that decides how artifacts are encoded.
    pub(crate) digest: Digest,
}

/// An encoder with a level that its library has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Codec {
    pub(crate) encoding: Encoding,
    level: u8,
}

/// Below this length an artifact is not encoded, in bytes: it goes into one
/// packet with the header either way.
pub(crate) const SMALL: u64 = 256;

/// An encoding is kept if it is shorter by this part of the length at least:
/// by less than 5 % it is not worth its decoding, and its place in the program.
const MARGIN: u64 = 20;

/// What is compressed already, by the extension of its path.
const COMPRESSED: &str = " 7z aac apk apng avif br bz2 crx docx epub flac gif gz heic heif jar \
    jfif jpeg jpg jxl lz4 lzma m4a m4v mkv mov mp3 mp4 odp ods odt oga ogg ogv opus png pptx rar \
    svgz tgz vsix webm webp whl woff woff2 xlsx xpi xz zip zst ";

impl Encoders {
    /// Checks what the caller said, and gives everything its level.
    pub(crate) fn new(
        given: &[(String, Vec<Encoder>)],
        effort: Effort,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut key = KeyHasher::new("include-components encoders 1");
        key.write(env!("CARGO_PKG_VERSION"));
        let mut rules = Vec::new();
        for (text, given) in given {
            let glob = Glob::checked(text, problems);
            let mut codecs: Vec<Codec> = Vec::new();
            key.write(text);
            for encoder in given {
                let codec = Codec::new(*encoder, effort).and_then(|codec| {
                    match codecs.iter().any(|other| other.encoding == codec.encoding) {
                        true => Err("it is given twice".to_owned()),
                        false => Ok(codec),
                    }
                });
                match codec {
                    Ok(codec) => codecs.push(codec),
                    Err(fault) => problems.push(Problem::new(
                        ErrorKind::Config,
                        format!("cannot encode {text:?} as {}: {fault}", encoder.encoding.token()),
                    )),
                }
            }
            // The order in a pack, whatever the caller's is.
            codecs.sort_by_key(|codec| codec.encoding);
            codecs.iter().for_each(|codec| codec.describe(&mut key));
            rules.extend(glob.map(|glob| (glob, codecs)));
        }
        Encoders { rules, digest: key.finish() }
    }

    pub(crate) fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.rules.iter().map(|(glob, _)| glob)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Returns the encoders of an artifact: those of the last glob that
    /// matches its path, unless it is small or compressed already.
    pub(crate) fn of(&self, path: &str, len: u64) -> &[Codec] {
        if len < SMALL || is_compressed(path) {
            return &[];
        }
        let rule = self.rules.iter().rev().find(|(glob, _)| glob.matches(path));
        rule.map_or(&[], |(_, codecs)| codecs)
    }
}

impl Codec {
    fn new(Encoder { encoding, level }: Encoder, effort: Effort) -> Result<Self, String> {
        let name = encoding.token();
        if library(encoding).is_none() {
            return Err(format!(
                "enable the feature {name:?} of include-components-build, in Cargo.toml"
            ));
        }
        let (levels, fast, best) = match encoding {
            Encoding::Br => (0..=11, 5, 11),
            Encoding::Gzip => (1..=12, 6, 12),
            _ => (1..=19, 3, 19),
        };
        let level = match (level, effort) {
            (Some(level), _) => level,
            (None, Effort::Fast) => fast,
            (None, _) => best,
        };
        match u8::try_from(level) {
            Ok(level) if levels.contains(&level) => Ok(Codec { encoding, level }),
            _ => {
                let (first, last) = (levels.start(), levels.end());
                Err(format!("there is no level {level}, only {first} to {last}"))
            }
        }
    }

    /// Returns the key of the action that encodes an artifact.
    pub(crate) fn key(self, artifact: Digest) -> Digest {
        let mut key = KeyHasher::new("include-components encoding 1");
        self.describe(&mut key);
        key.write(artifact.as_bytes());
        key.finish()
    }

    /// Writes everything but the artifact that the output depends on.
    fn describe(self, key: &mut KeyHasher) {
        key.write(self.encoding.token());
        for version in library(self.encoding).map(|library| library.version).iter().flatten() {
            key.write(version);
        }
        key.write([self.level]);
    }

    /// Encodes an artifact; `None` if there is too little memory.
    pub(crate) fn encode(self, artifact: &[u8]) -> Option<Vec<u8>> {
        (library(self.encoding)?.encode)(artifact, self.level)
    }

    /// Returns the crate whose C cargo compiles as its profile says, if it does.
    pub(crate) fn unoptimised(self) -> Option<&'static str> {
        library(self.encoding)?.unoptimised
    }

    /// Guesses how long that takes, in any unit.
    pub(crate) fn cost(self, len: u64) -> u64 {
        len * if self.encoding == Encoding::Br { 5 } else { 1 }
    }
}

/// Whether an encoding is worth keeping, by the lengths in bytes.
pub(crate) fn is_worth(len: u64, encoded: u64) -> bool {
    encoded <= len - len.div_ceil(MARGIN)
}

fn is_compressed(path: &str) -> bool {
    let extension = file_name(path).rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        let spaced = format!(" {} ", extension.to_ascii_lowercase());
        COMPRESSED.contains(&spaced)
    })
}

#[cfg(test)]
mod tests;
