//! Components that are embedded as they are: found in the last pack, or read.

use super::{Artifact, How, Shared};
use crate::base::error::{ErrorKind, Problem};
use crate::base::stat::Fingerprint;
use crate::cache::last_pack::OldPack;
use crate::scan::collect::Component;
use crate::source::blob::{Blob, Location};
use crate::source::reader::{self, Content, Reader};
use crate::source::spool::Batch;

impl Shared<'_> {
    /// Finds a component that is embedded as it is, and is in the last pack.
    pub(super) fn unchanged(&self, component: &Component<'_>) -> Option<Artifact> {
        let digest = component.found.known().filter(|_| component.rule.is_none())?;
        let (stat, old) = (component.found.stat, self.stores.old?);
        let there = match old.aligned {
            true => old.nth(component.position).filter(|(there, _)| *there == digest),
            false => None,
        };
        let (place, how) = match there {
            Some((_, offset)) => (Location::Pack(offset), How::Unchanged),
            None => (self.stores.old_place(digest, stat.len())?, How::Known),
        };
        let source = Fingerprint { stat, digest, racy: false };
        let piece = Blob { digest, len: stat.len(), place };
        Some(Artifact { source, piece, how, action: None })
    }

    /// Makes a component that is embedded as it is.
    pub(super) fn copy(
        &self,
        component: &Component<'_>,
        reader: &mut Reader<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact, Problem> {
        let len = component.found.stat.len();
        let is_long = len >= reader::BUFFER as u64;
        let file = component.file();
        // A compiler may read a component too, and nothing is opened twice.
        if component.bundled || (!self.config.copies_only() && !is_long) {
            let loaded = self.load(&file)?;
            self.check_secret(component, &file, &loaded.bytes)?;
            let put = |shared: &Self| shared.stores.push(batch, &loaded.bytes);
            return self.copied(loaded.entry, How::Loaded, put);
        }
        let same_len = |old: &OldPack| old.len_at(&component.path) == Some(len);
        let expect = is_long && self.stores.old.is_some_and(same_len);
        let known = |digest| self.stores.old.is_some_and(|old| old.len_of(digest).is_some());
        let read = reader.read(&file, component.found.stat, expect, known)?;
        if let Content::Buffer(filled) = read.content {
            self.check_secret(component, &file, reader.buffer(filled))?;
        }
        self.copied(read.entry, How::Copied, |shared| match read.content {
            Content::Buffer(filled) => shared.stores.push(batch, reader.buffer(filled)),
            Content::Spool(offset) => Ok(Location::Spool(offset)),
            Content::Known => {
                let what = "the last pack does not have what it said it has of";
                Err(Problem::with_path(ErrorKind::Read, what, &file, "build again"))
            }
        })
    }

    /// Returns the entry of a component that is not embedded.
    ///
    /// What reads it has its bytes, so that a private key is refused here too.
    pub(super) fn source(&self, component: &Component<'_>) -> Result<Fingerprint, Problem> {
        if let Some(digest) = component.found.known() {
            return Ok(Fingerprint { stat: component.found.stat, digest, racy: false });
        }
        let file = component.file();
        let loaded = self.load(&file)?;
        self.check_secret(component, &file, &loaded.bytes)?;
        Ok(loaded.entry)
    }

    /// Finds the bytes of a source in the last pack, or else puts them down.
    fn copied(
        &self,
        source: Fingerprint,
        how: How,
        put: impl FnOnce(&Self) -> Result<Location, Problem>,
    ) -> Result<Artifact, Problem> {
        let (digest, len) = (source.digest, source.stat.len());
        let place = match self.stores.old_place(digest, len) {
            Some(place) => place,
            None => put(self)?,
        };
        let piece = Blob { digest, len, place };
        Ok(Artifact { source, piece, how, action: None })
    }
}
