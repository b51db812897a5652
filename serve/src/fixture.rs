// The set that the tests, and the examples in the documentation, serve: what
// `include_components!` makes, made by hand at run time.

use include_components::__private::{self, Pack};
use include_components::{Components, Digest, Encoding};
use include_components_pack::Content;
use include_components_pack::write::{EncodedContent, Index, Name, NewEntry};
use std::sync::LazyLock;

include_components::__source!(source, pack);

pub(crate) static COMPONENTS: Components = __private::components(source);

/// Path, media type, the digest's bytes, bytes; in path order.
const FILES: [(&str, &str, u8, &[u8]); 5] = [
    ("docs/index.html", "text/html; charset=utf-8", 0x11, b"<h1>docs"),
    ("empty.txt", "text/plain; charset=utf-8", 0x22, b""),
    ("font.woff2", "font/woff2", 0x33, b"wOF2"),
    ("index.html", "text/html; charset=utf-8", 0x44, b"<h1>home"),
    ("site.css", "text/css; charset=utf-8", 0x55, b"body { margin: 0 }"),
];

/// Bytes that stand for the other representations of `site.css`.
const CODED: [(Encoding, u8, &[u8]); 2] =
    [(Encoding::Br, 0x66, b"coded br"), (Encoding::Gzip, 0x77, b"coded gzip")];

fn pack() -> Pack<'static> {
    static PACK: LazyLock<Pack<'static>> =
        LazyLock::new(|| Pack::open(Box::leak(bytes().into_boxed_slice())).unwrap());
    *PACK
}

pub(crate) fn bytes() -> Vec<u8> {
    let content = |byte, bytes: &[u8]| Content {
        digest: Digest::from_bytes([byte; 32]),
        len: bytes.len() as u64,
    };
    let coded = CODED
        .map(|(encoding, byte, bytes)| EncodedContent { encoding, content: content(byte, bytes) });
    let components = FILES.map(|(path, media_type, byte, bytes)| NewEntry {
        path,
        name: Name::Hashed(Digest::from_bytes([byte; 32])),
        media_type,
        identity: content(byte, bytes),
        encoded: if path == "site.css" { &coded } else { &[] },
        notes: &[],
    });
    let index = Index::new(&components).unwrap();
    let mut pack = index.bytes;
    for place in index.placements {
        pack.resize(place.offset as usize, 0);
        pack.extend_from_slice(match place.representation {
            0 => FILES[place.component as usize].3,
            nth => CODED[nth as usize - 1].2,
        });
    }
    pack.resize(index.len as usize, 0);
    pack
}
