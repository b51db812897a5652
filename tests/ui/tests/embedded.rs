//! Both routes into the program give the same components.

use include_components::{Component, Components, component, include_components};

include_components!(mod included);
include_components!(mod linked = "linked");

fn check(components: &Components) {
    let paths: Vec<&str> = components.iter().map(Component::path).collect();
    assert_eq!(paths, ["button.html", "icons/close.svg", "icons/open.svg"]);
    for component in components {
        assert_eq!(components.get(component.path()), Some(component));
        assert_eq!(components.get_hashed(component.hashed_path()), Some(component));
    }
    let close = components.get("icons/close.svg");
    assert_eq!(close.and_then(Component::to_str), Some("<svg/>\n"));
    assert_eq!(close.map(Component::media_type), Some("image/svg+xml"));
    assert_eq!(components.get("icons"), None);
}

#[test]
fn an_included_set_is_there() {
    check(&included::COMPONENTS);
    check(include_components!());
}

#[test]
fn a_linked_set_is_there() {
    check(&linked::COMPONENTS);
    check(include_components!("linked"));
}

#[test]
fn constants_are_the_components_at_their_paths() {
    const CLOSE: Component = linked::icons::CLOSE_SVG;
    static SET: &Components = include_components!("linked");

    assert_eq!(linked::COMPONENTS.get("icons/close.svg"), Some(CLOSE));
    assert_eq!(CLOSE, included::icons::CLOSE_SVG);
    assert_eq!(SET.get("button.html"), Some(linked::BUTTON_HTML));
}

#[test]
fn a_checked_path_is_the_component() {
    const INCLUDED: Component = component!("icons/open.svg");
    const LINKED: Component = component!("icons/open.svg", set = "linked");

    assert_eq!(INCLUDED, included::icons::OPEN_SVG);
    assert_eq!(LINKED, linked::icons::OPEN_SVG);
    assert_eq!(LINKED.bytes(), b"<svg></svg>\n");
}

#[test]
fn digests_are_those_of_the_bytes_in_the_program() {
    for component in included::COMPONENTS.iter().chain(&linked::COMPONENTS) {
        let digest = blake3::hash(component.bytes());
        assert_eq!(component.digest().as_bytes(), digest.as_bytes(), "{component:?}");
        let tag = format!("\"{}\"", &digest.to_hex()[..32]);
        assert_eq!(component.etag().as_str(), tag);
    }
}
