//! Encodings that the last pack has.

use include_components_pack::{Encoding, Entry};

use super::Encoded;
use crate::artifacts::stores::Stores;
use crate::cache::last_pack::{Aligned, LastPack};
use crate::compile::encoders::Encoders;
use crate::config::checked::Config;
use crate::output::blob::{Blob, Location};

/// The last pack, if its encodings were made as they would be now.
///
/// Then an artifact that it has under a path that has the same encoders has
/// the right encodings there, and no others: none is asked for by its key.
pub(super) struct LastEncodings<'a, 'c> {
    encoders: &'c Encoders,
    pack: Option<&'a LastPack>,
    aligned: Option<Aligned<'a>>,
}

impl<'a, 'c> LastEncodings<'a, 'c> {
    pub(super) fn new(config: &'c Config<'_>, stores: &Stores<'a>) -> Self {
        let encoders = &config.encoders;
        let pack = stores.pack.filter(|_| stores.last.encoders == Some(encoders.digest));
        LastEncodings { encoders, pack, aligned: stores.aligned }
    }

    /// Finds the encodings of an artifact, by its position and path now.
    pub(super) fn find(
        &self,
        position: usize,
        path: &str,
        artifact: Blob<'_>,
    ) -> Option<Vec<Encoded<'a>>> {
        let pack = self.pack?;
        let is_it = |entry: &Entry<'_>| {
            entry
                .identity()
                .is_some_and(|identity| identity.content.digest == artifact.content.digest)
        };
        let there = match self.aligned {
            Some(aligned) => aligned.at(position),
            None => pack.entry_at(path),
        };
        let entry = there.filter(is_it).or_else(|| {
            let moved = pack.entry_with(artifact.content.digest)?;
            let same = self.encoders.of(moved.path()?, artifact.content.len)
                == self.encoders.of(path, artifact.content.len);
            same.then_some(moved)
        })?;
        let encoded = (1..entry.representations()).map(|nth| {
            let found = entry.representation(nth)?;
            let location = Location::Pack(pack, found.address);
            let blob = Blob { content: found.content, location };
            let encoding = found.encoding;
            (encoding != Encoding::Identity).then_some(Encoded { encoding, blob })
        });
        encoded.collect()
    }
}
