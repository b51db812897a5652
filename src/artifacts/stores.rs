//! Where bytes come from and go to.

use include_components_pack::{Content, Digest};

use crate::base::error::{ErrorKind, Problem};
use crate::base::fs::write_problem;
use crate::base::hasher::digest;
use crate::cache::last_pack::{Aligned, LastPack};
use crate::cache::store::Store;
use crate::output::blob::{Blob, Location};
use crate::scan::stat_index::State;
use crate::source::spool::{Batch, Spool};

/// Where the stages that make something look for it, and where they put it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stores<'a> {
    pub(crate) last: &'a State,
    pub(crate) pack: Option<&'a LastPack>,
    /// The last pack again, if the inputs have the positions in it.
    pub(crate) aligned: Option<Aligned<'a>>,
    pub(crate) store: &'a Store,
    pub(crate) spool: &'a Spool,
}

impl<'a> Stores<'a> {
    /// Finds bytes in the last pack.
    pub(crate) fn find(&self, content: Content) -> Option<Blob<'a>> {
        let pack = self.pack?;
        if let Some(address) = pack.find(content.digest, content.len) {
            return Some(Blob { content, location: Location::Pack(pack, address) });
        }
        // It may be there with its references written anew.
        let link = self.last.links.known().of(content.digest)?;
        let address = pack.find(link.linked.digest, link.linked.len)?;
        Some(Blob { content, location: Location::Linked(pack, address, link) })
    }

    /// Reads bytes back from where the pack would have them from.
    pub(crate) fn read(&self, blob: Blob<'_>) -> Result<Vec<u8>, Problem> {
        let Blob { content, location } = blob;
        let path = || location.path(self.spool);
        let bytes = location
            .read(content.len, self.spool)
            .map_err(|error| Problem::io(ErrorKind::Read, "cannot read back", path(), error))?;
        // What is cached under the digest must come from its bytes.
        match digest(&bytes) == content.digest {
            true => Ok(bytes),
            false => {
                let remedy = "it is damaged; remove it, and build again";
                Err(Problem::with_path(ErrorKind::Read, "cannot read back", path(), remedy))
            }
        }
    }

    /// Finds bytes in the last pack, or else puts them down.
    pub(crate) fn keep(
        &self,
        batch: &mut Batch<'_>,
        digest: Digest,
        bytes: &[u8],
    ) -> Result<Blob<'a>, Problem> {
        let content = Content { digest, len: bytes.len() as u64 };
        if let Some(found) = self.find(content) {
            return Ok(found);
        }
        let offset = batch.push(bytes).map_err(|error| self.unwritable(error))?;
        Ok(Blob { content, location: Location::Spool(offset) })
    }

    /// Makes the problem with a spool that cannot be written.
    pub(crate) fn unwritable(&self, error: std::io::Error) -> Problem {
        write_problem(self.spool.path(), error)
    }
}
