//! The macros work under another name, in an older edition.

use include_components_app_tests::{linked, page, CLOSE, INCLUDED};

#[test]
fn all_ways_lead_to_the_same_components() {
    assert_eq!(linked::icons::CLOSE_SVG, CLOSE);
    assert_eq!(INCLUDED.get("icons/close.svg"), Some(CLOSE));
    assert_eq!(INCLUDED.get("button.html"), Some(page()));
    assert_eq!(CLOSE.to_str(), Some("<svg/>\n"));
}
