//! The reader: look-ups in the bytes of a pack, which it does not trust.

mod notes;

pub use notes::{NoteSort, Notes};

use crate::extension::split_digest;
use crate::hash;
use crate::layout::field::{blob, component, encoded, slot, string};
use crate::layout::{
    COMPONENT, ENCODED, FormatError, HEADER, INDEX_DIGEST, Layout, PART, PILOT, SLOT, split_address,
};
use crate::{Content, Digest, Encoding, StoredBlob};

/// A pack, or the index of one, as bytes and the layout that they should have.
///
/// Whatever the bytes are, no method panics and none returns bytes outside of
/// them: what is damaged is not found.
#[derive(Clone, Copy, Debug)]
pub struct Pack<'a> {
    pub(crate) bytes: &'a [u8],
    layout: Layout,
    /// A pointer, since each look-up makes a copy of all this.
    parts: Option<&'a OtherParts<'a>>,
}

/// Parts of a pack besides the one with the index, or some of them.
#[derive(Clone, Copy, Debug)]
pub struct OtherParts<'a> {
    first: u32,
    bytes: &'a [&'a [u8]],
}

/// One component of a [`Pack`], its address checked against the part's length.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pack: Pack<'a>,
    record: &'a [u8; COMPONENT as usize],
}

/// A component as a path names it: what [`Pack::look_up`] finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The path is the logical path of the component at this position.
    Plain(u32),
    /// The path is the hashed path of the component at this position.
    Hashed(u32),
    /// The path is the hashed path of the component at this position but for its
    /// digest: that of another build.
    Outdated(u32),
}

impl<'a> Pack<'a> {
    /// Opens a pack by the part with its index.
    ///
    /// # Errors
    ///
    /// When the header is none of this version's, or `bytes` is shorter than
    /// it says. The index and the blobs are not looked at.
    ///
    /// # Examples
    ///
    /// ```
    /// use include_components_pack::{FormatError, Pack};
    ///
    /// assert_eq!(Pack::open(b"<html>").err(), Some(FormatError::Sizes));
    /// assert_eq!(Pack::open(&[b' '; 200]).err(), Some(FormatError::Magic));
    /// ```
    pub const fn open(bytes: &'a [u8]) -> Result<Self, FormatError> {
        match Layout::read(bytes) {
            Ok(layout) if layout.len == bytes.len() as u64 => Ok(Pack::with_layout(bytes, layout)),
            Ok(_) => Err(FormatError::Sizes),
            Err(error) => Err(error),
        }
    }

    /// Joins bytes with the layout that was read from their header before.
    ///
    /// `bytes` may be the whole first part or its index alone, the first
    /// [`Layout::index_len`] bytes. If they are anything else, look-ups miss.
    pub const fn with_layout(bytes: &'a [u8], layout: Layout) -> Self {
        Pack { bytes, layout, parts: None }
    }

    /// Adds other parts than the one with the index.
    ///
    /// The bytes of blobs in any other part are not found, nor those in parts
    /// that are shorter than the index says.
    pub const fn with_parts(self, parts: &'a OtherParts<'a>) -> Self {
        Pack { parts: Some(parts), ..self }
    }

    /// Returns the number of components.
    pub const fn len(&self) -> u32 {
        self.layout.components
    }

    /// Returns whether there are no components.
    pub const fn is_empty(&self) -> bool {
        self.layout.components == 0
    }

    /// Returns the sizes of the pack's sections.
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// Returns the digest that the index has of itself: packs with an equal one have
    /// equal components. `None` if there is no header.
    pub fn digest(&self) -> Option<Digest> {
        Some(Digest::from_bytes(self.bytes.get(INDEX_DIGEST)?.try_into().ok()?))
    }

    /// Returns the position of the component at `path`, byte for byte.
    ///
    /// # Cost
    ///
    /// One hash of `path` and at most four reads of the index, whatever the
    /// number of components.
    #[inline(always)] // As a call, a miss takes a third longer.
    pub fn find(&self, path: &str) -> Option<u32> {
        let hash = hash::hash(self.layout.seed, path.as_bytes());
        let (index, record) = self.candidate(hash)?;
        (self.string(record, component::PATH)? == path.as_bytes()).then_some(index)
    }

    /// Returns the position of the component whose hashed path is `path`.
    ///
    /// # Cost
    ///
    /// That of [`find`](Self::find).
    pub fn find_hashed(&self, path: &str) -> Option<u32> {
        match self.look_up(path)? {
            Found::Hashed(index) => Some(index),
            Found::Plain(_) | Found::Outdated(_) => None,
        }
    }

    /// Returns the position of the component that `path` names, by its logical or its
    /// hashed path.
    ///
    /// A hashed path comes before an equal logical path, and that before the hashed
    /// path of another build.
    ///
    /// # Cost
    ///
    /// That of [`find`](Self::find); twice for a path that has the form of a hashed
    /// one, and is none of this pack's.
    pub fn look_up(&self, path: &str) -> Option<Found> {
        let mut outdated = None;
        if let Some((stem, extension)) = split_digest(path) {
            let hash = hash::hash_joined(self.layout.seed, stem, extension);
            if let Some((index, record)) = self.candidate(hash) {
                if self.string(record, component::HASHED_PATH)? == path.as_bytes() {
                    return Some(Found::Hashed(index));
                }
                let plain = self.string(record, component::PATH)?;
                let is_plain = plain.strip_prefix(stem) == Some(extension);
                outdated = is_plain.then_some(Found::Outdated(index));
            }
        }
        let Some(index) = self.find(path) else { return outdated };
        // One string is both if the path was given with a digest already.
        let record = self.component(index)?;
        let [plain, hashed] =
            [component::PATH, component::HASHED_PATH].map(|at| u64_at(record, at));
        Some(if plain == hashed { Found::Hashed(index) } else { Found::Plain(index) })
    }

    /// Returns the component at a position, counted from 0 in path order.
    ///
    /// `None` past the end, and for a damaged record.
    #[inline]
    pub fn entry(&self, index: u32) -> Option<Entry<'a>> {
        self.component(index).map(|record| Entry { pack: *self, record })
    }

    /// Returns the first artifact that has a digest.
    ///
    /// # Cost
    ///
    /// One comparison a component.
    pub fn blob_with(&self, digest: Digest) -> Option<StoredBlob> {
        self.entry(self.position_of(digest)?)?.identity()
    }

    /// Returns the position of the first component whose artifact has a digest.
    ///
    /// # Cost
    ///
    /// One comparison a component.
    pub fn position_of(&self, digest: Digest) -> Option<u32> {
        let records = self.bytes.get(HEADER..self.layout.encoded_at() as usize)?;
        let wanted = digest.as_bytes().as_slice();
        let mut records = records.chunks_exact(COMPONENT as usize);
        let digest = component::BLOB + blob::DIGEST..component::BLOB + blob::END;
        let index = records.position(|record| &record[digest.clone()] == wanted)?;
        Some(index as u32)
    }

    /// Returns the length of a part as the index has it.
    ///
    /// `None` past the last part. 0 is the part with the index.
    #[inline]
    pub fn part_len(&self, part: u32) -> Option<u64> {
        let Some(nth) = part.checked_sub(1) else { return Some(self.layout.len) };
        if nth >= self.layout.parts {
            return None;
        }
        let len: &[u8; PART as usize] = self.record(self.layout.parts_at(), nth)?;
        Some(u64::from_le_bytes(*len))
    }

    /// Returns the bytes of a blob, if they are inside of a part that is here.
    #[inline]
    pub fn bytes(&self, blob: &StoredBlob) -> Option<&'a [u8]> {
        self.bytes_at(blob.address, blob.content.len)
    }

    /// Returns the bytes of the artifact of the component at a position, if they
    /// are inside of a part that is here.
    #[inline]
    pub fn artifact(&self, index: u32) -> Option<&'a [u8]> {
        if index >= self.layout.components {
            return None;
        }
        let record: &[u8; COMPONENT as usize] = self.record(HEADER as u64, index)?;
        let (address, len) = place(record)?;
        self.bytes_at(address, len)
    }

    #[inline]
    fn bytes_at(&self, address: u64, len: u64) -> Option<&'a [u8]> {
        let (part, offset) = split_address(address);
        let bytes = match part {
            0 => self.bytes,
            _ => self.parts?.get(part)?,
        };
        slice(bytes, offset, len)
    }

    /// Finds the one component that a path with this hash can be.
    #[inline]
    fn candidate(&self, hash: u64) -> Option<(u32, &'a [u8; COMPONENT as usize])> {
        let bucket = hash::bucket(hash, self.layout.buckets);
        let pilot: &[u8; PILOT as usize] = self.record(self.layout.pilots_at(), bucket)?;
        let slot = hash::slot(hash, u32::from_le_bytes(*pilot), self.layout.components);
        let slot: &[u8; SLOT as usize] = self.record(self.layout.slots_at(), slot)?;
        if u32_at(slot, slot::CHECK)? != hash as u32 {
            return None;
        }
        let index = u32_at(slot, slot::COMPONENT)?;
        Some((index, self.component(index)?))
    }

    /// Returns a component's record, if it has its artifact inside of a part.
    #[inline]
    fn component(&self, index: u32) -> Option<&'a [u8; COMPONENT as usize]> {
        if index >= self.layout.components {
            return None;
        }
        let record = self.record(HEADER as u64, index)?;
        let (address, len) = place(record)?;
        let (part, offset) = split_address(address);
        let end = offset.checked_add(len)?;
        (end <= self.part_len(part)?).then_some(record)
    }

    /// Returns the string that is at `at` in a record.
    #[inline]
    fn string<const N: usize>(&self, record: &[u8; N], at: usize) -> Option<&'a [u8]> {
        let offset = u32_at(record, at + string::OFFSET)? as u64;
        let len = u32_at(record, at + string::LEN)? as u64;
        if offset + len > self.layout.strings as u64 {
            return None;
        }
        slice(self.bytes, self.layout.strings_at() + offset, len)
    }

    /// Returns a record of `N` bytes, counted from the start of its section.
    #[inline]
    fn record<const N: usize>(&self, section: u64, index: u32) -> Option<&'a [u8; N]> {
        let start = usize::try_from(section + index as u64 * N as u64).ok()?;
        self.bytes.get(start..)?.first_chunk()
    }
}

impl<'a> OtherParts<'a> {
    /// Takes parts in the order of their numbers, from `first` on.
    pub const fn new(first: u32, bytes: &'a [&'a [u8]]) -> Self {
        OtherParts { first, bytes }
    }

    fn get(&self, part: u32) -> Option<&'a [u8]> {
        self.bytes.get(part.checked_sub(self.first)? as usize).copied()
    }
}

impl<'a> Entry<'a> {
    /// Returns the logical path that the component is looked up by.
    pub fn path(&self) -> Option<&'a str> {
        core::str::from_utf8(self.pack.string(self.record, component::PATH)?).ok()
    }

    /// Returns the path with the digest in its file name: the path itself, if that was
    /// given with a digest already.
    pub fn hashed_path(&self) -> Option<&'a str> {
        core::str::from_utf8(self.pack.string(self.record, component::HASHED_PATH)?).ok()
    }

    /// Returns the URL, percent-encoded, with what the set is served at before it.
    pub fn url(&self) -> Option<&'a str> {
        core::str::from_utf8(self.pack.string(self.record, component::URL)?).ok()
    }

    /// Returns the media type (RFC 9110, section 8.3.1).
    pub fn media_type(&self) -> Option<&'a str> {
        core::str::from_utf8(self.pack.string(self.record, component::MEDIA_TYPE)?).ok()
    }

    /// Returns the artifact itself: the representation that is not coded.
    #[inline]
    pub fn identity(&self) -> Option<StoredBlob> {
        blob_at(Encoding::Identity, self.record, component::BLOB)
    }

    /// Returns the number of representations, identity included.
    pub fn representations(&self) -> u32 {
        self.encoded().1.saturating_add(1)
    }

    /// Returns a representation: 0 is identity, the others follow.
    ///
    /// `None` past the end, and for a damaged record.
    pub fn representation(&self, index: u32) -> Option<StoredBlob> {
        let Some(nth) = index.checked_sub(1) else { return self.identity() };
        let (first, count) = self.encoded();
        if nth >= count {
            return None;
        }
        let at = self.pack.layout.encoded_at();
        let record: &[u8; ENCODED as usize] = self.pack.record(at, first.checked_add(nth)?)?;
        blob_at(Encoding::from_code(u32_at(record, encoded::ENCODING)?)?, record, encoded::BLOB)
    }

    /// Returns the first of the coded representations, and how many there are.
    fn encoded(&self) -> (u32, u32) {
        let first = u32_at(self.record, component::FIRST_ENCODED).unwrap_or(0);
        let count = u32_at(self.record, component::ENCODED_COUNT).unwrap_or(0);
        match first.checked_add(count) {
            Some(end) if end <= self.pack.layout.encoded => (first, count),
            _ => (0, 0),
        }
    }
}

#[inline]
pub(crate) fn slice(bytes: &[u8], offset: u64, len: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    let end = usize::try_from(offset.checked_add(len)?).ok()?;
    bytes.get(start..end)
}

/// Returns address and length of the artifact in a component's record.
#[inline]
fn place(record: &[u8; COMPONENT as usize]) -> Option<(u64, u64)> {
    let address = u64_at(record, component::BLOB + blob::ADDRESS)?;
    Some((address, u64_at(record, component::BLOB + blob::LEN)?))
}

#[inline]
fn blob_at(encoding: Encoding, record: &[u8], at: usize) -> Option<StoredBlob> {
    let digest = record.get(at + blob::DIGEST..at + blob::END)?;
    Some(StoredBlob {
        encoding,
        content: Content {
            digest: Digest::from_bytes(digest.try_into().ok()?),
            len: u64_at(record, at + blob::LEN)?,
        },
        address: u64_at(record, at + blob::ADDRESS)?,
    })
}

/// Returns where the string begins and ends that is at `at` in a record, counted from the
/// start of the section of strings.
pub(crate) fn string_at(record: &[u8], at: usize) -> Option<(u32, u32)> {
    let offset = u32_at(record, at + string::OFFSET)?;
    Some((offset, offset.checked_add(u32_at(record, at + string::LEN)?)?))
}

#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[inline]
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
