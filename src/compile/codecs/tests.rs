//! The levels and the lengths that the tests of whole runs do not have.
#![cfg(any(feature = "br", feature = "gzip", feature = "zstd"))]

use super::*;
use crate::testing::decoded;

/// Bytes of several kinds, of lengths around what the encoders treat apart.
fn samples() -> Vec<Vec<u8>> {
    let line = |nth: u32| format!("line {nth} of {}\n", nth.wrapping_mul(2654435761) % 97);
    let text = (0..9000).map(line).collect::<String>().into_bytes();
    let noise =
        (0..70_000 / 32).map(|at: u32| *crate::base::hasher::digest(&at.to_le_bytes()).as_bytes());
    let noise: Vec<u8> = noise.flatten().collect();
    let mut samples = vec![Vec::new(), vec![7], vec![0; 3 << 20]];
    samples.extend([100, 1 << 10, 65_535, 65_537].map(|len| text[..len].to_vec()));
    samples.extend([[&noise[..], &text].concat(), noise, text]);
    samples
}

/// Checks that all samples come back, and that the last level is the best.
#[track_caller]
fn check(encoding: Encoding, levels: &[u8]) {
    let encode = library(encoding).unwrap().encode;
    for sample in samples() {
        let what = format!("{encoding:?}, {} bytes", sample.len());
        let mut lengths = Vec::new();
        for level in levels {
            let encoded = encode(&sample, *level).unwrap();
            assert!(encode(&sample, *level).as_ref() == Some(&encoded), "{what}, {level}");
            assert!(decoded(encoding, &encoded) == sample, "{what}, {level}");
            lengths.push(encoded.len());
        }
        assert!(lengths[lengths.len() - 1] <= lengths[0] + 16, "{what}: {lengths:?}");
    }
}

#[cfg(feature = "br")]
mod br {
    use super::*;

    #[test]
    fn all_kinds_of_levels_decode() {
        check(Encoding::Br, &[0, 1, 2, 5, 9, 11]);
    }

    /// RFC 7932, 9.1: the first bits are 1011 for a window of 4 MiB.
    #[test]
    fn a_decoder_needs_no_more_than_4_mib() {
        for level in [5, 11] {
            let encoded = super::super::br(&vec![7; 5 << 20], level).unwrap();
            assert_eq!(encoded[0] & 0b1111, 0b1011, "{level}");
        }
    }

    #[test]
    fn a_level_that_is_not_there_is_no_panic() {
        assert_eq!(super::super::br(b"text", 12), None);
    }
}

#[cfg(feature = "gzip")]
mod gzip {
    use super::*;

    #[test]
    fn all_kinds_of_levels_decode() {
        check(Encoding::Gzip, &[1, 6, 9, 12]);
    }

    /// A header with a time or a name would make equal builds differ.
    #[test]
    fn a_header_has_no_time_and_no_name() {
        let encoded = super::super::gzip(b"text", 12).unwrap();
        assert_eq!(encoded[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_level_that_is_not_there_is_no_panic() {
        assert_eq!(super::super::gzip(b"text", 13), None);
    }
}

#[cfg(feature = "zstd")]
mod zstd {
    use super::*;

    #[test]
    fn all_kinds_of_levels_decode() {
        check(Encoding::Zstd, &[1, 3, 9, 19]);
    }

    /// RFC 8878, 3.1.1.1: the length is in the header, a checksum and a dictionary
    /// are not. RFC 9659: the window is no larger than 8 MB.
    #[test]
    fn a_frame_has_its_length_and_a_window_of_8_mib() {
        let descriptor = |encoded: &[u8]| encoded[4];
        let short = super::super::zstd(&[7; 300], 19).unwrap();
        assert_eq!(descriptor(&short), 0b0110_0000, "two bytes of length, and no window");
        let long = super::super::zstd(&vec![7; 9 << 20], 19).unwrap();
        assert_eq!(descriptor(&long), 0b1000_0000, "four bytes of length, and a window");
        assert_eq!(long[5], (23 - 10) << 3, "of 2 to the power of 23");
    }

    /// Without that feature cargo's profile would decide how zstd is compiled, which
    /// is without optimisation. It takes the texts of errors out, too.
    #[test]
    fn zstd_is_built_with_thin() {
        let code = zstd_safe::compress(&mut [][..], b"text", 1).unwrap_err();
        assert_eq!(zstd_safe::get_error_name(code), "Error strings stripped");
    }
}
