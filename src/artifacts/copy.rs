//! Components that are embedded as they are: found in the last pack, or read.

use include_components_pack::Content;

use super::make::{Artifact, Made, Shared};
use crate::base::error::{ErrorKind, Problem};
use crate::base::stat::Fingerprint;
use crate::cache::last_pack::LastPack;
use crate::output::blob::{Blob, Location};
use crate::scan::collect::Source;
use crate::source::reader::{self, Reader, Taken};
use crate::source::spool::Batch;

impl<'a> Shared<'a, '_> {
    /// Finds a component whose file is as it was, and in the last pack.
    pub(super) fn known_copy(&self, source: &Source<'_>, position: usize) -> Option<Artifact<'a>> {
        let now = source.known?;
        let content = Content { digest: now.digest, len: now.stat.len() };
        let there = self.stores.aligned.and_then(|last| {
            let (found, address) = last.artifact_at(position)?;
            let location = Location::Pack(last.pack(), address);
            (found == content.digest).then_some(Blob { content, location })
        });
        match there {
            Some(blob) => Some(Artifact::new(blob, Some(now), Made::Unchanged)),
            None => {
                let blob = self.stores.find(content)?;
                Some(Artifact::new(blob, Some(now), Made::Copied))
            }
        }
    }

    /// Makes a component that is embedded as it is.
    pub(super) fn copy(
        &self,
        source: &Source<'_>,
        reader: &mut Reader<'_>,
        batch: &mut Batch<'_>,
    ) -> Result<Artifact<'a>, Problem> {
        let len = source.stat.len();
        let is_long = len >= reader::BUFFER as u64;
        let file = source.file();
        // A compiler may read a component too, and nothing is opened twice.
        if source.bundled || (!self.config.copies_only() && !is_long) {
            let loaded = self.load(&file)?;
            self.check_content(source, &file, &loaded.bytes)?;
            let now = loaded.entry;
            let blob = self.stores.keep(batch, now.digest, &loaded.bytes)?;
            return Ok(Artifact::new(blob, Some(now), Made::Copied));
        }
        let same_len = |pack: &LastPack| pack.len_at(&source.path) == Some(len);
        let expect = is_long && self.stores.pack.is_some_and(same_len);
        let known = |digest| self.stores.pack.is_some_and(|pack| pack.len_of(digest).is_some());
        let (now, taken) = reader.read(&file, source.stat, expect, known)?;
        self.count_opened(now.stat.len());
        let content = Content { digest: now.digest, len: now.stat.len() };
        let blob = match taken {
            Taken::Buffer(filled) => {
                let bytes = reader.buffer(filled);
                self.check_content(source, &file, bytes)?;
                self.stores.keep(batch, content.digest, bytes)?
            }
            Taken::Spool(offset) => {
                let new = Blob { content, location: Location::Spool(offset) };
                self.stores.find(content).unwrap_or(new)
            }
            Taken::LastPack => self.stores.find(content).ok_or_else(|| {
                let what = "the last pack does not have what it said it has of";
                Problem::with_path(ErrorKind::Read, what, &file, "build again")
            })?,
        };
        Ok(Artifact::new(blob, Some(now), Made::Copied))
    }

    /// Returns what the file of a component is that is not embedded.
    ///
    /// What reads it has its bytes, so that a private key is refused here too.
    pub(super) fn fingerprint(&self, source: &Source<'_>) -> Result<Fingerprint, Problem> {
        if let Some(now) = source.known {
            return Ok(now);
        }
        let file = source.file();
        let loaded = self.load(&file)?;
        self.check_content(source, &file, &loaded.bytes)?;
        Ok(loaded.entry)
    }
}
