use std::boxed::Box;
use std::format;
use std::sync::LazyLock;
use std::vec::Vec;

use include_components_pack::{Content, write};

use crate::__private::{self, OtherParts, Pack};
use crate::fixture;
use crate::{Component, Components, Digest, ETag, Encoding, Iter, Representation, Representations};

use fixture::{BUTTON_HTML, COMPONENTS};

#[test]
fn finds_every_path_and_no_other() {
    for component in &COMPONENTS {
        assert_eq!(COMPONENTS.get(component.path()), Some(component));
        assert_eq!(COMPONENTS.get_hashed(component.hashed_path()), Some(component));
        assert_eq!(COMPONENTS.get(component.hashed_path()), None);
        assert_eq!(COMPONENTS.get_hashed(component.path()), None);
    }
    for path in ["", "/", "button.htm", "/button.html", "button.html\0", "icons", "Button.html"] {
        assert_eq!(COMPONENTS.get(path), None, "{path:?}");
        assert_eq!(COMPONENTS.get_hashed(path), None, "{path:?}");
    }
}

#[test]
fn goes_through_the_components_from_both_ends() {
    let paths: Vec<&str> = COMPONENTS.iter().map(Component::path).collect();
    assert_eq!(paths, ["button.html", "icons/close.svg", "logo.png"]);
    let mut reversed: Vec<&str> = COMPONENTS.iter().rev().map(Component::path).collect();
    reversed.reverse();
    assert_eq!(reversed, paths);

    let mut iter = COMPONENTS.iter();
    assert_eq!((iter.len(), COMPONENTS.len()), (3, 3));
    assert_eq!(iter.next(), Some(BUTTON_HTML));
    assert_eq!(iter.next_back().map(Component::path), Some("logo.png"));
    assert_eq!((iter.len(), iter.size_hint()), (1, (1, Some(1))));
    assert_eq!(iter.nth(1), None);
    assert_eq!((iter.next(), iter.next_back()), (None, None));
    assert!(!COMPONENTS.is_empty());
}

#[test]
fn an_empty_set_has_nothing() {
    fn pack() -> Pack<'static> {
        __private::pack(&[], [0; 8])
    }
    crate::__source!(source, pack);
    let components = __private::components(source);
    assert!(components.is_empty());
    assert_eq!((components.len(), components.iter().next()), (0, None));
    assert_eq!(components.get(""), None);
    assert_eq!(components.get_hashed("a-11111111.html"), None);
}

/// A set of two parts besides the one with the index, as a macro makes it.
fn in_parts() -> Pack<'static> {
    static BYTES: [&[u8]; 2] = [b"<button>\0\0\0\0\0\0\0\0", b"<svg/>\0\0\0\0\0\0\0\0\0\0"];
    static PARTS: OtherParts<'static> = OtherParts::new(1, &BYTES);
    static INDEX: LazyLock<&[u8]> = LazyLock::new(|| {
        let component = |path, byte, len| write::NewEntry {
            path,
            name: write::Name::Hashed(Digest::from_bytes([byte; 32])),
            media_type: "text/html",
            identity: Content { digest: Digest::from_bytes([byte; 32]), len },
            encoded: &[],
            notes: &[],
        };
        let components = [component("a", 1, 8), component("b", 2, 6), component("c", 1, 8)];
        let index = write::Index::in_parts(&components, 1, "/", &[]).unwrap();
        assert_eq!(index.parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [16, 16]);
        Box::leak(index.bytes.into_boxed_slice())
    });
    Pack::open(&INDEX).unwrap().with_parts(&PARTS)
}

#[test]
fn the_bytes_of_a_set_in_parts_are_in_the_parts() {
    crate::__source!(source, in_parts);
    let components = __private::components(source);
    let bytes = |path| components.get(path).map(Component::bytes);
    assert_eq!(bytes("a"), Some(&b"<button>"[..]));
    assert_eq!(bytes("b"), Some(&b"<svg/>"[..]));
    assert_eq!((bytes("c"), bytes("d")), (bytes("a"), None));
    // One component, as `component!` makes it, has no other parts than its own.
    fn second() -> Pack<'static> {
        static BYTES: [&[u8]; 1] = [b"<svg/>\0\0\0\0\0\0\0\0\0\0"];
        static PARTS: OtherParts<'static> = OtherParts::new(2, &BYTES);
        in_parts().with_parts(&PARTS)
    }
    crate::__source!(source_of_second, second);
    let b = __private::component(source_of_second, 1);
    assert_eq!((b, b.bytes()), (components.get("b").unwrap(), &b"<svg/>"[..]));
    let representation = b.representation(Encoding::Identity);
    assert_eq!(representation.map(Representation::bytes), Some(&b"<svg/>"[..]));
    assert_eq!(__private::component(source_of_second, 0).bytes(), b"");
}

#[test]
fn debug_names_what_is_there() {
    assert_eq!(format!("{COMPONENTS:?}"), "Components { len: 3, .. }");
    let mut iter = COMPONENTS.iter();
    iter.next();
    assert_eq!(format!("{iter:?}"), r#"[Component("icons/close.svg"), Component("logo.png")]"#);
}

#[test]
fn everything_is_send_and_sync() {
    const fn send_and_sync<T: Send + Sync + Unpin + 'static>() {}
    const {
        send_and_sync::<Components>();
        send_and_sync::<Component>();
        send_and_sync::<Iter>();
        send_and_sync::<Representation>();
        send_and_sync::<Representations>();
        send_and_sync::<ETag>();
    }
}

#[test]
fn a_component_is_two_words() {
    assert_eq!(size_of::<Component>(), 2 * size_of::<usize>());
    assert_eq!(size_of::<Option<Component>>(), size_of::<Component>());
}

#[test]
fn a_part_of_a_library_is_cut_out() {
    const PART: &[u8; 4] = __private::part(b"head-pack-tail", 5);
    assert_eq!(PART, b"pack");
}
