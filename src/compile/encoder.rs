//! Encoders: which artifacts have which, and what each is keyed by.

use include_components_pack::{Digest, Encoding as Coding};

use crate::base::error::{ErrorKind, Problem};
use crate::base::glob::{Glob, file_name};
use crate::base::key::KeyHasher;
use crate::compile::codecs::library;
use crate::compile::encoding::{Effort, Encoding};

/// All encoders of a build, by the globs that they were given for.
#[derive(Debug)]
pub(crate) struct Encoders {
    rules: Vec<(Glob, Vec<Encoder>)>,
    /// The digest of all that decides how artifacts are encoded.
    pub(crate) digest: Digest,
}

/// An encoding at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoder {
    pub(crate) coding: Coding,
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
        given: &[(String, Vec<Encoding>)],
        effort: Effort,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let mut key = KeyHasher::new("include-components encoders 1");
        key.write(env!("CARGO_PKG_VERSION"));
        let mut rules = Vec::new();
        for (text, encodings) in given {
            let glob = Glob::new(text).map_err(|problem| problems.push(problem));
            let mut encoders: Vec<Encoder> = Vec::new();
            key.write(text);
            for encoding in encodings {
                let encoder = Encoder::new(*encoding, effort).and_then(|encoder| {
                    match encoders.iter().any(|other| other.coding == encoder.coding) {
                        true => Err("it is given twice".to_owned()),
                        false => Ok(encoder),
                    }
                });
                match encoder {
                    Ok(encoder) => encoders.push(encoder),
                    Err(fault) => problems.push(Problem::new(
                        ErrorKind::Config,
                        format!("cannot encode {text:?} as {}: {fault}", encoding.coding.token()),
                    )),
                }
            }
            // The order in a pack, whatever the caller's is.
            encoders.sort_by_key(|encoder| encoder.coding);
            encoders.iter().for_each(|encoder| encoder.describe(&mut key));
            if let Ok(glob) = glob {
                rules.push((glob, encoders));
            }
        }
        Encoders { rules, digest: key.finish() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Returns the encoders of an artifact: those of the last glob that
    /// matches its path, unless it is small or compressed already.
    pub(crate) fn of(&self, path: &str, len: u64) -> &[Encoder] {
        if len < SMALL || is_compressed(path) {
            return &[];
        }
        let rule = self.rules.iter().rev().find(|(glob, _)| glob.matches(path));
        rule.map_or(&[], |(_, encoders)| encoders)
    }
}

impl Encoder {
    fn new(Encoding { coding, level }: Encoding, effort: Effort) -> Result<Self, String> {
        let name = coding.token();
        if library(coding).is_none() {
            return Err(format!(
                "enable the feature {name:?} of include-components-build, in Cargo.toml"
            ));
        }
        let (levels, fast, best) = match coding {
            Coding::Br => (0..=11, 5, 11),
            Coding::Gzip => (1..=12, 6, 12),
            _ => (1..=19, 3, 19),
        };
        let level = match (level, effort) {
            (Some(level), _) => level,
            (None, Effort::Fast) => fast,
            (None, _) => best,
        };
        match u8::try_from(level) {
            Ok(level) if levels.contains(&level) => Ok(Encoder { coding, level }),
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
        key.write(self.coding.token());
        for version in library(self.coding).map(|library| library.version).iter().flatten() {
            key.write(version);
        }
        key.write([self.level]);
    }

    /// Encodes an artifact; `None` if there is too little memory.
    pub(crate) fn encode(self, artifact: &[u8]) -> Option<Vec<u8>> {
        (library(self.coding)?.encode)(artifact, self.level)
    }

    /// Returns the crate whose C cargo compiles as its profile says, if it does.
    pub(crate) fn unoptimised(self) -> Option<&'static str> {
        library(self.coding)?.unoptimised
    }

    /// Guesses how long that takes, in any unit.
    pub(crate) fn cost(self, len: u64) -> u64 {
        len * if self.coding == Coding::Br { 5 } else { 1 }
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
