//! The writer: from components, their blobs' digests and sizes, to an index.
//!
//! It makes no file and sees no blob: it says where each blob goes, and the
//! caller puts it there, from wherever it is.

mod mphf;
mod parts;
mod patch;
mod strings;
mod table;

use std::fmt;

pub use crate::NoteSort;
use crate::layout::field::{blob, component, encoded, note, slot, string};
use crate::layout::{ALIGN, COMPONENT, ENCODED, INDEX_DIGEST, Layout, NOTE, SLOT, address};
use crate::{Content, Digest, Encoding};
use parts::Cuts;
pub use parts::target as part_target;
pub use patch::Change;
use strings::Strings;
pub use strings::{push_hashed_path, push_suffix, push_url};
use table::Table;

/// One component of a pack that is to be written.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// The logical path that the component is looked up by.
    pub path: &'a str,
    /// What its name becomes in its hashed path and its URL.
    pub name: Name,
    /// Its media type.
    pub media_type: &'a str,
    /// The artifact.
    pub identity: Content,
    /// The other representations.
    pub encoded: &'a [EncodedContent],
    /// What it has besides: nothing, mostly.
    pub notes: &'a [Note],
}

/// What few components have, of a pack that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What the text is.
    pub sort: NoteSort,
    /// The text.
    pub text: String,
}

/// What the name of a component becomes in its hashed path and its URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Both have this digest.
    Hashed(Digest),
    /// The hashed path has this digest; the URL is the path's.
    Kept(Digest),
    /// Both are the path's, which has a digest already.
    Given,
}

/// One representation that is not identity, of a pack that is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodedContent {
    /// The content coding of the bytes.
    pub encoding: Encoding,
    /// The bytes.
    pub content: Content,
}

/// A place for one distinct blob of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Which component it belongs to first, counted from 0 in path order.
    pub component: u32,
    /// Which of its representations it is: 0 is identity.
    pub representation: u32,
    /// Where it begins, counted from the start of its part.
    pub offset: u64,
    /// Its length in bytes.
    pub len: u64,
}

/// The index of a pack, and where the blobs behind it go.
#[derive(Debug)]
pub struct Index {
    /// The bytes of the index, which the first part begins with.
    pub bytes: Vec<u8>,
    /// The distinct blobs behind the index, in the order of their offsets,
    /// without overlap: all of them, if there is but one part, or else none.
    ///
    /// The bytes between them, and between the last and [`len`](Self::len),
    /// are zero.
    pub placements: Vec<Placement>,
    /// The length of the first part in bytes.
    pub len: u64,
    /// The other parts, the first of which has the number 1.
    pub parts: Vec<PartPlan>,
}

/// What becomes of a part of a pack that has blobs and no index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartPlan {
    /// It is as it was in the pack that [`Index::patch`] was given.
    Kept {
        /// The length of the part in bytes.
        len: u64,
    },
    /// It has these blobs.
    New {
        /// The distinct blobs, in the order of their offsets, without overlap;
        /// the bytes between them are zero.
        placements: Vec<Placement>,
        /// The length of the part in bytes.
        len: u64,
    },
}

/// Why no index can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexError {
    /// The paths are not in strictly increasing byte order at this position.
    Order(usize),
    /// More than 2^31 components or buckets, or 4 GiB of paths.
    TooLarge,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::Order(at) => write!(f, "component {at} is not in path order"),
            IndexError::TooLarge => f.write_str("too many components, or too long paths"),
        }
    }
}

impl std::error::Error for IndexError {}

impl Index {
    /// Lays a pack out in one part, with identical blobs stored once.
    ///
    /// `components` must be in strictly increasing byte order of their paths.
    /// Equal arguments give equal bytes.
    ///
    /// # Errors
    ///
    /// When the order is another one, or the format's limits are passed.
    pub fn new(components: &[NewEntry<'_>]) -> Result<Self, IndexError> {
        Index::in_parts(components, u64::MAX, "/", &[])
    }

    /// Lays a pack out as [`new`](Self::new) does; blobs of more than `size`
    /// bytes go into parts of about as many, or of more, so that there are few.
    ///
    /// What is in a part depends on the paths and the sizes; a change of some
    /// components changes the parts that have them and, rarely, others. URLs begin
    /// with `served_at`, and `notes` are those of the set.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub fn in_parts(
        components: &[NewEntry<'_>],
        size: u64,
        served_at: &str,
        notes: &[Note],
    ) -> Result<Self, IndexError> {
        if let Some(at) =
            (1..components.len()).find(|at| components[at - 1].path >= components[*at].path)
        {
            return Err(IndexError::Order(at));
        }
        let encoded = components.iter().map(|it| it.encoded.len() as u64).sum::<u64>();
        let count = components.len() as u64;
        if count >= 1 << 31 || count + encoded >= u32::MAX as u64 {
            return Err(IndexError::TooLarge);
        }
        let mphf = mphf::Mphf::new(components).ok_or(IndexError::TooLarge)?;
        let strings = Strings::new(components, served_at, notes)?;
        let blobs = Blobs::new(components, (count + encoded) as usize)?;
        let cuts = Cuts::new(size, blobs.total, count as u32);
        let (mut addresses, parts) = match cuts {
            Some(cuts) => parts::cut(cuts, |at| components[at].path, &blobs.distinct)?,
            None => (Vec::new(), Vec::new()),
        };
        let mut layout = Layout {
            len: 0,
            components: count as u32,
            encoded: encoded as u32,
            buckets: mphf.pilots.len() as u32,
            seed: mphf.seed,
            strings: strings.bytes.len() as u32,
            parts: parts.len() as u32,
            notes: strings.notes.len() as u32,
        };
        layout.len = layout.index_len();
        let mut placements = Vec::new();
        if parts.is_empty() {
            (addresses, layout.len) = blobs.behind(layout.len)?;
            let placed = blobs.distinct.iter().zip(&addresses);
            placements.extend(placed.map(|(blob, at)| Placement { offset: *at, ..*blob }));
        }
        let mut address = blobs.numbers.iter().map(|number| addresses[*number as usize]);
        let mut next = || address.next().unwrap_or_default();

        let mut bytes = Vec::with_capacity(layout.index_len() as usize);
        bytes.resize(crate::HEADER, 0);
        let mut codings = Vec::with_capacity(encoded as usize * ENCODED as usize);
        let mut first_coding: u32 = 0;
        for (item, [path, hashed_path, url, media_type]) in components.iter().zip(&strings.starts) {
            let count = item.encoded.len() as u32;
            let mut record = [0; COMPONENT as usize];
            put_string(&mut record, component::PATH, *path);
            put_string(&mut record, component::HASHED_PATH, *hashed_path);
            put_string(&mut record, component::URL, *url);
            put_string(&mut record, component::MEDIA_TYPE, *media_type);
            put(&mut record, component::FIRST_ENCODED, first_coding.to_le_bytes());
            put(&mut record, component::ENCODED_COUNT, count.to_le_bytes());
            put_blob(&mut record, component::BLOB, next(), item.identity);
            bytes.extend_from_slice(&record);
            first_coding += count;
            for EncodedContent { encoding, content } in item.encoded {
                let mut record = [0; ENCODED as usize];
                put_blob(&mut record, encoded::BLOB, next(), *content);
                put(&mut record, encoded::ENCODING, encoding.code().to_le_bytes());
                codings.extend_from_slice(&record);
            }
        }
        bytes.extend_from_slice(&codings);
        for (check, index) in &mphf.slots {
            let mut record = [0; SLOT as usize];
            put(&mut record, slot::CHECK, check.to_le_bytes());
            put(&mut record, slot::COMPONENT, index.to_le_bytes());
            bytes.extend_from_slice(&record);
        }
        for pilot in &mphf.pilots {
            bytes.extend_from_slice(&pilot.to_le_bytes());
        }
        for part in &parts {
            bytes.extend_from_slice(&part.len().to_le_bytes());
        }
        for (component, sort, text) in &strings.notes {
            let mut record = [0; NOTE as usize];
            put(&mut record, note::COMPONENT, component.to_le_bytes());
            put(&mut record, note::SORT, sort.code().to_le_bytes());
            put_string(&mut record, note::TEXT, *text);
            bytes.extend_from_slice(&record);
        }
        bytes.extend_from_slice(&strings.bytes);
        bytes.resize(layout.index_len() as usize, 0);
        layout.write(&mut bytes);
        Ok(Index { bytes, placements, len: layout.len, parts })
    }

    /// Writes the index's own digest into it.
    ///
    /// `digest` is that of [`bytes`](Self::bytes) as they are before, with
    /// zeros at [`INDEX_DIGEST`].
    pub fn seal(&mut self, digest: Digest) {
        self.bytes[INDEX_DIGEST].copy_from_slice(digest.as_bytes());
    }
}

/// The distinct blobs, in the order in which they come first.
struct Blobs {
    /// Each as it will be placed, but for the offset.
    distinct: Vec<Placement>,
    /// Of each representation of each component: which of them it is.
    numbers: Vec<u32>,
    /// How many bytes they take.
    total: u64,
}

impl Blobs {
    /// Finds those among `count` representations.
    fn new(components: &[NewEntry<'_>], count: usize) -> Result<Self, IndexError> {
        let (distinct, numbers) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut blobs = Blobs { distinct, numbers, total: 0 };
        let mut digests: Vec<Digest> = Vec::with_capacity(count);
        let mut table = Table::new(count);
        for (at, component) in components.iter().enumerate() {
            for nth in 0..=component.encoded.len() {
                let Content { digest, len } = component.content(nth);
                // A digest's bytes are random: the first eight are hash enough.
                let first = digest.as_bytes().first_chunk();
                let hash = first.map_or(0, |first| u64::from_le_bytes(*first));
                let same = |other: u32| digests[other as usize] == digest;
                let next = digests.len() as u32;
                let number = match table.find_or_insert(hash, next, same) {
                    Some(other) => other,
                    None => {
                        let (component, representation) = (at as u32, nth as u32);
                        digests.push(digest);
                        blobs.distinct.push(Placement {
                            component,
                            representation,
                            offset: 0,
                            len,
                        });
                        blobs.total = aligned(blobs.total, len).ok_or(IndexError::TooLarge)?;
                        next
                    }
                };
                blobs.numbers.push(number);
            }
        }
        Ok(blobs)
    }

    /// Places all behind an index; returns where each begins, and their end.
    fn behind(&self, index_len: u64) -> Result<(Vec<u64>, u64), IndexError> {
        let mut end = index_len;
        let mut addresses = Vec::with_capacity(self.distinct.len());
        for blob in &self.distinct {
            addresses.push(address(0, end).ok_or(IndexError::TooLarge)?);
            end = aligned(end, blob.len).ok_or(IndexError::TooLarge)?;
        }
        Ok((addresses, end))
    }
}

impl NewEntry<'_> {
    /// Returns the content of a representation; 0 is identity.
    fn content(&self, representation: usize) -> Content {
        match representation.checked_sub(1) {
            Some(nth) => self.encoded[nth].content,
            None => self.identity,
        }
    }
}

impl PartPlan {
    /// Returns the blobs that are to be put down: none, if the part is kept.
    pub fn placements(&self) -> &[Placement] {
        match self {
            PartPlan::Kept { .. } => &[],
            PartPlan::New { placements, .. } => placements,
        }
    }

    /// Returns the length of the part in bytes.
    #[expect(clippy::len_without_is_empty, reason = "no part is empty")]
    pub fn len(&self) -> u64 {
        match self {
            PartPlan::Kept { len } | PartPlan::New { len, .. } => *len,
        }
    }
}

/// Returns the end of a blob and of the zeros behind it.
fn aligned(offset: u64, len: u64) -> Option<u64> {
    offset.checked_add(len)?.checked_next_multiple_of(ALIGN)
}

fn put_string(record: &mut [u8], at: usize, (offset, len): (u32, u32)) {
    put(record, at + string::OFFSET, offset.to_le_bytes());
    put(record, at + string::LEN, len.to_le_bytes());
}

fn put_blob(record: &mut [u8], at: usize, address: u64, content: Content) {
    put(record, at + blob::ADDRESS, address.to_le_bytes());
    put(record, at + blob::LEN, content.len.to_le_bytes());
    put(record, at + blob::DIGEST, *content.digest.as_bytes());
}

fn put<const N: usize>(record: &mut [u8], at: usize, bytes: [u8; N]) {
    record[at..at + N].copy_from_slice(&bytes);
}
