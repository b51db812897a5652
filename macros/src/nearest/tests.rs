use super::{distance, nearest};

#[test]
fn distance_counts_edits() {
    for (from, to, edits) in [
        ("", "", 0),
        ("", "abc", 3),
        ("abc", "", 3),
        ("close.svg", "close.svg", 0),
        ("clsoe.svg", "close.svg", 2),
        ("kitten", "sitting", 3),
        ("close.svg", "icons/close.svg", 6),
    ] {
        assert_eq!(distance(from, to), edits, "{from} -> {to}");
        assert_eq!(distance(to, from), edits, "{to} -> {from}");
    }
}

#[test]
fn nearest_come_first_and_equals_in_path_order() {
    let paths = ["button.html", "icons/close.svg", "icons/cloud.svg", "icons/open.svg"];
    let found = nearest("icons/clos.svg", paths.into_iter(), 3);
    assert_eq!(found, ["icons/close.svg", "icons/cloud.svg", "icons/open.svg"]);
    assert_eq!(nearest("x", paths.into_iter(), 0), [""; 0]);
    assert_eq!(nearest("x", ["b", "a"].into_iter(), 9), ["a", "b"]);
}
