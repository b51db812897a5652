//! The macros work under another name, in an older edition.

use include_components_app_tests::{linked, page, CLOSE, INCLUDED};

#[test]
fn all_ways_lead_to_the_same_components() {
    assert_eq!(linked::icons::CLOSE_SVG, CLOSE);
    assert_eq!(INCLUDED.get("icons/close.svg"), Some(CLOSE));
    assert_eq!(INCLUDED.get("button.html"), Some(page()));
    assert_eq!(CLOSE.to_str(), Some("<svg/>\n"));
}

/// A set is a value, which a library may own and another may take.
#[test]
fn functions_take_the_sets_of_any_crate() {
    use include_components_framework_tests::{total, Components};

    assert_eq!(total(INCLUDED), total(&linked::COMPONENTS));
    assert_eq!(total(&Components::empty()), 0);
    assert!(total(INCLUDED) > CLOSE.bytes().len());
}
