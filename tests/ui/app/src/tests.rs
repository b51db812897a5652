use crate::{CLOSE, framework, linked, pages};

#[test]
fn the_macros_work_under_another_name() {
    assert_eq!(pages::icons::CLOSE_SVG, CLOSE);
    assert_eq!(linked::icons::CLOSE_SVG, CLOSE);
    let set = framework::include_components!("linked");
    assert_eq!(set.get("icons/close.svg").and_then(|it| it.text()), Some("<svg/>\n"));
}
