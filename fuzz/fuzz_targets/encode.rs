//! Any bytes at any level: decoders that others wrote give them back.
#![no_main]

use std::io::Read;

use include_components_encode::{br, gzip, zstd};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The first bytes: how often the rest is repeated, and the level.
    let Some((&[repeats, level], bytes)) = data.split_first_chunk() else { return };
    // Of its exact length: reading past the end is found.
    let bytes = bytes.repeat(usize::from(repeats % 32)).into_boxed_slice();
    let encoded = br::encode(&bytes, level % 12).expect("there is enough memory");
    same(&bytes, brotli_decompressor::Decompressor::new(&encoded[..], 4096));
    let encoded = gzip::encode(&bytes, 1 + level % 12).expect("there is enough memory");
    same(&bytes, flate2::read::GzDecoder::new(&encoded[..]));
    let encoded = zstd::encode(&bytes, 1 + level % 22).expect("there is enough memory");
    same(&bytes, ruzstd::decoding::StreamingDecoder::new(&encoded[..]).expect("it begins right"));
});

fn same(bytes: &[u8], mut decoder: impl Read) {
    let mut decoded = Vec::new();
    decoder.read_to_end(&mut decoded).expect("it is whole");
    assert!(decoded == bytes);
}
