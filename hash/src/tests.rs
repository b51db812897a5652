use super::*;

/// Bytes without a pattern that a hash could miss.
fn sample(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(b"sample").finalize_xof().fill(&mut bytes);
    bytes
}

/// Lengths around those at which BLAKE3's tree changes its form, and at which
/// threads begin to share it.
fn long_lengths() -> impl Iterator<Item = usize> {
    (5..=21).flat_map(|log| [(1 << log) - 1, 1 << log, (1 << log) + 1, 3 << (log - 1)])
}

#[test]
fn is_blake3_at_every_length() {
    let bytes = sample(5000);
    for len in 0..=bytes.len() {
        let bytes = &bytes[..len];
        assert_eq!(hash(bytes).as_bytes(), blake3::hash(bytes).as_bytes(), "{len}");
    }
}

#[test]
fn is_blake3_at_long_lengths() {
    let bytes = sample(7 << 20);
    for len in long_lengths().chain([bytes.len()]) {
        let bytes = &bytes[..len];
        assert_eq!(hash(bytes).as_bytes(), blake3::hash(bytes).as_bytes(), "{len}");
    }
}

#[test]
fn pieces_make_no_difference() {
    let whole = sample(300_000);
    let expected = hash(&whole);
    for piece in [1, 63, 64, 65, 1000, 1024, 1025, 4096, 10_007, 131_072, 131_073] {
        let (mut hasher, mut shared) = (Hasher::new(), Hasher::new());
        let mut len = 0;
        for bytes in whole.chunks(piece) {
            len += bytes.len();
            hasher.update(bytes);
            shared.update_rayon(bytes);
            if len <= 5000 {
                assert_eq!(hasher.finalize(), hash(&whole[..len]), "{len} by {piece}");
            }
        }
        assert_eq!(hasher.finalize(), expected, "{piece}");
        assert_eq!(shared.finalize(), expected, "{piece}");
    }
}

#[test]
fn two_pieces_of_every_length() {
    let bytes = sample(2200);
    let expected = hash(&bytes);
    for at in 0..=bytes.len() {
        let (first, second) = bytes.split_at(at);
        assert_eq!(Hasher::new().update(first).update(second).finalize(), expected, "{at}");
    }
}

#[test]
fn threads_make_no_difference() {
    let bytes = sample(5 << 20);
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for len in long_lengths().chain([bytes.len()]) {
            let bytes = &bytes[..len];
            let shared = pool.install(|| Hasher::new().update_rayon(bytes).finalize());
            assert_eq!(shared, hash(bytes), "{len} on {threads}");
        }
    }
}

#[test]
fn hashers_can_be_moved() {
    let bytes = sample(9000);
    let mut hashers = Vec::new();
    for piece in bytes.chunks(100) {
        let mut hasher = hashers.pop().unwrap_or_else(|| Box::new(Hasher::new()));
        hasher.update(piece);
        hashers.push(Box::new(*hasher));
    }
    assert_eq!(hashers[0].finalize(), hash(&bytes));
}

/// Without this, a program that links the crate `blake3` too would call one
/// for the other.
#[test]
#[cfg(target_os = "linux")]
fn all_symbols_have_our_prefix() {
    let archive = std::fs::read(concat!(env!("OUT_DIR"), "/libinclude_components_hash.a")).unwrap();
    // The first member of an archive is its symbol table: a header of 60
    // bytes, the number of symbols, as many offsets, and the names.
    let table = &archive[8 + 60..];
    let count = u32::from_be_bytes(*table.first_chunk().unwrap()) as usize;
    let names: Vec<_> = table[4 + 4 * count..]
        .split(|byte| *byte == 0)
        .take(count)
        .map(|name| String::from_utf8_lossy(name))
        .collect();
    assert!(names.iter().any(|name| name.ends_with("_blake3_hasher_update")), "{names:?}");
    for name in &names {
        assert!(name.starts_with(concat!(env!("PREFIX"), "_")), "{name}");
    }
}
