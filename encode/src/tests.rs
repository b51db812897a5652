#![cfg(any(feature = "br", feature = "gzip", feature = "zstd"))]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// Bytes of several kinds, of lengths around what the encoders treat apart.
fn samples() -> Vec<Vec<u8>> {
    let text: Vec<u8> = (0..40_000u32)
        .flat_map(|line| {
            format!("line {line} of {}\n", line.wrapping_mul(2654435761) % 97).into_bytes()
        })
        .collect();
    let mut state = 1u64;
    let noise = (0..70_000).map(|_| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    });
    let noise: Vec<u8> = noise.collect();
    let mut samples = vec![Vec::new(), vec![7], vec![0; 3 << 20], text.clone(), noise.clone()];
    samples.extend([100, 1 << 10, 65_535, 65_537].map(|len| text[..len].to_vec()));
    samples.push([noise, text].concat());
    samples
}

/// Decodes with a command-line tool, which must be installed.
fn decoded(tool: &str, encoded: &[u8]) -> Vec<u8> {
    let mut child = Command::new(tool)
        .args(["-d", "-c"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{tool}: {error}; run `apt-get install {tool}`"));
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(encoded).unwrap());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{tool}: {}", output.status);
        output.stdout
    })
}

/// Checks that all samples come back, and that the last level is the best.
fn check(tool: &str, levels: &[u8], encode: fn(&[u8], u8) -> Option<Vec<u8>>) {
    for sample in samples() {
        let mut lengths = Vec::new();
        for level in levels {
            let encoded = encode(&sample, *level).unwrap();
            assert_eq!(encode(&sample, *level).as_ref(), Some(&encoded), "{tool} {level}");
            let what = format!("{tool} {level}, {} bytes", sample.len());
            assert!(decoded(tool, &encoded) == sample, "{what}");
            lengths.push(encoded.len());
        }
        let (first, last) = (lengths[0], lengths[lengths.len() - 1]);
        assert!(last <= first + 16, "{tool}, {} bytes: {lengths:?}", sample.len());
    }
}

#[cfg(feature = "br")]
#[test]
fn br_decodes_with_the_tool() {
    check("brotli", &[0, 2, 5, 9, 11], crate::br::encode);
}

#[cfg(feature = "gzip")]
#[test]
fn gzip_decodes_with_the_tool() {
    check("gzip", &[1, 6, 12], crate::gzip::encode);
}

#[cfg(feature = "zstd")]
#[test]
fn zstd_decodes_with_the_tool() {
    check("zstd", &[1, 3, 9, 19], crate::zstd::encode);
}

/// A header with a time or a name would make equal builds differ.
#[cfg(feature = "gzip")]
#[test]
fn a_gzip_header_has_no_time_and_no_name() {
    let encoded = crate::gzip::encode(b"text", 12).unwrap();
    assert_eq!(encoded[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
}

/// Without this, a program that links another brotli, libdeflate or zstd too
/// would call one for the other.
#[test]
#[cfg(target_os = "linux")]
fn all_symbols_have_our_prefix() {
    let archives = fs::read_dir(env!("OUT_DIR")).unwrap().map(|entry| entry.unwrap().path());
    for path in archives.filter(|path| path.extension().is_some_and(|extension| extension == "a")) {
        let archive = fs::read(&path).unwrap();
        // The first member of an archive is its symbol table: a header of 60
        // bytes, the number of symbols, as many offsets, and the names.
        let table = &archive[8 + 60..];
        let count = u32::from_be_bytes(*table.first_chunk().unwrap()) as usize;
        assert!(count > 9, "{}", path.display());
        for name in table[4 + 4 * count..].split(|byte| *byte == 0).take(count) {
            let name = String::from_utf8_lossy(name);
            assert!(name.starts_with(concat!(env!("PREFIX"), "_")), "{name}");
        }
    }
}
