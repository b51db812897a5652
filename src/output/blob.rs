//! Bytes that go into the next pack, and where they are now.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use include_components_pack::Content;

use crate::cache::last_pack::LastPack;
use crate::cache::links::Link;
use crate::source::spool::Spool;

/// Bytes that go into the next pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blob<'a> {
    pub(crate) content: Content,
    pub(crate) location: Location<'a>,
}

/// Where bytes are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location<'a> {
    /// At an address of the last pack.
    Pack(&'a LastPack, u64),
    /// At an offset of the spool.
    Spool(u64),
    /// At an address of the last pack, with references written anew, which is to be
    /// undone.
    Linked(&'a LastPack, u64, &'a Link),
}

impl<'a> Location<'a> {
    /// Returns how many bytes later another location is, in the same place.
    pub(crate) fn distance(self, later: Location<'_>) -> Option<u64> {
        match (self, later) {
            (Location::Pack(_, from), Location::Pack(_, to)) => to.checked_sub(from),
            (Location::Spool(from), Location::Spool(to)) => to.checked_sub(from),
            _ => None,
        }
    }

    /// Reads `len` bytes.
    pub(crate) fn read(self, len: u64, spool: &Spool) -> io::Result<Vec<u8>> {
        match self {
            Location::Pack(pack, address) => pack.read(address, len),
            Location::Spool(offset) => spool.read(offset, len),
            Location::Linked(pack, address, link) => {
                let linked = pack.read(address, link.linked.len)?;
                link.undo(&linked).ok_or_else(|| io::ErrorKind::InvalidData.into())
            }
        }
    }

    /// Copies `len` bytes to the end of a file.
    pub(crate) fn copy_to(self, len: u64, spool: &Spool, out: &mut File) -> io::Result<()> {
        match self {
            Location::Pack(pack, address) => pack.copy_to(address, len, out),
            Location::Spool(offset) => spool.copy_to(offset, len, out),
            Location::Linked(..) => out.write_all(&self.read(len, spool)?),
        }
    }

    /// Returns the file that the bytes are in.
    pub(crate) fn path(self, spool: &'a Spool) -> &'a Path {
        match self {
            Location::Pack(pack, address) | Location::Linked(pack, address, _) => {
                pack.path(address)
            }
            Location::Spool(_) => spool.path(),
        }
    }
}
