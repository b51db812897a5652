// The set that the tests, and the examples in the documentation, look into:
// what `include_components!` makes, made by hand at run time.

use include_components::__private::{self, Pack};
use include_components::{Component, Components, Digest, Encoding};
use include_components_pack::write::{EncodedContent, Index, Name, NewEntry, Note};
use include_components_pack::{Content, NoteSort};
use std::borrow::ToOwned;
use std::boxed::Box;
use std::sync::LazyLock;
use std::vec::Vec;

include_components::__source!(pub(crate) source, pack);

pub(crate) static COMPONENTS: Components = __private::components(source);
pub(crate) const BUTTON_HTML: Component = __private::component(source, 0);

/// The components: path, media type, digest's bytes, bytes; of brotli too.
const FILES: [(&str, &str, u8, &[u8]); 3] = [
    ("button.html", "text/html; charset=utf-8", 0x11, b"<button>"),
    ("icons/close.svg", "image/svg+xml", 0x33, b"<svg/>"),
    ("logo.png", "image/png", 0x44, b"\x89PNG"),
];
const BUTTON_BR: (u8, &[u8]) = (0x22, b"\x0b\x01");

pub(crate) fn pack() -> Pack<'static> {
    static PACK: LazyLock<Pack<'static>> = LazyLock::new(|| {
        let bytes: &'static [u8] = Box::leak(bytes().into_boxed_slice());
        Pack::open(bytes).unwrap()
    });
    *PACK
}

/// Returns the bytes of the pack.
pub(crate) fn bytes() -> Vec<u8> {
    let content = |byte, bytes: &[u8]| Content {
        digest: Digest::from_bytes([byte; 32]),
        len: bytes.len() as u64,
    };
    let content_br = content(BUTTON_BR.0, BUTTON_BR.1);
    let br = [EncodedContent { encoding: Encoding::Br, content: content_br }];
    let note = |sort, text: &str| Note { sort, text: text.to_owned() };
    let script = [note(NoteSort::ScriptHash, "'sha256-AQID'")];
    let integrity = [note(NoteSort::Integrity, "sha384-Li9v")];
    let style = note(NoteSort::EntryStyle, "button.html");
    let entry = [note(NoteSort::Entry, "src/logo.ts"), style];
    let components = FILES.map(|(path, media_type, byte, bytes)| NewEntry {
        path,
        name: Name::Hashed(Digest::from_bytes([byte; 32])),
        media_type,
        identity: content(byte, bytes),
        encoded: if path == "button.html" { &br } else { &[] },
        notes: match path {
            "button.html" => &script,
            "icons/close.svg" => &integrity,
            _ => &entry,
        },
    });
    let set = [note(NoteSort::ImportMap, "{\"imports\":{}}")];
    let index = Index::in_parts(&components, u64::MAX, "/", &set).unwrap();
    let mut pack = index.bytes;
    for place in index.placements {
        pack.resize(place.offset as usize, 0);
        let coded = place.representation > 0;
        let identity = FILES[place.component as usize].3;
        pack.extend_from_slice(if coded { BUTTON_BR.1 } else { identity });
    }
    pack.resize(index.len as usize, 0);
    pack
}
