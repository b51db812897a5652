//! The writer: from components, their blobs' digests and sizes, to an index.
//!
//! It makes no file and sees no blob: it says where each blob goes, and the
//! caller puts it there, from wherever it is.

mod mphf;
mod patch;
mod table;

use std::fmt;

use crate::layout::{ALIGN, ENCODED, INDEX_DIGEST, Layout};
use crate::read::split_extension;
use crate::{Digest, Encoding, hash};
pub use patch::{Change, Patched};
use table::Table;

/// One component, for [`Index::new`].
#[derive(Clone, Debug)]
pub struct Component<'a> {
    /// The logical path that the component is looked up by.
    pub path: &'a str,
    /// Its media type.
    pub media_type: &'a str,
    /// The artifact: its digest and its length in bytes.
    pub identity: (Digest, u64),
    /// The other representations: coding, digest and length in bytes.
    pub encoded: &'a [(Encoding, Digest, u64)],
}

/// A place for one distinct blob of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Which component it belongs to first, counted from 0 in path order.
    pub component: u32,
    /// Which of its representations it is: 0 is identity.
    pub representation: u32,
    /// Where it begins, counted from the start of the pack.
    pub offset: u64,
    /// Its length in bytes.
    pub len: u64,
}

/// The index of a pack, and where the blobs behind it go.
#[derive(Debug)]
pub struct Index {
    /// The bytes from the header up to the first blob.
    pub bytes: Vec<u8>,
    /// The distinct blobs, in the order of their offsets, without overlap.
    ///
    /// The bytes between them, and between the last and [`len`](Self::len),
    /// are zero.
    pub placements: Vec<Placement>,
    /// The length of the whole pack in bytes.
    pub len: u64,
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
    /// Lays a pack out, with identical blobs stored once.
    ///
    /// `components` must be in strictly increasing byte order of their paths.
    /// Equal arguments give equal bytes.
    ///
    /// # Errors
    ///
    /// When the order is another one, or the format's limits are passed.
    pub fn new(components: &[Component<'_>]) -> Result<Self, IndexError> {
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
        let strings = Strings::new(components)?;
        let layout = Layout {
            len: 0,
            components: count as u32,
            encoded: encoded as u32,
            buckets: mphf.pilots.len() as u32,
            seed: mphf.seed,
            strings: strings.bytes.len() as u32,
        };
        let mut blobs = Blobs::new(layout.index_len(), (count + encoded) as usize);
        let mut bytes = Vec::with_capacity(layout.index_len() as usize);
        bytes.resize(crate::HEADER, 0);
        let mut codings = Vec::with_capacity(encoded as usize * ENCODED as usize);
        let mut first_coding = 0;
        for (at, component) in components.iter().enumerate() {
            let (digest, len) = component.identity;
            let codings_of = pair(first_coding, component.encoded.len() as u32);
            first_coding += component.encoded.len() as u32;
            put(&mut bytes, strings.starts[at]);
            put(&mut bytes, [codings_of, blobs.place(digest, len, at, 0)?, len]);
            bytes.extend_from_slice(digest.as_bytes());
            for (nth, (encoding, digest, len)) in component.encoded.iter().enumerate() {
                put(&mut codings, [blobs.place(*digest, *len, at, nth + 1)?, *len]);
                codings.extend_from_slice(digest.as_bytes());
                put(&mut codings, [encoding.code() as u64]);
            }
        }
        bytes.extend_from_slice(&codings);
        for (check, index) in &mphf.slots {
            put(&mut bytes, [pair(*check, *index)]);
        }
        for pilot in &mphf.pilots {
            bytes.extend_from_slice(&pilot.to_le_bytes());
        }
        bytes.extend_from_slice(&strings.bytes);
        bytes.resize(layout.index_len() as usize, 0);
        let layout = Layout { len: blobs.end, ..layout };
        layout.write(&mut bytes);
        Ok(Index { bytes, placements: blobs.placements, len: layout.len })
    }

    /// Writes the index's own digest into it.
    ///
    /// `digest` is that of [`bytes`](Self::bytes) as they are before, with
    /// zeros at [`INDEX_DIGEST`].
    pub fn seal(&mut self, digest: Digest) {
        self.bytes[INDEX_DIGEST].copy_from_slice(digest.as_bytes());
    }
}

/// Appends to `out` the path with the digest's first 8 hexadecimal digits.
///
/// They come before the extension of the file name: `css/site.css` becomes
/// `css/site-1a2b3c4d.css`, `LICENSE` becomes `LICENSE-1a2b3c4d`.
///
/// # Examples
///
/// ```
/// use include_components_pack::{Digest, write::push_hashed_path};
///
/// let mut hashed = Vec::new();
/// push_hashed_path(&mut hashed, "css/site.css", Digest::from_bytes([0x1a; 32]));
/// assert_eq!(hashed, b"css/site-1a1a1a1a.css");
/// ```
pub fn push_hashed_path(out: &mut Vec<u8>, path: &str, digest: Digest) {
    let (stem, extension) = split_extension(path);
    out.extend_from_slice(stem.as_bytes());
    out.push(b'-');
    out.extend_from_slice(&digest.hex_prefix::<{ crate::HASHED_SUFFIX - 1 }>());
    out.extend_from_slice(extension.as_bytes());
}

/// The string section: all paths, all hashed paths, then the media types.
///
/// The paths stand together so that look-ups touch few pages.
struct Strings {
    bytes: Vec<u8>,
    /// Of each component: its path, hashed path and media type, as [`pair`]s.
    starts: Vec<[u64; 3]>,
}

impl Strings {
    fn new(components: &[Component<'_>]) -> Result<Self, IndexError> {
        let mut bytes = Vec::new();
        let mut starts = vec![[0; 3]; components.len()];
        for (component, starts) in components.iter().zip(&mut starts) {
            starts[0] = pair(bytes.len() as u32, component.path.len() as u32);
            bytes.extend_from_slice(component.path.as_bytes());
        }
        for (component, starts) in components.iter().zip(&mut starts) {
            let start = bytes.len();
            push_hashed_path(&mut bytes, component.path, component.identity.0);
            starts[1] = pair(start as u32, (bytes.len() - start) as u32);
        }
        let mut table = Table::new(components.len());
        for (at, component) in components.iter().enumerate() {
            let media_type = component.media_type;
            let same = |other: u32| components[other as usize].media_type == media_type;
            let hash = hash::hash(0, media_type.as_bytes());
            starts[at][2] = match table.find_or_insert(hash, at as u32, same) {
                Some(other) => starts[other as usize][2],
                None => {
                    let start = bytes.len() as u32;
                    bytes.extend_from_slice(media_type.as_bytes());
                    pair(start, media_type.len() as u32)
                }
            };
        }
        match u32::try_from(bytes.len()) {
            Ok(_) => Ok(Strings { bytes, starts }),
            Err(_) => Err(IndexError::TooLarge),
        }
    }
}

/// The distinct blobs, placed one after another.
struct Blobs {
    end: u64,
    placements: Vec<Placement>,
    /// Of each placement: its digest, and the table that finds it.
    digests: Vec<Digest>,
    table: Table,
}

impl Blobs {
    fn new(start: u64, capacity: usize) -> Self {
        let (placements, digests) = (Vec::with_capacity(capacity), Vec::with_capacity(capacity));
        Blobs { end: start, placements, digests, table: Table::new(capacity) }
    }

    fn place(
        &mut self,
        digest: Digest,
        len: u64,
        component: usize,
        representation: usize,
    ) -> Result<u64, IndexError> {
        // A digest's bytes are random: the first eight are hash enough.
        let hash = digest.as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first));
        let same = |other: u32| self.digests[other as usize] == digest;
        let next = self.placements.len() as u32;
        if let Some(other) = self.table.find_or_insert(hash, next, same) {
            return Ok(self.placements[other as usize].offset);
        }
        let offset = self.end;
        let end = offset.checked_add(len).and_then(|end| end.checked_next_multiple_of(ALIGN));
        self.end = end.ok_or(IndexError::TooLarge)?;
        let (component, representation) = (component as u32, representation as u32);
        self.placements.push(Placement { component, representation, offset, len });
        self.digests.push(digest);
        Ok(offset)
    }
}

/// Returns two numbers of 32 bits as the 64 bits that they are written as.
fn pair(first: u32, second: u32) -> u64 {
    first as u64 | (second as u64) << 32
}

fn put<const N: usize>(out: &mut Vec<u8>, numbers: [u64; N]) {
    out.extend_from_slice(numbers.map(u64::to_le_bytes).as_flattened());
}
