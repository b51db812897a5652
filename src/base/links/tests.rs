use super::*;
use crate::testing::Tree;

fn texts(links: &[Link]) -> Vec<&str> {
    links.iter().map(|link| link.text.to_str().unwrap_or_default()).collect()
}

#[test]
fn every_link_on_the_way_is_found_in_its_order() {
    let tree = Tree::new();
    tree.write("v1/bin/tool", "1").write("plain", "");
    tree.link("v1", "current").link("current", "alias").link("../v1/bin/tool", "ui/tool");
    tree.link(tree.path("alias/bin/tool"), "absolute");
    let links = |path: &str| on_the_way(&tree.path("").canonicalize().unwrap(), Path::new(path));
    assert_eq!(texts(&links("plain")), [""; 0]);
    assert_eq!(texts(&links("v1/bin/tool")), [""; 0]);
    assert_eq!(texts(&links("ui/tool")), ["../v1/bin/tool"]);
    assert_eq!(texts(&links("alias/bin/tool")), ["current", "v1"]);
    assert_eq!(texts(&links("ui/../alias/./bin/tool")), ["current", "v1"]);
    let absolute = links("absolute");
    assert!(texts(&absolute).ends_with(&["current", "v1"]), "{absolute:?}");
    assert_eq!(absolute[0].at.file_name().unwrap(), "absolute");
    assert_eq!(absolute.last().unwrap().at.file_name().unwrap(), "current");
    assert_eq!(texts(&links("no/such")), [""; 0]);
}

#[test]
fn a_loop_has_an_end() {
    let tree = Tree::new();
    tree.link("b", "a").link("a", "b");
    assert_eq!(on_the_way(&tree.path(""), Path::new("a")).len(), MANY);
}
