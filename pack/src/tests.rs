//! Tests of the format as a whole: what is written is read again, and what is
//! damaged is not found.

mod damage;
mod exercise;
mod golden;
mod hashing;
mod live_record;
mod parts;
mod round_trip;
mod same;
mod set_file;

use proptest::prelude::*;

use crate::write::{EncodedContent, Index, Name, NewEntry, Note, Placement};
use crate::{Content, Digest, Encoding, NoteSort};

/// A component of a test, with its blobs in memory.
#[derive(Clone, Debug)]
struct Input {
    path: String,
    naming: Naming,
    media_type: &'static str,
    identity: Vec<u8>,
    encoded: Vec<(Encoding, Vec<u8>)>,
    notes: Vec<Note>,
}

/// What the name of a component of a test becomes, but for the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    Hashed,
    Kept,
    Given,
}

impl Input {
    /// Makes a component whose content is its path.
    fn plain(path: impl Into<String>) -> Self {
        let path = path.into();
        let identity = path.as_bytes().to_vec();
        let (naming, encoded, notes) = (Naming::Hashed, Vec::new(), Vec::new());
        Input { path, naming, media_type: "text/plain", identity, encoded, notes }
    }

    fn name(&self) -> Name {
        match self.naming {
            Naming::Hashed => Name::Hashed(digest(&self.identity)),
            Naming::Kept => Name::Kept(digest(&self.identity)),
            Naming::Given => Name::Given,
        }
    }

    fn representations(&self) -> impl Iterator<Item = (Encoding, &[u8])> {
        let encoded = self.encoded.iter().map(|(encoding, bytes)| (*encoding, &bytes[..]));
        std::iter::once((Encoding::Identity, &self.identity[..])).chain(encoded)
    }
}

/// Any 0 to 40 components in path order, with few distinct contents.
fn inputs() -> impl Strategy<Value = Vec<Input>> {
    let path = prop_oneof![
        "[ab./-]{0,6}",
        "[a-z]{1,8}/[a-z0-9-]{1,20}\\.(html|css)",
        "\\PC{0,12}",
        "[abd.-]{0,4}\\.(map|gz|ts)(\\.gz)?"
    ];
    let bytes = || prop::collection::vec(0..2u8, 0..40);
    let naming = prop::sample::select(vec![Naming::Hashed, Naming::Kept, Naming::Given]);
    let media_type = prop::sample::select(vec!["", "text/html", "image/svg+xml"]);
    let codings = vec![Encoding::Br, Encoding::Gzip, Encoding::Zstd];
    let encoded = prop::collection::vec((prop::sample::select(codings), bytes()), 0..3);
    let notes = prop::collection::vec("[a-z]{0,3}".prop_map(note), 0..3);
    let parts = (naming, media_type, bytes(), encoded, notes);
    let inputs = prop::collection::btree_map(path, parts, 0..40);
    inputs.prop_map(|inputs| {
        let input = |(path, (naming, media_type, identity, encoded, notes))| Input {
            path,
            naming,
            media_type,
            identity,
            encoded,
            notes,
        };
        inputs.into_iter().map(input).collect()
    })
}

/// Makes the index of a pack in one part.
fn index(inputs: &[Input]) -> Index {
    index_in_parts(inputs, u64::MAX)
}

/// Makes the index of a pack in parts of this size.
fn index_in_parts(inputs: &[Input], size: u64) -> Index {
    let encoded: Vec<Vec<_>> = inputs
        .iter()
        .map(|input| {
            let encoded = input.encoded.iter();
            encoded
                .map(|(encoding, bytes)| EncodedContent {
                    encoding: *encoding,
                    content: content(bytes),
                })
                .collect()
        })
        .collect();
    let components: Vec<_> = inputs
        .iter()
        .zip(&encoded)
        .map(|(input, encoded)| NewEntry {
            path: &input.path,
            name: input.name(),
            media_type: input.media_type,
            identity: content(&input.identity),
            encoded,
            notes: &input.notes,
        })
        .collect();
    Index::in_parts(&components, size, "/", &[note("{}".to_owned())]).unwrap()
}

/// Makes a whole pack, its index not sealed.
fn pack(inputs: &[Input]) -> Vec<u8> {
    let Index { bytes, placements, len, parts } = index(inputs);
    assert!(parts.is_empty());
    filled(inputs, bytes, &placements, len)
}

/// Puts blobs where they go behind what is in a part already.
fn filled(inputs: &[Input], mut bytes: Vec<u8>, placements: &[Placement], len: u64) -> Vec<u8> {
    for place in placements {
        let input = &inputs[place.component as usize];
        let (_, blob) = input.representations().nth(place.representation as usize).unwrap();
        assert_eq!(blob.len() as u64, place.len);
        assert!(bytes.len() as u64 <= place.offset, "blobs overlap");
        bytes.resize(place.offset as usize, 0);
        bytes.extend_from_slice(blob);
    }
    bytes.resize(len as usize, 0);
    bytes
}

/// Makes a note whose sort depends on its text.
fn note(text: String) -> Note {
    let sorts = [NoteSort::Integrity, NoteSort::ScriptHash, NoteSort::Entry, NoteSort::ImportMap];
    Note { sort: sorts[text.len() % 4], text }
}

fn content(bytes: &[u8]) -> Content {
    Content { digest: digest(bytes), len: bytes.len() as u64 }
}

/// Stands in for BLAKE3, which is no dependency: equal for equal bytes only.
fn digest(bytes: &[u8]) -> Digest {
    let mut digest = [0; 32];
    for (seed, word) in digest.chunks_exact_mut(8).enumerate() {
        word.copy_from_slice(&crate::hash::hash(seed as u32, bytes).to_le_bytes());
    }
    Digest::from_bytes(digest)
}

#[test]
fn a_digest_is_printed_in_hexadecimal() {
    let digest = Digest::from_bytes(std::array::from_fn(|at| (at * 9) as u8));
    let hex = "0009121b242d363f48515a636c757e879099a2abb4bdc6cfd8e1eaf3fc050e17";
    assert_eq!(digest.to_string(), hex);
    assert_eq!(digest.to_hex(), hex.as_bytes());
    assert_eq!(&digest.hex_prefix::<7>(), b"0009121");
    assert_eq!(format!("{digest:?}"), format!("Digest({hex})"));
    assert_eq!(format!("{digest:.7}"), "0009121");
    assert_eq!(format!("{digest:>10.7}|"), "   0009121|");
    assert_eq!(Digest::from_bytes(*digest.as_bytes()), digest);
}

#[test]
fn the_codes_of_encodings_are_the_order_of_their_variants() {
    let all = [Encoding::Identity, Encoding::Br, Encoding::Gzip, Encoding::Zstd];
    for (code, encoding) in all.into_iter().enumerate() {
        assert_eq!(encoding.code(), code as u32);
        assert_eq!(Encoding::from_code(code as u32), Some(encoding));
    }
    assert_eq!(Encoding::from_code(4), None);
    assert_eq!(all.map(Encoding::token), ["identity", "br", "gzip", "zstd"]);
}
