use std::boxed::Box;
use std::collections::HashSet;
use std::format;
use std::sync::LazyLock;
use std::vec::Vec;

use crate::__private::{self, Pack};
use crate::fixture::{self, BUTTON_HTML, COMPONENTS};
use crate::{Component, Digest, Encoding};

#[test]
fn tells_all_that_is_known_of_it() {
    assert_eq!(BUTTON_HTML.path(), "button.html");
    assert_eq!(BUTTON_HTML.bytes(), b"<button>");
    assert_eq!(BUTTON_HTML.to_str(), Some("<button>"));
    assert_eq!(BUTTON_HTML.digest(), Digest::from_bytes([0x11; 32]));
    assert_eq!(BUTTON_HTML.etag().as_str(), "\"11111111111111111111111111111111\"");
    assert_eq!(BUTTON_HTML.media_type(), "text/html; charset=utf-8");
    assert_eq!(BUTTON_HTML.hashed_path(), "button-11111111.html");
    assert_eq!(format!("{BUTTON_HTML:?}"), r#"Component("button.html")"#);
}

/// In live mode as well, where it is of one of many packs.
#[test]
#[cfg(target_pointer_width = "64")]
fn it_is_two_words_long() {
    assert_eq!((size_of::<Component>(), size_of::<Option<Component>>()), (16, 16));
}

#[test]
fn bytes_that_are_not_utf8_are_no_text() {
    let logo = COMPONENTS.get("logo.png").unwrap();
    assert_eq!((logo.bytes(), logo.to_str()), (&b"\x89PNG"[..], None));
}

#[test]
fn equal_means_the_same_path_and_the_same_digest() {
    // Another function, as another use of the macro has, and the same set.
    fn pack() -> Pack<'static> {
        fixture::pack()
    }
    crate::__source!(source, pack);
    let twin = __private::component(source, 0);
    assert_eq!(twin, BUTTON_HTML);
    assert_ne!(__private::component(source, 1), BUTTON_HTML);
    let set: HashSet<Component> = COMPONENTS.iter().chain([twin]).collect();
    assert_eq!(set.len(), 3);
}

#[test]
fn a_component_outside_of_its_pack_is_empty() {
    assert_empty(__private::component(fixture::source, 3));
    assert_empty(__private::component(fixture::source, u32::MAX));
}

fn assert_empty(component: Component) {
    assert_eq!((component.path(), component.hashed_path(), component.media_type()), ("", "", ""));
    assert_eq!((component.bytes(), component.to_str()), (&b""[..], Some("")));
    assert_eq!(component.digest(), Digest::from_bytes([0; 32]));
    assert_eq!(component.representations().len(), 0);
    assert_eq!(component.representation(Encoding::Identity), None);
}

/// A pack with one byte of its index set to 0xFF.
///
/// `AT` is a parameter so that each has a function of its own.
fn damaged<const AT: usize>() -> Pack<'static> {
    static PACKS: LazyLock<Vec<Pack<'static>>> = LazyLock::new(|| {
        let whole = fixture::bytes();
        let layout = Pack::open(&whole).unwrap().layout();
        let damage = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] = 0xFF;
            let bytes: &'static [u8] = Box::leak(bytes.into_boxed_slice());
            Pack::with_layout(bytes, layout)
        };
        (0..PACK_RECORDS).map(damage).collect()
    });
    PACKS[AT]
}

/// The header, three components and one coded representation.
const PACK_RECORDS: usize = 96 + 3 * 88 + 56;

/// Each source is a function of its own.
macro_rules! assert_damage {
    ($at:expr, $damage:expr) => {{
        crate::__source!(source, damaged::<{ $at }>);
        assert_damage(source, $damage);
    }};
}

#[test]
fn a_damaged_record_is_empty_or_missing_and_never_a_panic() {
    // The highest bytes of the numbers in the first component's record: where
    // its path is, where its media type is, where its bytes are, how many.
    assert_damage!(96 + 3, |it| it.path().is_empty());
    assert_damage!(96 + 11, |it| it.hashed_path().is_empty());
    assert_damage!(96 + 19, |it| it.url().is_empty());
    assert_damage!(96 + 27, |it| it.media_type().is_empty());
    assert_damage!(96 + 47, |it| it.bytes().is_empty() && it.path().is_empty());
    assert_damage!(96 + 55, |it| it.bytes().is_empty() && it.path().is_empty());
    // The first coded representation and how many, then its place and coding.
    assert_damage!(96 + 35, |it| it.representations().len() == 1);
    assert_damage!(96 + 39, |it| it.representations().len() == 1);
    let coded = |it: Component| it.representations().nth(1).unwrap();
    assert_damage!(360 + 7, |it| coded(it).bytes().is_empty());
    assert_damage!(360 + 48, |it| coded(it).bytes().is_empty());
}

fn assert_damage(source: __private::Source, damage: impl Fn(Component) -> bool) {
    let component = __private::component(source, 0);
    assert!(damage(component), "{component:?}");
    assert!(!damage(BUTTON_HTML), "the damage cannot be told from no damage");
    // What can still be found is found whole.
    let components = __private::components(source);
    let found = components.get("button.html");
    assert_eq!(found.is_some(), component.path() == "button.html");
    assert_eq!(components.iter().len(), 3);
    assert_eq!(components.get("logo.png").map(|it| it.bytes()), Some(&b"\x89PNG"[..]));
}
