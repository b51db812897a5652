use proptest::prelude::*;

use super::*;

#[test]
fn what_was_put_is_read() {
    let digest = Digest::from_bytes([7; 32]);
    let mut out = vec![9];
    put_u32(&mut out, 0x0403_0201);
    put_u64(&mut out, u64::MAX - 1);
    put_digest(&mut out, digest);
    put_bytes(&mut out, "größe".as_bytes());
    put_bytes(&mut out, b"");
    put_bytes(&mut out, b"\xFF");
    assert_eq!(out[1..5], [1, 2, 3, 4], "little-endian");
    let mut reader = Decoder(&out);
    assert_eq!(reader.u8(), Some(9));
    assert_eq!(reader.u32(), Some(0x0403_0201));
    assert_eq!(reader.u64(), Some(u64::MAX - 1));
    assert_eq!(reader.digest(), Some(digest));
    assert_eq!(reader.text(), Some("größe"));
    assert_eq!(reader.bytes(), Some(&b""[..]));
    assert_eq!(reader.text(), None, "not UTF-8");
    assert_eq!(reader.0, b"", "and nothing else");
}

#[test]
fn what_ends_too_soon_is_not_read() {
    let mut out = Vec::new();
    put_bytes(&mut out, &[1; 40]);
    for len in 0..out.len() {
        assert_eq!(Decoder(&out[..len]).bytes(), None, "{len} bytes");
    }
    for (len, has_u32, has_u64, has_digest) in
        [(0, false, false, false), (3, false, false, false), (4, true, false, false)]
            .into_iter()
            .chain([(7, true, false, false), (8, true, true, false), (31, true, true, false)])
            .chain([(32, true, true, true)])
    {
        let bytes = &out[..len];
        assert_eq!(Decoder(bytes).u8().is_some(), len > 0);
        assert_eq!(Decoder(bytes).u32().is_some(), has_u32);
        assert_eq!(Decoder(bytes).u64().is_some(), has_u64);
        assert_eq!(Decoder(bytes).digest().is_some(), has_digest);
    }
    assert_eq!(Decoder(&u32::MAX.to_le_bytes()).bytes(), None, "4 GiB of nothing");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_not_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut reader = Decoder(&bytes);
        while !reader.0.is_empty() {
            let before = reader.0.len();
            if reader.text().is_none() && reader.u8().is_none() {
                break;
            }
            prop_assert!(reader.0.len() < before);
        }
    }
}
