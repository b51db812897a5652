//! Encodings that the last pack has, as the last run's options are the same.

use include_components_pack::{Encoding, Entry};

use super::Encoders;
use crate::artifacts::make::Stores;
use crate::cache::last_pack::OldPack;
use crate::config::checked::Config;
use crate::output::pack::Encoded;
use crate::report::Report;
use crate::source::blob::{Blob, Location};

/// The last pack, if its encodings were made as they would be now.
///
/// Then an artifact that it has under a path that has the same encoders has
/// the right encodings there, and no others: none is asked for by its key.
pub(super) struct Known<'a> {
    encoders: &'a Encoders,
    old: Option<&'a OldPack>,
}

impl<'a> Known<'a> {
    pub(super) fn new(config: &'a Config<'_>, stores: &Stores<'a>) -> Self {
        let encoders = &config.encoders;
        let same = stores.before.encoders == Some(encoders.digest);
        Known { encoders, old: stores.old.filter(|_| same) }
    }

    /// Finds the encodings of an artifact, by its position and path now.
    pub(super) fn find(
        &self,
        position: usize,
        path: &str,
        artifact: Blob,
        report: &mut Report,
    ) -> Option<Vec<Encoded>> {
        let old = self.old?;
        let is_it = |entry: &Entry<'_>| {
            entry.identity().is_some_and(|identity| identity.content.digest == artifact.digest)
        };
        let there = match old.aligned {
            true => old.entry(position),
            false => old.entry_at(path),
        };
        let entry = there.filter(is_it).or_else(|| {
            let moved = old.entry_with(artifact.digest)?;
            let same = self.encoders.of(moved.path()?, artifact.len)
                == self.encoders.of(path, artifact.len);
            same.then_some(moved)
        })?;
        let encoded = (1..entry.representations()).map(|nth| {
            let blob = entry.representation(nth)?;
            let piece = Blob {
                digest: blob.content.digest,
                len: blob.content.len,
                place: Location::Pack(blob.address),
            };
            (blob.encoding != Encoding::Identity)
                .then_some(Encoded { encoding: blob.encoding, piece })
        });
        let encoded: Vec<Encoded> = encoded.collect::<Option<_>>()?;
        report.encodings_reused += encoded.len();
        Some(encoded)
    }
}
