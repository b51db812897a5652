//! Where everything is in a pack: the header and the sizes of the sections.
//!
//! ```text
//! header        96 B   magic and version, length, counts, seed, index digest
//! components    80 B   each, in byte order of their paths
//! encoded       56 B   each: the representations that are not identity
//! slots          8 B   each, one a component: the perfect hash's table
//! pilots         4 B   each, one a bucket
//! parts          8 B   each: the length of another part
//! strings              paths, hashed paths, media types
//! (zeros up to a multiple of 16)
//! blobs                each at a multiple of 16, identical ones once
//! ```
//!
//! All numbers are little-endian. Everything before the blobs is the *index*.
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
pub const MAGIC: [u8; 8] = *b"\xFFicpack\x02";

/// The length of the header in bytes.
pub const HEADER: usize = 96;

/// The blobs' alignment in bytes, counted from the start of the part.
pub const ALIGN: u64 = 16;

/// The bytes of the header that hold the index's own digest.
pub const INDEX_DIGEST: core::ops::Range<usize> = 64..96;

pub(crate) const COMPONENT: u64 = 80;
pub(crate) const ENCODED: u64 = 56;
pub(crate) const SLOT: u64 = 8;
pub(crate) const PILOT: u64 = 4;
pub(crate) const PART: u64 = 8;

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
            if header[at] != MAGIC[at] {
                return Err(FormatError::Magic);
            }
            at += 1;
        }
        let low = u32_at(header, 8) as u64;
        let layout = Layout {
            len: low | (u32_at(header, 12) as u64) << 32,
            components: u32_at(header, 16),
            encoded: u32_at(header, 20),
            buckets: u32_at(header, 24),
            seed: u32_at(header, 28),
            strings: u32_at(header, 32),
            parts: u32_at(header, 36),
        };
        if layout.index_len() > layout.len {
            return Err(FormatError::Sizes);
        }
        Ok(layout)
    }

    /// Makes a layout of the numbers that [`to_raw`](Self::to_raw) gave.
    pub const fn from_raw(raw: [u64; 7]) -> Self {
        Layout {
            len: raw[0],
            components: raw[1] as u32,
            encoded: raw[2] as u32,
            buckets: raw[3] as u32,
            seed: raw[4] as u32,
            strings: raw[5] as u32,
            parts: raw[6] as u32,
        }
    }

    /// Returns the layout as numbers, for a macro to write down.
    pub const fn to_raw(self) -> [u64; 7] {
        [
            self.len,
            self.components as u64,
            self.encoded as u64,
            self.buckets as u64,
            self.seed as u64,
            self.strings as u64,
            self.parts as u64,
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
        let Layout { components, encoded, buckets, seed, strings, parts, .. } = *self;
        let numbers = [components, encoded, buckets, seed, strings, parts];
        index[..8].copy_from_slice(&MAGIC);
        index[8..16].copy_from_slice(&self.len.to_le_bytes());
        index[16..40].copy_from_slice(numbers.map(u32::to_le_bytes).as_flattened());
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

    pub(crate) const fn strings_at(&self) -> u64 {
        self.parts_at() + self.parts as u64 * PART
    }
}

const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
