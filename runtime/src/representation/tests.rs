use std::format;
use std::vec::Vec;

use crate::fixture::{BUTTON_HTML, COMPONENTS};
use crate::{Digest, Encoding};

#[test]
fn identity_comes_first_and_is_the_component() {
    for component in &COMPONENTS {
        let first = component.representations().next().unwrap();
        assert_eq!(first.encoding(), Encoding::Identity);
        assert_eq!(first.bytes(), component.bytes());
        assert_eq!(first.etag(), component.etag());
        assert_eq!(component.representation(Encoding::Identity), Some(first));
    }
}

#[test]
fn each_representation_has_its_own_bytes_and_tag() {
    let coded = BUTTON_HTML.representation(Encoding::Br).unwrap();
    assert_eq!(coded.encoding(), Encoding::Br);
    assert_eq!(coded.bytes(), b"\x0b\x01");
    assert_eq!(coded.digest(), Digest::from_bytes([0x22; 32]));
    assert_ne!(coded.etag(), BUTTON_HTML.etag());
    assert_eq!(BUTTON_HTML.representation(Encoding::Gzip), None);
}

#[test]
fn goes_through_the_representations_from_both_ends() {
    let mut iter = BUTTON_HTML.representations();
    assert_eq!((iter.len(), iter.size_hint()), (2, (2, Some(2))));
    assert_eq!(iter.next_back().map(|it| it.encoding()), Some(Encoding::Br));
    assert_eq!(iter.next().map(|it| it.encoding()), Some(Encoding::Identity));
    assert_eq!((iter.len(), iter.next(), iter.next_back()), (0, None, None));

    let forwards: Vec<_> = BUTTON_HTML.representations().collect();
    let mut backwards: Vec<_> = BUTTON_HTML.representations().rev().collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
}

#[test]
fn debug_gives_the_length_and_not_the_bytes() {
    let coded = BUTTON_HTML.representation(Encoding::Br).unwrap();
    let digest = Digest::from_bytes([0x22; 32]);
    assert_eq!(
        format!("{coded:?}"),
        format!("Representation {{ encoding: Br, len: 2, digest: {digest:?} }}")
    );
    let all = format!("{:?}", BUTTON_HTML.representations());
    assert!(all.starts_with("[Representation { encoding: Identity, len: 8"), "{all}");
}
