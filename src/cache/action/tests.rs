use proptest::prelude::*;

use super::*;
use crate::base::hasher::digest;

fn results() -> impl Strategy<Value = ActionResult> {
    let kind = prop_oneof![
        Just(ReadKind::File),
        Just(ReadKind::Env),
        Just(ReadKind::Glob),
        Just(ReadKind::Program)
    ];
    let read = (kind, "\\PC{0,12}", prop::option::of(any::<[u8; 32]>()))
        .prop_map(|(what, name, found)| Read { what, name, found: found.map(Digest::from_bytes) });
    let reads = prop::collection::vec(read, 0..5);
    let warnings = prop::collection::vec("\\PC{0,12}", 0..4);
    (reads, any::<[u8; 32]>(), any::<u64>(), warnings).prop_map(
        |(reads, artifact, len, warnings)| ActionResult {
            reads,
            artifact: Digest::from_bytes(artifact),
            len,
            warnings,
        },
    )
}

proptest! {
    #[test]
    fn a_result_survives_as_bytes(result in results(), rest in any::<[u8; 3]>()) {
        let mut bytes = Vec::new();
        result.write(&mut bytes);
        let len = bytes.len();
        bytes.extend_from_slice(&rest);
        let mut reader = Decoder(&bytes);
        prop_assert_eq!(ActionResult::read(&mut reader), Some(result));
        prop_assert_eq!(reader.0, &rest[..], "no byte of what follows");
        for len in 0..len {
            prop_assert_eq!(ActionResult::read(&mut Decoder(&bytes[..len])), None);
        }
    }

    #[test]
    fn any_bytes_are_a_result_or_none(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        // Small numbers come first, so that there are reads and warnings.
        let bytes = [&[1, 0, 0, 0][..], &bytes].concat();
        ActionResult::read(&mut Decoder(&bytes));
    }
}

#[test]
fn a_key_depends_on_each_of_its_parts() {
    let (one, two) = (digest(b"1"), digest(b"2"));
    let keys = [
        key(one, two, "a"),
        key(two, one, "a"),
        key(one, one, "a"),
        key(one, two, "b"),
        key(one, two, ""),
    ];
    for (at, key) in keys.iter().enumerate() {
        assert!(!keys[..at].contains(key), "{at}");
    }
    assert_eq!(keys[0], key(one, two, "a"));
}
