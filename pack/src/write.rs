//! The writer: from components, their blobs' digests and sizes, to an index.
//!
//! It makes no file and sees no blob: it says where each blob goes, and the
//! caller puts it there, from wherever it is.

mod mphf;

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use crate::layout::{ALIGN, INDEX_DIGEST, Layout, MAGIC};
use crate::read::split_extension;
use crate::{Digest, Encoding};

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
        let count = u32::try_from(components.len()).ok().filter(|count| *count < 1 << 31);
        let count = count.ok_or(IndexError::TooLarge)?;
        let mphf = mphf::Mphf::new(components, count).ok_or(IndexError::TooLarge)?;
        let strings = Strings::new(components)?;
        let encoded = components.iter().map(|it| it.encoded.len() as u64).sum::<u64>();
        let layout = Layout {
            len: 0,
            components: count,
            encoded: u32::try_from(encoded).map_err(|_| IndexError::TooLarge)?,
            buckets: mphf.pilots.len() as u32,
            seed: mphf.seed,
            strings: strings.bytes.len() as u32,
        };
        let mut blobs = Blobs::new(layout.index_len(), components.len());
        let mut records = Vec::new();
        let mut codings = Vec::new();
        let mut next_encoded = 0u32;
        for (at, component) in components.iter().enumerate() {
            for (offset, len) in strings.of(at) {
                put32(&mut records, offset);
                put32(&mut records, len);
            }
            put32(&mut records, next_encoded);
            put32(&mut records, component.encoded.len() as u32);
            next_encoded += component.encoded.len() as u32;
            let (digest, len) = component.identity;
            put_blob(&mut records, blobs.place(digest, len, at as u32, 0), len, digest);
            for (nth, (encoding, digest, len)) in component.encoded.iter().enumerate() {
                let offset = blobs.place(*digest, *len, at as u32, nth as u32 + 1);
                put_blob(&mut codings, offset, *len, *digest);
                put32(&mut codings, encoding.code());
                put32(&mut codings, 0);
            }
        }
        let layout = Layout { len: blobs.end, ..layout };
        let mut bytes = Vec::with_capacity(layout.index_len() as usize);
        bytes.extend_from_slice(&MAGIC);
        put64(&mut bytes, layout.len);
        for number in
            [layout.components, layout.encoded, layout.buckets, layout.seed, layout.strings]
        {
            put32(&mut bytes, number);
        }
        bytes.resize(crate::HEADER, 0);
        bytes.extend_from_slice(&records);
        bytes.extend_from_slice(&codings);
        for (check, index) in &mphf.slots {
            put32(&mut bytes, *check);
            put32(&mut bytes, *index);
        }
        for pilot in &mphf.pilots {
            put32(&mut bytes, *pilot);
        }
        bytes.extend_from_slice(&strings.bytes);
        bytes.resize(layout.index_len() as usize, 0);
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
    out.extend_from_slice(&digest.to_hex()[..crate::HASHED_SUFFIX - 1]);
    out.extend_from_slice(extension.as_bytes());
}

/// The string section: all paths, all hashed paths, then the media types.
///
/// The paths stand together so that look-ups touch few pages.
struct Strings {
    bytes: Vec<u8>,
    /// Of each component: where its path, hashed path and media type begin.
    starts: Vec<[(u32, u32); 3]>,
}

impl Strings {
    fn new(components: &[Component<'_>]) -> Result<Self, IndexError> {
        let mut bytes = Vec::new();
        let mut starts = vec![[(0, 0); 3]; components.len()];
        for (component, starts) in components.iter().zip(&mut starts) {
            starts[0] = (bytes.len() as u32, component.path.len() as u32);
            bytes.extend_from_slice(component.path.as_bytes());
        }
        for (component, starts) in components.iter().zip(&mut starts) {
            let start = bytes.len();
            push_hashed_path(&mut bytes, component.path, component.identity.0);
            starts[1] = (start as u32, (bytes.len() - start) as u32);
        }
        let mut media_types: HashMap<&str, (u32, u32)> = HashMap::new();
        for (component, starts) in components.iter().zip(&mut starts) {
            starts[2] = *media_types.entry(component.media_type).or_insert_with(|| {
                let start = bytes.len() as u32;
                bytes.extend_from_slice(component.media_type.as_bytes());
                (start, component.media_type.len() as u32)
            });
        }
        match u32::try_from(bytes.len()) {
            Ok(_) => Ok(Strings { bytes, starts }),
            Err(_) => Err(IndexError::TooLarge),
        }
    }

    fn of(&self, component: usize) -> [(u32, u32); 3] {
        self.starts[component]
    }
}

/// The distinct blobs, placed one after another.
struct Blobs {
    end: u64,
    placements: Vec<Placement>,
    offsets: HashMap<Digest, u64, BuildHasherDefault<DigestHasher>>,
}

impl Blobs {
    fn new(start: u64, capacity: usize) -> Self {
        let offsets = HashMap::with_capacity_and_hasher(capacity, BuildHasherDefault::default());
        Blobs { end: start, placements: Vec::with_capacity(capacity), offsets }
    }

    fn place(&mut self, digest: Digest, len: u64, component: u32, representation: u32) -> u64 {
        if let Some(offset) = self.offsets.get(&digest) {
            return *offset;
        }
        let offset = self.end;
        self.offsets.insert(digest, offset);
        self.placements.push(Placement { component, representation, offset, len });
        self.end = (offset + len).next_multiple_of(ALIGN);
        offset
    }
}

/// Takes a digest's first eight bytes for its hash: they are random already.
#[derive(Default)]
struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn put_blob(out: &mut Vec<u8>, offset: u64, len: u64, digest: Digest) {
    put64(out, offset);
    put64(out, len);
    out.extend_from_slice(digest.as_bytes());
}

fn put32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}
