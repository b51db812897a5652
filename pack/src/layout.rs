//! Where everything is in a pack: the header and the sizes of the sections.
//!
//! ```text
//! header        96 B   magic and version, length, counts, seed, index digest
//! components    88 B   each, in byte order of their paths
//! encoded       56 B   each: the representations that are not identity
//! slots          8 B   each, one a component: the perfect hash's table
//! pilots         4 B   each, one a bucket
//! parts          8 B   each: the length of another part
//! notes         16 B   each, in the order of their components: what few have
//! strings              paths, URLs and hashed paths, media types, texts of notes
//! (zeros up to a multiple of 16)
//! blobs                each at a multiple of 16, identical ones once
//! ```
//!
//! All numbers are little-endian. Everything before the blobs is the *index*.
//! The fields of the header and of each record are in [`field`], in their order.
//!
//! A pack is one part, all of the above; or its first part is the index alone,
//! and the blobs are in others, which have nothing but blobs. A blob's *address*
//! is the number of its part in the upper 16 bits, 0 for the one with the index,
//! and its offset in that part below. What one part holds says nothing of where
//! something is in another, so that a blob of another size moves no others but
//! those of its part.

use core::fmt;

/// The first bytes of a pack: never valid UTF-8, and the format's version.
///
/// `include_bytes!` of valid UTF-8 costs rustc twice (it is registered as a
/// source file), hence 0xFF.
pub const MAGIC: [u8; 8] = *b"\xFFicpack\x04";

/// The length of the header in bytes.
pub const HEADER: usize = 96;

/// The blobs' alignment in bytes, counted from the start of the part.
pub const ALIGN: u64 = 16;

/// The bytes of the header that hold the index's own digest.
pub const INDEX_DIGEST: core::ops::Range<usize> = field::header::DIGEST..HEADER;

pub(crate) const COMPONENT: u64 = 88;
pub(crate) const ENCODED: u64 = 56;
pub(crate) const SLOT: u64 = 8;
pub(crate) const PILOT: u64 = 4;
pub(crate) const PART: u64 = 8;
pub(crate) const NOTE: u64 = 16;

/// Where each field begins, in bytes from the start of what it is a field of.
pub(crate) mod field {
    /// The header.
    ///
    /// ```text
    /// magic and version        8 B
    /// length                   8 B   of the part with the index
    /// components               4 B   how many, as those that follow
    /// encoded                  4 B
    /// buckets                  4 B
    /// seed                     4 B   of the perfect hash
    /// strings                  4 B   how many bytes
    /// parts                    4 B   besides the one with the index
    /// notes                    4 B
    /// (zeros)                 20 B
    /// digest                  32 B   of the index, with zeros here
    /// ```
    pub(crate) mod header {
        pub(crate) const MAGIC: usize = 0;
        pub(crate) const LEN: usize = 8;
        pub(crate) const COMPONENTS: usize = 16;
        pub(crate) const ENCODED: usize = 20;
        pub(crate) const BUCKETS: usize = 24;
        pub(crate) const SEED: usize = 28;
        pub(crate) const STRINGS: usize = 32;
        pub(crate) const PARTS: usize = 36;
        pub(crate) const NOTES: usize = 40;
        pub(crate) const DIGEST: usize = 64;
    }

    /// A component.
    ///
    /// ```text
    /// path                     8 B   a string, as the next three
    /// hashed path              8 B
    /// URL                      8 B   percent-encoded, from the root of the server
    /// media type               8 B
    /// first encoded            4 B   its number among all that are encoded
    /// count of encoded         4 B
    /// blob                    48 B   the artifact
    /// ```
    pub(crate) mod component {
        pub(crate) const PATH: usize = 0;
        pub(crate) const HASHED_PATH: usize = 8;
        pub(crate) const URL: usize = 16;
        pub(crate) const MEDIA_TYPE: usize = 24;
        pub(crate) const FIRST_ENCODED: usize = 32;
        pub(crate) const ENCODED_COUNT: usize = 36;
        pub(crate) const BLOB: usize = 40;
    }

    /// An encoded representation.
    ///
    /// ```text
    /// blob                    48 B
    /// encoding                 4 B
    /// (zeros)                  4 B
    /// ```
    pub(crate) mod encoded {
        pub(crate) const BLOB: usize = 0;
        pub(crate) const ENCODING: usize = 48;
    }

    /// A blob.
    ///
    /// ```text
    /// address                  8 B
    /// length                   8 B
    /// digest                  32 B
    /// ```
    pub(crate) mod blob {
        pub(crate) const ADDRESS: usize = 0;
        pub(crate) const LEN: usize = 8;
        pub(crate) const DIGEST: usize = 16;
        pub(crate) const END: usize = 48;
    }

    /// A note: see [`NoteSort`](crate::NoteSort).
    ///
    /// ```text
    /// component                4 B   its position; that of the set is the highest
    /// sort                     4 B
    /// text                     8 B   a string
    /// ```
    pub(crate) mod note {
        pub(crate) const COMPONENT: usize = 0;
        pub(crate) const SORT: usize = 4;
        pub(crate) const TEXT: usize = 8;
    }

    /// A string.
    ///
    /// ```text
    /// offset                   4 B   in the section of strings
    /// length                   4 B
    /// ```
    pub(crate) mod string {
        pub(crate) const OFFSET: usize = 0;
        pub(crate) const LEN: usize = 4;
    }

    /// A slot.
    ///
    /// ```text
    /// check                    4 B   the low half of the path's hash
    /// component                4 B   its position
    /// ```
    pub(crate) mod slot {
        pub(crate) const CHECK: usize = 0;
        pub(crate) const COMPONENT: usize = 4;
    }
}

/// How many bits of an address are the offset in the part.
const OFFSET_BITS: u32 = 48;

/// Returns the address of an offset in a part, unless that is out of range.
#[cfg(feature = "write")]
pub(crate) fn address(part: usize, offset: u64) -> Option<u64> {
    let part = u16::try_from(part).ok()?;
    (offset >> OFFSET_BITS == 0).then_some((part as u64) << OFFSET_BITS | offset)
}

/// Returns the number of the part of an address, and the offset in it.
#[inline]
pub const fn split_address(address: u64) -> (u32, u64) {
    ((address >> OFFSET_BITS) as u32, address & ((1 << OFFSET_BITS) - 1))
}

/// Why some bytes are not a pack that this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// The bytes do not begin like a pack, or like one of another version.
    Magic,
    /// The header's numbers contradict each other or the length of the bytes.
    Sizes,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FormatError::Magic => "not a component pack of this version",
            FormatError::Sizes => "the pack is truncated or damaged",
        })
    }
}

impl core::error::Error for FormatError {}

/// The sizes of a pack's sections, which say where everything is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    pub(crate) len: u64,
    pub(crate) components: u32,
    pub(crate) encoded: u32,
    pub(crate) buckets: u32,
    pub(crate) seed: u32,
    pub(crate) strings: u32,
    pub(crate) parts: u32,
    pub(crate) notes: u32,
}

impl Layout {
    /// Reads a layout from the first [`HEADER`] bytes of a pack.
    ///
    /// # Errors
    ///
    /// When the bytes are no pack of this version, or are too few, or when
    /// the sections do not fit into the length that the header gives.
    pub const fn read(header: &[u8]) -> Result<Self, FormatError> {
        if header.len() < HEADER {
            return Err(FormatError::Sizes);
        }
        let mut at = 0;
        while at < MAGIC.len() {
            if header[field::header::MAGIC + at] != MAGIC[at] {
                return Err(FormatError::Magic);
            }
            at += 1;
        }
        let layout = Layout {
            len: u64_at(header, field::header::LEN),
            components: u32_at(header, field::header::COMPONENTS),
            encoded: u32_at(header, field::header::ENCODED),
            buckets: u32_at(header, field::header::BUCKETS),
            seed: u32_at(header, field::header::SEED),
            strings: u32_at(header, field::header::STRINGS),
            parts: u32_at(header, field::header::PARTS),
            notes: u32_at(header, field::header::NOTES),
        };
        if layout.index_len() > layout.len {
            return Err(FormatError::Sizes);
        }
        Ok(layout)
    }

    /// Makes a layout of the numbers that [`to_raw`](Self::to_raw) gave.
    pub const fn from_raw(raw: [u64; 8]) -> Self {
        Layout {
            len: raw[0],
            components: raw[1] as u32,
            encoded: raw[2] as u32,
            buckets: raw[3] as u32,
            seed: raw[4] as u32,
            strings: raw[5] as u32,
            parts: raw[6] as u32,
            notes: raw[7] as u32,
        }
    }

    /// Returns the layout as numbers, for a macro to write down.
    pub const fn to_raw(self) -> [u64; 8] {
        [
            self.len,
            self.components as u64,
            self.encoded as u64,
            self.buckets as u64,
            self.seed as u64,
            self.strings as u64,
            self.parts as u64,
            self.notes as u64,
        ]
    }

    /// Returns the number of components.
    pub const fn components(&self) -> u32 {
        self.components
    }

    /// Returns the number of representations that are not identity.
    pub const fn encoded(&self) -> u32 {
        self.encoded
    }

    /// Returns the number of parts besides the one with the index.
    pub const fn parts(&self) -> u32 {
        self.parts
    }

    /// Returns the length of the part with the index in bytes: of the whole
    /// pack, if there is no other part.
    pub const fn pack_len(&self) -> u64 {
        self.len
    }

    /// Returns the length of the index in bytes.
    pub const fn index_len(&self) -> u64 {
        (self.strings_at() + self.strings as u64).next_multiple_of(ALIGN)
    }

    /// Writes the layout into the first [`HEADER`] bytes of an index.
    #[cfg(feature = "write")]
    pub(crate) fn write(&self, index: &mut [u8]) {
        let mut put = |at: usize, bytes: &[u8]| index[at..at + bytes.len()].copy_from_slice(bytes);
        put(field::header::MAGIC, &MAGIC);
        put(field::header::LEN, &self.len.to_le_bytes());
        put(field::header::COMPONENTS, &self.components.to_le_bytes());
        put(field::header::ENCODED, &self.encoded.to_le_bytes());
        put(field::header::BUCKETS, &self.buckets.to_le_bytes());
        put(field::header::SEED, &self.seed.to_le_bytes());
        put(field::header::STRINGS, &self.strings.to_le_bytes());
        put(field::header::PARTS, &self.parts.to_le_bytes());
        put(field::header::NOTES, &self.notes.to_le_bytes());
    }

    pub(crate) const fn encoded_at(&self) -> u64 {
        HEADER as u64 + self.components as u64 * COMPONENT
    }

    pub(crate) const fn slots_at(&self) -> u64 {
        self.encoded_at() + self.encoded as u64 * ENCODED
    }

    pub(crate) const fn pilots_at(&self) -> u64 {
        self.slots_at() + self.components as u64 * SLOT
    }

    pub(crate) const fn parts_at(&self) -> u64 {
        self.pilots_at() + self.buckets as u64 * PILOT
    }

    pub(crate) const fn notes_at(&self) -> u64 {
        self.parts_at() + self.parts as u64 * PART
    }

    pub(crate) const fn strings_at(&self) -> u64 {
        self.notes_at() + self.notes as u64 * NOTE
    }
}

const fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u32_at(bytes, at) as u64 | (u32_at(bytes, at + 4) as u64) << 32
}

const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
